"""Writes a parsed page into the database: one transaction, one public change.

Importing the same source again changes nothing. How a post is known again is told in
matching.py, how it is told who changed it since in traces.py. An editor's change
always wins. Pictures are stored before the transaction begins, since that takes
seconds, and are forgotten if it fails.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from posts import audit
from posts.bodies import excerpt
from posts.importing import furniture, pictures, rows, traces
from posts.importing.document import ParsedPage, SourceError
from posts.importing.fitting import PLACED, unfit
from posts.importing.furniture import ImportRefusedError
from posts.importing.incoming import Incoming, known_posts
from posts.importing.outcomes import (
    CHANGED,
    CREATED,
    KEPT,
    MISSING,
    UNCHANGED,
    WITHDRAWN,
    Report,
    Row,
)
from posts.models import Post
from posts.publishing import public_change

__all__ = ["ImportRefusedError", "Settings", "import_page"]

BATCH = 500  # posts inserted at once
# What the source says of a post once, when it is new; from then on the desk does.
DESK_S_OWN = (
    *("status", "key_event", "pinned_place", "review_note"),
    *("first_published_at", "edited_at"),
)


@dataclass(frozen=True)
class Settings:
    """What the user says; an empty word leaves it to the source.

    `status` is the live page's; without it a new page gets `status_of_new`, else the
    source's, else 'ended'. `as_drafts` changes nothing that is or will be public,
    whatever else is said: new posts and a new page are drafts, only drafts are brought
    up to date. `leave` are the indexes of posts not to be written. `by` is who imports.
    """

    title: str = ""
    slug: str = ""
    time_zone: str = ""
    status: str = ""
    status_of_new: str = ""
    as_drafts: bool = False
    withdraw_missing: bool = False
    dry_run: bool = False
    leave: frozenset[int] = frozenset()
    by: object = None


def import_page(
    parsed: ParsedPage,
    settings: Settings,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Write PARSED and return the Report; a dry run only looks and takes no lock.

    PROGRESS is told how many of the posts are done. Raises SourceError,
    ImportRefusedError or PublishingError. All or nothing: an error leaves the
    database as it was.
    """
    incoming = Incoming.of(parsed)
    stored = pictures.Stored(dry_run=settings.dry_run)
    page = furniture.find_page(parsed, settings)
    for n in set(incoming.to_store(page)) - settings.leave:
        stored.take(incoming.posts[n])
    stored.take_furniture(parsed, page)
    if settings.dry_run:
        page = page or furniture.new_page(parsed, settings)
        report = _Importer(page, None, settings, stored, progress).run(parsed, incoming)
    else:
        report = _write(parsed, incoming, settings, stored, progress)
    report.notes += stored.problems
    return report


def _write(parsed, incoming, settings, stored, progress):
    with transaction.atomic():
        page = furniture.find_page(parsed, settings)
        if page is None:
            page = furniture.new_page(parsed, settings)
            furniture.save_new(page)
        with public_change(page, by=settings.by) as change:
            importer = _Importer(change.page, change, settings, stored, progress)
            report = importer.run(parsed, incoming)
        report.page.refresh_from_db()
        stored.finish()
        _note(report, settings)
    return report


def _note(report, settings):
    """Tell the audit log. New posts come in bulk, past the door's comparison."""
    outcomes = {kind: report.count(kind) for kind in (CREATED, CHANGED, WITHDRAWN)}
    if any(outcomes.values()):
        created = [row.post_pk for row in report.rows if row.outcome == CREATED]
        audit.note(
            "page.import",
            by=settings.by,
            page=report.page,
            revision=report.page.revision,
            after=outcomes | {"posts": created},
        )


