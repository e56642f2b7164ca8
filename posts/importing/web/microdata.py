"""Reads the LiveBlogPosting that the markup of a page tells as microdata.

THE FORM

Elements with `itemscope`, `itemtype`, `itemprop`, `itemid` and `itemref`, as the HTML
standard has them; the items are schema.org's (schema.py). Our own HTML export is of
this form. Beyond the standard, as pages write it:

- `content` and `datetime` count on every element, and a link has words: under a name
  that asks for no address (`author`, say), they are its value.
- The value of `articleBody` is the markup within it.
- An <img> is an ImageObject, or lends its alt text to the one whose `contentUrl` it
  tells.

`timeZone` is a name that only our own export uses: in a page that has it, every
space and line break counts, and the bodies are handed over as they stand.
"""

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

from posts.importing.document import ParsedPage, SourceError
from posts.importing.source import Format, Source, Wanted
from posts.importing.web.collecting import Collecting
from posts.importing.web.img import addresses_of
from posts.importing.web.origin import origin_of
from posts.importing.web.schema import Schema, pages_in
from posts.importing.web.schema_values import (
    Exact,
    Items,
    Link,
    Markup,
    Plain,
    one_line,
)

_BODY = "articleBody"
_AS_HTML = HTMLFormatter(EntitySubstitution.substitute_xml, "")
_ADDRESSES = {"url", "contentUrl", "embedUrl", "thumbnailUrl", "relatedLink", "video"}
_ADDRESSES |= {"sharedContent", "mainEntityOfPage", "image", "sameAs", "isPartOf"}
_ADDRESS_OF = {"a": "href", "area": "href", "link": "href", "object": "data"}
_ADDRESS_OF |= dict.fromkeys(("audio", "embed", "iframe", "source", "video"), "src")
_DEEPEST = 6  # values within each other that are read; each is read to its end
_MOST_REFERRED = 200_000  # elements that are read again because of an itemref


def finds(source: Source) -> int:
    """How many posts the fullest LiveBlogPosting has."""
    if b"LiveBlogPosting" not in source.data or b"itemscope" not in source.data:
        return 0
    pages = pages_in(Items(read_items(source.soup)))
    return max((len(updates) for _, updates in pages), default=0)


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    items = Items(read_items(source.soup))
    pages = [pair for pair in pages_in(items) if pair[1]]
    if not pages:
        raise SourceError(
            "no posts found: there is no LiveBlogPosting with a liveBlogUpdate in the "
            "page's microdata"
        )
    page, updates = pages[0]
    time_zone = items.text(page, "timeZone")
    collecting = Collecting(origin_of(source), wanted, time_zone)
    schema = Schema(items, collecting, is_own=bool(time_zone))
    return schema.read(page, updates)


def read_items(soup: BeautifulSoup) -> list[dict]:
    """The items of a page that are no property of another one, in document order."""
    return _Reading(soup).run()


class _Reading:
    def __init__(self, soup: BeautifulSoup):
        self.soup = soup
        is_own = soup.find("meta", itemprop="timeZone") is not None
        self.text = Exact if is_own else Plain
        self.roots: list[dict] = []
        self.references: list[tuple[str, dict]] = []
        self.left = _MOST_REFERRED

    def run(self) -> list[dict]:
        self._walk(self.soup, None)
        if self.references:
            by_id = {}
            for tag in self.soup.find_all(id=True):
                by_id.setdefault(tag["id"], tag)
            references, self.references = self.references, []
            for name, item in references:
                if name in by_id:
                    self._walk(by_id[name], item, is_referred=True)
        return self.roots

    def _walk(self, top: Tag, item: dict | None, is_referred: bool = False) -> None:
        """Give ITEM what stands in TOP; of a referred TOP, itself as well."""
        start = [top] if is_referred else top.contents
        ways = [(iter(start), item, 0)]
        while ways:
            children, item, depth = ways[-1]
            for tag in children:
                if not isinstance(tag, Tag):
                    continue
                if is_referred:
                    self.left -= 1
                    if not self.left:
                        raise SourceError("the page's itemrefs refer to too much")
                inner, deeper = self._enter(tag, item, depth)
                ways.append((iter(tag.contents), inner, deeper))
                break
            else:
                ways.pop()

    def _enter(self, tag: Tag, item: dict | None, depth: int):
        """The item that TAG's children belong to, and how deep values lie there."""
        names = str(tag.get("itemprop", "")).split() if item is not None else []
        if tag.has_attr("itemscope"):
            value = self._new_item(tag)
            inner = value
        else:
            value, inner = None, item
        if names and value is None and depth < _DEEPEST:
            value = self._value_of(tag, names[0].rpartition("/")[2], item)
            depth += tag.name not in ("meta", "link", "img")
        for name in names:
            if value is not None:
                item.setdefault(name, []).append(value)
        if not names and tag.has_attr("itemscope"):
            self.roots.append(value)
        return inner, depth

    def _new_item(self, tag: Tag) -> dict:
        item = {"@type": str(tag.get("itemtype", "")).split()}
        if tag.get("itemid"):
            item["@id"] = str(tag["itemid"])
        for name in str(tag.get("itemref", "")).split():
            self.references.append((name, item))
        return item

    def _value_of(self, tag: Tag, name: str, item: dict):
        """The value that TAG has under NAME; ITEM is whose value it is."""
        if name == _BODY:
            # The page's own may be all of the page, and nobody asks for it.
            is_page = any("LiveBlogPosting" in kind for kind in item["@type"])
            return None if is_page else Markup(tag.decode_contents(formatter=_AS_HTML))
        if tag.has_attr("content"):
            return self.text(tag["content"])
        if tag.name == "img":
            return _image(tag, name, item)
        if tag.name == "time" or tag.has_attr("datetime"):
            return Plain(tag.get("datetime") or tag.get_text())
        if tag.name in ("data", "meter"):
            return self.text(tag.get("value", ""))
        address = tag.get(_ADDRESS_OF.get(tag.name, ""))
        if address is None or (name not in _ADDRESSES and tag.name in ("a", "area")):
            return self.text(tag.get_text())
        link = Link(address)
        link.words = one_line(self.text(tag.get_text()))
        return link


def _image(img: Tag, name: str, item: dict):
    addresses = addresses_of(img)
    address = Plain(addresses[0] if addresses else "")
    alt = Plain(img.get("alt", ""))
    if name == "image":
        return {"@type": ["ImageObject"], "contentUrl": address, "alternateName": alt}
    if alt:
        item.setdefault("alternateName", [alt])
    return address


FORMAT = Format("microdata", "a LiveBlogPosting as microdata", finds, parse)
