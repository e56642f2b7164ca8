"""Which posts a page shows: a stretch of the feed between two fixed edges.

The edges are sort keys set here, on the server, and never computed from what a
browser happens to hold. A window is half open: a post belongs to it when
`older_edge <= sort_key < newer_edge`. A missing edge is open: nothing lies beyond
it yet, and what comes there belongs to the window.
"""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class View:
    """How a reader looks at a page: in which order, and which posts.

    `refresh` is for readers without JavaScript: whether their page comes anew by
    itself.
    """

    order: str = "newest"
    show: str = ""
    refresh: bool = True

    @property
    def query(self):
        """What of this view an address must say: {name: value}, in one order."""
        parts = {
            "order": self.order if self.order == "oldest" else "",
            "show": self.show,
            "refresh": "" if self.refresh else "off",
        }
        return {name: value for name, value in parts.items() if value}


@dataclass(frozen=True)
class Window:
    """Posts in the order shown, and the edges: sort keys, or "" for open."""

    posts: list
    newer_edge: str = ""
    older_edge: str = ""


def feed_of(page, show=""):
    """The public posts of PAGE that belong to the view: all, or 'key' events."""
    posts = page.posts.published()
    return posts.key_events() if show == "key" else posts


def newest(feed, count=None):
    """The first page of a newest-first view; two more queries for the parts."""
    return before(feed, "", count=count)


def of_view(page, view, older_than="", from_key=""):
    """What PAGE shows in VIEW: a chunk at one of two sort keys, else its first page."""
    feed = feed_of(page, view.show)
    if older_than:
        return before(feed, older_than, view.order)
    if from_key or view.order == "oldest":
        return after(feed, from_key, view.order)
    return newest(feed)


def before(feed, edge, order="newest", count=None):
    """The chunk just older than the sort key EDGE ("" for the newest)."""
    rows = feed.filter(sort_key__lt=edge) if edge else feed
    posts, beyond = _take(rows.order_by("-sort_key"), count)
    return Window(
        posts=posts if order == "newest" else posts[::-1],
        newer_edge=edge,
        older_edge=posts[-1].sort_key if beyond else "",
    )


def after(feed, edge, order="newest"):
    """The chunk from the sort key EDGE upwards ("" for the oldest)."""
    rows = feed.filter(sort_key__gte=edge) if edge else feed
    posts, beyond = _take(rows.order_by("sort_key"))
    return Window(
        posts=posts if order == "oldest" else posts[::-1],
        newer_edge=beyond,
        older_edge=edge,
    )


def around(feed, post):
    """Half a chunk newer than POST, itself, and half a chunk older."""
    half = max(settings.POSTS_PER_PAGE // 2, 1)
    newer, beyond_newer = _take(
        feed.filter(sort_key__gt=post.sort_key).order_by("sort_key"), half
    )
    older, beyond_older = _take(
        feed.filter(sort_key__lte=post.sort_key).order_by("-sort_key"), half + 1
    )
    return Window(
        posts=newer[::-1] + older,
        newer_edge=beyond_newer,
        older_edge=older[-1].sort_key if beyond_older else "",
    )


def _take(rows, count=None):
    """The first COUNT of ROWS with their parts, and the sort key of the next."""
    count = count or settings.POSTS_PER_PAGE
    rows = list(rows.with_parts()[: count + 1])
    return rows[:count], rows[count].sort_key if len(rows) > count else ""
