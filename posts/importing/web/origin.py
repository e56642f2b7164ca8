"""Where a source lay: the address its links are relative to, and its pictures."""

import base64
import binascii
import re
from functools import partial
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit
from zlib import crc32

from bs4 import BeautifulSoup

from posts.importing.document import Picture
from posts.importing.source import Source

FOLLOWED = ("http", "https", "mailto")
LONGEST = 500  # characters of an address that is stored
_LABEL = "[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?"
_WEB = re.compile(
    rf"https?://(?:(?:{_LABEL}\.)+[a-z\u00a1-\uffff-]{{2,63}}|localhost"
    r"|\d{1,3}(?:\.\d{1,3}){3})(?::\d{2,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[\t\n\r]")
# Browsers note where a page was saved from: <!-- saved from url=(0024)https://… -->
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{4}\)(https?://[^\s<>]{1,2000})")
_DATA = re.compile(r"data:image/(?!svg)[a-z0-9.+-]+((?:;[a-z0-9=-]+)*),", re.IGNORECASE)
# Shorter ones stand in for pictures that a script would have loaded.
_SMALLEST = 150  # characters of a data: address


class Origin:
    """Follows the addresses of one source. `base` is its own, '' if unknown."""

    def __init__(self, source: Source, base: str = ""):
        self.source = source
        self.base = base
        self._pictures: dict[str, Picture | None] = {}

    def link(self, address: str) -> str:
        """ADDRESS as it is followed from anywhere, '' if it can't be."""
        address = _SPACES.sub("", address).strip()
        try:
            address = urljoin(self.base, address)
            parts = urlsplit(address)
        except ValueError:
            return ""
        if parts.scheme not in FOLLOWED or not (parts.netloc or parts.path):
            return ""
        return address

    def web(self, address: str) -> str:
        """As `link`, for pages and players that are stored as such."""
        link = self.link(address)
        return link if len(link) <= LONGEST and _WEB.fullmatch(link) else ""

    def picture(self, address: str) -> Picture | None:
        """The picture at ADDRESS if it came with the source; it is read later."""
        address = address.strip()
        match = _DATA.match(address[:200])
        if match:
            if len(address) < _SMALLEST:
                return None
            is_base64 = match[1].lower().endswith(";base64")
            read = partial(_inside, address, match.end(), is_base64)
            return Picture(f"embedded picture {crc32(address.encode()):08x}", read)
        if not address or address.startswith(("data:", "#")) or len(address) > 2000:
            return None
        if address not in self._pictures:
            self._pictures[address] = self._beside(address)
        return self._pictures[address]

    def _beside(self, address: str) -> Picture | None:
        for name in dict.fromkeys((address, self._absolute(address))):
            if name and self.came(name):
                return Picture(unquote(name)[-200:], partial(self.source.beside, name))
        return None

    def _absolute(self, address: str) -> str:
        try:
            return urljoin(self.base, address)
        except ValueError:
            return ""

    def came(self, address: str) -> bool:
        """Whether the file at ADDRESS came with the source."""
        # `has`, where it is offered, saves reading the file twice.
        has = getattr(self.source.beside, "has", None)
        return has(address) if has else self.source.beside(address) is not None


def origin_of(source: Source) -> Origin:
    """The Origin of an HTML source, from what the page says of its own address."""
    soup = source.soup
    own = _own_address(source, soup)
    tag = soup.find("base", href=True)
    if tag is not None:
        try:
            base = urljoin(own, tag["href"].strip())
        except ValueError:
            base = ""
        if base.startswith(("http://", "https://")):
            own = base
    return Origin(source, own)


def _own_address(source: Source, soup: BeautifulSoup) -> str:
    found = []
    saved = _SAVED_FROM.search(source.data[:4096])
    if saved:
        found.append(saved[1].decode(errors="replace"))
    for name, wanted, attribute in (
        ("link", {"rel": "canonical"}, "href"),
        ("meta", {"property": "og:url"}, "content"),
    ):
        tag = soup.find(name, attrs=wanted)
        if tag is not None:
            found.append(tag.get(attribute, "").strip())
    return next(
        (url for url in found if url.startswith(("http://", "https://"))),
        "",
    )


def _inside(address: str, start: int, is_base64: bool) -> bytes | None:
    data = unquote_to_bytes(address[start:])
    if not is_base64:
        return data
    try:
        return base64.b64decode(data)
    except binascii.Error:
        return None
