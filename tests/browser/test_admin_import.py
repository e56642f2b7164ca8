"""A page is pasted into the import screen, corrected, imported, and read."""

import pytest
from playwright.sync_api import expect

from posts.models import LivePage
from tests.browser.conftest import go, new_context, new_tab, sign_in
from tests.browser.test_desk_accessibility import assert_sound
from tests.import_screen import GIVE
from tests.importing import SOURCE


@pytest.fixture
def tab(chromium, chief, live_server, errors, settings, tmp_path):
    """A tab in which a chief editor has opened the import screen, without scripts."""
    settings.MEDIA_ROOT = tmp_path
    context = new_context(chromium, java_script_enabled=False)
    sign_in(context, chief, live_server.url)
    tab = new_tab(context, errors)
    tab.goto(f"{live_server.url}{GIVE}")
    yield tab
    context.close()


def press(tab, name):
    go(tab.get_by_role("button", name=name).last)


def fill(tab, text=SOURCE):
    tab.get_by_label("Text of the page").fill(text)
    tab.get_by_label("Day of the newest post").fill("2025-02-03")
    tab.get_by_label("Title", exact=True).fill("Bridge shut")
    press(tab, "Preview")


def test_a_page_is_pasted_corrected_and_read(tab, read):
    fill(tab)
    expect(tab.locator(".import-row")).to_have_count(3)
    tab.get_by_label("Headline, line 5").fill("The bridge opens")
    tab.get_by_label("Label, line 5").select_option("Breaking")
    tab.get_by_label("Time, line 5").fill("2025-02-03T10:45")
    tab.get_by_label("Take the post of line 20").uncheck()
    press(tab, "Import and publish")
    expect(tab.locator(".messagelist")).to_have_text("Imported: 2 new, 1 not taken.")
    readers = read(LivePage.objects.get())
    posts = readers.locator("#feed article")
    expect(posts.locator(".headline")).to_have_text(
        ["The bridge opens", "What it means"]
    )
    expect(posts.first.locator("time").first).to_have_attribute(
        "data-moment", "2025-02-03T10:45:00+00:00"
    )


def test_a_wrong_line_is_mended_where_it_is_shown(tab):
    fill(tab, SOURCE.replace("10:15", "25:71"))
    expect(tab.locator(".excerpt .is-wrong")).to_contain_text("25:71")
    box = tab.get_by_label("Mend the text")
    box.fill(box.input_value().replace("25:71", "10:15"))
    press(tab, "Preview again")
    expect(tab.get_by_label("Time, line 12")).to_have_count(0)
    expect(tab.get_by_label("Time, line 10")).to_have_value("2025-02-03T10:15")


def test_every_step_is_sound_on_a_phone_and_in_the_dark(
    chromium, chief, live_server, errors, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    context = new_context(chromium)
    sign_in(context, chief, live_server.url)
    tab = new_tab(context, errors)
    tab.goto(f"{live_server.url}{GIVE}")
    press(tab, "Preview")
    expect(tab.get_by_label("Text of the page")).to_have_accessible_description(
        "Paste the text of a page, or choose a file."
    )
    assert_sound(tab)
    wrong = SOURCE.replace("10:15", "25:71").replace("First", "Long" * 90)
    fill(tab, wrong)
    box = tab.get_by_label("Mend the text")
    expect(box).to_be_attached()
    assert_sound(tab)
    box.fill(box.input_value().replace("25:71", "10:15") + "\n\nImage caption, Lost")
    press(tab, "Preview again")
    expect(tab.get_by_label("Headline, line 20")).to_have_accessible_description(
        "The headline is longer than 300 characters."
    )
    tab.get_by_text("Settings", exact=True).click()
    assert_sound(tab)
    tab.get_by_label("Headline, line 20").fill("First news")
    tab.get_by_label("Time, line 10").fill("")
    press(tab, "Preview again")
    expect(tab.locator(".is-error")).to_have_count(0)
    assert_sound(tab)
    context.close()
