"""The reader gate: what Django would say, sooner, and never more than that."""

import random
import threading
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections, connection
from django.http import HttpResponse
from django.test import override_settings
from django.test.client import RequestFactory
from django.urls import reverse
from django.utils import timezone

from posts import crowd, pressure
from posts.gate import Gate, addresses
from posts.gate.gate import Gate as GateClass
from posts.gate.kept import Answer, Kept
from posts.gate.pages import Pages
from posts.models import LivePage, PostImage
from posts.publishing import public_change
from tests.conftest import (
    add_draft,
    edit,
    make_page,
    open_as,
    publish,
    publish_many,
    withdraw,
)
from tests.pictures import encoded, upload

pytestmark = pytest.mark.django_db

CACHING = (
    "Cache-Control",
    "ETag",
    "Vary",
    "Content-Encoding",
    "Cache-Tag",
    "Poll-After",
)


class Asked:
    """An application behind the gate that notes what it was asked."""

    def __init__(self, application):
        self.application = application
        self.requests = []

    def __call__(self, environ, start_response):
        self.requests.append(environ)
        return self.application(environ, start_response)

    @property
    def paths(self):
        return [environ["PATH_INFO"] for environ in self.requests]


@pytest.fixture(autouse=True)
def connection_stays():
    """The end of a request must not close the test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def django():
    """Django itself, and what the gate asked it."""
    return Asked(get_wsgi_application())


@pytest.fixture
def gate(django):
    return Gate(django)


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


def ask(application, address, method="GET", **headers):
    """What APPLICATION answers to ADDRESS; HEADERS as WSGI names them."""
    headers = {"HTTP_HOST": "testserver"} | headers
    environ = RequestFactory().generic(method, address, **headers).environ
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
    page.refresh_from_db()
    cursor = page.revision if cursor is None else cursor
    return reverse("posts:updates", args=[page.slug, cursor])


@pytest.fixture
def story(page):
    publish_many(page, 3, key_event=True)
    page.refresh_from_db()
    return page


def public_addresses():
    """Every public address, and some that are none, by name."""
    page = make_page("storm")
    posts = publish_many(page, 3, key_event=True)
    gone = publish(page, "Gone")
    withdraw(gone)
    page.refresh_from_db()
    ended = make_page("over", "ended")
    taken_back = make_page("secret")
    open_as(taken_back, "withdrawn")
    draft = make_page("draft", "draft")
    at = page.get_absolute_url()
    return {
        "index": "/",
        "search": "/?q=Post",
        "no such leaf": "/?page=7",
        "page": at,
        "oldest": f"{at}?order=oldest",
        "key": f"{at}?show=key",
        "older": f"{at}?before={posts[2].sort_key}&at=3",
        "unknown view": f"{at}?order=best",
        "unknown parameter": f"{at}?utm_source=mail",
        "ended": ended.get_absolute_url(),
        "withdrawn": taken_back.get_absolute_url(),
        "draft": draft.get_absolute_url(),
        "unknown": "/live/nothing/",
        "post": posts[0].get_absolute_url(),
        "post gone": gone.get_absolute_url(),
        "post unknown": f"{at}post/999999/",
        "embed": f"{at}embed/",
        "atom": f"{at}feed.atom",
        "json": f"{at}feed.json",
        "idle poll": poll_of(page),
        "idle poll, key": f"{poll_of(page)}?show=key",
        "delta": poll_of(page, 3),
        "delta, key": f"{poll_of(page, 3)}?show=key",
        "ahead": poll_of(page, 999),
        "no cursor": f"{at}updates/007/",
        "poll with more": f"{poll_of(page)}?show=key&at=1",
        "poll of an ended page": poll_of(ended),
        "poll of a withdrawn page": poll_of(taken_back),
        "poll of a draft": poll_of(draft),
        "poll of nothing": "/live/nothing/updates/1/",
        "without its slash": at.rstrip("/"),
        "oembed": f"/oembed?url=http://testserver{at}",
        "sitemap": "/sitemap.xml",
        "robots": "/robots.txt",
        "manifest": "/manifest.webmanifest",
        "nowhere": "/nowhere",
    }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_the_gate_says_what_django_says(django, gate, method, coding):
    statuses = set()
    for name, address in public_addresses().items():
        expected = ask(django.application, address, method, HTTP_ACCEPT_ENCODING=coding)
        statuses.add(expected.status)
        # Once made, once kept.
        for _ in range(2):
            got = ask(gate, address, method, HTTP_ACCEPT_ENCODING=coding)
            assert got.status == expected.status, name
            if method == "GET":  # the server drops that of HEAD, if we don't
                assert got.body == expected.body, name
            assert got.caching == expected.caching, name
            if got.status != 204:
                assert got.headers == expected.headers, name
    assert statuses == {200, 204, 301, 404, 410}


def test_the_gate_answers_conditions_as_django_does(django, gate):
    for name, address in public_addresses().items():
        etag = ask(django.application, address)["ETag"]
        if not etag:
            continue
        for condition in (etag, f"W/{etag}", f'"other", {etag}', "*", '"other"'):
            expected = ask(django.application, address, HTTP_IF_NONE_MATCH=condition)
            got = ask(gate, address, HTTP_IF_NONE_MATCH=condition)
            assert got.status == expected.status, (name, condition)
            assert got.body == expected.body, name
            assert got.caching == expected.caching, name


# An idle poll


def test_an_idle_poll_never_reaches_django(django, gate, story):
    got = ask(gate, poll_of(story))
    assert (got.status, got.body) == (204, b"")
    assert got.headers == {
        "cache-control": "public, max-age=0, s-maxage=1, stale-while-revalidate=1"
    }
    assert django.requests == []


def test_a_crowd_of_idle_polls_asks_the_database_once(
    gate, story, django_assert_num_queries
):
    address = poll_of(story)
    with django_assert_num_queries(1):
        for _ in range(20):
            assert ask(gate, address).status == 204


def test_what_a_poll_knows_is_at_most_a_quarter_of_a_second_old(
    gate, story, monkeypatch
):
    clock = Clock(monkeypatch)
    address = poll_of(story)
    assert ask(gate, address).status == 204
    publish(story)
    clock.now += 0.24
    assert ask(gate, address).status == 204
    clock.now += 0.02
    assert ask(gate, address).status == 200


class Clock:
    """The monotonic clock of the gate, held by the test."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        for module in ("pages", "kept", "gate"):
            monkeypatch.setattr(f"posts.gate.{module}.time", self)

    def monotonic(self):
        return self.now

    def time(self):
        return timezone.now().timestamp()


