"""A live page as plain text, in the form that posts/importing/text/published.py reads.

Every headline line carries its date, so that nothing has to be said when it is
imported. What is written is read back: where a line would be taken for something
else, the words of that post are marked as words (see posts/importing/text/marks.py).

What the form has no place for stands in paragraphs of its own at the end of the post:
who is quoted, the address of a video or social post, a correction. Names that would
not be taken for bylines stand in such at its beginning, and words that would not be
taken for a picture's at its end.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta

from posts import times
from posts.characters import for_xml
from posts.exporting.blocks import blocks_of
from posts.exporting.public import public_posts, refuse_hidden
from posts.importing.document import SourceError
from posts.importing.source import Source, Wanted
from posts.importing.text import published
from posts.importing.text.clock import MONTHS, UNKNOWN, ZONES
from posts.importing.text.marks import BULLET, MARK

CONTEXT = "For context:"
FALLBACK = "Coordinated Universal Time"
# How an entry is written, in turn, until it is read as it is meant.
MANNERS = (
    {},
    {"marked": True},
    {"marked": True, "prose": ("images",)},
    {"marked": True, "prose": ("bylines",)},
    {"marked": True, "prose": ("bylines", "images")},
)
MOST_ROUNDS = 8  # of reading back: one entry may have to wait for its neighbour


@dataclass(frozen=True)
class Entry:
    """One post in the words of the form, each a line.

    `bylines` are (name, role), `images` (alt, credit, caption); `body` is (bullet or
    "", line). `marked` tells that the words are, `prose` which of 'bylines' and
    'images' stand in paragraphs.
    """

    headline: str
    stamp: str
    label: str
    bylines: tuple = ()
    body: tuple = ()
    images: tuple = ()
    marked: bool = False
    prose: tuple = ()

    @property
    def words(self):
        """The body with whatever else stands in paragraphs; as `body`."""
        names = self.bylines if "bylines" in self.prose else ()
        pictures = self.images if "images" in self.prose else ()
        return (
            *(("", ", ".join(filter(None, byline))) for byline in names),
            *self.body,
            *(("", line) for words in pictures for line in words if line),
        )


@dataclass
class _Lines:
    """The lines of a page, and in which of them each entry begins (from 1)."""

    lines: list = field(default_factory=list)
    begins: list = field(default_factory=list)

    @property
    def text(self):
        return "\n".join(self.lines).rstrip() + "\n" if self.lines else ""


def write(page, out, site=""):
    """Write PAGE to the binary file OUT. Raises ExportRefusedError."""
    refuse_hidden(page)
    points = [_line(point.text) for point in page.summary_points.all()]
    entries = [entry_of(post, page) for post in public_posts(page)]
    written = _compose(points, entries)
    if entries:
        written = _told_apart(written, points, entries)
    out.write(written.text.encode())
    return []


def _told_apart(written, points, entries):
    """The lines again, with marks where the reader would misread those WRITTEN."""
    mark, manners = "", [0] * len(entries)
    for _ in range(MOST_ROUNDS):
        is_wrong, wrong = _misread(written, points, entries)
        wrong = {n for n in wrong if manners[n] < len(MANNERS) - 1}
        if not wrong and not (is_wrong and not mark):
            break
        mark = MARK if is_wrong else mark
        for n in wrong:
            manners[n] += 1
            entries[n] = replace(entries[n], **MANNERS[manners[n]])
        written = _compose(points, entries, mark)
    return written


def entry_of(post, page):
    """The Entry of POST; its times are those of the clock on PAGE."""
    return Entry(
        headline=_line(post.headline),
        stamp=stamp(post.published_at, page.time_zone),
        label=post.label,
        bylines=tuple(
            (_line(byline.contributor.name), _line(byline.shown_role))
            for byline in post.bylines.all()
        ),
        body=tuple(_body(post)),
        images=tuple(
            words
            for image in post.images.all()
            if any(words := tuple(map(_line, (image.alt, image.credit, image.caption))))
        ),
    )


def stamp(moment, time_zone):
    """MOMENT as the form writes it: '16:14 Greenwich Mean Time 3 February 2025'.

    In Coordinated Universal Time where the form does not know the zone's name.
    """
    if moment is None:
        return UNKNOWN
    name = times.zone_name(moment, time_zone, "en-gb")
    local = moment.astimezone(times.ZoneInfo(time_zone))
    if name not in ZONES or local.utcoffset() != timedelta(hours=ZONES[name]):
        name, local = FALLBACK, moment.astimezone(UTC)
    month = MONTHS[local.month - 1].capitalize()
    return f"{local:%H:%M} {name} {local.day} {month} {local.year}"


def _body(post):
    """The lines of the body, and of what has no place of its own."""
    for block in blocks_of(post.body):
        kind = block.containers[-1].kind if block.containers else ""
        if not block.opens_item:
            yield from (("", line) for line in block.lines)
        elif kind == "numbers":
            number = block.containers[-1].number
            yield "", f"{number}. {' '.join(block.lines)}"
        else:
            text = " ".join(block.lines)
            if kind == "context" and not text.casefold().startswith(CONTEXT.casefold()):
                text = f"{CONTEXT} {text}"
            yield BULLET, text
    if post.quote_attribution:
        yield "", f"— {_line(post.quote_attribution)}"
    if post.embed_url:
        yield "", _line(post.embed_url)
    for line in filter(None, map(_line, post.correction_note.splitlines())):
        yield "", line


def _line(text):
    """TEXT in one line."""
    return " ".join(for_xml(text).split())


def _compose(points, entries, mark=""):
    written = _Lines()
    if points:
        written.lines += ["Summary", ""]
        for point in points:
            written.lines += [f"  {BULLET} {mark}{point}", ""]
    for number, entry in enumerate(entries, start=1):
        written.begins.append(len(written.lines) + 1)
        written.lines += _lines(entry, number)
    return written


def _lines(entry, number):
    """The lines of ENTRY, with a blank one after each block."""
    mark = MARK if entry.marked else ""
    headline = f"{mark}{entry.headline}" if entry.headline else "Post"
    lines = [f"{headline}published at {entry.stamp}", ""]
    if entry.label and headline.startswith(MARK):
        # The number must be the headline's: only beside one it may be marked.
        lines = [f"    {entry.label.capitalize()}", "", f"  {number}. {lines[0]}", ""]
    elif entry.label:
        lines = [f"  {number}. {entry.label.capitalize()}", "", f"    {lines[0]}", ""]
    else:
        lines[0] = f"  {number}. {lines[0]}"
    if "bylines" not in entry.prose:
        for name, role in entry.bylines:
            lines += [f"    {name}", *([f"    {role}"] if role else []), ""]
    for bullet, line in entry.words:
        lines += [f"    {f'{bullet} ' if bullet else ''}{mark}{line}", ""]
    if "images" not in entry.prose:
        for alt, credit, caption in entry.images:
            lines += [f"    {alt}Image source, {credit}".rstrip(), ""]
            lines += [f"    Image caption, {caption}", ""] if caption else []
    return lines


def _misread(written, points, entries):
    """Whether the summary is not read as it is meant, and the numbers of such ENTRIES.

    All of them where the whole can't be read.
    """
    try:
        parsed = published.parse(Source(written.text.encode()), Wanted())
    except SourceError:
        return True, set(range(len(entries)))
    found = {post.line: post for post in parsed.posts}
    wrong = {
        n
        for n, (line, entry) in enumerate(zip(written.begins, entries, strict=True))
        if line not in found or not _says(found[line], entry)
    }
    return list(parsed.summary) != points, wrong


def _says(post, entry):
    """Whether the ParsedPost POST says what ENTRY is to say."""
    bylines = () if "bylines" in entry.prose else entry.bylines
    images = () if "images" in entry.prose else entry.images
    return (
        post.headline == entry.headline
        and post.label == entry.label
        and tuple((byline.name, byline.role) for byline in post.bylines) == bylines
        and tuple(_body_of(post)) == entry.words
        and tuple((i.alt, i.credit, i.caption) for i in post.images) == images
    )


def _body_of(post):
    for block in blocks_of(post.body):
        yield BULLET if block.opens_item else "", " ".join(block.lines)
