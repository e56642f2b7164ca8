"""Reads a JSON Feed (1.0 and 1.1): its items become posts as feed.py says.

`content_html` is the content, else `content_text`, else `summary`; `date_published`
and `date_modified` are the times, `tags` the categories, and `image` or a picture
among the `attachments` the pictures. The feed's title, description and language are
the page's. A title is always a headline: nobody has to write one.
"""

from posts.importing.document import ParsedPage, SourceError
from posts.importing.feeds.feed import Entry, add_entry
from posts.importing.source import Format, Source, Wanted
from posts.importing.web.collecting import Collecting
from posts.importing.web.markup import plain_to_html
from posts.importing.web.origin import Origin

_VERSION = "jsonfeed.org/version/"


def finds(source: Source) -> int:
    """How many items the feed has."""
    feed = source.json
    is_feed = isinstance(feed, dict) and _VERSION in str(feed.get("version", ""))[:200]
    items = feed.get("items") if is_feed else None
    return len(items) if isinstance(items, list) else 0


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    if not finds(source):
        raise SourceError("no posts found: this is no JSON Feed with an item")
    feed = source.json
    what = "the feed"
    base = _text(feed, "home_page_url", what) or _text(feed, "feed_url", what)
    collecting = Collecting(Origin(source, base), wanted)
    publisher = _names(feed, what)
    for number, item in enumerate(feed["items"], start=1):
        add_entry(collecting, _entry(item, number), publisher)
    return collecting.page(
        title=_line(feed, "title", what),
        standfirst=_line(feed, "description", what),
        language=_text(feed, "language", what),
    )


def _entry(item, number: int) -> Entry:
    what = f"item {number}"
    if not isinstance(item, dict):
        raise SourceError(f"{what} is no object")
    content = _text(item, "content_html", what)
    if not content:
        plain = _text(item, "content_text", what) or _text(item, "summary", what)
        content = plain_to_html(plain)
    attached = [
        (_text(file, "mime_type", what), _text(file, "url", what))
        for file in _list(item, "attachments", what)
        if isinstance(file, dict)
    ]
    pictures = [url for kind, url in attached if kind.startswith("image/")]
    tags = _list(item, "tags", what)
    return Entry(
        number=number,
        id=_text(item, "id", what) or _text(item, "url", what),
        title=_line(item, "title", what),
        content=content,
        published=_text(item, "date_published", what),
        updated=_text(item, "date_modified", what),
        authors=tuple(_names(item, what)),
        categories=tuple(tag for tag in tags if isinstance(tag, str)),
        pictures=(_text(item, "image", what), *pictures),
        films=tuple(url for kind, url in attached if kind.startswith("video/")),
        derived=False,
    )


def _text(item: dict, name: str, what: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise SourceError(f"{name} of {what} is no text")
    return str(value)


def _line(item: dict, name: str, what: str) -> str:
    return " ".join(_text(item, name, what).split())


def _list(item: dict, name: str, what: str) -> list:
    value = item.get(name) or []
    if not isinstance(value, list):
        raise SourceError(f"{name} of {what} is no list")
    return value


def _names(item: dict, what: str) -> list[str]:
    """The names of the authors; version 1.0 had one only."""
    authors = [*_list(item, "authors", what), item.get("author")]
    found = [_line(a, "name", what) for a in authors if isinstance(a, dict)]
    return [name for name in found if name]


FORMAT = Format("json-feed", "a JSON Feed", finds, parse)