def test_a_cursor_that_seems_ahead_is_compared_with_the_database(django, gate, story):
    """Another process has already told this reader of a change."""
    assert ask(gate, poll_of(story)).status == 204
    publish(story)
    assert ask(gate, poll_of(story)).status == 204
    assert django.requests == []
    # And one that really is ahead starts over.
    assert b"reset:#feed" in ask(gate, poll_of(story, 999)).body


def test_a_poll_publishes_what_is_due(gate, story):
    post = add_draft(story, "Due")
    with public_change(story) as change:
        change.schedule(change.post(post.pk), change.now + timedelta(hours=1))
    address = poll_of(story)
    assert ask(gate, address).status == 204
    LivePage.objects.update(next_due_at=timezone.now() - timedelta(seconds=1))
    story.posts.filter(pk=post.pk).update(
        published_at=timezone.now() - timedelta(seconds=1)
    )
    gate.forget()
    got = ask(gate, address)
    assert (got.status, b"Due" in got.body) == (200, True)


def test_a_poll_sees_by_the_clock_that_something_is_due(gate, story, monkeypatch):
    """Although the page was looked at before that moment."""
    due = timezone.now() + timedelta(hours=1)
    LivePage.objects.update(next_due_at=due)
    assert ask(gate, poll_of(story)).status == 204
    page = gate._pages.find(story.slug)
    assert not page.is_due()
    monkeypatch.setattr(
        "posts.gate.pages.time.time", lambda: due.timestamp() + 0.001, raising=True
    )
    assert page.is_due()
    assert not page.is_at_rest()


def test_every_poll_counts_one_reader_with_the_interval_it_was_told(
    gate, story, monkeypatch, settings
):
    settings.POLL_SECONDS, settings.POLL_SECONDS_QUIET = 5, 60
    counted = []
    monkeypatch.setattr(crowd, "count", lambda *said: counted.append(said))
    ended = make_page("over", "ended")
    for address in (
        poll_of(story),
        poll_of(story, 2),
        f"{poll_of(story)}?show=key",
        poll_of(ended),
    ):
        ask(gate, address)
    ask(gate, story.get_absolute_url())
    assert counted == [(story.pk, 5)] * 3 + [(ended.pk, 60)]


# Answers that are kept


def test_a_kept_answer_asks_nobody(django, gate, story, django_assert_num_queries):
    first = ask(gate, story.get_absolute_url())
    with django_assert_num_queries(0):
        assert ask(gate, story.get_absolute_url()).body == first.body
    assert len(django.requests) == 1


