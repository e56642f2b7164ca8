"""Writes a parsed page into the database: one transaction, one public change.

Importing the same source again changes nothing. A post is found again by its
reference, the time that the source gives it (and its place among posts of one
minute); whether the source changed is told by a digest of what was imported, and
whether an editor changed the post since by the same digest of what is stored. An
editor's change always wins.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from posts.bodies import sanitise
from posts.content import EPOCH
from posts.importing.document import ParsedPage, ParsedPost, SourceError
from posts.importing.matching import (
    content_of_post,
    content_of_source,
    digest,
    matched,
)
from posts.models import Byline, Contributor, LivePage, Post, PostImage, SummaryPoint
from posts.publishing import public_change

CREATED = "created"
CHANGED = "changed"
UNCHANGED = "unchanged"
KEPT = "kept"
WITHDRAWN = "withdrawn"
MISSING = "missing"


class ImportRefusedError(Exception):
    """The import can't go ahead; the message says why and what to do."""


@dataclass(frozen=True)
class Settings:
    """What the source does not say: the page it becomes."""

    title: str
    slug: str = ""
    time_zone: str = "Europe/London"
    status: str = ""
    withdraw_missing: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Row:
    """What became of one post; `line` is its place in the source, 0 for none."""

    outcome: str
    post: Post
    line: int = 0
    note: str = ""


@dataclass
class Report:
    """What an import did: a Row a post, in source order, and the page."""

    page: LivePage | None = None
    rows: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def count(self, outcome):
        return sum(row.outcome == outcome for row in self.rows)


def import_page(parsed: ParsedPage, settings: Settings) -> Report:
    """Write PARSED and return the Report; nothing stays of it on a dry run.

    Raises ImportRefusedError. All or nothing: an error leaves the database as it was.
    """
    with transaction.atomic():
        page = _page_for(parsed, settings)
        with public_change(page) as change:
            report = _Importer(change, settings).run(parsed)
        report.page.refresh_from_db()
        if settings.dry_run:
            transaction.set_rollback(True)
    return report


def add_draft(change, source: ParsedPost):
    """Add SOURCE to the page of the open CHANGE as a draft, in hand; return it."""
    post = Post()
    _fill(post, source)
    post.import_digest = ""
    change.add(post)
    Byline.objects.bulk_create(_bylines(post, source, {}))
    PostImage.objects.bulk_create(_images(post, source))
    return post


def _page_for(parsed, settings):
    """The live page named by the settings, made as a draft if there is none."""
    slug = settings.slug or slugify(settings.title)
    if not slug:
        raise ImportRefusedError("No address can be made of the title: pass --slug.")
    times = [post.published_at for post in parsed.posts if post.published_at]
    page = LivePage.objects.filter(slug=slug).first()
    is_new = page is None
    if is_new:
        page = LivePage(
            slug=slug,
            title=settings.title,
            time_zone=settings.time_zone,
            started_at=min(times, default=None),
            ended_at=max(times, default=None),
        )
        _refuse_invalid(page)
        page.save()
    is_ours = is_new or page.posts.exclude(import_reference="").exists()
    if not is_ours:
        raise ImportRefusedError(
            f"There is a page at {page.get_absolute_url()} that was not imported: "
            "pass another --slug."
        )
    return page


def _refuse_invalid(page):
    try:
        page.full_clean()
    except ValidationError as error:
        problems = (
            f"{name}: {' '.join(messages)}"
            for name, messages in error.message_dict.items()
        )
        raise ImportRefusedError(" ".join(problems)) from error


