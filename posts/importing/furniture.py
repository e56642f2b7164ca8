"""The live page that a source becomes: found or made, and its furniture.

`LivePage.import_digest` keeps what the source said last, in three parts with dots
between: digests of the summary and of the other furniture, and the status. What was
changed here since is left alone and reported.
"""

from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.text import slugify

from posts.change import refuse_status
from posts.characters import for_xml
from posts.errors import field_by_field
from posts.importing.fitting import PLACED
from posts.importing.source import TIME_ZONE
from posts.importing.traces import digest
from posts.models import LivePage, RelatedLink

OWN = "own"  # the form of our own export, which tells all of a page as it was
LEFT_ALONE = (
    "The page is no draft: its title, summary, other furniture and status were left "
    "alone."
)
TEXTS = ("standfirst", "edited_by", "stream_url", "stream_title")


class ImportRefusedError(Exception):
    """The import can't go ahead; the message says why and what to do."""


def find_page(parsed, settings):
    """The live page that was imported before; None if there is none yet."""
    page = LivePage.objects.filter(slug=_slug(parsed, settings)).first()
    if page and not (
        page.import_digest or page.posts.exclude(import_reference="").exists()
    ):
        raise ImportRefusedError(
            f"There is a page at {page.get_absolute_url()} that was not imported: "
            "pass another --slug."
        )
    return page


def zone_of_named_page(title, slug):
    """The time zone of the page that the user names, if it exists; else ''.

    It was told to the import that made the page, and holds for the next one.
    """
    page = LivePage.objects.filter(slug=slug or slugify(title)).first()
    return page.time_zone if page else ""


def new_page(parsed, settings):
    """The live page for PARSED, an unsaved draft. ImportRefusedError if it is unfit."""
    public = [post for post in parsed.posts if post.status in PLACED]
    times = [post.published_at for post in public if post.published_at]
    page = LivePage(
        slug=_slug(parsed, settings),
        title=_title(parsed, settings),
        time_zone=settings.time_zone or parsed.time_zone or TIME_ZONE,
        language=_language(parsed.language),
        started_at=parsed.started_at or min(times, default=None),
        ended_at=parsed.ended_at or max(times, default=None),
        scheduled_start=parsed.scheduled_start,
        created_by=settings.by,
    )
    _refuse_invalid(page)
    return page


def save_new(page):
    """Save a page that `new_page` gave; ImportRefusedError if its slug is taken."""
    try:
        page.save()
    except IntegrityError as error:
        raise ImportRefusedError(
            f"Somebody made a page at {page.get_absolute_url()} in this moment: "
            "import again."
        ) from error


def write(page, parsed, settings, stored, *, is_new, change):
    """Write what PARSED says of PAGE; returns notes on what was left alone.

    Without a CHANGE, on a dry run, all is checked and nothing saved.
    """
    known = _last_said(page)
    notes = []
    summary = [for_xml(point) for point in parsed.summary]
    there = [] if is_new else [point.text for point in page.summary_points.all()]
    said = [digest(summary), digest(_said(parsed, settings)), parsed.status or "-"]
    if settings.as_drafts and page.status != LivePage.Status.DRAFT:
        return [] if said == known else [LEFT_ALONE]
    if known[0] != said[0] and (summary or parsed.format == OWN):
        if there and digest(there) != known[0]:
            notes.append("The summary was changed here: left alone.")
            said[0] = known[0]
        elif change:
            change.write_summary(summary)
    if known[1] != said[1]:
        if not is_new and digest(_stored(page)) != known[1]:
            notes.append("The page's title or furniture was changed here: left alone.")
            said[1] = known[1]
        else:
            _fill(page, parsed, settings, stored, change)
    page.import_digest = ".".join(said)
    if change:
        page.save()
    return notes


