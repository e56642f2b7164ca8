"""A chief editor looks up in the audit log who changed what."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_desk_accessibility import TOO_WIDE
from tests.conftest import edit, make_user, publish


@pytest.fixture
def log(page, read, errors):
    """The audit log in a tab of Charles's, after a change of a post."""
    # Axe reads style sheets by a style element of its own.
    errors.allow("^Applying inline style")
    make_user("charles", "Chief editors")
    post = publish(page, "Tug ahoy", "<p>A tug came.</p>")
    edit(post, body="<p>Two tugs came at noon.</p>", label="breaking")
    tab = read("/admin/login/", viewport={"width": 1280, "height": 900})
    tab.locator("#id_username").fill("charles")
    tab.locator("#id_password").fill("secret")
    tab.get_by_role("button", name="Log in").click()
    tab.get_by_role("link", name="Audit log", exact=True).first.click()
    return tab


def test_an_entry_is_found_and_shows_what_changed(log):
    log.locator("#searchbar").fill("storm")
    log.get_by_role("button", name="Search").click()
    log.locator("#result_list").get_by_role("link", name="Changed a post").click()
    changes = log.locator(".changes")
    expect(changes.locator("dt")).to_have_text(["Text", "Label"])
    expect(changes.locator("del")).to_have_text(["[removed: A tug]"])
    expect(changes.locator("ins")).to_have_text(
        ["[added: Two tugs]", "[added:  at noon]", "[added: breaking]"]
    )


def test_an_entry_is_sound_on_every_screen_in_both_themes(log):
    log.locator("#result_list").get_by_role("link", name="Changed a post").click()
    expect(log.locator(".changes")).to_be_visible()
    for width in (390, 1280):
        log.set_viewport_size({"width": width, "height": 800})
        assert log.evaluate(TOO_WIDE) == []
        for scheme in ("light", "dark"):
            log.emulate_media(color_scheme=scheme)
            result = Axe().run(log, context=".changes")
            assert result.violations_count == 0, result.generate_report()