class _Importer:
    def __init__(self, change, settings):
        self.change = change
        self.page = change.page
        self.settings = settings
        self.is_new = not self.page.posts.exists() and not self.page.first_published_at
        self.people = {}
        self.report = Report(page=self.page)

    def run(self, parsed):
        self._summary(parsed.summary)
        created = []
        found, left = matched(parsed.posts, self._known())
        for source, reference, post in found:
            if post is None:
                post = self._build(source, reference)
                created.append((post, source))
                self.report.rows.append(Row(CREATED, post, source.line))
            else:
                self.report.rows.append(self._update(post, source, reference))
        self._insert(created[::-1])
        for post in left:
            self.report.rows.append(self._missing(post))
        self._status()
        return self.report

    def _known(self):
        posts = self.page.posts.exclude(import_reference="").with_parts()
        return list(posts.order_by("-sequence"))

    def _summary(self, texts):
        page = self.page
        imported = digest(list(texts))
        stored = [point.text for point in page.summary_points.all()]
        if page.import_digest == imported or not texts:
            return
        if stored and digest(stored) != page.import_digest:
            self.report.notes.append("The summary was changed here: left alone.")
            return
        page.summary_points.all().delete()
        SummaryPoint.objects.bulk_create(
            SummaryPoint(page=page, text=text, order=order)
            for order, text in enumerate(texts, start=1)
        )
        page.import_digest = imported
        page.save(update_fields=["import_digest"])

    def _build(self, source, reference):
        _refuse_unfit(source)
        post = Post(page=self.page, import_reference=reference)
        _fill(post, source)
        return post

    def _insert(self, created):
        """Insert the new posts, oldest first, with their bylines and images."""
        posts = [post for post, _ in created]
        self.change.import_rows(posts)
        Post.objects.bulk_create(posts, batch_size=500)
        bylines, images = [], []
        for post, source in created:
            bylines += _bylines(post, source, self.people)
            images += _images(post, source)
        Byline.objects.bulk_create(bylines, batch_size=500)
        PostImage.objects.bulk_create(images, batch_size=500)

    def _update(self, post, source, reference):
        if digest(content_of_source(source)) == post.import_digest:
            return Row(UNCHANGED, post, source.line)
        if post.status != Post.Status.PUBLISHED:
            return Row(KEPT, post, source.line, f"is {post.status} here")
        if digest(content_of_post(post)) != post.import_digest:
            return Row(KEPT, post, source.line, "was changed by an editor here")
        _refuse_unfit(source)
        post = self.change.post(post.pk)
        post.import_reference = reference
        _fill(post, source)
        self.change.save(post)
        post.bylines.all().delete()
        Byline.objects.bulk_create(_bylines(post, source, self.people))
        self._update_images(post, source)
        return Row(CHANGED, post, source.line)

    def _update_images(self, post, source):
        """Follow the source's images; a known one keeps the file it was given."""
        known = list(post.images.all())
        for image in _images(post, source):
            same = [old for old in known if old.alt == image.alt]
            if same:
                known.remove(same[0])
                same[0].caption, same[0].credit = image.caption, image.credit
                same[0].order = image.order
            (same[0] if same else image).save()
        PostImage.objects.filter(pk__in=[image.pk for image in known]).delete()

    def _missing(self, post):
        if post.status != Post.Status.PUBLISHED:
            return Row(KEPT, post, note=f"not in the source; is {post.status} here")
        if not self.settings.withdraw_missing:
            return Row(MISSING, post, note="not in the source; left alone")
        if digest(content_of_post(post)) != post.import_digest:
            return Row(KEPT, post, note="not in the source; changed by an editor here")
        self.change.withdraw(self.change.post(post.pk))
        return Row(WITHDRAWN, post, note="not in the source")

    def _status(self):
        wanted = self.settings.status or ("ended" if self.is_new else "")
        if wanted and wanted != self.page.status:
            self.page.refresh_from_db()
            self.change.open_as(wanted)


def _bylines(post, source, people):
    """The bylines of SOURCE; PEOPLE holds the contributors met so far, by name."""
    bylines = []
    for order, byline in enumerate(source.bylines, start=1):
        person = people.get(byline.name)
        person = person or Contributor.objects.filter(name=byline.name).first()
        person = person or Contributor.objects.create(
            name=byline.name, role=byline.role
        )
        people[byline.name] = person
        bylines.append(
            Byline(post=post, contributor=person, role=byline.role, order=order)
        )
    return bylines


def _refuse_unfit(source):
    """Refuse what the database has no room for or readers can't be shown."""
    moment = source.published_at
    if moment and not EPOCH <= moment <= timezone.now():
        raise SourceError("the time lies before 1970 or in the future", source.line)
    texts = [("headline", Post, "headline", source.headline, source.line)]
    for byline in source.bylines:
        texts.append(("name", Contributor, "name", byline.name, source.line))
        texts.append(("role", Byline, "role", byline.role, source.line))
    for image in source.images:
        texts.append(("picture's text", PostImage, "alt", image.alt, image.line))
        texts.append(
            ("picture's source", PostImage, "credit", image.credit, image.line)
        )
    for noun, model, name, value, line in texts:
        most = model._meta.get_field(name).max_length
        if len(value) > most:
            raise SourceError(f"the {noun} is longer than {most} characters", line)


def _fill(post, source):
    """Put what the source says into POST."""
    post.headline = source.headline
    post.body = sanitise(source.body)
    post.label = source.label
    post.published_at = source.published_at
    post.import_digest = digest(content_of_source(source))


def _images(post, source):
    return [
        PostImage(
            post=post,
            alt=image.alt,
            caption=image.caption,
            credit=image.credit,
            order=order,
        )
        for order, image in enumerate(source.images, start=1)
    ]
