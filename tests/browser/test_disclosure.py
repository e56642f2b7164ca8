"""Pieces fold away by a button, and stay as the reader left them."""

import pytest
from playwright.sync_api import expect

from posts.models import RelatedLink
from posts.publishing import public_change
from tests.browser.conftest import caught_up
from tests.conftest import NOON, edit, publish

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


def pin(post, act="pin"):
    with public_change(post.page) as change:
        getattr(change, act)(change.post(post.pk))


@pytest.fixture
def post(page):
    """A key event that is pinned, on a page with a related link."""
    post = publish(page, "The pier is shut", at=NOON, key_event=True)
    pin(post)
    with public_change(page):
        RelatedLink.objects.create(page=page, title="Map", url="https://map.test/")
    return post


def button(tab, name):
    return tab.get_by_role("button", name=name, exact=True)


def expect_folded(tab, piece, name, *, folded):
    expect(button(tab, name)).to_be_visible()
    said = "false" if folded else "true"
    expect(button(tab, name)).to_have_attribute("aria-expanded", said)
    controlled = button(tab, name).get_attribute("aria-controls")
    assert controlled == f"{piece}-content"
    expect(tab.locator(f"#{controlled}")).to_be_visible(visible=not folded)


def test_the_pinned_posts_fold_by_mouse_and_keys(page, post, read):
    tab = read(page)
    expect_folded(tab, "pinned", "Pinned", folded=False)
    tab.locator("#pinned .piece-head").click()
    expect_folded(tab, "pinned", "Pinned", folded=True)
    button(tab, "Pinned").press("Enter")
    expect_folded(tab, "pinned", "Pinned", folded=False)
    button(tab, "Pinned").press("Space")
    expect_folded(tab, "pinned", "Pinned", folded=True)
    button(tab, "Pinned").press("Space")
    expect_folded(tab, "pinned", "Pinned", folded=False)


def test_what_was_folded_stays_folded_when_it_changes(page, post, read):
    tab = read(page)
    button(tab, "Pinned").press("Enter")
    edit(post, headline="The pier is open")
    caught_up(tab, page)
    expect(tab.locator("#pinned .headline")).to_have_text("The pier is open")
    expect_folded(tab, "pinned", "Pinned", folded=True)
    expect(button(tab, "Pinned")).to_be_focused()
    pin(publish(page, "Another"))
    caught_up(tab, page)
    expect(tab.locator("#pinned article")).to_have_count(2)
    expect_folded(tab, "pinned", "Pinned", folded=True)
    button(tab, "Pinned").press("Enter")
    expect(tab.locator("#pinned .headline").first).to_have_text("Another")


def test_what_was_unfolded_stays_unfolded_when_it_changes(page, post, read):
    tab = read(page, viewport=PHONE)
    button(tab, "Key events").click()
    publish(page, "The ferry is back", key_event=True)
    caught_up(tab, page)
    expect_folded(tab, "key-events", "Key events", folded=False)
    expect(tab.locator("#key-events li")).to_have_count(2)
    expect_folded(tab, "related", "Related", folded=True)


@pytest.mark.parametrize(
    ("viewport", "folded"), [(PHONE, True), (DESK, False)], ids=["phone", "desk"]
)
def test_the_lists_are_folded_on_phones_only(page, post, read, viewport, folded):
    tab = read(page, viewport=viewport)
    expect_folded(tab, "key-events", "Key events", folded=folded)
    expect_folded(tab, "related", "Related", folded=folded)
    expect_folded(tab, "pinned", "Pinned", folded=False)
    button(tab, "Key events").click()
    expect_folded(tab, "key-events", "Key events", folded=not folded)


@pytest.mark.parametrize(
    ("viewport", "folded"), [(PHONE, True), (DESK, False)], ids=["phone", "desk"]
)
def test_a_piece_that_appears_later_gets_its_button(page, read, viewport, folded):
    tab = read(page, viewport=viewport)
    expect(tab.locator(".toggle")).to_have_count(0)
    post = publish(page, "The pier is shut", key_event=True)
    pin(post)
    caught_up(tab, page)
    expect_folded(tab, "pinned", "Pinned", folded=False)
    expect_folded(tab, "key-events", "Key events", folded=folded)
    pin(post, "unpin")
    expect(tab.locator("#pinned")).to_be_hidden()
    pin(post)
    caught_up(tab, page)
    expect_folded(tab, "pinned", "Pinned", folded=False)
    button(tab, "Pinned").click()
    expect_folded(tab, "pinned", "Pinned", folded=True)


def test_a_folded_list_is_printed_and_found_again_on_a_wide_screen(page, post, read):
    tab = read(page, viewport=PHONE)
    tab.emulate_media(media="print")
    expect(tab.locator("#key-events-content")).to_be_visible()
    tab.emulate_media(media="screen")
    tab.set_viewport_size(DESK)
    expect_folded(tab, "key-events", "Key events", folded=True)
    button(tab, "Key events").click()
    expect_folded(tab, "key-events", "Key events", folded=False)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_without_a_script_all_is_open_and_no_button_is_dead(page, post, read, viewport):
    tab = read(page, viewport=viewport, java_script_enabled=False)
    for piece in ("pinned", "key-events", "related"):
        expect(tab.locator(f"#{piece}-heading")).to_be_visible()
        expect(tab.locator(f"#{piece}-content")).to_be_visible()
    expect(tab.locator("main button, .options").filter(visible=True)).to_have_count(0)


def test_lists_open_by_themselves_if_the_script_never_comes(page, post, read, errors):
    errors.allow("^Failed to load resource")
    tab = read("/", viewport=PHONE)
    tab.route("**/disclosure.js", lambda route: route.abort())
    tab.goto(tab.url + page.get_absolute_url()[1:])
    first = tab.locator("#key-events-content a").first
    expect(first).to_be_hidden()
    expect(first).to_be_visible()
