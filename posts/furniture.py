"""The furniture: everything public on a live page that is no post.

Each piece has a container that is always on the page (`templates/posts/
_furniture.html`) and its own stamp, so that a change of one restarts no other.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from posts.models import PIECES, LivePage

KEY_EVENTS_SHOWN = 20


@dataclass(frozen=True)
class Furniture:
    """What the pieces of one page hold; each piece is read when first asked for.

    `posts` are those to take pinned posts and key events from; a preview has its
    own, else they are the public ones.
    """

    page: LivePage
    posts: QuerySet | None = None

    @cached_property
    def summary(self):
        return list(self.page.summary_points.all())

    @cached_property
    def related(self):
        return list(self.page.related_links.all())

    @cached_property
    def pinned(self):
        posts = self._posts.filter(pinned_place__isnull=False)
        return list(posts.order_by("pinned_place").with_parts())

    @cached_property
    def key_events(self):
        posts = self._posts.key_events()
        return list(posts.order_by("-sort_key")[:KEY_EVENTS_SHOWN])

    @property
    def _posts(self):
        return self.page.posts.published() if self.posts is None else self.posts


def contents(page):
    """What each piece of PAGE says, as values that can be compared.

    Returns {piece: tuple}; two calls give equal tuples for a piece exactly when
    readers would see no difference. Four queries.
    """
    furniture = Furniture(page)
    values = {
        "title": (
            page.title,
            page.standfirst,
            page.edited_by,
            page.lead_image.name,
            page.lead_image_alt,
            page.lead_image_credit,
        ),
        "status": (
            page.status,
            page.scheduled_start,
            page.started_at,
            page.ended_at,
        ),
        "summary": tuple(point.text for point in furniture.summary),
        "stream": ((page.stream_url, page.stream_title) if page.stream_on_air else ()),
        "pinned": tuple((post.pk, post.revision) for post in furniture.pinned),
        "key_events": tuple((post.pk, post.revision) for post in furniture.key_events),
        "related": tuple((link.title, link.url) for link in furniture.related),
    }
    assert set(values) == set(PIECES)  # noqa: S101 a new piece needs its value here
    return values
