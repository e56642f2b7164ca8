"""What the page around its JSON-LD adds to it: paragraphs, and pictures it came with.

THE RULES

Bodies. JSON-LD often has the words of a post as one line. If its `url` or `@id` ends
in '#name', or its identifier is a name, and the element of that name has exactly these
words in a run of its children, or of one child's, and so on, then the markup of that
run is the body: spaces apart, not a letter may differ.

Pictures. A browser that saves a page calls its pictures by their new place in the
markup, but not in the JSON-LD. A picture there is the one of an <img> that gives the
same address as another of its own (`srcset`, say); else the one whose file is called
like the end of the address, if there is only one such file.
"""

import re
from collections import defaultdict
from functools import cached_property
from itertools import chain
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag

from posts.importing.web.img import addresses_of
from posts.importing.web.origin import Origin

_SHORTEST_NAME = 5  # characters of a file name that tells anything
# What browsers add to a second file of one name.
_COPY = re.compile(r"\(\d+\)(?=\.[^.]*\Z)")
_MOST_LOOKS = 8  # times that the whole page is looked at for bodies


class PageAround:
    def __init__(self, soup: BeautifulSoup, origin: Origin):
        self.soup = soup
        self.origin = origin
        self._alts: dict[str, str] = {}
        self._left = _MOST_LOOKS * (2 * origin.source.data.count(b"<") + 1)  # nodes

    def body(self, words: str, names: list[str]) -> str:
        """The markup of the run of elements that says WORDS, '' if there is none.

        It stands in the element that one of NAMES names, by itself or after a '#'.
        """
        wanted = _squeezed(words)
        for name in names if wanted else ():
            place = self._places.get(name.rpartition("#")[2])
            markup = self._run(place, wanted) if place is not None else ""
            if markup:
                return markup
        return ""

    def address(self, address: str) -> str:
        """What the markup calls the picture at ADDRESS, '' if it does not show it."""
        exact, named = self._copies
        if address in exact:
            return exact[address]
        names = named.get(_file_name(address), set())
        return next(iter(names)) if len(names) == 1 else ""

    def alt(self, address: str) -> str:
        """The alt text of the picture that the markup calls ADDRESS."""
        return self._alts.get(address, "")

    @cached_property
    def _places(self) -> dict[str, Tag]:
        places = {}
        for tag in self.soup.find_all(id=True):
            places.setdefault(str(tag["id"]), tag)
        return places

    @cached_property
    def _copies(self) -> tuple[dict[str, str], dict[str, set[str]]]:
        exact, named = {}, defaultdict(set)
        for img in self.soup.find_all("img"):
            first, *others = addresses_of(img) or [""]
            if not first or "://" in first[:10] or not self.origin.picture(first):
                continue
            self._alts.setdefault(first, " ".join(str(img.get("alt", "")).split()))
            for other in others:
                exact.setdefault(other, first)
            name = _COPY.sub("", _file_name(first))
            if len(name) >= _SHORTEST_NAME:
                named[name].add(first)
        return exact, named

    def _run(self, place: Tag, wanted: str) -> str:
        """The markup of a run of nodes in PLACE that says WANTED."""
        while True:
            nodes = list(place.contents)
            texts = [_squeezed(self._text(node)) for node in nodes]
            if self._left < 0:
                return ""
            run = _aligned(texts, wanted)
            if run is not None:
                return "".join(map(str, nodes[run]))
            inner = (
                node
                for node, text in zip(nodes, texts, strict=True)
                if isinstance(node, Tag) and wanted in text
            )
            place = next(inner, None)
            if place is None:
                return ""

    def _text(self, node) -> str:
        words = []
        inside = node.descendants if isinstance(node, Tag) else ()
        for inner in chain((node,), inside):
            self._left -= 1
            if self._left < 0:
                break
            if type(inner) is NavigableString:
                words.append(inner)
        return "".join(words)


def _aligned(texts: list[str], wanted: str) -> slice | None:
    """Which of TEXTS, one after the other, make WANTED."""
    whole = "".join(texts)
    start = whole.find(wanted)
    if start < 0:
        return None
    ends, at = {0: 0}, 0
    starts = {}
    for index, text in enumerate(texts):
        if text:
            starts[at] = index
        at += len(text)
        ends[at] = index + 1
    first, last = starts.get(start), ends.get(start + len(wanted))
    return None if first is None or last is None else slice(first, last)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _file_name(address: str) -> str:
    """The end of the address's path, as a file would be called."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    return unquote(path).rpartition("/")[2].casefold()
