"""Answers that are not ours, clicks that come twice, rests that are asked for."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import POLLS, caught_up, ids, pks
from tests.conftest import publish, publish_many

CHUNKS = re.compile(r"[?&]before=")
WALL = "<!doctype html><title>Sign in</title><h1>Please sign in to the network</h1>"


@pytest.fixture(autouse=True)
def failures_are_meant(errors):
    errors.allow("^Failed to load resource", "^Response Status Error Code")


def sign_in_wall(route):
    route.fulfill(status=200, content_type="text/html", body=WALL)


def test_a_sign_in_wall_in_place_of_a_poll_ends_nothing(page, read):
    posts = publish_many(page, 3)
    tab = read(page)
    tab.route(POLLS, sign_in_wall)
    expect(tab.locator("#connection")).to_have_text("Reconnecting…")
    assert ids(tab) == pks(reversed(posts))
    assert tab.locator("#poller").count() == 1
    tab.unroute(POLLS)
    publish(page)
    caught_up(tab, page)


def test_a_sign_in_wall_in_place_of_older_posts_takes_nothing_away(page, read):
    posts = publish_many(page, 8)
    tab = read(page)
    tab.route(CHUNKS, sign_in_wall)
    tab.locator("#older a").click()
    expect(tab.locator("#older a")).to_have_text("That did not work. Try again")
    assert ids(tab) == pks(posts[:2:-1])
    tab.unroute(CHUNKS)
    tab.locator("#older a").click()
    expect(tab.locator("#feed > article")).to_have_count(8)


def test_a_double_click_asks_for_older_posts_once(page, read):
    publish_many(page, 16)
    tab = read(page)
    asked = []
    tab.on("request", lambda request: CHUNKS.search(request.url) and asked.append(1))
    tab.locator("#older a").dblclick()
    expect(tab.locator("#feed > article")).to_have_count(10)
    publish(page)
    caught_up(tab, page)
    assert len(asked) == 1


def test_a_rest_that_the_server_asks_for_holds_on_return_to_the_tab(page, read):
    tab = read(page)
    rest = {"Retry-After": "99999999999"}
    tab.route(POLLS, lambda route: route.fulfill(status=503, headers=rest))
    with tab.expect_response(POLLS):
        pass
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.evaluate("hide(true); hide(false)")
    tab.wait_for_timeout(1500)  # longer than any pause that is not the rest
    assert asked == []


def test_the_tab_keeps_its_title_when_older_posts_come(page, read):
    posts = publish_many(page, 8)
    tab = read(page, f"post/{posts[7].pk}/")
    title = tab.title()
    tab.locator("#older a").click()
    expect(tab.locator("#feed > article")).to_have_count(8)
    assert tab.title() == title
