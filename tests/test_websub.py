"""The WebSub hub is told of every public change, and nobody waits for it."""

import contextlib
import logging
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.db import transaction
from django.urls import reverse
from lxml import etree

from posts import messenger, websub
from posts.publishing import public_change
from tests.conftest import (
    add_draft,
    edit,
    make_page,
    open_as,
    publish,
    set_page,
    withdraw,
)
from tests.test_settings import PRODUCTION, check

pytestmark = pytest.mark.django_db(transaction=True)

SITE = "https://live.example.org"
FEEDS = ("atom", "json")


class Hub(ThreadingHTTPServer):
    """A hub on this machine; `told` are the messages that it has had."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Ear)
        self.told = []
        self.status = 204
        self.is_open = threading.Event()
        self.is_open.set()

    @property
    def topics(self):
        """What it has been told of so far."""
        return [message["hub.url"] for message in self.told]

    def wait(self):
        """Until what is under way has been said."""
        for thread in threading.enumerate():
            if thread.name == "hub":
                thread.join(timeout=10)


class Ear(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.is_open.wait(10)
        length = int(self.headers["Content-Length"])
        fields = parse_qs(self.rfile.read(length).decode())
        self.server.told.append({name: value[0] for name, value in fields.items()})
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def hub(settings):
    with Hub() as hub:
        threading.Thread(target=hub.serve_forever, daemon=True).start()
        settings.WEBSUB_HUB = f"http://127.0.0.1:{hub.server_port}/"
        settings.SITE_URL = SITE
        yield hub
        hub.is_open.set()
        hub.wait()
        hub.shutdown()


def feeds(page):
    return [SITE + reverse(f"posts:{kind}", args=[page.slug]) for kind in FEEDS]


def test_the_hub_is_told_of_both_feeds_after_a_public_change(hub, settings):
    settings.WEBSUB_HUB, address = "", settings.WEBSUB_HUB
    page = make_page()
    settings.WEBSUB_HUB = address
    publish(page)
    hub.wait()
    assert hub.topics == feeds(page)
    for topic, message in zip(hub.topics, hub.told, strict=True):
        assert message == {
            "hub.mode": "publish",
            "hub.url": topic,
            "hub.topic": topic,
        }


def test_every_kind_of_public_change_is_told(hub):
    page = make_page()
    acts = [
        lambda: publish(page),
        lambda: edit(page.posts.get(), headline="Corrected"),
        lambda: set_page(page, standfirst="It blows."),
        lambda: withdraw(page.posts.get()),
        lambda: open_as(page, "ended"),
    ]
    for number, act in enumerate(acts, start=2):
        hub.wait()
        act()
        hub.wait()
        assert hub.topics == feeds(page) * number


def test_what_readers_don_t_see_is_not_told(hub):
    draft = make_page("draft", "draft")
    publish(draft)
    page = make_page()
    hub.wait()
    add_draft(page)
    set_page(page, title=page.title)
    with contextlib.suppress(ZeroDivisionError), public_change(page) as change:
        change.page.title = "Never"
        change.page.save()
        raise ZeroDivisionError
    hub.wait()
    assert hub.topics == feeds(page)


def test_the_hub_is_told_when_the_outermost_transaction_has_committed(hub):
    page = make_page()
    hub.wait()
    with transaction.atomic():
        publish(page)
        hub.wait()
        assert hub.topics == feeds(page)
    hub.wait()
    assert hub.topics == feeds(page) * 2


def test_a_slow_hub_delays_nobody_and_a_burst_is_one_message(hub):
    page = make_page()
    hub.wait()
    hub.is_open.clear()
    began = time.monotonic()
    for n in range(5):
        publish(page, f"Post {n}")
    waiting = [t for t in threading.enumerate() if t.name == "hub"]
    assert time.monotonic() - began < messenger.TIMEOUT
    assert len(waiting) <= 2
    hub.is_open.set()
    hub.wait()
    assert hub.topics == feeds(page) * 3


def test_a_hub_that_refuses_is_only_logged(hub, caplog):
    hub.status = 500
    with caplog.at_level(logging.WARNING):
        page = make_page()
        hub.wait()
    assert hub.topics == feeds(page)
    assert f"The hub was not told of {feeds(page)[0]}" in caplog.text
    hub.status = 204
    publish(page)
    hub.wait()
    assert hub.topics == feeds(page) * 2


def test_a_dead_hub_is_only_logged(hub, settings, caplog):
    settings.WEBSUB_HUB = "http://127.0.0.1:1/"
    with caplog.at_level(logging.WARNING):
        page = make_page()
        hub.wait()
    for topic in feeds(page):
        assert f"The hub was not told of {topic}" in caplog.text


def test_feeds_name_the_hub_and_themselves(client, hub, settings):
    page = make_page()
    for kind, url in zip(FEEDS, feeds(page), strict=True):
        response = client.get(reverse(f"posts:{kind}", args=[page.slug]))
        assert response["Link"] == (
            f'<{settings.WEBSUB_HUB}>; rel="hub", <{url}>; rel="self"'
        )
        if kind == "atom":
            feed = etree.fromstring(response.content)
            links = {link.get("rel"): link.get("href") for link in feed.iter("{*}link")}
            assert links["hub"] == settings.WEBSUB_HUB
            assert links["self"] == url
        else:
            expected = [{"type": "WebSub", "url": settings.WEBSUB_HUB}]
            assert response.json()["hubs"] == expected
            assert response.json()["feed_url"] == url


def test_without_a_hub_nothing_is_done_or_said(client, monkeypatch):
    told = []
    monkeypatch.setattr(websub.hub, "tell", told.append)
    page = make_page()
    publish(page)
    assert told == []
    for kind in FEEDS:
        response = client.get(reverse(f"posts:{kind}", args=[page.slug]))
        assert "Link" not in response
        assert b"hub" not in response.content


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"WEBSUB_HUB": "https://hub.example.org/"}, "WEBSUB_HUB needs SITE_URL"),
        ({"WEBSUB_HUB": "file:///etc/passwd"}, "WEBSUB_HUB is no web address"),
        ({"SITE_URL": "live.example.org"}, "SITE_URL is no web address"),
    ],
)
def test_it_does_not_start_with_a_hub_that_can_t_work(environment, words, tmp_path):
    result = check(DATA_DIR=str(tmp_path), **PRODUCTION, **environment)
    assert result.returncode != 0
    assert words in result.stderr
