"""The door: every public change to a live page happens inside `public_change`.

In one transaction the door first raises `LivePage.revision`, which takes the row
lock (PostgreSQL) or the write lock (SQLite, IMMEDIATE), then lets the caller act,
then stamps what readers see differently with the new number. Commit order is
revision order, so a cursor can never skip a change.

What changed is found by comparison, not by trust: the door remembers what readers
saw of the furniture and of each post in hand, and compares when the work is done.
A write that changes nothing public leaves the revision as it was.
"""

import logging
import time
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from posts import audit, failures, purging, websub
from posts.change import Change
from posts.errors import PublishingError
from posts.metrics import counts
from posts.models import LivePage, Post, Restore

__all__ = [
    "PublishingError",
    "public_change",
    "publish_all_due",
    "publish_due",
    "restamp_contributor",
]

MOST_DUE = 100  # posts published in one go, so that no reader waits for a backlog

logger = logging.getLogger(__name__)


@contextmanager
def public_change(page, *, by=None):
    """Open the door on PAGE and yield a `Change`; commit and stamp on leaving.

    BY is the user who acts, None for the importer and the scheduler. An exception
    inside rolls everything back. Doors of several pages are opened in pk order.
    """
    knocked = time.monotonic()
    with transaction.atomic():
        LivePage.objects.filter(pk=page.pk).update(revision=_next_revision())
        change = Change(LivePage.objects.get(pk=page.pk), by)
        yield change
        transaction.on_commit(failures.note_change)
        if change.finish():
            transaction.on_commit(lambda: counts.publish_seconds.since(knocked))
            websub.tell_on_commit(change.page)
            purging.tell_on_commit(change.page)


def _next_revision():
    """One more, and more than any that a restore has left in caches and browsers."""
    floors = Restore.objects.order_by("-floor").values("floor")[:1]
    return Greatest(F("revision"), Coalesce(Subquery(floors), 0)) + 1


def publish_due(page_pk):
    """Publish what is due on the page, keeping each post's scheduled time.

    At most MOST_DUE posts, the earliest; whoever asks next goes on. Idempotent: who
    comes second finds nothing and changes nothing. A post that can't be published goes
    to review, so that it stops neither readers nor other posts. Returns the number of
    posts published.
    """
    published = 0
    with audit.came_by("publish_due"), public_change(LivePage(pk=page_pk)) as change:
        due = change.page.posts.filter(
            status=Post.Status.SCHEDULED, published_at__lte=change.now
        )
        pks = due.order_by("published_at", "pk").values_list("pk", flat=True)
        for pk in list(pks[:MOST_DUE]):
            post = change.post(pk)
            try:
                change.publish(post)
            except PublishingError as error:
                logger.warning("Post %s was due but not published: %s", pk, error)
                change.shelve(post, Post.Status.REVIEW)
            else:
                published += 1
    return published


def publish_all_due(pages):
    """Publish all that is due on PAGES, a QuerySet; returns the number of posts."""
    now = timezone.now()
    published = 0
    for pk in list(pages.filter(next_due_at__lte=now).values_list("pk", flat=True)):
        while LivePage.objects.filter(pk=pk, next_due_at__lte=now).exists():
            published += publish_due(pk)
    return published


def restamp_contributor(contributor):
    """Stamp every public post of CONTRIBUTOR, whose name, role or picture changed.

    All in one transaction, the pages locked in pk order. Looks again after the commit
    for pages on which a post of theirs was published meanwhile, with the old name.
    """
    posts = Post.objects.filter(
        bylines__contributor=contributor, status=Post.Status.PUBLISHED
    )
    pages = LivePage.objects.filter(posts__in=posts).distinct().order_by("pk")
    done = set()

    def restamp():
        with transaction.atomic():
            for page in pages.exclude(pk__in=done):
                with public_change(page) as change:
                    change.restamp(posts.filter(page=page).distinct())
                done.add(page.pk)

    restamp()
    transaction.on_commit(restamp)
