"""Reads an RSS feed (2.0, and 1.0 by its items): they become posts as feed.py says.

`content:encoded` is the content, `description` where there is none; `dc:creator` or
`author` (without its mail address) the names; `pubDate` or `dc:date` the time; `guid`
or else `link` the id. The channel's title, description and language are the page's.
"""

import re

from lxml import etree

from posts.importing.document import ParsedPage, SourceError
from posts.importing.feeds import xml_tree
from posts.importing.feeds.feed import Entry, add_entry
from posts.importing.feeds.xml_tree import local_name
from posts.importing.source import Format, Source, Wanted
from posts.importing.web.collecting import Collecting
from posts.importing.web.markup import plain_to_html, words_of
from posts.importing.web.origin import Origin
from posts.importing.web.schema_values import as_markup, one_line, unescaped

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_MAIL = re.compile(r"[^\s@()]{1,100}@[^\s@()]{1,200}")
_DUBLIN = "http://purl.org/dc/"


def finds(source: Source) -> int:
    """How many items the feed has."""
    return len(_items(xml_tree.parse(source)))


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    root = xml_tree.parse(source)
    items = _items(root)
    if not items:
        raise SourceError("no posts found: this is no RSS feed with an item")
    channel = next((child for child in root if local_name(child) == "channel"), root)
    feed = _Fields(channel)
    collecting = Collecting(Origin(source, feed.text("link")), wanted)
    publisher = [feed.text("title"), *feed.texts("creator")]
    for element in items:
        add_entry(collecting, _entry(element), publisher)
    return collecting.page(
        title=one_line(feed.text("title")),
        standfirst=one_line(feed.text("description")),
        language=feed.text("language"),
    )


class _Fields:
    """The children of an element by their names, whatever namespace they are in."""

    def __init__(self, element: etree._Element):
        self.found: dict[str, list[etree._Element]] = {}
        for child in element:
            if child.tag == _CONTENT:
                self.found.setdefault("content:encoded", []).append(child)
                continue
            name = local_name(child)
            # <atom:link> and the like stand beside RSS's own.
            foreign = etree.QName(child).namespace if name else ""
            is_own = not foreign or foreign.startswith((_DUBLIN, "http://purl.org/rss"))
            name = name if is_own else f"other:{name}"
            self.found.setdefault(name, []).append(child)

    def raw(self, name: str) -> str:
        return next(map(xml_tree.raw_text, self.found.get(name, [])), "").strip()

    def texts(self, name: str) -> list[str]:
        texts = map(xml_tree.text_of, self.found.get(name, []))
        return [text for text in texts if text]

    def text(self, *names: str) -> str:
        return next((text for name in names for text in self.texts(name)), "")

    def media(self, kind: str) -> tuple[str, ...]:
        """The addresses of the files of KIND that are enclosed."""
        files = [
            *self.found.get("enclosure", []),
            *self.found.get("other:content", []),
            *(self.found.get("other:thumbnail", []) if kind == "image" else []),
        ]
        return tuple(
            file.get("url")
            for file in files
            if file.get("url")
            and (file.get("medium") or file.get("type", kind)).startswith(kind)
        )


def _items(root: etree._Element) -> list[etree._Element]:
    if local_name(root) not in ("rss", "RDF"):
        return []
    places = [root, *(child for child in root if local_name(child) == "channel")]
    return [item for place in places for item in place if local_name(item) == "item"]


def _entry(element: etree._Element) -> Entry:
    fields = _Fields(element)
    content = fields.raw("content:encoded") or fields.raw("description")
    markup = as_markup(content)
    title = fields.raw("title")
    return Entry(
        number=element.sourceline or 0,
        id=fields.text("guid", "link"),
        title=words_of(title) if as_markup(title) else one_line(title),
        content=plain_to_html(unescaped(content)) if markup is None else markup,
        published=fields.text("pubDate", "date"),
        authors=tuple(map(_name, [*fields.texts("creator"), *fields.texts("author")])),
        categories=tuple(fields.texts("category")),
        pictures=fields.media("image"),
        films=fields.media("video"),
    )


def _name(author: str) -> str:
    """The name in 'ada@example.org (Ada Example)' or 'Ada Example'."""
    name = " ".join(_MAIL.sub(" ", author).split())
    return name.strip("()<> ")


FORMAT = Format("rss", "an RSS feed", finds, parse)