def test_an_answer_is_kept_for_its_s_maxage(django, gate, page, monkeypatch):
    clock = Clock(monkeypatch)
    open_as(page, "ended")
    for address, seconds in ((page.get_absolute_url(), 60), ("/", 2)):
        django.requests.clear()
        ask(gate, address)
        clock.now += seconds - 0.1
        ask(gate, address)
        assert len(django.requests) == 1
        clock.now += 0.2
        ask(gate, address)
        assert len(django.requests) == 2


def test_an_answer_of_a_page_is_not_given_once_the_page_has_changed(
    gate, story, monkeypatch
):
    clock = Clock(monkeypatch)
    open_as(story, "ended")
    address = story.get_absolute_url()
    assert b"Post 2" in ask(gate, address).body
    withdraw(story.posts.get(headline="Post 2"))
    clock.now += 0.3
    assert b"Post 2" not in ask(gate, address).body


def test_what_depends_on_no_page_tells_its_age(gate, page, monkeypatch):
    clock = Clock(monkeypatch)
    assert ask(gate, "/robots.txt")["Age"] is None
    clock.now += 7
    assert ask(gate, "/robots.txt")["Age"] == "7"


def test_django_is_asked_as_nobody(django, gate, story, client, editor):
    client.force_login(editor)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    got = ask(
        gate,
        story.get_absolute_url(),
        HTTP_COOKIE=cookie,
        HTTP_USER_AGENT="Mozilla/5.0",
        HTTP_IF_NONE_MATCH='"old"',
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_RANGE="bytes=0-1",
    )
    assert got.status == 200
    assert b"evil" not in got.body
    [environ] = django.requests
    assert not {
        *("HTTP_COOKIE", "HTTP_USER_AGENT", "HTTP_IF_NONE_MATCH"),
        *("HTTP_X_FORWARDED_HOST", "HTTP_RANGE"),
    } & set(environ)


@pytest.mark.parametrize(
    ("address", "method", "headers"),
    [
        ("/live/storm/", "POST", {}),
        ("/live/storm/", "GET", {"HTTP_AUTHORIZATION": "Basic eDp5"}),
        ("/live/storm/", "GET", {"HTTP_HOST": "evil.example"}),
        ("/live/storm/", "GET", {"HTTP_HOST": ""}),
        ("/live/storm/?utm_source=mail", "GET", {}),
        ("/live/storm/?order=oldest&order=oldest", "GET", {}),
        ("/live/storm/?at=" + "1" * 400, "GET", {}),
        ("/live/storm/post/7/?show=key", "GET", {}),
        ("/admin/", "GET", {}),
        ("/preview/token/", "GET", {}),
        ("/media/picture.jpg", "GET", {}),
        ("/live/st%C3%B6rm/", "GET", {}),
    ],
)
def test_who_is_not_let_in_goes_to_django_as_they_came(
    django, gate, page, address, method, headers
):
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for _ in range(2):
            ask(gate, address, method, HTTP_COOKIE="theme=dark", **headers)
    assert len(django.requests) == 2
    assert all(asked["HTTP_COOKIE"] == "theme=dark" for asked in django.requests)


def test_the_word_to_send_a_picture_is_kept_for_who_brings_no_cookie(
    django, gate, page, media_root, settings
):
    post = publish(page)
    image = PostImage(post=post, alt="The quay")
    image.file.save("quay.jpg", upload(encoded(size=(40, 30))))
    address = reverse("posts:media", args=[image.file.name])
    ask(gate, address)
    ask(gate, address)
    assert len(django.requests) == 2
    settings.MEDIA_ACCEL = "/protected-media/"
    got = [ask(gate, address) for _ in range(2)]
    assert len(django.requests) == 3
    assert {answer["X-Accel-Redirect"] for answer in got} == {
        f"/protected-media/{image.file.name}"
    }
    ask(gate, address, HTTP_COOKIE="sessionid=editor")
    assert django.requests[-1]["HTTP_COOKIE"] == "sessionid=editor"


def test_without_https_a_reader_is_sent_there_by_django(story, settings):
    settings.SECURE_SSL_REDIRECT = True
    gate = Gate(get_wsgi_application())
    assert ask(gate, poll_of(story)).status == 301
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ask(gate, poll_of(story), HTTP_X_FORWARDED_PROTO="https").status == 204
    assert ask(gate, poll_of(story), HTTP_X_FORWARDED_PROTO="http").status == 301