class _Importer:
    """One import into PAGE, under its lock, which CHANGE holds.

    On a dry run there is no CHANGE: PAGE may be unsaved, and nothing is written.
    """

    def __init__(self, page, change, settings, stored, progress):
        self.page = page
        self.change = change
        self.settings = settings
        self.stored = stored
        self.progress = progress
        self.now = change.now if change else timezone.now()
        self.is_new = page.pk is None or not (
            page.first_published_at or page.posts.exists()
        )
        self.people = rows.People(stored)
        self.report = Report(page=self.page)

    def run(self, parsed, incoming):
        for n, post in enumerate(incoming.posts):
            if n not in self.settings.leave:
                self.refuse_unfit(post)
        was = furniture.status_before(self.page)
        how = {"is_new": self.is_new, "change": self.change}
        self.report.notes += furniture.write(
            self.page, parsed, self.settings, self.stored, **how
        )
        known = known_posts(self.page)
        found, left = incoming.matched(known, self.page)
        outcome = [None] * len(found)
        created = []
        for n, match in enumerate(found):
            source = incoming.posts[n]
            if n in self.settings.leave:
                pk = match.known and match.known.pk
                outcome[n] = self.row(KEPT, source, pk, "left out here")
                continue
            if match.known is None:
                created.append(n)
                continue
            outcome[n] = self.update(source, incoming.traces[n], match)
            self.progress(n + 1 - len(created), len(found))
        for n, pk in self.insert(created, incoming, found):
            outcome[n] = self.create(incoming.posts[n], pk)
        self.report.rows += outcome
        if left:
            self.report.rows += self.missing(left)
        furniture.open_page(self.page, parsed, self.settings, was, **how)
        return self.report

    def refuse_unfit(self, post):
        for line, message in unfit(post, self.now):
            raise SourceError(message, line)

    def insert(self, numbers, incoming, found):
        """Insert the new posts, oldest first, with all that belongs to them.

        In batches, so that only one of them is in memory. Yields each number with
        the post's own.
        """
        if not self.change:
            yield from ((n, None) for n in numbers)
            return
        places = self.places(numbers, incoming.posts)
        oldest_first = numbers[::-1]
        done = len(found) - len(numbers)
        for start in range(0, len(oldest_first), BATCH):
            batch = oldest_first[start : start + BATCH]
            posts = []
            for n in batch:
                post = rows.build(incoming.posts[n], incoming.traces[n], self.stored)
                post.page = self.page
                post.import_reference = found[n].reference
                post.created_by = post.changed_by = self.settings.by
                post.pinned_place = places.get(n)
                if self.settings.as_drafts:
                    rows.shelve(post)
                posts.append(post)
            self.change.import_rows([post for post in posts if post.status in PLACED])
            Post.objects.bulk_create(posts)
            sources = [incoming.posts[n] for n in batch]
            rows.insert_parts(posts, sources, self.people, self.stored)
            for post, source in zip(posts, sources, strict=True):
                self.copy(post, source)
            done += len(batch)
            self.progress(done, len(found))
            yield from zip(batch, (post.pk for post in posts), strict=True)

    def places(self, numbers, posts):
        """{number: place} of those of POSTS that are pinned on a new page.

        One that is left out leaves no place empty.
        """
        pinned = [n for n in numbers if posts[n].pinned_place and self.is_new]
        pinned.sort(key=lambda n: posts[n].pinned_place)
        return {n: place for place, n in enumerate(pinned, start=1)}

    def create(self, source, pk):
        """The Row for a new post; a draft has no working copy."""
        lost = self.settings.as_drafts and source.working_copy
        return self.row(CREATED, source, pk, "without its working copy" if lost else "")

    def update(self, source, trace, match):
        """The Row for a post that is here already, after it was brought up to date."""
        known = match.known
        if trace.source == known.trace.source:
            self.remember(known, match.reference)
            return self.row(UNCHANGED, source, known.pk)
        post = self.page.posts.with_parts().get(pk=known.pk)
        if traces.digest(traces.wording_of_post(post)) != known.trace.wording:
            return self.row(KEPT, source, post.pk, "was changed by an editor here")
        if source.status == Post.Status.WITHDRAWN == known.status:
            return self.row(UNCHANGED, source, post.pk)
        if self.settings.as_drafts and known.status in (*PLACED, Post.Status.SCHEDULED):
            return self.row(KEPT, source, post.pk, f"is {post.status} here; left alone")
        if source.status == Post.Status.WITHDRAWN and known.status in PLACED:
            return self.withdraw(source, trace, post)
        # What is no more than prepared there is not made public by its post here.
        is_ahead = known.status in PLACED and source.status not in PLACED
        if is_ahead or known.status not in (
            Post.Status.PUBLISHED,
            Post.Status.DRAFT,
            source.status,
        ):
            return self.row(KEPT, source, post.pk, f"is {post.status} here")
        differs = traces.differences(source, post)
        if not differs and trace.pictures != known.trace.pictures:
            differs = "pictures"
        if self.change:
            self.replace(post, source, trace, match)
        return self.row(CHANGED if differs else UNCHANGED, source, post.pk, differs)

    def replace(self, post, source, trace, match):
        """Make POST say what SOURCE says, but for what is the desk's own."""
        self.change.take(post)
        files_are_ours = traces.files_of(post) == match.known.trace.files
        files = rows.update_parts(
            post, source, self.people, self.stored, files_are_ours
        )
        rows.fill(post, source, trace, files, kept=DESK_S_OWN)
        post.import_reference = match.reference
        self.change.save(post)
        self.copy(post, source)

    def copy(self, post, source):
        copy = source.working_copy if post.status in PLACED else None
        rows.add_working_copy(self.change, post, copy, self.people, self.stored)

    def remember(self, known, reference):
        """Keep the name that the source has for the post now; no reader sees it."""
        if self.change and reference != known.reference:
            self.page.posts.filter(pk=known.pk).update(import_reference=reference)

    def withdraw(self, source, trace, post):
        if self.change:
            self.change.take(post)
            post.import_digest = str(trace._replace(files=traces.files_of(post)))
            self.change.withdraw(post)
        return self.row(WITHDRAWN, source, post.pk, "was withdrawn in the source")

    def missing(self, left):
        """A Row for each post that was imported once and is not in the source now."""
        wordings = {known.pk: known.trace.wording for known in left}
        posts = self.page.posts.filter(pk__in=wordings).order_by("-sort_key")
        for post in posts.iterator():
            outcome, note = self.miss(post, wordings[post.pk])
            yield Row(outcome, 0, None, post.pk, str(post), post.published_at, note)

    def miss(self, post, wording):
        """Withdraw POST if the user said so; the outcome and a note."""
        if post.status != Post.Status.PUBLISHED:
            return KEPT, f"not in the source; is {post.status} here"
        if self.settings.as_drafts or not self.settings.withdraw_missing:
            return MISSING, "not in the source; left alone"
        post = self.page.posts.with_parts().get(pk=post.pk)
        if traces.digest(traces.wording_of_post(post)) != wording:
            return KEPT, "not in the source; changed by an editor here"
        if self.change:
            self.change.take(post)
            self.change.withdraw(post)
        return WITHDRAWN, "not in the source"

    def row(self, outcome, source, pk, note=""):
        headline = source.headline or excerpt(source.body)
        return Row(
            outcome, source.line, source, pk, headline, source.published_at, note
        )
