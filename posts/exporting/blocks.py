"""A post's body as blocks of words, for forms that know no HTML."""

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from posts.bodies import sanitise
from posts.characters import for_xml

DEEPEST = 12  # containers around a block; those within these are left out
# The spaces that mean nothing in HTML; others, such as NBSP, are words.
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MARKS = ("strong", "em", "a")


@dataclass(frozen=True)
class Run:
    """Words in one manner; "\\n" alone is a line break. `address` is a link's."""

    text: str
    strong: bool = False
    emphasis: bool = False
    address: str = ""


@dataclass(frozen=True)
class Container:
    """What stands around a block: 'quote', 'list', 'context' or 'numbers'.

    `number` counts the items of a list; in 'numbers' it is the one shown. `serial`
    is another for each container of a body.
    """

    kind: str
    number: int = 0
    serial: int = 0


@dataclass(frozen=True)
class Block:
    """One paragraph. `opens_item` tells the first one of a list's item."""

    runs: tuple[Run, ...]
    containers: tuple[Container, ...] = ()
    opens_item: bool = False

    @property
    def lines(self):
        """The words as plain text, a line for each that a line break ends."""
        text = "".join(run.text for run in self.runs)
        return [line for line in map(str.strip, text.split("\n")) if line]


def blocks_of(body):
    """The Blocks of BODY, in reading order; in time linear in its length."""
    reader = _Reader()
    reader.feed(sanitise(for_xml(body)))
    reader.close()
    reader.end_block()
    return reader.blocks


@dataclass
class _Manner:
    """How many elements of each mark are open, and the addresses of the links."""

    strong: int = 0
    em: int = 0
    addresses: list = field(default_factory=list)


class _Reader(HTMLParser):
    """Follows the tags of a sanitised body, each of which is closed."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks = []
        self._containers = []
        self._serial = 0
        self._manner = _Manner()
        self._runs = []
        self._opens_item = False

    def handle_starttag(self, name, attributes):
        attributes = dict(attributes)
        if name == "br":
            self._runs.append(Run("\n"))
        elif name == "a":
            self._manner.addresses.append(attributes.get("href") or "")
        elif name in _MARKS:
            setattr(self._manner, name, getattr(self._manner, name) + 1)
        else:
            self.end_block()
            self._open(name, attributes)

    def _open(self, name, attributes):
        if name == "blockquote":
            self._begin("quote")
        elif name == "ul":
            is_context = attributes.get("class") == "context"
            self._begin("context" if is_context else "list")
        elif name == "ol":
            start = attributes.get("start") or ""
            is_number = re.fullmatch("[0-9]{1,9}", start)
            self._begin("numbers", int(start) - 1 if is_number else 0)
        elif name == "li":
            if self._containers:
                last = self._containers[-1]
                self._containers[-1] = replace(last, number=last.number + 1)
            self._opens_item = True

    def _begin(self, kind, number=0):
        self._serial += 1
        self._containers.append(Container(kind, number, self._serial))

    def handle_endtag(self, name):
        if name == "a" and self._manner.addresses:
            self._manner.addresses.pop()
        elif name in _MARKS:
            setattr(self._manner, name, max(0, getattr(self._manner, name) - 1))
        elif name != "br":
            self.end_block()
            if name in ("blockquote", "ul", "ol") and self._containers:
                self._containers.pop()
                self._opens_item = False

    def handle_data(self, data):
        text = _SPACES.sub(" ", data)
        before = self._runs[-1].text if self._runs else " "
        if before.endswith((" ", "\n")):
            text = text.removeprefix(" ")
        if text:
            manner = self._manner
            address = manner.addresses[-1] if manner.addresses else ""
            run = Run(text, bool(manner.strong), bool(manner.em), address)
            self._runs.append(run)

    def end_block(self):
        """Whatever words are in hand are a block."""
        if any(run.text.strip() for run in self._runs):
            containers = tuple(self._containers[:DEEPEST])
            block = Block(tuple(self._runs), containers, self._opens_item)
            self.blocks.append(block)
            self._opens_item = False
        self._runs = []
