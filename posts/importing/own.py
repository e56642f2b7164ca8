"""Reads our own export: a live page with all that an installation knows of it.

THE FORM, VERSION 1

A JSON text in UTF-8, or, where the page has pictures, a zip archive with that text
as `page.json` and the pictures beside it in `pictures/`. One object:

    format    "liveblog"
    version   1
    page      an object, see below
    posts     a list of posts

A field that is left out is empty: "" for a text, false, null or [] as it fits. A
field that is not in this list is refused, so that nothing is lost unseen. A time is
a text such as "2025-02-03T16:14:00.000000Z", with its offset from UTC and up to
microseconds, or null. A picture is the name of its file in the zip, or null. Bodies
are HTML, sanitised again when they are read.

page:
    slug, title, standfirst, edited_by    texts; only the title is needed
    status                                "draft", "upcoming", "live", "ended" or
                                          "withdrawn"
    language, time_zone                   such as "en-gb" and "Europe/London"
    scheduled_start, started_at, ended_at, first_published_at
                                          times; the last is null for a draft, and
                                          for nothing else
    summary                               a list of texts
    related                               a list of {title, url}
    stream                                {url, title, on_air}
    lead_image                            {alt, credit, picture}

a post:
    id                    its own name, which never changes; at most one post has it
    status                "draft", "review", "scheduled", "published" or "withdrawn"
    published_at          the time that readers see; null where it is not known. Of a
                          scheduled post, the time when it is due
    first_published_at    when it became public here; null for a post that never was,
                          and for no other
    edited_at             when readers were last told of an edit
    headline, body, quote_attribution, embed_url, correction_note, review_note
    label                 "" or one of those that document.py lists
    key_event             true or false
    pinned_place          1, 2, 3 or null; only a published post is pinned
    bylines               a list of {name, role, usual_role, picture}: the role over
                          this post ("" shows the usual one); the role and portrait
                          of the person, who is known by name and usual role
    images                a list of {alt, decorative, caption, credit, picture}
    working_copy          what is being prepared to replace a public post: an object
                          with the fields of a post but id, pinned_place and
                          working_copy, its status "draft" or "review"; or null

Order. First the posts that were never public, latest first; then the others as the
feed has them, newest first. Posts of one moment, and those without a time, are told
apart by this order alone.

Not in it: accounts and who did what, versions, revisions, preview links, and posts
that somebody has open and did not save.
"""

from posts.importing.document import (
    LABELS,
    ParsedByline,
    ParsedImage,
    ParsedPage,
    ParsedPost,
)
from posts.importing.export_zip import Archive, Beside
from posts.importing.record import Record
from posts.importing.source import Format, Source, Wanted

FORMAT_NAME = "liveblog"
VERSION = 1
PAGE_STATUSES = ("draft", "upcoming", "live", "ended", "withdrawn")
POST_STATUSES = ("draft", "review", "scheduled", "published", "withdrawn")
COPY_STATUSES = ("draft", "review")
PUBLIC_ONCE = ("published", "withdrawn")
PLACES = (None, 1, 2, 3)


def finds(source: Source) -> int:
    """How many posts there are; 1 for our export of a page without any."""
    content = _opened(source).json
    if not isinstance(content, dict) or content.get("format") != FORMAT_NAME:
        return 0
    posts = content.get("posts")
    return max(1, len(posts) if isinstance(posts, list) else 0)


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    """Read an export in the form above, or raise SourceError naming the field."""
    files = _opened(source)
    whole = Record(files.json)
    if whole.text("format") != FORMAT_NAME:
        raise whole.error("format", f"must be '{FORMAT_NAME}'")
    if whole.number("version") != VERSION:
        raise whole.error("version", f"only version {VERSION} can be read here")
    page = whole.record("page")
    if page is None:
        raise whole.error("page", "is missing")
    posts = whole.records("posts")
    whole.done()
    read = [_post(post, n, files) for n, post in enumerate(posts, start=1)]
    _refuse_doubles(posts, read)
    return _page(page, tuple(read), files)


def _opened(source):
    """Where the JSON and the pictures lie: a zip, or a text with files beside it."""
    return Archive(source) if source.kind == "zip" else Beside(source)


