"""Full-text search over public pages and posts, by the database's own means.

The door writes the entries, in the transaction of the change; `find` reads them.
What the two databases do differently is here and in migration 0005: FTS5 on SQLite,
a tsvector on PostgreSQL, of the configuration 'simple', since a newsroom writes in
several languages and names are sought more than any other word.
"""

from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from posts.bodies import plain_text
from posts.models import LivePage, Post, SearchEntry
from posts.words import folded, passage

# Bytes of an entry's title and text: a tsvector holds a megabyte, positions included.
TITLE_ROOM, TEXT_ROOM = 2_000, 200_000
BATCH = 200
# The fields of a post that an entry is made of.
SAID = (
    *("page", "status", "headline", "body", "label", "quote_attribution"),
    "correction_note",
)


@dataclass(frozen=True)
class Result:
    """A post that was found, or, without one, a page; both as readers see them now.

    `title` and `text` are runs, (characters, whether they were sought).
    """

    page: LivePage
    post: Post | None
    title: list
    text: list


def find(sought):
    """The public entries with all words of SOUGHT, best first, then the latest.

    The best have the words in the title, or often. Each comes with its page and post.
    Nothing is found of SOUGHT without words.
    """
    if not sought.words:
        return SearchEntry.objects.none()
    matching = _in_postgresql if connection.vendor == "postgresql" else _in_sqlite
    entries = SearchEntry.objects.published().select_related("page", "post")
    # Neither the ORM nor RawSQL can join a virtual table and rank by it.
    entries = entries.extra(**matching(sought))
    latest = Coalesce(
        "post__published_at", "page__started_at", "page__first_published_at"
    )
    return entries.order_by("rank", latest.desc(), "-pk")


def _in_sqlite(sought):
    words = " ".join(f'"{word}"' for word in sought.words)
    return {
        "tables": ["posts_search"],
        "where": ["posts_search.rowid = posts_searchentry.id", "posts_search MATCH %s"],
        "params": [words + ("*" if sought.beginning else "")],
        "select": {"rank": "bm25(posts_search, 4.0, 1.0)"},
    }


def _in_postgresql(sought):
    words = " & ".join(f"'{word}'" for word in sought.words)
    words += ":*" if sought.beginning else ""
    query = "to_tsquery('simple', %s)"
    return {
        "where": [f"posts_searchentry.words @@ {query}"],
        "params": [words],
        "select": {"rank": f"-ts_rank(posts_searchentry.words, {query})"},
        "select_params": [words],
    }


def results(entries, sought):
    """A Result for each of ENTRIES, a slice of what `find` gave. Three queries."""
    for entry in entries.prefetch_related("post__images", "page__summary_points"):
        page, post = entry.page, entry.post
        if post:
            post.page = page
            title, text = post.headline, text_of_post(post)
        else:
            points = [point.text for point in page.summary_points.all()]
            title, text = page.title, text_of_page(page, points)
        whole = passage(title, sought, room=len(title))
        yield Result(page, post, whole, passage(text, sought))


# What the door writes


def write_posts(posts):
    """Make the entries of POSTS, each with its images, say what readers see of them."""
    posts = list(posts)
    public = [post for post in posts if post.status == Post.Status.PUBLISHED]
    gone = [post.pk for post in posts if post.status != Post.Status.PUBLISHED]
    SearchEntry.objects.filter(post__in=gone).delete()
    SearchEntry.objects.bulk_create(
        [
            SearchEntry(page_id=post.page_id, post_id=post.pk, **words_of_post(post))
            for post in public
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=["title", "text"],
    )


def write_posts_in_bulk(posts):
    """The same for POSTS, a QuerySet of any length."""
    rows = posts.prefetch_related("images").only(*SAID).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        write_posts(batch)


def write_page(page, points):
    """Make the entry of PAGE itself say what readers see of it; POINTS: its summary."""
    SearchEntry.objects.filter(page_id=page.pk, post=None).delete()
    if page.is_public:
        SearchEntry.objects.create(page_id=page.pk, **words_of_page(page, points))


def write_anew(page):
    """Make the entries of PAGE and all its posts anew, whatever they say now."""
    SearchEntry.objects.filter(Q(page=page) | Q(post__page=page)).delete()
    write_posts_in_bulk(page.posts.filter(status=Post.Status.PUBLISHED))
    write_page(page, [point.text for point in page.summary_points.all()])


def words_of_post(post):
    return _words(post.headline, text_of_post(post))


def words_of_page(page, points):
    return _words(page.title, text_of_page(page, points))


def _words(title, text):
    return {"title": folded(title, TITLE_ROOM), "text": folded(text, TEXT_ROOM)}


def text_of_post(post):
    """What is said in POST below its headline, as plain text; no bylines."""
    parts = [plain_text(post.body)]
    if post.label == Post.Label.QUOTE:
        parts.append(post.quote_attribution)
    for image in post.images.all():
        parts += [image.alt, image.caption]
    parts.append(post.correction_note)
    return " ".join(filter(None, parts))


def text_of_page(page, points):
    """What is said in PAGE below its title; POINTS are those of its summary."""
    return " ".join(filter(None, (page.standfirst, *points)))
