"""What a change leaves behind: the revision on what readers see differently, the
time of an edit that they are told of, a version of all that anybody changed, and
what the search finds.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Min

from posts import furniture, history, search
from posts.content import public_content, refuse_future, sort_key, wording
from posts.errors import PublishingError
from posts.models import PIECES, LivePage, Post


class Stamping:
    """Remembers a page and the posts in hand as they are, and compares at the end.

    `page` is the locked row, whose revision is that of the change; BY the number of
    the user who acts, or None. `forced` are the pks of posts to stamp although their
    own rows did not change; `has_rows` says that new posts were stamped already.
    `changes` are, at the end, what the audit log is told of: for each post and the page
    (version before, version after, the act's name if the versions don't tell it).
    """

    def __init__(self, page, by, now):
        self.page = page
        self.by = by
        self.now = now
        self.revision = page.revision
        self.forced = set()
        self.has_rows = False
        self.changes = []
        self._gone = {}
        self._posts = {}
        self._versions = {}
        self._said = furniture.contents(page)
        self._version = history.version_of_page(
            page, self._said, page.created_by_id, page.created_at
        )
        self._setting = (page.time_zone, page.language)
        self._was_public = page.is_public

    def hold(self, post):
        """Remember POST as it is, unless it is in hand already."""
        if post.pk not in self._posts:
            self._posts[post.pk] = (public_content(post), wording(post))
            self._versions[post.pk] = history.version_of(
                post, post.changed_by_id, post.changed_at
            )

    def add(self, post):
        """Remember that POST is new."""
        self._posts[post.pk] = (None, None)
        self._versions[post.pk] = None

    def forget(self, post, act=""):
        """POST is deleted, by ACT if that is no mere deletion: nothing to compare."""
        self._posts.pop(post.pk, None)
        self._gone[post.pk] = act

    def finish(self, sequence):
        """Stamp what readers see differently; without such, undo the number.

        SEQUENCE is the last one that the page gave to a post. Returns whether readers
        see anything different.
        """
        self.page.refresh_from_db()
        stamped = self._stamp_posts() or self.has_rows
        if self.has_rows:
            new = Post.objects.filter(page=self.page, first_revision=self.revision)
            search.write_posts_in_bulk(new)
        said = furniture.contents(self.page)
        stamps = {
            f"{piece}_revision": self.revision
            for piece in PIECES
            if said[piece] != self._said[piece]
        }
        after = history.version_of_page(self.page, said, self.by, self.now)
        history.record([(self._version, after)])
        self.changes.append((self._version, after, ""))
        is_public = self.page.is_public
        words, before = ((s["title"], s["summary"]) for s in (said, self._said))
        if words != before or is_public != self._was_public:
            search.write_page(self.page, said["summary"])
        came_back = is_public and not self._was_public
        if came_back or self._setting != (self.page.time_zone, self.page.language):
            stamps["reset_revision"] = self.revision
        moved = bool(stamped or stamps)
        if moved:
            stamps["revised_at"] = self.now
        else:
            stamps["revision"] = self.revision - 1
        stamps["next_due_at"] = self._next_due_at()
        stamps["last_sequence"] = sequence
        LivePage.objects.filter(pk=self.page.pk).update(**stamps)
        return moved

    def _stamp_posts(self):
        posts = Post.objects.filter(pk__in=self._posts).with_parts()
        changed = []
        versions = []
        for post in posts:
            if post.page_id != self.page.pk:
                raise PublishingError("A post can't move to another page.")
            before, written = self._posts[post.pk]
            values = {}
            held = self._versions[post.pk]
            if post.status == Post.Status.PUBLISHED:
                # A time that stays is not judged again: clocks step back and differ.
                if not (held and _was_at(held, post.published_at)):
                    refuse_future(post.published_at, self.now)
                key = sort_key(post.published_at, post.sequence)
                if key != post.sort_key:
                    values["sort_key"] = key
            if public_content(post) != before:
                changed.append(post)
            if written and self._is_edit(post, written, wording(post)):
                values["edited_at"] = self.now
            after = history.version_of(post, self.by, self.now)
            versions.append((held, after))
            is_as_it_was = held and not history.differs(held, after)
            if is_as_it_was and post.changed_at != held.history_date:
                # Saving without a change moves nothing and is nobody's work.
                values["changed_at"] = held.history_date
                values["changed_by"] = held.history_user_id
            if values:
                Post.objects.filter(pk=post.pk).update(**values)
        history.record(versions)
        self.changes += [(before, after, "") for before, after in versions]
        self._tell_of_deleted({after.id for _, after in versions})
        search.write_posts(changed)
        stamped = self.forced.union(post.pk for post in changed)
        Post.objects.filter(pk__in=stamped).update(revision=self.revision)
        return stamped

    def _tell_of_deleted(self, there):
        for pk, version in self._versions.items():
            if version and pk not in there:
                self.changes.append((version, None, self._gone.get(pk, "")))

    def _is_edit(self, post, before, after):
        """Whether readers are told of an edit: not in a post's first minutes."""
        if before == after or post.first_published_at is None:
            return False
        corrected = before[-1] != after[-1]
        silence = timedelta(seconds=settings.SILENT_EDIT_SECONDS)
        return corrected or self.now - post.first_published_at > silence

    def _next_due_at(self):
        scheduled = self.page.posts.filter(status=Post.Status.SCHEDULED)
        return scheduled.aggregate(due=Min("published_at"))["due"]


def _was_at(version, at):
    """Whether VERSION, of a post, was public at the time AT, or withdrawn then."""
    statuses = (Post.Status.PUBLISHED, Post.Status.WITHDRAWN)
    return version.status in statuses and version.published_at == at
