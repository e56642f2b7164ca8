"""A source as it lies there: its bytes, what came beside them, and what it is.

The kinds are told by the first bytes, never by a file's name:

zip     a zip archive: our own export, or a saved page with its pictures
mhtml   a page that a browser saved as one file (RFC 2557)
json    a JSON text: our own export, JSON-LD or a JSON Feed
xml     Atom or RSS
html    a saved page
text    anything else that is text
"""

import codecs
import datetime
import json
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from bs4 import (
    BeautifulSoup,
    MarkupResemblesLocatorWarning,
    ParserRejectedMarkup,
    XMLParsedAsHTMLWarning,
)

from posts.importing.document import ParsedPage, SourceError

TIME_ZONE = "Europe/London"  # of clocks that name no zone, unless the user says one
LARGEST = 32 * 1024 * 1024  # bytes of a source without its pictures
MOST_TAGS = 1_000_000  # half a gigabyte of them; 10,000 posts have a third of that
RESAVE = "save the page as plain text in UTF-8 and import it again"
# Zero-width space and joiners, marks of direction, a byte order mark; not U+2060,
# which says that what follows is words (marks.py).
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\ufeff"
# What word processors write for '•'; plain letters and signs only before a tab.
_BULLET = re.compile(r"\A(?:[●▪◦○‣⁃∙\uf0b7\uf0a7]\s*|·\s+|[*o§-]\t\s*)(?=\S)")
# '[2025-02-03 16:14] Gale warning' is a line of a log.
_JSON = re.compile(rb"\{|\[\s*[\[{\"\]]")
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,40}?\r?\n", re.ASCII)
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body|article|main|section"
    rb"|div|meta)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Wanted:
    """What the user says because the source may not.

    `date` is the local date of the newest post, `time_zone` an IANA name, `order`
    'newest' or 'oldest' (which post stands first), `format` a reader's name; each
    may be empty.
    """

    date: datetime.date | None = None
    time_zone: str = ""
    order: str = ""
    format: str = ""


@dataclass(frozen=True)
class Source:
    """The bytes of one page; `beside(address)` gives a file that came with it.

    An address is relative, as the page writes it; None if there is no such file.
    """

    data: bytes
    name: str = ""
    beside: Callable[[str], bytes | None] = lambda address: None

    @cached_property
    def kind(self) -> str:
        data = self.data.removeprefix(codecs.BOM_UTF8)
        start = data[:4096].lstrip()
        if start.startswith(b"PK\x03\x04"):
            return "zip"
        if _JSON.match(start):
            return "json"
        if _HTML.match(data[:65536]):
            return "html"
        if re.match(rb"<(?:\?xml|rss\b|feed\b|rdf:RDF\b)", start):
            return "html" if b"<html" in data[:4096].lower() else "xml"
        head = _MHTML.match(data[:65536])
        if head and b"multipart/related" in head[0].lower():
            return "mhtml"
        return "text"

    @cached_property
    def text(self) -> str:
        return decode(self.data)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of a text source, without spaces at their ends."""
        return split_lines(self.text)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """An HTML source, parsed as forgivingly as browsers do, or SourceError."""
        return soup_of(self.data)

    @cached_property
    def json(self):
        """A JSON source, parsed, or SourceError naming the line."""
        try:
            return json.loads(self.text)
        except json.JSONDecodeError as error:
            raise SourceError(f"this is no JSON: {error.msg}", error.lineno) from None
        except RecursionError:
            raise SourceError("this JSON is nested too deeply") from None
        except ValueError:
            raise SourceError("this JSON holds a number that is too long") from None


@dataclass(frozen=True)
class Format:
    """One form of live page, as the module that reads it declares it.

    `says` describes it in a few words, for help and reports. `finds` counts the posts
    that `parse` would find; it is cheap, and 0 for what is not this form. Both raise
    SourceError, `finds` only for a source that no reader can open.
    """

    name: str
    says: str
    finds: Callable[[Source], int]
    parse: Callable[[Source, Wanted], ParsedPage]


def soup_of(markup: bytes | str) -> BeautifulSoup:
    """MARKUP parsed, or SourceError for what would fill the memory or is no text."""
    if markup.count(b"<" if isinstance(markup, bytes) else "<") > MOST_TAGS:
        raise SourceError(f"this page has more than {MOST_TAGS:,} tags: split it")
    with warnings.catch_warnings():
        # Of XHTML, and of a text that the user wants to be read as HTML.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            return BeautifulSoup(markup, "lxml")
        except (ValueError, ParserRejectedMarkup):
            raise SourceError(
                "this page is in no encoding that is known: save it again in UTF-8"
            ) from None


def decode(data: bytes) -> str:
    """Decode a text file, or raise SourceError naming the line with the bad byte."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        raise SourceError(f"the file is empty: {RESAVE}")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceError(f"the file is in UTF-16: {RESAVE}")
    if b"\0" in data:
        line = _line_of_byte(data, data.index(b"\0"))
        raise SourceError(f"a NUL byte: this is not plain text: {RESAVE}", line)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise SourceError(
            f"the byte 0x{data[error.start]:02x} is not UTF-8: {RESAVE}",
            _line_of_byte(data, error.start),
        ) from None


def _line_of_byte(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def split_lines(text: str) -> list[str]:
    """The lines of TEXT, stripped: line n of the file is item n - 1.

    Not splitlines(): it also breaks at characters that editors do not count. Signs
    that nobody sees go from a line's start, where they would hide a number or a name.
    Other programs' bullets become ours, and the '>' of a mail that quotes a page goes.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.strip().lstrip(_UNSEEN).lstrip() for line in text.split("\n")]
    quoted = sum(line.startswith(">") for line in lines)
    if 2 * quoted > sum(map(bool, lines)):
        lines = [line[1:].lstrip() if line[:1] == ">" else line for line in lines]
    return [_BULLET.sub("• ", line, count=1) for line in lines]