def open_page(page, parsed, settings, was, *, is_new, change):
    """Give PAGE its status: what the user says, else for a new page the source.

    A source whose coverage ended since the last import, when its status WAS another,
    ends ours, too. Where the source doesn't tell when it ended, a new page doesn't.
    Nothing is done to the page where all comes as drafts: a new one stays a draft.
    Without a CHANGE, on a dry run, only what would be refused is.
    """
    if settings.as_drafts:
        return
    said = settings.status or (settings.status_of_new if is_new else "")
    wanted = said
    if not wanted and is_new:
        wanted = parsed.status or LivePage.Status.ENDED
    if not wanted and not is_new and page.status == LivePage.Status.LIVE:
        ended = parsed.status == LivePage.Status.ENDED != was
        wanted = LivePage.Status.ENDED if ended else ""
    if change is None:
        if wanted:
            refuse_status(page, wanted)
    elif is_new and parsed.format == OWN and not said:
        _as_it_was(page, parsed, wanted)
    elif wanted and wanted != page.status:
        known_end = page.ended_at
        change.open_as(wanted)
        if is_new and wanted == LivePage.Status.ENDED:
            page.ended_at = known_end
            page.save()


def status_before(page):
    """What the source of PAGE said its status was, when it was imported last."""
    return _last_said(page)[2]


def _last_said(page):
    """What the source said last: summary, other furniture, status."""
    parts = page.import_digest.split(".")
    return parts if len(parts) == 3 else ["", "", ""]


def _as_it_was(page, parsed, status):
    page.status = status or LivePage.Status.DRAFT
    for name in ("started_at", "ended_at", "first_published_at"):
        setattr(page, name, getattr(parsed, name))
    page.save()


def _said(parsed, settings):
    """The furniture as the source says it, comparable with `_stored`."""
    lead = parsed.lead_image
    return [
        _title(parsed, settings),
        *(for_xml(getattr(parsed, name)) for name in TEXTS),
        parsed.stream_on_air and bool(parsed.stream_url),
        [[for_xml(title), for_xml(url)] for title, url in parsed.related],
        [for_xml(lead.alt), for_xml(lead.credit)] if lead else ["", ""],
    ]


def _stored(page):
    return [
        page.title,
        *(getattr(page, name) for name in TEXTS),
        page.stream_on_air,
        [[link.title, link.url] for link in page.related_links.all()],
        [page.lead_image_alt, page.lead_image_credit],
    ]


def _fill(page, parsed, settings, stored, change):
    """Put the furniture of PARSED into PAGE; ImportRefusedError if it is unfit."""
    title, *texts, on_air, related, (alt, credit) = _said(parsed, settings)
    page.title = title
    for name, text in zip(TEXTS, texts, strict=True):
        setattr(page, name, text)
    page.stream_on_air = on_air
    page.lead_image_alt, page.lead_image_credit = alt, credit
    file = parsed.lead_image and stored.file_of(parsed.lead_image.picture)
    if file:
        page.lead_image = file.name
    _refuse_invalid(page)
    for title, url in related:
        _refuse_invalid(RelatedLink(title=title, url=url), exclude=["page"])
    if change:
        change.write_related(related)


def _refuse_invalid(row, exclude=None):
    try:
        row.full_clean(exclude)
    except ValidationError as error:
        raise ImportRefusedError(field_by_field(error)) from error


def _title(parsed, settings):
    return settings.title or for_xml(parsed.title)


def _slug(parsed, settings):
    title = _title(parsed, settings)
    if not title:
        raise ImportRefusedError("The source tells no title: pass --title.")
    slug = settings.slug or parsed.slug or slugify(title)[:100].rstrip("-")
    if not slug:
        raise ImportRefusedError("No address can be made of the title: pass --slug.")
    return slug


def _language(tag):
    """Ours of the languages that a source names, such as 'de-AT' or 'en'."""
    codes = [code for code, _ in django_settings.LANGUAGES]
    tag = tag.lower().replace("_", "-")
    start = tag.partition("-")[0]
    same = [code for code in codes if code in (tag, start)]
    alike = [code for code in codes if code.partition("-")[0] == start]
    return next(iter([*same, *alike]), codes[0])