def test_each_host_and_scheme_has_answers_of_its_own(gate, story):
    address = story.get_absolute_url()
    bodies = {
        ask(gate, address, HTTP_HOST=host, **{"wsgi.url_scheme": scheme}).body
        for host in ("localhost", "127.0.0.1")
        for scheme in ("http", "https")
    }
    assert len(bodies) == 4


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "public, s-maxage=60", "Set-Cookie": "a=b"},
        {"Cache-Control": "private, s-maxage=60"},
        {"Cache-Control": "public, max-age=60"},
        {"Cache-Control": "public, s-maxage=60", "Vary": "Cookie"},
        {"Cache-Control": "public, s-maxage=60", "Vary": "Accept-Encoding, Cookie"},
        {},
    ],
)
def test_what_is_not_for_everybody_is_never_kept(page, headers):
    asked = []

    def application(environ, start_response):
        asked.append(environ)
        start_response("200 OK", list(headers.items()))
        return [b"secret"]

    gate = Gate(application)
    for _ in range(2):
        assert ask(gate, page.get_absolute_url()).body == b"secret"
    assert len(asked) == 2


def test_what_was_used_least_leaves_when_there_is_no_room():
    def answer(size):
        headers = [("Cache-Control", "public, s-maxage=60")]
        return Answer.of("200 OK", headers, b"x" * (size - 1000), None, 0)

    kept = Kept(80_000)
    for name in range(8):
        kept.put(name, answer(10_000))
    assert kept.get(0)
    kept.put(8, answer(10_000))
    assert kept.get(1) is None
    assert kept.get(0)
    kept.put(0, answer(5_000))
    kept.put(9, answer(5_000))
    assert all(kept.get(name) for name in (0, 2, 3, 4, 5, 6, 7, 8, 9))
    kept.put("huge", answer(10_001))
    assert kept.get("huge") is None
    assert kept.get(9)


# One maker, and old answers in need


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
            thread.join(10)
            assert not thread.is_alive()


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
        self.asked.set()
        assert self.may_answer.wait(10)
        if self.fails:
            start_response("500 Internal Server Error", [])
            return [b"broken"]
        start_response("200 OK", [("Cache-Control", self.control)])
        return [f"answer {self.count}".encode()]


def test_one_makes_an_answer_and_the_others_wait_for_it():
    django = Slow()
    gate = Gate(django)
    got = []
    asking = lambda: got.append(ask(gate, "/robots.txt").body)  # noqa: E731
    with threads(asking):
        django.asked.wait(10)
        with threads(asking, asking, asking):
            while gate._turns._held < 4:
                pass
            django.may_answer.set()
    assert got == [b"answer 1"] * 4
    assert django.count == 1


def test_a_poll_does_not_wait_for_an_answer_in_the_making(page):
    django = Slow("public, s-maxage=1")
    gate = Gate(django)
    gate._pages.find(page.slug)
    address = reverse("posts:updates", args=[page.slug, 0])
    got = []
    with threads(lambda: got.append(ask(gate, address).body)):
        django.asked.wait(10)
        soon = ask(gate, address)
        django.may_answer.set()
    assert (soon.status, soon.body) == (204, b"")
    assert (soon["Poll-After"], soon["Cache-Control"]) == ("1", "no-store")
    assert got == [b"answer 1"]
    assert ask(gate, address).body == b"answer 1"
    assert django.count == 1


def test_while_a_new_answer_is_made_the_old_one_stands_in(monkeypatch):
    clock = Clock(monkeypatch)
    django = Slow()
    django.may_answer.set()
    gate = Gate(django)
    ask(gate, "/robots.txt")
    clock.now += 30
    django.may_answer.clear()
    django.asked.clear()
    got = []
    with threads(lambda: got.append(ask(gate, "/robots.txt").body)):
        django.asked.wait(10)
        assert ask(gate, "/robots.txt").body == b"answer 1"
        django.may_answer.set()
    assert got == [b"answer 2"]
    assert ask(gate, "/robots.txt").body == b"answer 2"


def test_after_a_failure_the_old_answer_helps_out_for_a_while(monkeypatch):
    clock = Clock(monkeypatch)
    django = Slow("public, s-maxage=1, stale-if-error=600")
    django.may_answer.set()
    gate = Gate(django)
    ask(gate, "/robots.txt")
    django.fails = True
    clock.now += 600
    assert ask(gate, "/robots.txt").body == b"answer 1"
    clock.now += 2
    assert ask(gate, "/robots.txt").status == 500
    django.fails = False
    assert ask(gate, "/robots.txt").body == b"answer 4"


