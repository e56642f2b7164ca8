"""Histories that lack a version: a change went past the door."""

from itertools import islice

from django.db.models import Max, Min

from posts import furniture, history
from posts.models import LivePage, Post

from .finding import Finding, named

BATCH = 200
ORIGINAL_LOST = "its history does not begin with its first version."
LOST = "its newest version does not say what it says: a change was not recorded."


def check():
    posts = Post.objects.select_related("page").with_parts().order_by("pk")
    yield from _check(posts, lambda post: history.version_of(post, None, None))
    yield from _check(LivePage.objects.order_by("pk"), _version_of_page)


def _version_of_page(page):
    return history.version_of_page(page, furniture.contents(page), None, None)


def _check(things, version_of):
    """Compare each of THINGS with its newest version; imports may have none yet."""
    rows = things.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        versions = type(batch[0]).history
        ends = versions.filter(id__in=[thing.pk for thing in batch]).values("id")
        ends = ends.order_by().annotate(Min("history_id"), Max("history_id"))
        ends = {row["id"]: row for row in ends}
        wanted = {number for row in ends.values() for number in _numbers(row)}
        found = versions.in_bulk(wanted)
        for thing in batch:
            if thing.pk not in ends:
                continue
            first, newest = (found[number] for number in _numbers(ends[thing.pk]))
            if first.history_type != "+":
                yield _finding(thing, ORIGINAL_LOST, "Older texts are in a backup.")
            if history.differs(newest, version_of(thing)):
                yield _finding(thing, LOST, "Save it on the desk: that is recorded.")


def _numbers(row):
    return row["history_id__min"], row["history_id__max"]


def _finding(thing, says, do):
    is_post = isinstance(thing, Post)
    about = named(thing.page, thing.pk) if is_post else named(thing)
    return Finding(about, says, do)
