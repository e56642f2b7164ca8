"""axe-core finds nothing to complain about, in either theme, at either width."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import LONG, caught_up
from tests.conftest import edit, make_page, open_as, publish, withdraw


def assert_sound(tab):
    results = Axe().run(tab)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_live_page_at_rest_and_when_posts_arrive(page, full, read, scheme, width):
    tab = read(
        page,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    expect(tab.locator("#connection")).not_to_be_empty()
    assert_sound(tab)
    new = publish(page, "Fresh from the bay", LONG)
    edit(full[3], correction_note="It is a ferry.", label="explainer")
    expect(tab.locator(f"#post-{new.pk}.is-new")).to_be_visible()
    assert_sound(tab)
    tab.locator("#feed > article:nth-child(4)").scroll_into_view_if_needed()
    publish(page, "While you read")
    expect(tab.locator("#new-posts")).to_be_visible()
    assert_sound(tab)
    wide = tab.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_other_pages(page, full, read, scheme):
    make_page("soon", "upcoming", title="The election")
    make_page("over", "ended", title="The final")
    tab = read("/", color_scheme=scheme, viewport={"width": 360, "height": 800})
    site = tab.url[:-1]
    address = page.get_absolute_url()
    assert_sound(tab)
    for more in ("?order=oldest", "?show=key", "embed/"):
        tab.goto(site + address + more)
        assert_sound(tab)
    tab.goto(site + full[2].get_absolute_url())
    assert_sound(tab)
    tab.goto(f"{site}/live/over/")
    assert_sound(tab)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_withdrawn(page, full, read, errors, scheme):
    errors.allow("^Failed to load resource.*410")
    tab = read(page, color_scheme=scheme)
    withdraw(full[2])
    caught_up(tab, page)
    open_as(page, "withdrawn")
    expect(tab.locator("#withdrawn-notice h1")).to_be_visible()
    assert_sound(tab)
    tab.reload()
    assert_sound(tab)
    open_as(page, "live")
    tab.goto(tab.url.split("/live/")[0] + full[2].get_absolute_url())
    expect(tab.get_by_role("heading")).to_have_text("This post has been withdrawn")
    assert_sound(tab)
