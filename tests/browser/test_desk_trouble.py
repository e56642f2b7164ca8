"""Signed out, no network or a failing server: the desk says so and keeps the text."""

import pytest
from playwright.sync_api import expect

from posts.models import Session
from tests.browser.desk import (
    HOLD,
    headline,
    is_empty,
    publish_by_keys,
    row,
    text,
    write,
)
from tests.conftest import publish

SIGNED_OUT = "You are signed out. Your text is kept. Sign in again"
OFFLINE = "No answer from the server. Your text is kept in this browser; trying again."
UNDONE = "What you asked last was not done. Your text is kept: try again."


@pytest.fixture
def tab(page, desk, editor, errors):
    errors.allow("^Failed to load resource", "^Response Status Error Code")
    tab = desk(page, editor)
    write(tab, "The ferry", "It leaves")
    return tab


def banner(tab):
    return tab.locator("#desk-trouble")


def sign_in(tab):
    tab.get_by_label("Username").fill("edna")
    tab.get_by_label("Password").fill("secret")
    tab.get_by_role("button", name="Log in").click()


def has_its_text(tab, words):
    expect(headline(tab)).to_have_value("The ferry")
    expect(text(tab)).to_have_text(words)


def test_an_expired_session_costs_no_word_and_no_reload(page, tab):
    expect(banner(tab)).to_be_hidden()
    Session.objects.all().delete()
    tab.keyboard.type(" at one.")
    expect(banner(tab)).to_have_text(SIGNED_OUT)
    headline(tab).press("Control+Enter")
    has_its_text(tab, "It leaves at one.")
    expect(tab.locator("#kept")).to_have_text("Kept in this browser")
    assert not page.posts.exists()
    with tab.context.expect_page() as opened:
        banner(tab).get_by_role("link", name="Sign in again").click()
    with opened.value.expect_event("close"):  # by itself, so that the desk is in sight
        sign_in(opened.value)
    expect(banner(tab)).to_have_text(UNDONE)
    has_its_text(tab, "It leaves at one.")
    publish_by_keys(tab)
    expect(banner(tab)).to_be_hidden()
    is_empty(tab)
    post = page.posts.get()
    assert (post.headline, post.body) == ("The ferry", "<p>It leaves at one.</p>")


@pytest.mark.parametrize("answer", ["500", "403", "nothing"])
def test_a_post_that_was_not_taken_stays_and_is_published_later(page, tab, answer):
    def fail(route):
        if answer == "nothing":
            route.abort()
        else:
            route.fulfill(status=int(answer))

    tab.route(HOLD, fail)
    tab.keyboard.press("Control+Enter")
    expect(banner(tab)).to_have_text(UNDONE)
    # The polls succeed, and yet the failure is not forgotten.
    expect(row(tab, publish(page, "Meanwhile"))).to_be_visible()
    expect(banner(tab)).to_have_text(UNDONE)
    has_its_text(tab, "It leaves")
    tab.unroute(HOLD)
    publish_by_keys(tab)
    expect(banner(tab)).to_be_hidden()
    is_empty(tab)
    assert page.posts.get(headline="The ferry").body == "<p>It leaves</p>"


def test_a_server_that_says_why_is_quoted_until_the_post_is_saved(page, tab):
    words = "The database is busy: nothing was saved. Your text is kept here (a1b2)"
    plain = "text/plain; charset=utf-8"
    tab.route(
        HOLD, lambda route: route.fulfill(status=503, content_type=plain, body=words)
    )
    tab.keyboard.press("Control+Enter")
    expect(banner(tab)).to_have_text(words)
    # The polls succeed, and yet the reason is not forgotten.
    expect(row(tab, publish(page, "Meanwhile"))).to_be_visible()
    expect(banner(tab)).to_have_text(words)
    has_its_text(tab, "It leaves")
    tab.unroute(HOLD)
    publish_by_keys(tab)
    expect(banner(tab)).to_be_hidden()
    assert page.posts.get(headline="The ferry").body == "<p>It leaves</p>"


def test_the_desk_goes_on_by_itself_when_the_network_is_back(page, tab):
    tab.context.set_offline(True)
    tab.keyboard.type(" at")
    expect(banner(tab)).to_have_text(OFFLINE)
    expect(tab.locator("#kept")).to_have_text("Kept in this browser")
    post = publish(page, "Meanwhile")
    tab.keyboard.type(" one.")
    tab.context.set_offline(False)
    expect(row(tab, post)).to_be_visible()
    expect(banner(tab)).to_be_hidden()
    expect(tab.locator("#kept")).to_contain_text("Kept at")
    has_its_text(tab, "It leaves at one.")
    publish_by_keys(tab)


def test_a_text_typed_while_signed_out_is_given_back_after_signing_in(page, tab):
    Session.objects.all().delete()
    tab.keyboard.type(" at one.")
    expect(banner(tab)).to_have_text(SIGNED_OUT)
    tab.reload()
    sign_in(tab)
    expect(tab.locator(".composer-restored")).to_contain_text("Given back")
    has_its_text(tab, "It leaves at one.")
    publish_by_keys(tab)