def _page(page, posts, files):
    stream = page.record("stream") or Record({})
    lead = page.record("lead_image") or Record({})
    related = page.records("related")
    lead_image = ParsedImage(
        lead.text("alt"),
        lead.text("credit"),
        picture=files.picture(lead),
    )
    parsed = ParsedPage(
        summary=page.texts("summary"),
        posts=posts,
        title=page.text("title"),
        standfirst=page.text("standfirst"),
        edited_by=page.text("edited_by"),
        status=page.choice("status", PAGE_STATUSES),
        time_zone=page.text("time_zone"),
        language=page.text("language"),
        lead_image=None if lead_image == ParsedImage("") else lead_image,
        stream_url=stream.text("url"),
        stream_title=stream.text("title"),
        related=tuple((link.text("title"), link.text("url")) for link in related),
        started_at=page.moment("started_at"),
        ended_at=page.moment("ended_at"),
        format=FORMAT.name,
        slug=page.text("slug"),
        stream_on_air=stream.flag("on_air"),
        scheduled_start=page.moment("scheduled_start"),
        first_published_at=page.moment("first_published_at"),
    )
    for record in (page, stream, lead, *related):
        record.done()
    if not parsed.title.strip():
        raise page.error("title", "is missing")
    _check_first(page, parsed, is_public=parsed.status != "draft")
    return parsed


def _post(post, number, files):
    working_copy = post.record("working_copy")
    parsed = ParsedPost(
        **_said(post, number, files, POST_STATUSES),
        id=post.text("id"),
        pinned_place=post.number("pinned_place"),
        working_copy=working_copy and _copy(working_copy, number, files),
    )
    post.done()
    if parsed.pinned_place not in PLACES:
        raise post.error("pinned_place", "must be 1, 2, 3 or null")
    if parsed.pinned_place and parsed.status != "published":
        raise post.error("pinned_place", "only a published post can be pinned")
    if parsed.status == "scheduled" and not parsed.published_at:
        raise post.error("published_at", "a scheduled post needs the time it is due")
    was_public = parsed.status in PUBLIC_ONCE
    if parsed.working_copy and not was_public:
        raise post.error("working_copy", "only a public post has a working copy")
    _check_first(post, parsed, is_public=was_public)
    return parsed


def _copy(record, number, files):
    parsed = ParsedPost(**_said(record, number, files, COPY_STATUSES))
    record.done()
    _check_first(record, parsed, is_public=False)
    return parsed


def _said(post, number, files, statuses):
    return {
        "line": number,
        "last_line": number,
        "headline": post.text("headline"),
        "published_at": post.moment("published_at"),
        "label": post.choice("label", ("", *LABELS)),
        "bylines": tuple(_byline(one, files) for one in post.records("bylines")),
        "body": post.text("body"),
        "images": tuple(_image(one, number, files) for one in post.records("images")),
        "quote_attribution": post.text("quote_attribution"),
        "embed_url": post.text("embed_url"),
        "key_event": post.flag("key_event"),
        "correction_note": post.text("correction_note"),
        "edited_at": post.moment("edited_at"),
        "status": post.choice("status", statuses),
        "first_published_at": post.moment("first_published_at"),
        "review_note": post.text("review_note"),
    }


def _byline(byline, files):
    parsed = ParsedByline(
        byline.text("name"),
        byline.text("role"),
        byline.text("usual_role"),
        files.picture(byline),
    )
    byline.done()
    if not parsed.name.strip():
        raise byline.error("name", "is missing")
    return parsed


def _image(image, number, files):
    parsed = ParsedImage(
        image.text("alt"),
        image.text("credit"),
        image.text("caption"),
        number,
        image.flag("decorative"),
        files.picture(image),
    )
    image.done()
    return parsed


def _check_first(record, parsed, *, is_public):
    """Who was never public has no time at which that began; all others have."""
    if is_public and not parsed.first_published_at:
        raise record.error("first_published_at", "is missing for what was public")
    if parsed.first_published_at and not is_public:
        raise record.error("first_published_at", "must be null: this was never public")


def _refuse_doubles(records, posts):
    """No two posts have one id or one pinned place."""
    for name in ("id", "pinned_place"):
        seen = {}
        for record, post in zip(records, posts, strict=True):
            value = getattr(post, name)
            if value and value in seen:
                raise record.error(name, f"{seen[value].place} has the same")
            seen[value] = record


FORMAT = Format("own", "our own export", finds, parse)