def test_while_the_database_is_away_pages_stay_and_polls_are_told_to_wait(
    gate, story, monkeypatch
):
    clock = Clock(monkeypatch)
    address = story.get_absolute_url()
    body = ask(gate, address).body
    asked = []

    def away(slug):
        asked.append(slug)
        raise OperationalError

    monkeypatch.setattr(Pages, "_row", staticmethod(away))
    clock.now += 5
    assert ask(gate, address).body == body
    got = ask(gate, poll_of(story))
    assert got.status == 503
    assert 3 <= int(got["Retry-After"]) <= 10
    assert got["Cache-Control"] == "no-store"
    # It is left alone for a second, however many ask.
    assert len(asked) == 1
    clock.now += 1.1
    ask(gate, poll_of(story))
    assert len(asked) == 2
    # A page that nobody had asked for can't be shown.
    assert ask(gate, make_page("other").get_absolute_url()).status == 503


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_is_opened_anew(gate, story):
    address = poll_of(story)
    assert ask(gate, address).status == 204
    gate.forget()
    connection.connection.close()
    assert ask(gate, address).status == 204


# Too many


def test_polls_are_turned_away_before_pages_and_editors_never(settings):
    settings.READER_GATE_AT_ONCE = 4
    django = Slow()
    gate = Gate(django)
    got = []
    asking = [
        lambda path=path: got.append(ask(gate, path).status)
        for path in ("/robots.txt", "/sitemap.xml")
    ]
    with threads(*asking):
        while gate._turns._held < 2:
            pass
        gate._pages.find = lambda slug: None
        poll = ask(gate, "/live/storm/updates/1/")
        more = [
            lambda path=path: got.append(ask(gate, path).status)
            for path in ("/", "/manifest.webmanifest")
        ]
        with threads(*more):
            while gate._turns._held < 4:
                pass
            page = ask(gate, "/live/storm/")
            django.may_answer.set()
            editor = ask(gate, "/admin/")
    assert poll.status == 503
    assert poll["Retry-After"]
    assert page.status == 503
    assert editor.status == 200
    assert got == [200] * 4


def test_an_overloaded_machine_sends_every_second_poll_away(gate, story, monkeypatch):
    monkeypatch.setattr(pressure, "is_overloaded", lambda: True)
    monkeypatch.setattr(random, "random", iter([0.4, 0.6, 0.1, 0.9]).__next__)
    got = [ask(gate, poll_of(story)) for _ in range(4)]
    assert [answer.status for answer in got] == [503, 204, 503, 204]
    assert 30 <= int(got[0]["Retry-After"]) <= 60
    assert ask(gate, story.get_absolute_url()).status == 200


def test_under_pressure_an_idle_poll_says_when_to_come_again(
    gate, story, monkeypatch, settings
):
    settings.POLL_SECONDS = 5
    monkeypatch.setattr(pressure, "factor", lambda: 4)
    assert ask(gate, poll_of(story))["Poll-After"] == "20"


# The whole


def test_the_gate_stands_before_django_unless_it_is_switched_off(settings):
    import importlib

    from liveblog import wsgi

    try:
        settings.READER_GATE = True
        assert isinstance(importlib.reload(wsgi).application, GateClass)
        settings.READER_GATE = False
        assert not isinstance(importlib.reload(wsgi).application, GateClass)
    finally:
        importlib.reload(wsgi)


def test_a_poll_s_address_is_the_canonical_one():
    assert addresses.POLL("/live/storm/updates/0/")[2] == "0"
    for path in (
        "/live/storm/updates/01/",
        "/live/storm/updates/-1/",
        "/live/storm/updates/1",
        "/live/storm/updates/1/\n",
        "/live/st\u00f6rm/updates/1/",
        "/live/storm/updates/" + "9" * 19 + "/",
        "/live/storm/updates/\u0661/",
    ):
        assert not addresses.POLL(path), path


def test_edits_through_the_gate_arrive_in_order(gate, story):
    seen = []
    for n in range(5):
        address = poll_of(story)
        edit(story.posts.latest("pk"), headline=f"Version {n}")
        gate.forget()
        seen.append(f"Version {n}".encode() in ask(gate, address).body)
    assert seen == [True] * 5


def test_a_view_that_is_not_ours_may_be_behind_it_too():
    """The gate takes any application; nothing of Django's is assumed of answers."""

    def application(environ, start_response):
        response = HttpResponse("plain")
        start_response("200 OK", list(response.items()))
        return iter([b"pl", b"ain"])

    assert ask(Gate(application), "/robots.txt").body == b"plain"
