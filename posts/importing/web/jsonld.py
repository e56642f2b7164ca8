"""Reads the LiveBlogPosting that a page tells search engines as JSON-LD.

THE FORM

One or more <script type="application/ld+json"> in HTML, or a JSON text of its own:
items, lists of items, and '@graph's of them; which properties are read, and how, is
said in schema.py. HTML comments, CDATA marks and a semicolon around the JSON mean
nothing. A script that is broken is reported, and the others are read. Of several live
pages the one with the most posts is taken.

The markup around it may add paragraphs and pictures (page_around.py).

Headlines of JSON-LD are often made of the first words of a post that has none, since
search engines want one: such a headline is left away.
"""

import json
import re

from posts.importing.document import ParsedPage, SourceError
from posts.importing.source import Format, Source, Wanted
from posts.importing.web.collecting import Collecting
from posts.importing.web.origin import Origin, origin_of
from posts.importing.web.page_around import PageAround
from posts.importing.web.schema import Schema, pages_in
from posts.importing.web.schema_values import Items

_OPENING = re.compile(r"(?:\s|<!--|//|/\*|\*/|<!\[CDATA\[)*")
_CLOSING = (";", "-->", "]]>", "//", "/*", "*/")
_DECODER = json.JSONDecoder(strict=False)


def finds(source: Source) -> int:
    """How many posts the fullest LiveBlogPosting has."""
    if b"LiveBlogPosting" not in source.data:
        return 0
    roots, _ = _roots(source)
    items = Items(roots)
    return max((len(updates) for _, updates in pages_in(items)), default=0)


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    roots, broken = _roots(source)
    items = Items(roots)
    pages = [pair for pair in pages_in(items) if pair[1]]
    if not pages:
        raise SourceError(
            "no posts found: there is no LiveBlogPosting with a liveBlogUpdate in the "
            f"page's JSON-LD{': ' + broken[0][1] if broken else ''}"
        )
    page, updates = pages[0]
    origin = origin_of(source) if source.kind == "html" else Origin(source)
    url = items.text(page, "url", "mainEntityOfPage")
    if not origin.base and url.startswith(("https://", "http://")):
        origin = Origin(source, url)
    collecting = Collecting(origin, wanted, items.text(page, "timeZone"))
    for start, message in broken:
        collecting.problem(0, start, message)
    if len(pages) > 1:
        collecting.notes.append(
            f"The fullest of {len(pages)} live pages in this source was read."
        )
    around = PageAround(source.soup, origin) if source.kind == "html" else None
    return Schema(items, collecting, derived=True, around=around).read(page, updates)


def _roots(source: Source) -> tuple[list, list[tuple[str, str]]]:
    """The JSON values of the source; the start of each broken script, and why."""
    if source.kind == "json":
        return [source.json], []
    roots, broken = [], []
    for script in source.soup.find_all("script", type=_is_json_ld):
        text = script.string or ""
        if not text.strip():
            continue
        try:
            roots.append(_read(text))
        except (ValueError, RecursionError) as error:
            deep = "it is nested too deeply"
            why = deep if isinstance(error, RecursionError) else _why(error)
            number = len(roots) + len(broken) + 1
            message = f"the {number}. JSON-LD script can't be read: {why}"
            broken.append((text.strip()[:80], message))
    return roots, broken


def _why(error: ValueError) -> str:
    return getattr(error, "msg", str(error))


def _is_json_ld(kind: str | None) -> bool:
    return (kind or "").partition(";")[0].strip().lower() == "application/ld+json"


def _read(text: str):
    start = _OPENING.match(text).end()
    value, end = _DECODER.raw_decode(text, start)
    rest = text[end:].strip()
    while rest:
        shorter = next((rest[len(c) :] for c in _CLOSING if rest.startswith(c)), None)
        if shorter is None:
            raise ValueError(f"something stands behind it: {rest[:40]}")
        rest = shorter.strip()
    return value


FORMAT = Format("json-ld", "a LiveBlogPosting as JSON-LD", finds, parse)
