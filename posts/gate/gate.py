"""The gate itself; the package's docstring is its specification."""

import random
import time
from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from posts import crowd
from posts.compression import encoding_for

from . import addresses
from .kept import Answer, Kept
from .pages import DatabaseAwayError, Pages
from .turns import BusyError, Flights, Turns

PATIENCE = 10  # seconds to wait for an answer in the making
READING = frozenset(("GET", "HEAD"))
# Django is asked as nobody in particular.
OF_THE_ASKER = (
    *("HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"),
    *("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE"),
    *("HTTP_ACCEPT_LANGUAGE", "HTTP_REFERER", "HTTP_USER_AGENT"),
    *("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT"),
)
# Headers of a 304 (RFC 9110, 15.4.5) and those that tell caches what to forget.
IN_NOT_MODIFIED = frozenset(
    (
        *("cache-control", "etag", "link", "vary"),
        *("cache-tag", "cdn-cache-control", "surrogate-control"),
    )
)
NO_CONTENT = "204 No Content"
NOTHING = ()
# To a poll while somebody makes what it asked for: nothing yet, ask again in a second.
SOON = Answer.of(
    NO_CONTENT, [("Cache-Control", "no-store"), ("Poll-After", "1")], b"", None, 0
)


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
            return self._application(environ, start_response)
        try:
            page = self._page(slug, poll[2]) if poll else self._pages.find(slug)
            if poll and page:
                crowd.count(page.pk, page.seconds)
                if page.sends_away():
                    return _send(turned_away(30, 60), environ, start_response)
                if poll[2] == page.cursor and page.is_at_rest():
                    start_response(NO_CONTENT, list(page.headers))
                    return NOTHING
            answer = self._answer(environ, slug, page, is_poll=poll is not None)
        except DatabaseAwayError:
            answer = self._kept.get(_key(environ))
            if not answer or not answer.may_help_out():
                answer = turned_away(3, 10)
        return _send(answer, environ, start_response)

    def _page(self, slug, cursor):
        """The page that is polled at CURSOR; if that is ahead, as it is this moment."""
        page = self._pages.find(slug)
        if page and cursor != page.cursor and int(cursor) > page.revision:
            return self._pages.ask(slug)
        return page

    def _answer(self, environ, slug, page, *, is_poll):
        """The Answer, kept or made, or an old one in its place.

        SLUG is '' for what shows no one page. Else nothing is kept of a page that
        readers can't know (None) or on which something is due.
        """
        key = _key(environ)
        revision = page.revision if page else None
        may_keep = not slug or (page is not None and not page.is_due())
        kept = self._kept.get(key)
        if kept and may_keep and kept.is_fresh(revision):
            return kept
        flight, makes = self._flights.join(key)
        if not makes and kept and kept.may_stand_in():
            return kept
        if not makes and is_poll and page and page.is_public:
            return SOON
        try:
            with self._turns.take(is_poll=is_poll):
                if makes:
                    flight.answer = self._ask(environ, revision)
                    if may_keep:
                        self._kept.put(key, flight.answer)
                else:
                    flight.landed.wait(PATIENCE)
        except BusyError:
            pass
        finally:
            if makes:
                self._flights.land(key)
        made = flight.answer or turned_away(3, 10)
        if made.status.startswith("5") and kept and kept.may_help_out():
            return kept
        return made

    def _ask(self, environ, revision):
        """What Django answers to nobody in particular."""
        made_at = time.monotonic()
        said = []
        environ = {name: environ[name] for name in environ.keys() - OF_THE_ASKER} | {
            "REQUEST_METHOD": "GET",
            "HTTP_ACCEPT_ENCODING": _encoding(environ),
        }

        def start_response(status, headers, exc_info=None):
            said[:] = [status, headers]
            return said.append

        chunks = self._application(environ, start_response)
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        status, headers = said
        return Answer.of(status, headers, body, revision, made_at)


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
    return (
        environ["REQUEST_METHOD"] in READING
        and "HTTP_AUTHORIZATION" not in environ
        and _is_allowed(environ.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS))
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
    headers = list(answer.headers)
    if answer.revision is None and answer.fresh and answer.age >= 1:
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


def turned_away(least, most):
    """503: come again in LEAST to MOST seconds, everybody at another moment.

    `Retry-After` is for our script, `Refresh` makes a browser come again by itself.
    """
    seconds = str(random.randint(least, most))  # noqa: S311 no secret
    headers = [
        ("Retry-After", seconds),
        ("Refresh", seconds),
        ("Cache-Control", "no-store"),
        ("Content-Type", "text/plain; charset=utf-8"),
    ]
    words = b"Too many readers at once. This page tries again in a few seconds."
    return Answer.of("503 Service Unavailable", headers, words, None, 0)
