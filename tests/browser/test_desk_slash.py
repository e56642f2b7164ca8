"""Slash commands at the start of the headline or the text set the fields below."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import headline, newest, publish_by_keys, text


@pytest.fixture
def tab(page, desk, editor):
    return desk(page, editor)


def field(tab, name):
    return tab.locator(f"#composer [name={name}]")


@pytest.mark.parametrize("place", [headline, text])
def test_a_command_sets_its_field_and_leaves_no_trace(tab, place):
    label = field(tab, "label")
    speaker = tab.get_by_label("Who said it")
    ends = {"analysis": " ", "breaking": "Enter", "recap": "Enter", "quote": " "}
    for name, end in ends.items():
        expect(speaker).to_be_hidden()
        command(tab, place, name, end)
        expect(label).to_have_value(name)
        is_nothing(place(tab))
    expect(speaker).to_be_visible()
    for name, box, end in (("key", "key_event", "Enter"), ("pin", "pin", " ")):
        expect(field(tab, box)).not_to_be_checked()
        command(tab, place, name, end)
        expect(field(tab, box)).to_be_checked()
        is_nothing(place(tab))
    expect(label).to_have_value("quote")


def command(tab, place, name, end):
    place(tab).focus()
    tab.keyboard.type(f"/{name}")
    hint = tab.locator("#slash-hint")
    expect(hint).to_have_text(f"/{name}")
    tab.keyboard.press(end)
    expect(hint).to_contain_text("Begin with /")


def is_nothing(place):
    said = place.evaluate("field => field.value ?? field.innerText")
    assert said in ("", "\n")


def test_what_was_set_by_commands_is_published_with_the_words_after_them(
    page, desk, editor, read
):
    reader = read(page)
    tab = desk(page, editor)
    headline(tab).focus()
    tab.keyboard.type("/quote The harbour master")
    tab.keyboard.press("Enter")
    tab.keyboard.type("/key /pin No boat leaves.")
    tab.get_by_label("Who said it").fill("Maren Holt")
    publish_by_keys(tab)
    post = newest(page)
    assert (post.headline, post.body) == (
        "The harbour master",
        "<p>No boat leaves.</p>",
    )
    assert post.key_event
    article = reader.locator(f"#post-{post.pk}")
    expect(article.locator(".label")).to_have_text("Quote")
    expect(article.locator("figcaption")).to_have_text("Maren Holt")
    expect(reader.locator(f"#pinned #pinned-{post.pk}")).to_be_visible()
    expect(reader.locator("#key-events")).to_contain_text("The harbour master")


def test_what_is_no_command_stays_text(page, tab):
    headline(tab).focus()
    tab.keyboard.type("/nothing of it")
    tab.keyboard.press("Enter")
    tab.keyboard.type("/keys were found")
    tab.keyboard.press("Enter")
    tab.keyboard.type("and/or /breaking news")
    publish_by_keys(tab)
    post = newest(page)
    assert post.headline == "/nothing of it"
    assert post.body == "<p>/keys were found</p><p>and/or /breaking news</p>"
    assert (post.label, post.key_event) == ("", False)
