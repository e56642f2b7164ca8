"""What every public address says to caches, and what they are told to forget."""

import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.urls import reverse

from posts import messenger, purging
from posts.gate.pages import KEEP
from posts.lifetimes import POLL
from tests.conftest import (
    add_draft,
    make_page,
    open_as,
    publish,
    publish_many,
    set_page,
    withdraw,
)
from tests.gate import poll_of, until
from tests.test_settings import PRODUCTION, check

ADDRESSES = {
    "page": lambda page: page.get_absolute_url(),
    "older": lambda page: (
        page.get_absolute_url() + f"?before={page.posts.latest('pk').sort_key}"
    ),
    "post": lambda page: page.posts.earliest("pk").get_absolute_url(),
    "embed": lambda page: reverse("posts:embed", args=[page.slug]),
    "atom": lambda page: reverse("posts:atom", args=[page.slug]),
    "json": lambda page: reverse("posts:json", args=[page.slug]),
    "oembed": lambda page: f"/oembed?url=http://testserver{page.get_absolute_url()}",
    "poll": poll_of,
    "delta": lambda page: reverse("posts:updates", args=[page.slug, 1]),
    "index": lambda page: "/",
    "search": lambda page: "/?q=Post",
    "sitemap": lambda page: "/sitemap.xml",
    "robots": lambda page: "/robots.txt",
    "manifest": lambda page: "/manifest.webmanifest",
}

