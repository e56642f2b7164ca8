"""Reads an Atom feed (RFC 4287): its entries become posts as feed.py says.

`content` is read as text, HTML or XHTML, `summary` where there is none. `published`
is the time and `updated`, if later, that of the last edit. The feed's title, subtitle
and language are the page's.
"""

from lxml import etree

from posts.importing.document import ParsedPage, SourceError
from posts.importing.feeds import xml_tree
from posts.importing.feeds.feed import Entry, add_entry
from posts.importing.feeds.xml_tree import text_of
from posts.importing.source import Format, Source, Wanted
from posts.importing.web.collecting import Collecting
from posts.importing.web.markup import plain_to_html, words_of
from posts.importing.web.origin import Origin

_ATOM = "{http://www.w3.org/2005/Atom}"
_XML = "{http://www.w3.org/XML/1998/namespace}"


def finds(source: Source) -> int:
    """How many entries the feed has."""
    root = xml_tree.parse(source)
    return len(root.findall(f"{_ATOM}entry")) if root.tag == f"{_ATOM}feed" else 0


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    root = xml_tree.parse(source)
    entries = root.findall(f"{_ATOM}entry") if root.tag == f"{_ATOM}feed" else []
    if not entries:
        raise SourceError("no posts found: this is no Atom feed with an entry")
    base = root.get(f"{_XML}base") or _link(root, "alternate")
    collecting = Collecting(Origin(source, base), wanted)
    publisher = _names(root)
    for element in entries:
        add_entry(collecting, _entry(element), publisher)
    return collecting.page(
        title=_title(root.find(f"{_ATOM}title")),
        standfirst=_title(root.find(f"{_ATOM}subtitle")),
        language=root.get(f"{_XML}lang", ""),
    )


def _entry(element: etree._Element) -> Entry:
    content = element.find(f"{_ATOM}content")
    if content is None:
        content = element.find(f"{_ATOM}summary")
    categories = element.findall(f"{_ATOM}category")
    enclosed = [
        link
        for link in element.findall(f"{_ATOM}link")
        if link.get("rel") == "enclosure" and link.get("href")
    ]
    return Entry(
        number=element.sourceline or 0,
        id=text_of(element.find(f"{_ATOM}id")),
        title=_title(element.find(f"{_ATOM}title")),
        content=_content(content),
        published=text_of(element.find(f"{_ATOM}published")),
        updated=text_of(element.find(f"{_ATOM}updated")),
        authors=tuple(_names(element)),
        categories=tuple(
            category.get("label") or category.get("term") or ""
            for category in categories
        ),
        pictures=tuple(link.get("href") for link in enclosed if _is(link, "image/")),
        films=tuple(link.get("href") for link in enclosed if _is(link, "video/")),
    )


def _content(element: etree._Element | None) -> str:
    """The HTML of a text construct; of one that lies elsewhere, a link to it."""
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml":
        return xml_tree.markup_in(element)
    text = xml_tree.raw_text(element)
    if element.get("src"):
        return plain_to_html(element.get("src"))
    return text if kind in ("html", "text/html") else plain_to_html(text)


def _title(element: etree._Element | None) -> str:
    if element is None or element.get("type", "text") == "text":
        return text_of(element)
    return words_of(_content(element))


def _names(element: etree._Element) -> list[str]:
    names = element.findall(f"{_ATOM}author/{_ATOM}name")
    return [name for name in map(text_of, names) if name]


def _link(element: etree._Element, rel: str) -> str:
    links = element.findall(f"{_ATOM}link")
    same = [link for link in links if link.get("rel", "alternate") == rel]
    return same[0].get("href", "") if same else ""


def _is(link: etree._Element, kind: str) -> bool:
    return link.get("type", "").startswith(kind)


FORMAT = Format("atom", "an Atom feed", finds, parse)
