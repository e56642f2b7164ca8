"""The delta: all that changed on a live page after a reader's cursor.

The cursor is the revision that a reader has seen. `LivePage.revision` rises by one
at every public change and every row carries the revision of its own last public
change, so what a reader lacks is exactly the rows with
`cursor < revision <= page.revision`. The page's revision is read first, the rows
after it: a change that commits in between is either already in the rows (and comes
again with the next poll, which is harmless, since applying a delta is idempotent)
or has a higher revision and comes with the next poll.

- `changed`: posts to put in place, those that came or were edited or moved;
- `gone`: pks to remove: withdrawn posts and, in the key-events view, every
  changed post that is no key event;
- `unread`: pks among `changed` that were never public before the cursor. A
  withdrawn post that comes back is not among them;
- `pieces`: the furniture that changed.

A reader starts over (`window` is set: a fresh first page replaces the feed, and all
furniture comes) when the cursor is ahead of the page, older than
`LivePage.reset_revision`, or more than MOST_CHANGES posts behind. A cursor that
seems ahead is decided by the caller on a fresh read of the primary database, which
is what `delta` is given here.
"""

from dataclasses import dataclass, field

from posts.models import PIECES, LivePage, Post
from posts.window import Window, feed_of, newest

MOST_CHANGES = 100
MOST_UNREAD = 999


@dataclass(frozen=True)
class Delta:
    """What to send to a reader; see the module's docstring for the parts."""

    page: LivePage
    changed: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    unread: list = field(default_factory=list)
    pieces: tuple = ()
    window: Window | None = None

    @property
    def revision(self):
        """The reader's next cursor."""
        return self.page.revision


def delta(page, cursor, show=""):
    """The Delta of PAGE after CURSOR, or None when there is nothing new.

    PAGE must just have been read. SHOW is "" or "key". No query when nothing is
    new; else one for the posts, whose bylines and pictures are read where their markup
    is not kept (`posts.renderings`), and those of the furniture that changed.
    """
    if cursor == page.revision:
        return None
    if cursor > page.revision or cursor < page.reset_revision:
        return _fresh(page, cursor, show)
    rows = page.posts.filter(revision__gt=cursor, revision__lte=page.revision)
    rows = list(rows.order_by("-sort_key")[: MOST_CHANGES + 1])
    if len(rows) > MOST_CHANGES:
        return _fresh(page, cursor, show)
    changed = [
        post for post in rows if post.is_public and (show != "key" or post.key_event)
    ]
    kept = {post.pk for post in changed}
    return Delta(
        page=page,
        changed=changed,
        gone=[post.pk for post in rows if post.pk not in kept],
        unread=[post.pk for post in changed if post.first_revision > cursor],
        pieces=tuple(
            piece for piece in PIECES if getattr(page, f"{piece}_revision") > cursor
        ),
    )


def _fresh(page, cursor, show):
    """A Delta that starts over: the newest first page and all furniture."""
    return Delta(
        page=page,
        unread=_missed(page, cursor, show),
        pieces=PIECES,
        window=newest(feed_of(page, show)),
    )


def _missed(page, cursor, show):
    """The pks of public posts that came after CURSOR, at most MOST_UNREAD of them.

    No post came first after its own last change, so the index of the delta finds them.
    Their status is looked at here: asked for one, SQLite takes the index that begins
    with it and reads every public post. One query, none if the cursor is ahead.
    """
    if cursor >= page.revision:
        return []
    rows = page.posts.filter(revision__gt=cursor, first_revision__gt=cursor)
    if show == "key":
        rows = rows.filter(key_event=True)
    found = rows.order_by("-revision").values_list("pk", "status")[:MOST_UNREAD]
    return [pk for pk, status in found if status == Post.Status.PUBLISHED]
