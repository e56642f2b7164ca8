"""Where posts stand: their sort keys, the pinned places, and what is due when."""

from itertools import groupby

from django.db.models import Count, F, Min, Q

from posts.content import sort_key
from posts.models import LivePage, Post

from .finding import Finding, named

SAVE_POST = "Save the post on the desk: the door puts it in its place."
REPAIR = "check_data --repair sets it."


def check():
    published = Post.objects.filter(status=Post.Status.PUBLISHED)
    yield from _misplaced(published)
    yield from _doubled(published)
    beyond = Post.objects.filter(sequence__gt=F("page__last_sequence"))
    for post in beyond.select_related("page").order_by("pk"):
        yield Finding(
            named(post.page, post.pk),
            f"has sequence {post.sequence}, above its page's last, "
            f"{post.page.last_sequence}: the next posts can't be published.",
            f"Set last_sequence of the page to {post.sequence}.",
        )
    yield from _holes()
    yield from _due()


def _misplaced(published):
    posts = published.select_related("page").order_by("pk")
    fields = ("published_at", "sequence", "sort_key", "page__slug")
    for post in posts.only(*fields).iterator(chunk_size=500):
        if post.sort_key != sort_key(post.published_at, post.sequence):
            yield Finding(
                named(post.page, post.pk),
                f"has the sort key {post.sort_key}, which is not that of its time and "
                "its sequence: it stands in the wrong place.",
                SAVE_POST,
            )


def _doubled(published):
    doubled = published.values("page", "sort_key").annotate(posts=Count("pk"))
    for row in doubled.filter(posts__gt=1).order_by("page", "sort_key"):
        page = LivePage.objects.get(pk=row["page"])
        yield Finding(
            named(page),
            f"{row['posts']} posts have the sort key {row['sort_key']}: a chunk of "
            "older posts may leave one out.",
            "Save these posts on the desk.",
        )


def _holes():
    pinned = Post.objects.filter(pinned_place__isnull=False).select_related("page")
    by_page = groupby(
        pinned.order_by("page", "pinned_place"), key=lambda post: post.page
    )
    for page, posts in by_page:
        places = [post.pinned_place for post in posts]
        if places != list(range(1, len(places) + 1)):
            yield Finding(
                named(page),
                f"its pinned posts have the places {places}.",
                "Pin or unpin one on the desk: all get new places.",
            )


def _due():
    scheduled = Q(posts__status=Post.Status.SCHEDULED)
    pages = LivePage.objects.annotate(due=Min("posts__published_at", filter=scheduled))
    for page in pages.order_by("pk"):
        if page.next_due_at != page.due:
            yield Finding(
                named(page),
                f"says that a post is due at {page.next_due_at}; by its posts that is "
                f"{page.due}.",
                REPAIR,
                page_pk=page.pk,
            )
