"""A post is written, saved, submitted and published on the desk without a mouse."""

from playwright.sync_api import expect

from tests.browser.desk import (
    HOLD,
    edit,
    headline,
    is_empty,
    newest,
    publish_by_keys,
    row,
    said,
    save,
    text,
    to_end,
    write,
)
from tests.conftest import publish


def test_a_post_is_written_and_published_by_keyboard_alone(page, desk, editor, read):
    reader = read(page)
    tab = desk(page, editor)
    tab.keyboard.press("n")
    tab.keyboard.type("The ferry is back")
    tab.keyboard.press("Enter")
    tab.keyboard.type("It left at noon.")
    tab.keyboard.press("Control+Enter")
    said(tab, "Published. Open pages follow.")
    first = page.posts.get()
    article = reader.locator(f"#post-{first.pk}")
    expect(article.locator(".headline")).to_have_text("The ferry is back")
    expect(article.locator(".post-body p")).to_have_text("It left at noon.")
    expect(row(tab, first).locator(".badge")).to_have_text("Published")
    expect(tab.get_by_text("No posts here.")).to_be_hidden()
    is_empty(tab)
    # Whoever types on must not press the keys of the stream, `s` and `w` among them.
    expect(headline(tab)).to_be_focused()
    tab.keyboard.type("swell in the bay")
    tab.keyboard.press("Control+Enter")
    expect(tab.locator("#stream > .row")).to_have_count(2)
    titles = page.posts.published().values_list("headline", flat=True)
    assert set(titles) == {"The ferry is back", "swell in the bay"}


def test_a_saved_draft_stays_in_the_composer_with_the_caret(page, desk, editor, read):
    reader = read(page)
    tab = desk(page, editor)
    write(tab, "The ferry", "It leaves")
    tab.keyboard.press("Control+s")
    said(tab, "Draft saved.")
    draft = page.posts.get()
    assert (draft.status, draft.body) == ("draft", "<p>It leaves</p>")
    expect(tab.locator("#composer-heading")).to_contain_text("Edit “The ferry”")
    expect(row(tab, draft).locator(".badge")).to_have_text("Draft")
    expect(text(tab)).to_be_focused()
    tab.keyboard.type(" at one.")
    tab.keyboard.press("Control+s")
    expect(tab.locator("#kept")).to_have_text("")
    tab.keyboard.type(" Perhaps.")
    publish_by_keys(tab)
    is_empty(tab)
    post = page.posts.get()
    assert post.body == "<p>It leaves at one. Perhaps.</p>"
    expect(reader.locator(f"#post-{post.pk}")).to_be_visible()


def test_publish_pressed_while_a_draft_is_being_saved_publishes(page, desk, editor):
    tab = desk(page, editor)
    saves = []
    tab.route(HOLD, lambda route: route.continue_() if saves else saves.append(route))
    write(tab, "The ferry", "It leaves.")
    tab.keyboard.press("Control+s")
    tab.wait_for_function("() => document.querySelector('#composer.htmx-request')")
    tab.keyboard.press("Control+Enter")
    saves[0].continue_()
    said(tab, "Published. Open pages follow.")
    is_empty(tab)
    assert page.posts.get().status == "published"


def test_a_post_is_submitted_for_review(page, desk, reporter):
    tab = desk(page, reporter)
    write(tab, "The ferry", "It leaves.")
    expect(tab.locator("#composer [value=publish]")).to_have_count(0)
    tab.keyboard.press("Control+Enter")
    save(tab, "Control+Shift+Enter", "Submitted for review.")
    is_empty(tab)
    post = page.posts.get()
    assert (post.status, post.created_by) == ("review", reporter)
    expect(row(tab, post).locator(".badge")).to_have_text("In review")


def test_publish_pressed_twice_makes_one_post_and_loses_nothing(page, desk, editor):
    tab = desk(page, editor)
    held = []
    tab.route(HOLD, lambda route: held.append(route))
    write(tab, "Once only", "It leaves.")
    tab.keyboard.press("Control+Enter")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_function("() => document.querySelector('#composer.htmx-request')")
    tab.keyboard.type(" And more.")
    assert len(held) == 1
    held[0].continue_()
    tab.unroute(HOLD)
    said(tab, "Published. Open pages follow.")
    is_empty(tab)
    post = page.posts.get()
    assert post.body == "<p>It leaves.</p>"
    # What was typed after the key is not in the post, but it is not lost.
    unsaved = tab.locator("#unsaved .unsaved-text:not([hidden])")
    expect(unsaved).to_contain_text("Not saved: “Once only”")
    unsaved.get_by_role("button", name="Take it up").click()
    expect(text(tab)).to_have_text("It leaves. And more.")
    publish_by_keys(tab, "Readers are updated.")
    assert newest(page) == post
    post.refresh_from_db()
    assert post.body == "<p>It leaves. And more.</p>"
    is_empty(tab)
    expect(unsaved).to_have_count(0)


def test_an_empty_post_is_refused_and_the_keys_are_listed(page, desk, editor):
    tab = desk(page, editor)
    headline(tab).press("Control+Enter")
    notice = tab.locator("#composer-notice")
    expect(notice).to_have_text("This post is empty: write something first.")
    assert not page.posts.exists()
    tab.locator("h1").last.click()
    tab.keyboard.press("?")
    keys = tab.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("publish")
    tab.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    tab.keyboard.press("n")
    expect(headline(tab)).to_be_focused()


def test_spaces_hard_and_soft_stay_as_they_are(page, desk, editor):
    body = "<p>10&nbsp;t, <strong>about</strong> &nbsp;5&nbsp;m. Why&nbsp;?</p>"
    post = publish(page, "10\u00a0t", body)
    tab = desk(page, editor)
    edit(tab, post)
    to_end(tab)
    tab.keyboard.type(" Rain.")
    publish_by_keys(tab, "Readers are updated.")
    post.refresh_from_db()
    assert post.headline == "10\u00a0t"
    assert post.body == body.replace("?", "? Rain.")
