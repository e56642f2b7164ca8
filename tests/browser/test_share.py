"""Sharing a post: the device's own sheet, else the address is copied, else a link."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import caught_up
from tests.conftest import NOON, edit, publish

SHEET = """
window.shared = [];
navigator.share = async (what) => { window.shared.push(what); };
"""
CLOSED_SHEET = """
window.shared = [];
navigator.share = async (what) => {
  window.shared.push(what);
  throw new DOMException("Share canceled", "AbortError");
};
"""
NOTHING = """
Object.defineProperty(navigator, "clipboard", { value: undefined });
Object.defineProperty(navigator, "share", { value: undefined });
"""
REFUSED = """
const writeText = () => Promise.reject(new DOMException("No.", "NotAllowedError"));
Object.defineProperty(navigator, "clipboard", { value: { writeText } });
"""
CLIPBOARD = ["clipboard-read", "clipboard-write"]


@pytest.fixture
def post(page):
    return publish(page, "The pier is shut", at=NOON, label="breaking")


@pytest.fixture
def open_with(page, post, read):
    """Open the page in a browser in which SCRIPT was run before."""

    def open_with(script="", **options):
        tab = read("/robots.txt", **options)
        if script:
            tab.add_init_script(script)
        tab.clock.install(time=NOON)
        tab.goto(tab.url.replace("/robots.txt", page.get_absolute_url()))
        expect(tab.locator(".ago").first).not_to_be_empty()  # the scripts are there
        return tab

    return open_with


def share(tab, post):
    return tab.locator(f"#post-{post.pk} .share")


def address(tab, post):
    site = tab.url.split("/live/")[0]
    return f"{site}{post.get_absolute_url()}#post-{post.pk}"


def copied(tab):
    return tab.evaluate("() => navigator.clipboard.readText()")


def shared(tab):
    return tab.evaluate("() => window.shared")


def test_a_device_that_can_share_gets_title_and_address(post, open_with):
    tab = open_with(SHEET)
    here = tab.url
    share(tab, post).click()
    title = "Breaking: The pier is shut"
    assert shared(tab) == [{"title": title, "url": address(tab, post)}]
    expect(share(tab, post)).to_have_text("Share: The pier is shut")
    assert tab.url == here


def test_a_sheet_that_the_reader_closes_is_no_error(post, open_with):
    tab = open_with(CLOSED_SHEET)
    here = tab.url
    share(tab, post).click()
    tab.wait_for_function("() => window.shared.length === 1")
    share(tab, post).press("Enter")
    tab.wait_for_function("() => window.shared.length === 2")
    assert tab.url == here


def test_else_the_address_is_copied_and_the_link_says_so_for_a_while(post, open_with):
    tab = open_with(permissions=CLIPBOARD)
    here = tab.url
    share(tab, post).click()
    expect(share(tab, post)).to_have_text("Link copied: The pier is shut")
    assert copied(tab) == address(tab, post)
    tab.clock.fast_forward(200)
    expect(tab.locator("#announcer")).to_have_text("Link copied")
    tab.clock.fast_forward(2000)
    share(tab, post).click()
    tab.clock.fast_forward(2000)
    expect(share(tab, post)).to_have_text("Share: The pier is shut")
    assert tab.url == here


def test_without_either_the_link_leads_to_the_post(post, open_with):
    tab = open_with(NOTHING)
    to = address(tab, post)
    share(tab, post).click()
    expect(tab).to_have_url(to)
    expect(tab.locator(f"#post-{post.pk}.is-marked")).to_be_in_viewport()


def test_a_clipboard_that_refuses_leads_to_the_post(post, open_with):
    tab = open_with(REFUSED)
    to = address(tab, post)
    share(tab, post).click()
    expect(tab).to_have_url(to)


def test_a_click_for_another_tab_opens_one_and_nothing_else(post, open_with):
    tab = open_with(SHEET)
    here = tab.url
    with tab.context.expect_page() as opened:
        share(tab, post).click(modifiers=["Control"])
    expect(opened.value).to_have_url(address(tab, post))
    assert shared(tab) == []
    assert tab.url == here


def test_a_post_that_arrived_or_changed_is_shared_just_so(page, post, open_with):
    tab = open_with(SHEET)
    new = publish(page, "The ferry is back")
    tab.clock.fast_forward(1000)
    caught_up(tab, page)
    share(tab, new).click()
    edit(post, headline="The pier is open")
    tab.clock.fast_forward(1000)
    caught_up(tab, page)
    share(tab, post).click()
    assert [what["title"] for what in shared(tab)] == [
        "The ferry is back",
        "Breaking: The pier is open",
    ]
    assert [what["url"] for what in shared(tab)] == [
        address(tab, new),
        address(tab, post),
    ]


def test_a_pinned_post_is_shared_by_the_address_of_the_post(page, post, open_with):
    edit(post, pinned_place=1)
    tab = open_with(SHEET)
    tab.locator("#pinned .share").click()
    assert [what["url"] for what in shared(tab)] == [address(tab, post)]
