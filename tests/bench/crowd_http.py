"""HTTP answers as the crowd reads them: each head and each body parsed only once."""

import gzip
import re
from functools import partial
from typing import NamedTuple

import brotli

OPENS = -1  # the cursor of a reader who opens the page next
# Much of what a browser sends: 340 bytes with the rest.
HEADERS = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
    "Accept-Language: en-GB,en;q=0.9\r\n"
)
OF_PAGE = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
OF_POLL = "Accept: */*\r\nHX-Request: true\r\nHX-Target: poller\r\nReferer: {page}\r\n"
MOST_HEADS = 20_000  # kept before all are forgotten; each second brings new dates
POLLER = re.compile(
    r'<div id="poller"[^>]*?data-hx-get="[^"]*/updates/(\d+)/'
    r'[^>]*?data-seconds="([\d.]+)"'
)
ARTICLE = re.compile(r'<article id="post-(\d+)"')
GONE = re.compile(r'<div id="post-(\d+)" data-hx-swap-oob="delete"')
UNREAD = re.compile(r'data-unread="([\d ]*)"')
DECODERS = {"": bytes, "identity": bytes, "gzip": gzip.decompress}
DECODERS["br"] = partial(brotli.decompress)


class BadAnswerError(Exception):
    """What came is no HTTP answer, or not one that belongs here."""


class Head(NamedTuple):
    """What a reader needs of an answer's head.

    `length` counts the body's bytes (None: it comes in chunks), `wait` and `rest` are
    seconds: Poll-After (None: not said) and Retry-After.
    """

    status: int
    length: int | None
    encoding: str
    wait: float | None
    rest: float
    closes: bool


class Body(NamedTuple):
    """What a page or a delta brings: the next cursor, seconds to the next poll, pks.

    `is_fresh` tells that the feed is a first page: of a page opened, or in the place
    of the one before.
    """

    cursor: int
    seconds: float
    changed: tuple
    gone: tuple
    unread: frozenset
    is_fresh: bool


def request(port, path, cursor, encoding, is_again=False):
    """The bytes that ask for the page at PATH, or for what came after CURSOR.

    IS_AGAIN is for who was not answered the last time.
    """
    page = f"http://127.0.0.1:{port}{path}"
    asked = path if cursor == OPENS else f"{path}updates/{cursor}/"
    own = OF_PAGE if cursor == OPENS else OF_POLL.format(page=page)
    own += "Poll-Again: 1\r\n" * is_again
    text = (
        f"GET {asked} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{HEADERS}"
        f"Accept-Encoding: {encoding}\r\n{own}\r\n"
    )
    return text.encode()


class Heads:
    """Takes whole answers out of what came so far on a connection."""

    def __init__(self):
        self.known = {}

    def take(self, data):
        """(Head, body) if DATA is one whole answer, None while more must come.

        The body is as it was sent, compressed. BadAnswerError for what is none and
        for bytes behind its end, since no second request is under way.
        """
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return None
        raw = data[:end]
        head = self.known.get(raw)
        if head is None:
            head = self._learn(raw)
        body = data[end + 4 :]
        if head.length is None:
            body = unchunked(body)
            return None if body is None else (head, body)
        if len(body) < head.length:
            return None
        if len(body) > head.length:
            raise BadAnswerError("There are bytes behind the answer's end.")
        return head, body

    def _learn(self, raw):
        if len(self.known) >= MOST_HEADS:
            self.known.clear()
        head = self.known[raw] = parse_head(raw)
        return head


def parse_head(raw):
    """The Head in RAW, an answer's bytes before the first empty line."""
    lines = raw.decode("latin-1").split("\r\n")
    version, _, status = lines[0].partition(" ")
    if not (version.startswith("HTTP/1.") and status[:3].isdigit()):
        raise BadAnswerError(f"This is no answer: {lines[0][:80]!r}")
    named = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        named[name.lower()] = value.strip()
    status = int(status[:3])
    return Head(
        status=status,
        length=_length(status, named),
        encoding=named.get("content-encoding", "").lower(),
        wait=float(named["poll-after"]) if "poll-after" in named else None,
        rest=float(named.get("retry-after", 0)),
        closes=named.get("connection", "").lower() == "close",
    )


def _length(status, named):
    if status in (204, 304):
        return 0
    if named.get("transfer-encoding", "").lower() == "chunked":
        return None
    if "content-length" not in named:
        raise BadAnswerError("The answer does not say how long it is.")
    return int(named["content-length"])


def unchunked(data):
    """The body in DATA, which came in chunks; None while the last has not come."""
    parts = []
    while True:
        line, found, data = data.partition(b"\r\n")
        if not found:
            return None
        size = int(line.partition(b";")[0], 16)
        if len(data) < size + 2:
            return None
        if size == 0:
            if data != b"\r\n":
                raise BadAnswerError("There are bytes behind the answer's end.")
            return b"".join(parts)
        parts.append(data[:size])
        data = data[size + 2 :]


def parse_body(sent, encoding):
    """The Body in the bytes SENT of a page or a delta, under ENCODING."""
    markup = DECODERS[encoding](sent).decode()
    poller = POLLER.search(markup)
    if not poller:
        raise BadAnswerError(f"There is no poller in {markup[:80]!r}")
    unread = UNREAD.search(markup)
    is_page = "<html" in markup[:200]
    return Body(
        cursor=int(poller[1]),
        seconds=float(poller[2]),
        changed=tuple(map(int, ARTICLE.findall(markup))),
        gone=tuple(map(int, GONE.findall(markup))),
        unread=frozenset(map(int, unread[1].split() if unread else ())),
        is_fresh=is_page or 'data-hx-swap-oob="reset:#feed"' in markup,
    )
