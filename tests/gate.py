"""A reader gate to ask, what came of it, and a clock that the test holds."""

import threading
import time
from contextlib import contextmanager
from io import BytesIO
from urllib.parse import unquote_to_bytes

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test.client import RequestFactory
from django.urls import reverse
from django.utils import timezone

from posts.gate import Gate

CACHING = ["Cache-Control", "ETag", "Vary", "Content-Encoding", "Cache-Tag"]
CACHING += ["Poll-After"]
PATIENCE = 10  # seconds, on the machine's own clock


class Asked:
    """An application behind the gate that notes what it was asked."""

    def __init__(self, application):
        self.application = application
        self.requests = []

    def __call__(self, environ, start_response):
        self.requests.append(environ)
        return self.application(environ, start_response)


class WatchedGate(Gate):
    """A gate before Django; `django.requests` is what it had to ask."""

    def __init__(self):
        self.django = Asked(get_wsgi_application())
        super().__init__(self.django)


@contextmanager
def connection_stays():
    """The end of a request must not close the test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class Clock:
    """The gate's clocks, held by the test: the monotonic one moves by `now` alone."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        for module in ("gate", "kept", "pages", "turns"):
            monkeypatch.setattr(f"posts.gate.{module}.time", self)

    def monotonic(self):
        return self.now

    def time(self):
        return timezone.now().timestamp()


class Got:
    """What came: status, headers and body."""

    def __init__(self, status, headers, body):
        self.status = int(status.split()[0])
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    def __getitem__(self, name):
        return self.headers.get(name.lower())

    @property
    def caching(self):
        return {name: self[name] for name in CACHING if self[name]}


class Server(RequestFactory):
    """Makes the environment that a server gives to an application."""

    def request(self, **said):
        return self._base_environ(**said)


def ask(application, address, method="GET", **headers):
    """What APPLICATION answers to ADDRESS; HEADERS as WSGI names them."""
    headers = {"HTTP_HOST": "testserver"} | headers
    if address.startswith("//"):  # which is no host here, but a path as it came
        path = unquote_to_bytes(address.partition("?")[0]).decode("latin-1")
        headers = {"PATH_INFO": path} | headers
    environ = Server().generic(method, address, **headers)
    environ["wsgi.input"] = BytesIO()
    if not environ["HTTP_COOKIE"]:
        del environ["HTTP_COOKIE"]
    said = []

    def start_response(status, headers, exc_info=None):
        said[:] = [status, headers]

    chunks = application(environ, start_response)
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return Got(*said, body)


def poll_of(page, cursor=None):
    """The address of a poll at CURSOR, by default at what the page is now."""
    page.refresh_from_db()
    cursor = page.revision if cursor is None else cursor
    return reverse("posts:updates", args=[page.slug, cursor])


class Slow:
    """An application that answers when it may; `asked` is set when it was asked."""

    def __init__(self, control="public, s-maxage=1, stale-while-revalidate=60"):
        self.control = control
        self.count = 0
        self.asked = threading.Event()
        self.may_answer = threading.Event()
        self.fails = False

    def __call__(self, environ, start_response):
        self.count += 1
        count = self.count
        self.asked.set()
        assert self.may_answer.wait(PATIENCE)
        if self.fails:
            start_response("500 Internal Server Error", [])
            return [b"broken"]
        start_response("200 OK", [("Cache-Control", self.control)])
        return [f"answer {count}".encode()]

    def hold(self):
        """From now on answer when it may."""
        self.asked.clear()
        self.may_answer.clear()


class Quick(Slow):
    """One that may answer at once, until it is held."""

    def __init__(self, control):
        super().__init__(control)
        self.may_answer.set()


@contextmanager
def threads(*acts):
    """Run ACTS beside the test; they have ended when the block is left."""
    running = [threading.Thread(target=act) for act in acts]
    for thread in running:
        thread.start()
    try:
        yield
    finally:
        for thread in running:
            thread.join(2 * PATIENCE)
            assert not thread.is_alive()


def until(condition):
    """Wait until CONDITION() holds, PATIENCE seconds at most."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "It did not come to that."
        time.sleep(0.002)
