"""The gate itself; the package's docstring is its specification."""

import random
import time
from functools import lru_cache
from io import BytesIO
from urllib.parse import quote

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.http.request import split_domain_port, validate_host
from django.utils.http import escape_leading_slashes

from posts import crowd
from posts.compression import encoding_for
from posts.headers import of_an_answer_of_our_own
from posts.metrics import counts

from . import addresses, counting
from .kept import Answer, Kept
from .pages import DatabaseAwayError, Pages
from .turns import BusyError, Flights, Turns

PATIENCE = 10  # seconds to wait for an answer in the making
SOON = 2  # seconds without any until polls are told that something is wrong
BUSY = (3, 10)  # seconds to come again in, at least and at most
OVERLOADED = (30, 60)
LONGEST_HOST = 255  # characters; RFC 1035
READING = frozenset(("GET", "HEAD"))
# All that Django is told of a request, beside the host and how it came.
OF_THE_REQUEST = (
    *("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_HOST"),
    *("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "REMOTE_ADDR"),
    *("wsgi.version", "wsgi.url_scheme", "wsgi.errors"),
    *("wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once"),
)
# Headers of a 304 (RFC 9110, 15.4.5) and those that tell caches what to forget.
IN_NOT_MODIFIED = frozenset(
    (
        *("cache-control", "etag", "link", "vary"),
        *("cache-tag", "cdn-cache-control", "surrogate-control"),
    )
)
POLL_AGAIN = "HTTP_POLL_AGAIN"
NO_CONTENT = "204 No Content"
NOTHING = ()
POLLS = counts.polls.by


class Gate:
    """A WSGI application before APPLICATION, Django's own."""

    def __init__(self, application):
        self._application = application
        self._turns = Turns(settings.READER_GATE_AT_ONCE)
        self._flights = Flights()
        self.forget()

    def forget(self):
        """Begin as if nothing had been asked yet."""
        self._pages = Pages()
        self._kept = Kept(settings.READER_GATE_BYTES)

    def __call__(self, environ, start_response):
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        poll = addresses.POLL(path) if query in addresses.POLL_QUERIES else None
        slug = poll[1] if poll else addresses.kept(path, query)
        if slug is None or not _lets_in(environ):
            return self._pass_on(environ, start_response)
        try:
            if poll:
                page = self._polled(environ, slug, poll[2])
                if page and poll[2] == page.cursor and page.is_at_rest():
                    crowd.count(page.pk, page.seconds)
                    POLLS["idle"] += 1
                    start_response(NO_CONTENT, list(page.headers))
                    return NOTHING
            else:
                page = self._pages.find(slug)
            answer = self._answer(environ, slug, page, is_poll=poll is not None)
        except BusyError as busy:
            answer = _turned_away(environ, *busy.args or BUSY)
        except DatabaseAwayError:
            counts.database_away.count()
            answer = self._kept.get(_key(environ))
            may_help = answer and answer.may_help_out()
            if may_help and not self._pages.was_withdrawn(slug):
                counting.gave_old(answer)
            else:
                answer = _turned_away(environ, *BUSY)
        return _send(answer, environ, start_response)

    def _pass_on(self, environ, start_response):
        """Let Django answer as it would; all but editors take turns even so."""
        if addresses.passes_by(environ):
            return self._application(environ, start_response)
        try:
            with self._turns.take():
                return self._application(environ, start_response)
        except BusyError:
            return _send(_turned_away(environ, *BUSY), environ, start_response)

    def _polled(self, environ, slug, cursor):
        """The page that is polled at CURSOR; if that is ahead, as it is this moment.

        BusyError for every second poll while the machine is overloaded, but for that
        of a reader who comes again: bad luck in a row would be minutes of silence.
        """
        page = self._pages.find(slug)
        if page and cursor != page.cursor and int(cursor) > page.revision:
            page = self._pages.ask(slug)
        is_to_go = page and page.is_overloaded and POLL_AGAIN not in environ
        if is_to_go and random.random() < 0.5:  # noqa: S311 no secret
            crowd.count(page.pk, sum(OVERLOADED) / 2)
            raise BusyError(*OVERLOADED)
        return page

    def _answer(self, environ, slug, page, *, is_poll):
        """The Answer, kept or made, or an old one in its place.

        SLUG is '' for what shows no one page. Else nothing is kept of a page that
        readers can't know (None) or on which something is due, and no old answer is
        given of one that was withdrawn. BusyError if there is none to give.
        """
        key = _key(environ)
        revision = page.revision if page else None
        may_keep = not slug or (page is not None and not page.is_due())
        kept = self._kept.get(key)
        if kept and may_keep and kept.is_fresh(revision):
            if is_poll:
                crowd.count(page.pk, page.seconds)
            counts.gate.by["kept"] += 1
            return kept
        old = kept if kept and (not slug or (page and page.is_public)) else None
        stands_in = old is not None and old.may_stand_in()
        flight, makes = self._flights.join(key)
        if is_poll and page and not makes and not stands_in:
            return _soon(page, time.monotonic() - flight.began)
        try:
            if makes:
                answer = self._make(environ, key, flight, revision, may_keep, is_poll)
            else:
                answer = old if stands_in else self._wait(flight)
        except BusyError:
            is_to_wait = page and (not page.is_overloaded or POLL_AGAIN in environ)
            if is_poll and is_to_wait:
                return _soon(page, self._turns.stand_since())
            if not stands_in:
                raise
            answer = old
        if (answer is None or answer.is_failure) and old and old.may_help_out():
            answer = old
        if answer is None:
            raise BusyError
        if answer is old:
            counting.gave_old(old)
        else:
            counts.gate.count("made" if makes else "waited")
        if is_poll and page:
            crowd.count(page.pk, page.seconds)
        return answer

    def _make(self, environ, key, flight, revision, may_keep, is_poll):
        """What Django answers now; those who wait for FLIGHT have it, too."""
        try:
            with self._turns.take(is_poll=is_poll):
                flight.answer = self._ask(environ, revision)
            if may_keep and not flight.answer.is_failure:
                self._kept.put(key, flight.answer)
            return flight.answer
        finally:
            self._flights.land(key)

    def _wait(self, flight):
        """What another thread makes, or None; a long wait takes a turn."""
        if flight.wait_briefly():
            return flight.answer
        with self._turns.take():
            return flight.wait(PATIENCE, self._turns.half)

    def _ask(self, environ, revision):
        """What Django answers to nobody in particular."""
        asked = {name: environ[name] for name in OF_THE_REQUEST if name in environ}
        asked |= {
            "REQUEST_METHOD": "GET",
            "HTTP_ACCEPT_ENCODING": _encoding(environ),
            "wsgi.input": BytesIO(),
            "liveblog.gate": True,  # what comes of it is counted here
        }
        if settings.SECURE_PROXY_SSL_HEADER:
            name, _ = settings.SECURE_PROXY_SSL_HEADER
            asked |= {name: environ[name]} if name in environ else {}
        said = []

        def start_response(status, headers, exc_info=None):
            said[:] = [status, headers]

        chunks = self._application(asked, start_response)
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        status, headers = said
        return Answer.of(status, headers, body, revision)


def _soon(page, stands_since):
    """To a poll while it or others wait for an answer: nothing yet, ask again at once.

    BusyError if nothing has moved for SOON seconds: then something is wrong, and the
    reader's page should say so.
    """
    if stands_since > SOON:
        raise BusyError
    crowd.count(page.pk, page.factor)
    headers = [("Cache-Control", "no-store"), ("Poll-After", str(page.factor))]
    return Answer.of(NO_CONTENT, headers, b"")


def _lets_in(environ):
    """Whether the request is one that everybody could have made.

    Host and https are judged as Django does, which has the words for a refusal. A
    picture may be one that only an editor may see; and where nginx sends pictures, its
    word to do so is all that is kept here.
    """
    if environ["PATH_INFO"].startswith(addresses.MEDIA) and (
        "HTTP_COOKIE" in environ or not settings.MEDIA_ACCEL
    ):
        return False
    host = environ.get("HTTP_HOST", "")
    return (
        environ["REQUEST_METHOD"] in READING
        and "HTTP_AUTHORIZATION" not in environ
        and len(host) <= LONGEST_HOST
        and _is_allowed(host, tuple(settings.ALLOWED_HOSTS))
        and (_scheme(environ) == "https" or not settings.SECURE_SSL_REDIRECT)
    )


@lru_cache(maxsize=1000)
def _is_allowed(host, allowed):
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _scheme(environ):
    """'https' or 'http', from our own proxy if there is one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if value := environ.get(name):
            return "https" if value.split(",")[0].strip() == secure else "http"
    return environ["wsgi.url_scheme"]


def _encoding(environ):
    return encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))


def _key(environ):
    """All of a request that the answer depends on."""
    return (
        _scheme(environ),
        environ["HTTP_HOST"],
        environ.get("SCRIPT_NAME", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        _encoding(environ),
    )


def _send(answer, environ, start_response):
    """ANSWER, or 304 to whoever has it."""
    path, status = environ["PATH_INFO"], int(answer.status[:3])
    counting.answered(path, status, answer.outcome)
    headers = list(answer.headers)
    if answer.revision is None and answer.lasts.fresh and answer.age >= 1:
        headers.append(("Age", str(int(answer.age))))
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if known and answer.status.startswith("2") and _names(known, answer.etag):
        kept = [pair for pair in headers if pair[0].lower() in IN_NOT_MODIFIED]
        start_response("304 Not Modified", kept)
        return NOTHING
    start_response(answer.status, headers)
    return NOTHING if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)


def _names(known, etag):
    """Whether the header If-None-Match, KNOWN, names ETAG (RFC 9110, 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return bool(etag) and (etag in tags or "*" in tags)


def _turned_away(environ, least, most):
    """503: come again in LEAST to MOST seconds, everybody at another moment.

    `Retry-After` is for our script, `Refresh` makes a browser come again by itself; it
    names the address, since a browser that has a fragment would stay where it is.
    """
    counts.gate.count("none")
    seconds = str(random.randint(least, most))  # noqa: S311 no secret
    query = quote(environ.get("QUERY_STRING", ""), safe="=&%.-_~+")
    path = environ.get("SCRIPT_NAME", "") + get_path_info(environ)
    # Two slashes at its beginning would name another host.
    address = escape_leading_slashes(quote(path)) + (f"?{query}" if query else "")
    headers = [
        ("Retry-After", seconds),
        ("Refresh", f"{seconds}; url={address}"),
        ("Cache-Control", "no-store"),
        ("Content-Type", "text/plain; charset=utf-8"),
        *of_an_answer_of_our_own(_scheme(environ) == "https"),
    ]
    words = b"Too many readers at once. This page tries again in a few seconds."
    return Answer.of("503 Service Unavailable", headers, words)
