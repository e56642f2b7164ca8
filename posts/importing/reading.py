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
    chosen = _choose(source, wanted.format)
    if chosen is None and source.kind == "html":
        shown = _words_of(source)
        chosen = shown.data.strip() and _choose(shown, wanted.format)
        if chosen:
            page = _parse(shown, wanted, *chosen)
            title = page.title or title_of(source.soup)
            return replace(page, title=title, notes=(_WORDS, *page.notes))
    if not chosen:
        raise SourceError(_nothing_found(source.kind, wanted.format))
    return _parse(source, wanted, *chosen)


def _choose(source: Source, name: str) -> tuple[Format, list[str]] | None:
    """The reader for SOURCE, and a note for each other one that also fits.

    The one called NAME if the user names one. None if there is none.
    """
    readers = READERS.get(source.kind, [])
    if name:
        return (FORMATS[name], []) if FORMATS[name] in readers else None
    found = [(reader.finds(source), reader) for reader in readers]
    fits = [(count, reader) for count, reader in found if count]
    if not fits:
        return None
    best = max(fits, key=lambda fit: fit[0]) if source.kind == "text" else fits[0]
    others = [
        f"Read as '{best[1].name}' ({best[0]} posts); '{reader.name}' fits as well "
        f"({count} posts): --format {reader.name} reads it so."
        for count, reader in fits
        if reader is not best[1] and (source.kind == "text" or count > best[0])
    ]
    return best[1], others


def _parse(
    source: Source, wanted: Wanted, reader: Format, notes: list[str]
) -> ParsedPage:
    page = reader.parse(source, wanted)
    if source.kind == "text" and look_wrapped(source.lines):
        notes = [*notes, _WRAPPED]
    return replace(page, format=reader.name, notes=(*page.notes, *notes))


def _words_of(page: Source) -> Source:
    """The words that an HTML page shows, as a text."""
    return Source(visible_text(page.soup).encode(errors="replace"), page.name)


def _nothing_found(kind: str, name: str) -> str:
    if name:
        kinds = [kind for kind, readers in READERS.items() if FORMATS[name] in readers]
        return f"'{name}' reads {' or '.join(kinds)}, and this is {kind}"
    readers = READERS.get(kind, [])
    looked = "; ".join(f"{reader.name}: {reader.says}" for reader in readers)
    return f"no posts found in this {kind}. Looked for {looked}"
