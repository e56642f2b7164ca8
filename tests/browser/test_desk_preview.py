"""What is typed is shown as readers will see it; a link shows a draft page."""

import re

from playwright.sync_api import expect

from tests.browser.desk import (
    edit,
    headline,
    newest,
    publish_by_keys,
    to_end,
    write,
)
from tests.conftest import add_draft, make_page, publish

# An article's markup without what differs by post, time and place.
MARKUP = """article => {
  const copy = article.cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of ["id", "data-sort", "aria-labelledby", "href", "datetime"]) {
      element.removeAttribute(name);
    }
    element.classList.remove("is-new", "is-first-of-day");
    if (!element.classList.length) element.removeAttribute("class");
  }
  const times = copy.querySelectorAll("time, .ago, .post-day");
  for (const time of times) time.textContent = "";
  return copy.outerHTML.replace(/\\s+/g, " ").replaceAll("> <", "><");
}"""


def preview(tab):
    """The article in the preview pane; the shadow root is open."""
    return tab.locator("#preview article")


def test_the_preview_follows_what_is_typed_and_looks_as_readers_see_it(
    page, desk, editor, read
):
    tab = desk(page, editor)
    assert tab.evaluate("() => document.getElementById('preview').shadowRoot.mode")
    write(tab, "The ferry", "It leaves.")
    expect(preview(tab).locator(".headline")).to_have_text("The ferry")
    expect(preview(tab).locator(".post-body p")).to_have_text("It leaves.")
    tab.locator("#composer [name=label]").select_option("breaking")
    expect(preview(tab).locator(".label")).to_have_text("Breaking")
    tab.locator("#composer [name=embed_url]").fill("https://youtu.be/abcdefghijk")
    to_end(tab)
    tab.keyboard.press("Enter")
    tab.keyboard.press("Control+b")
    tab.keyboard.type("At one.")
    expect(preview(tab).locator(".post-body strong")).to_have_text("At one.")
    expect(preview(tab).locator(".embed").first).to_be_attached()
    # The reader's own style, which the admin's does not reach.
    label = preview(tab).locator(".label")
    style = "label => getComputedStyle(label).backgroundColor"
    seen = preview(tab).evaluate(MARKUP), label.evaluate(style)
    publish_by_keys(tab)
    expect(preview(tab).locator(".headline")).to_have_count(0)
    article = read(page).locator(f"#post-{newest(page).pk}")
    assert article.evaluate(MARKUP) == seen[0]
    assert article.locator(".label").evaluate(style) == seen[1]


def test_the_preview_of_a_post_that_is_opened_is_that_post(page, desk, editor):
    post = publish(page, "The ferry", "<p>It <em>left</em>.</p>")
    tab = desk(page, editor)
    edit(tab, post)
    expect(preview(tab).locator(".headline")).to_have_text("The ferry")
    expect(preview(tab).locator("em")).to_have_text("left")
    headline(tab).fill("The boat")
    expect(preview(tab).locator(".headline")).to_have_text("The boat")


def test_a_preview_link_shows_a_draft_page_without_an_account_until_it_is_ended(
    page, desk, editor, chromium, read, errors
):
    draft = make_page("flood", "draft", title="Flood in the bay")
    publish(draft, "Ready to go")
    add_draft(draft, "Not ready")
    tab = desk(draft, editor)
    dialog = tab.locator("#desk-dialog")
    tab.get_by_role("button", name="Preview link").click()
    address = dialog.get_by_label("Address")
    expect(address).to_have_value(re.compile("/preview/"))
    link = address.input_value()
    path = link[link.index("/preview/") :]
    guest = read(path, locale="en-GB")
    assert guest.context.cookies() == []
    expect(guest.locator("#title h1")).to_have_text("Flood in the bay")
    expect(guest.locator("#feed .headline")).to_have_text("Ready to go")
    dialog.get_by_role("button", name="End all links").click()
    expect(dialog).to_contain_text("The links given out before have ended.")
    expect(address).not_to_have_value(link)
    errors.allow("^Failed to load resource")
    guest.reload()
    expect(guest.locator("#feed")).to_have_count(0)
    fresh = address.input_value()
    guest.goto(fresh)
    expect(guest.locator("#feed .headline")).to_have_text("Ready to go")
