"""Opens a page that a browser saved as one file (MHTML, RFC 2557).

THE FORM

A mail of type multipart/related. Its parts have a Content-Type, a Content-Location
(the address) or a Content-ID, and are written in base64, quoted-printable or as they
are. The page is the part that `start` names, else the first of type text/html. Its
pictures are found by the address or, as 'cid:…', by the id; a frame that is part of
the file gets back the address that it was loaded from. Parts within parts are not
read.
"""

import binascii
import codecs
import quopri
import re
from email.message import Message
from email.parser import BytesHeaderParser

from posts.importing.companions import LARGEST_PICTURE
from posts.importing.document import SourceError
from posts.importing.source import LARGEST, Source

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEAD = 65536  # bytes
_PAGES = ("text/html", "application/xhtml+xml")
_CID = re.compile(r"cid:[^\"'\\\s<>)]{1,300}")
_META = re.compile(rb"charset=[\"']?([\w-]{1,20})", re.ASCII | re.IGNORECASE)
# Those of pages; Python knows others, some of which take quadratic time.
_CHARSET = re.compile(
    r"utf-?8|utf-16(?:le|be)?|us-ascii|iso-?8859-\d\d?|windows-\d{3,4}|cp\d{3,4}"
    r"|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb(?:2312|k|18030)|big5",
    re.ASCII | re.IGNORECASE,
)
_ON_WEB = re.compile(r"https?://[^\s<>]{1,2000}")


class _Part:
    """One part; its bytes are decoded when they are asked for."""

    def __init__(self, data: bytes, start: int, end: int):
        found = _HEAD_END.search(data, start, min(end, start + _LONGEST_HEAD))
        head = data[start : found.start()] if found else b""
        self.head: Message = BytesHeaderParser().parsebytes(head.lstrip(b"\r\n"))
        self._data = data
        self._start = found.end() if found else start
        self._end = end

    @property
    def kind(self) -> str:
        return self.head.get_content_type()

    @property
    def location(self) -> str:
        return "".join(str(self.head.get("Content-Location", "")).split())

    @property
    def name(self) -> str:
        return str(self.head.get("Content-ID", "")).strip().strip("<>")

    def read(self) -> bytes | None:
        data = self._data[self._start : self._end]
        coding = str(self.head.get("Content-Transfer-Encoding", "")).strip().lower()
        if coding == "base64":
            try:
                return binascii.a2b_base64(data)
            except binascii.Error:
                return None
        return quopri.decodestring(data) if coding == "quoted-printable" else data


class _Parts:
    """The other parts by their whole addresses, and by 'cid:' and their ids."""

    def __init__(self, parts: list[_Part]):
        self._found: dict[str, _Part] = {}
        for part in parts:
            if part.location:
                self._found.setdefault(part.location, part)
            if part.name:
                self._found.setdefault(f"cid:{part.name}", part)

    def has(self, address: str) -> bool:
        return self._part(address) is not None

    def __call__(self, address: str) -> bytes | None:
        part = self._part(address)
        data = part.read() if part else None
        return data if data and len(data) <= LARGEST_PICTURE else None

    def frame(self, match: re.Match) -> str:
        """The address that a part called 'cid:…' was loaded from, if it is a page."""
        part = self._found.get(match[0])
        if part and part.kind == "text/html" and _ON_WEB.fullmatch(part.location):
            return part.location
        return match[0]

    def _part(self, address: str) -> _Part | None:
        return self._found.get(address.partition("#")[0])


def unwrap(source: Source) -> Source:
    """The page in SOURCE, with its pictures beside it."""
    head, parts = _split(source.data.removeprefix(codecs.BOM_UTF8))
    pages = [part for part in parts if part.kind in _PAGES]
    if not pages:
        raise SourceError("this MHTML file holds no page: save it again")
    start = str(head.get_param("start", "")).strip("<>")
    page = next((page for page in pages if start and page.name == start), pages[0])
    data = page.read() or b""
    if len(data) > LARGEST:
        raise SourceError(f"the page has more than {LARGEST // 1024**2} MB")
    location = page.location or str(head.get("Snapshot-Content-Location", ""))
    beside = _Parts([part for part in parts if part is not page])
    text = _CID.sub(beside.frame, _decode(data, page.head.get_content_charset()))
    if _ON_WEB.fullmatch(location) and "--" not in location:
        # As browsers note it in the page itself when they save it as HTML.
        text = f"<!-- saved from url=({len(location):04d}){location} -->\n{text}"
    return Source(codecs.BOM_UTF8 + text.encode(), source.name, beside)


def _split(data: bytes) -> tuple[Message, list[_Part]]:
    found = _HEAD_END.search(data, 0, _LONGEST_HEAD)
    head = BytesHeaderParser().parsebytes(data[: found.start()] if found else b"")
    boundary = head.get_boundary("").encode(errors="replace")
    if found is None or not boundary:
        raise SourceError("this MHTML file names no boundary of its parts")
    line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?$", re.MULTILINE)
    marks = list(line.finditer(data, found.end()))
    ends = [*(mark.start() for mark in marks), len(data)][1:]
    return head, [
        _Part(data, mark.end(), end)
        for mark, end in zip(marks, ends, strict=True)
        if not mark[1]
    ]


def _decode(data: bytes, charset: str | None) -> str:
    """The text of DATA, in CHARSET, in what the page itself names, or in UTF-8."""
    named = _META.search(data[:4096])
    for name in (charset, named and named[1].decode(), "utf-8"):
        if name and _CHARSET.fullmatch(name):
            try:
                return data.decode(name)
            except (LookupError, UnicodeDecodeError):
                continue
    return data.decode("windows-1252", errors="replace")