# s-maxage, stale-while-revalidate, stale-if-error; and the surrogate keys.
SECONDS = {
    "live": {
        "page": (1, 5, 3600, "live-storm"),
        "older": (10, 10, 3600, "live-storm"),
        "post": (10, 10, 3600, "live-storm"),
        "embed": (1, 5, 3600, "live-storm"),
        "atom": (10, 10, 3600, "live-storm"),
        "json": (10, 10, 3600, "live-storm"),
        "oembed": (10, 10, 3600, "live-storm"),
        "poll": (1, 0, 0, None),
        "delta": (1, 0, 0, "live-storm"),
        "index": (2, 10, 3600, "index"),
        "search": (2, 10, 3600, "index"),
        "sitemap": (60, 60, 86_400, "index"),
        "robots": (3600, 3600, 86_400, None),
        "manifest": (3600, 3600, 86_400, None),
    },
    "ended": {
        "page": (60, 60, 86_400, "live-storm"),
        "older": (60, 60, 86_400, "live-storm"),
        "post": (60, 60, 86_400, "live-storm"),
        "embed": (60, 60, 86_400, "live-storm"),
        "atom": (60, 60, 86_400, "live-storm"),
        "json": (60, 60, 86_400, "live-storm"),
        "poll": (1, 0, 0, None),
        "delta": (1, 0, 0, "live-storm"),
    },
    "withdrawn": {
        "page": (1, 5, 3600, "live-storm"),
        "post": (1, 5, 3600, "live-storm"),
        "atom": (1, 5, 3600, "live-storm"),
        "delta": (1, 5, 3600, "live-storm"),
    },
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "name"),
    [(status, name) for status, names in SECONDS.items() for name in names],
)
def test_every_public_address_says_how_long_it_lasts(client, page, status, name):
    publish_many(page, 2)
    if status != "live":
        open_as(page, status)
    response = client.get(ADDRESSES[name](page))
    fresh, stale, in_need, tag = SECONDS[status][name]
    expected = {"public", "max-age=0", f"s-maxage={fresh}"}
    expected |= {f"stale-while-revalidate={stale}"} if stale else set()
    expected |= {f"stale-if-error={in_need}"} if in_need else set()
    assert set(response["Cache-Control"].split(", ")) == expected
    assert response.get("Cache-Tag") == tag
    assert "CDN-Cache-Control" not in response


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["page", "older", "post", "atom"])
def test_where_a_purge_reaches_a_cdn_it_may_keep_an_ended_page_longer(
    client, page, settings, name
):
    publish_many(page, 2)
    open_as(page, "ended")
    settings.PURGE_URL = "https://cdn.example.net/purge"
    response = client.get(ADDRESSES[name](page))
    # Nobody tells those between it and us.
    between = "public, max-age=0, s-maxage=1"
    assert response["Cache-Control"] == between
    said = "max-age=3600, stale-if-error=86400"
    assert response["CDN-Cache-Control"] == f"public, {said}"
    assert response["Surrogate-Control"] == said
    fixed = client.get("/robots.txt")
    assert "CDN-Cache-Control" not in fixed
    assert "s-maxage=3600" in fixed["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["older", "post", "atom", "json"])
def test_where_a_purge_reaches_a_cdn_it_may_keep_parts_of_a_live_page_longer(
    client, page, settings, name
):
    publish_many(page, 2)
    settings.PURGE_URL = "https://cdn.example.net/purge"
    response = client.get(ADDRESSES[name](page))
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1"
    said = "public, max-age=3600, stale-if-error=3600"
    assert response["CDN-Cache-Control"] == said


@pytest.mark.django_db
def test_a_purge_makes_no_poll_last_longer(client, page, settings):
    settings.PURGE_URL = "https://cdn.example.net/purge"
    publish(page)
    for name in ("poll", "delta", "page"):
        assert "CDN-Cache-Control" not in client.get(ADDRESSES[name](page))


# The purge


class Cache(ThreadingHTTPServer):
    """A cache on this machine; `told` are the headers and documents it was sent."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Ear)
        self.told = []
        self.status = 200

    def tags(self):
        """The tags it was told to forget, message by message, so far."""
        for thread in threading.enumerate():
            if thread.name == "cache":
                thread.join(timeout=10)
        told, self.told = self.told, []
        return [document["tags"] for _, document in told]


class Ear(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def cache(settings, transactional_db, monkeypatch):
    monkeypatch.setattr(purging.caches, "_delays", (0, 0))
    with Cache() as cache:
        threading.Thread(target=cache.serve_forever, daemon=True).start()
        settings.PURGE_URL = f"http://127.0.0.1:{cache.server_port}/"
        yield cache
        cache.tags()
        cache.shutdown()


def test_after_every_public_change_caches_forget_the_page_and_the_lists(cache):
    page = make_page()
    acts = [
        lambda: publish(page),
        lambda: set_page(page, title="The storm is over"),
        lambda: withdraw(page.posts.get()),
        lambda: open_as(page, "ended"),
        lambda: open_as(page, "withdrawn"),
    ]
    twice = [["live-storm", "index"]] * 2
    assert cache.tags() == twice
    for act in acts:
        act()
        assert cache.tags() == twice


def test_a_purge_is_told_when_every_process_and_every_proxy_knows(cache, monkeypatch):
    """It is told once more, since a proxy may have had an old answer at first."""
    slept = []
    monkeypatch.setattr(purging.caches, "_delays", purging.DELAYS)
    monkeypatch.setattr(messenger, "time", SimpleNamespace(sleep=slept.append))
    make_page()
    assert cache.tags() == [["live-storm", "index"]] * 2
    first, second = slept
    assert first > KEEP
    assert second > POLL.fresh + POLL.stale


def test_what_readers_don_t_see_is_no_reason_to_forget(cache):
    page = make_page()
    cache.tags()
    add_draft(page)
    publish(make_page("draft", "draft"))
    assert cache.tags() == []


def test_a_message_names_the_keys_in_a_header_too_and_carries_the_token(
    cache, settings
):
    settings.PURGE_TOKEN = "a secret"
    make_page()
    until(lambda: cache.told)
    headers, _ = cache.told[0]
    assert headers["Surrogate-Key"] == "live-storm index"
    assert headers["Authorization"] == "Bearer a secret"
    assert headers["Content-Type"] == "application/json"


def test_a_cache_that_refuses_is_only_logged(cache, caplog):
    cache.status = 403
    with caplog.at_level(logging.WARNING):
        page = make_page()
        cache.tags()
    assert "The cache was not told of live-storm index" in caplog.text
    assert "a secret" not in caplog.text
    assert page.revision == 1


@pytest.mark.django_db(transaction=True)
def test_without_an_address_nothing_is_told(monkeypatch):
    told = []
    monkeypatch.setattr(purging.caches, "tell", told.append)
    publish(make_page())
    assert told == []


def test_an_address_that_is_none_stops_the_start():
    result = check(**PRODUCTION, PURGE_URL="cdn.example.net")
    assert result.returncode
    assert "PURGE_URL is no web address" in result.stderr
