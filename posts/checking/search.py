"""What the search finds: an entry for each published post and for each public page."""

from itertools import islice

from posts import search
from posts.models import LivePage, Post, SearchEntry

from .finding import Finding, named

BATCH = 200
REPAIR = "check_data --repair makes the entries anew."


def check():
    posts = Post.objects.filter(status=Post.Status.PUBLISHED).order_by("pk")
    rows = posts.select_related("page").prefetch_related("images")
    rows = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        entries = SearchEntry.objects.filter(post__in=batch)
        entries = {entry.post_id: entry for entry in entries}
        for post in batch:
            entry = entries.get(post.pk)
            words = search.words_of_post(post)
            yield from _compare(post.page, post.pk, entry, words)
    pages = LivePage.objects.published().prefetch_related("summary_points")
    for page in pages.order_by("pk"):
        entry = SearchEntry.objects.filter(page=page, post=None).first()
        points = [point.text for point in page.summary_points.all()]
        yield from _compare(page, None, entry, search.words_of_page(page, points))
    yield from _left_over()


def _compare(page, post_pk, entry, words):
    if entry is None:
        says = "the search does not find it."
    elif (entry.page_id, entry.title, entry.text) != (page.pk, *words.values()):
        says = "the search finds it by other words than it has."
    else:
        return
    yield Finding(named(page, post_pk), says, REPAIR, page_pk=page.pk)


def _left_over():
    """Entries of what is not public: nobody finds them, but they are not needed."""
    entries = SearchEntry.objects.select_related("page").order_by("pk")
    of_posts = entries.filter(post__isnull=False)
    of_pages = entries.filter(post__isnull=True)
    for entry in (
        *of_posts.exclude(post__status=Post.Status.PUBLISHED),
        *of_pages.exclude(page__status__in=LivePage.PUBLIC_STATUSES),
    ):
        yield Finding(
            named(entry.page, entry.post_id),
            "the search has an entry of it, and it is not public.",
            REPAIR,
            page_pk=entry.page_id,
        )
