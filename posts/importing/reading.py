"""Which reader reads a source: chosen by evidence, or named by the user.

A reader is a small module with a `FORMAT`. Text is read by the one that finds the
most posts in it; of other kinds the readers stand in order of trust, and the first
that finds any reads. When another one fits, too, the page's notes say so; of data only
if it would find more, since a page that tells machines its posts has them in its
structure as well. A page of which no reader of HTML makes anything, or that the user
wants to be read as text, is read by the words that it shows (web/visible_text.py).
"""

from dataclasses import replace

from posts.importing import own, saved
from posts.importing.document import ParsedPage, SourceError
from posts.importing.feeds import atom, json_feed, rss
from posts.importing.logs import log
from posts.importing.source import LARGEST, Format, Source, Wanted
from posts.importing.text import published, undated
from posts.importing.text.shape import look_wrapped
from posts.importing.web import article, jsonld, microdata
from posts.importing.web.visible_text import title_of, visible_text

READERS: dict[str, list[Format]] = {
    "zip": [own.FORMAT],
    "json": [own.FORMAT, json_feed.FORMAT, jsonld.FORMAT],
    "html": [jsonld.FORMAT, microdata.FORMAT, article.FORMAT],
    "xml": [atom.FORMAT, rss.FORMAT],
    "text": [published.FORMAT, log.FORMAT, undated.FORMAT],
}
_WRAPPED = (
    "Many lines break off within a sentence, and each is read as a paragraph: save the "
    "page without line breaks inside of paragraphs."
)
_WORDS = "Read from the words that the page shows; its lines are counted in them."
FORMATS = {reader.name: reader for readers in READERS.values() for reader in readers}


def read(source: Source, wanted: Wanted) -> ParsedPage:
    """Read SOURCE by the reader that fits best, or raise SourceError."""
    source = saved.unwrap(source)
    if source.kind != "zip" and len(source.data) > LARGEST:
        raise SourceError(
            f"the file has more than {LARGEST // 1024**2} MB: split it, or take out "
            "what is no text"
        )
    if source.kind == "html" and _is_told_by_words(source, wanted.format):
        return _read_words(source, wanted)
    return _read(source, wanted)


def _read(source: Source, wanted: Wanted) -> ParsedPage:
    if wanted.format:
        reader, others = _named(wanted.format, source), []
    else:
        reader, others = _choose(source)
    page = reader.parse(source, wanted)
    if source.kind == "text" and look_wrapped(source.lines):
        others.append(_WRAPPED)
    notes = (*page.notes, *others)
    return replace(page, format=reader.name, notes=notes)


def _is_told_by_words(source: Source, name: str) -> bool:
    """Whether only the words that an HTML page shows tell its posts."""
    if name:
        return FORMATS[name] in READERS["text"]
    return not any(reader.finds(source) for reader in READERS["html"])


def _read_words(source: Source, wanted: Wanted) -> ParsedPage:
    shown = Source(visible_text(source.soup).encode(errors="replace"), source.name)
    if not (wanted.format or any(reader.finds(shown) for reader in READERS["text"])):
        raise SourceError(_nothing_found(source, READERS["html"]))
    page = _read(shown, wanted)
    title = page.title or title_of(source.soup)
    return replace(page, title=title, notes=(_WORDS, *page.notes))


def _named(name: str, source: Source) -> Format:
    """The reader that the user named, if it reads this kind of source."""
    kinds = [kind for kind, readers in READERS.items() if FORMATS[name] in readers]
    if source.kind not in kinds:
        raise SourceError(
            f"'{name}' reads {' or '.join(kinds)}, and this is {source.kind}"
        )
    return FORMATS[name]


def _choose(source: Source) -> tuple[Format, list[str]]:
    """The reader for SOURCE, and a note for each other one that also fits."""
    readers = READERS.get(source.kind, [])
    found = [(reader.finds(source), reader) for reader in readers]
    fits = [(count, reader) for count, reader in found if count]
    if not fits:
        raise SourceError(_nothing_found(source, readers))
    best = max(fits, key=lambda fit: fit[0]) if source.kind == "text" else fits[0]
    others = [
        f"Read as '{best[1].name}' ({best[0]} posts); '{reader.name}' fits as well "
        f"({count} posts): --format {reader.name} reads it so."
        for count, reader in fits
        if reader is not best[1] and (source.kind == "text" or count > best[0])
    ]
    return best[1], others


def _nothing_found(source: Source, readers: list[Format]) -> str:
    looked = "; ".join(f"{reader.name}: {reader.says}" for reader in readers)
    return f"no posts found in this {source.kind}. Looked for {looked}"
