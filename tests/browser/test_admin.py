"""What is written in the admin, in a real editor, reaches an open page."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ids
from tests.conftest import make_user, publish


@pytest.fixture
def desk(db, read):
    """A tab in which a chief editor has signed in."""
    make_user("charles", "Chief editors")
    tab = read("/admin/login/", viewport={"width": 1280, "height": 900})
    tab.locator("#id_username").fill("charles")
    tab.locator("#id_password").fill("secret")
    tab.get_by_role("button", name="Log in").click()
    expect(tab.locator("#user-tools")).to_contain_text("charles")
    return tab


def visit(tab, path):
    tab.goto(f"{tab.url.split('/admin/')[0]}{path}")


def write(tab, words):
    editor = tab.locator(".prose-editor [contenteditable=true]")
    editor.click()
    editor.press("ControlOrMeta+a")
    editor.press_sequentially(words)


def test_a_post_written_in_the_admin_appears_on_an_open_page(page, desk, read):
    tab = read(page)
    visit(desk, f"/admin/posts/post/add/?page={page.pk}")
    desk.locator("#id_headline").fill("The ferry is back")
    write(desk, "It left the harbour at noon.")
    desk.locator("[name=_publish]").click()
    post = page.posts.get()
    article = tab.locator(f"#post-{post.pk}")
    expect(article.locator(".headline")).to_have_text("The ferry is back")
    expect(article.locator(".post-body p")).to_have_text("It left the harbour at noon.")


def test_a_post_saved_in_the_admin_changes_and_withdrawn_there_leaves(page, desk, read):
    post = publish(page, "The ferry is late")
    other = publish(page, "Other news")
    tab = read(page)
    visit(desk, f"/admin/posts/post/{post.pk}/change/")
    write(desk, "It left at one.")
    desk.get_by_role("button", name="Save and update readers").click()
    body = tab.locator(f"#post-{post.pk} .post-body")
    expect(body).to_have_text("It left at one.")
    visit(desk, f"/admin/posts/post/{post.pk}/change/")
    desk.locator("[name=_withdraw]").click()
    expect(tab.locator(f"#post-{post.pk}")).to_have_count(0)
    assert ids(tab) == [other.pk]


def test_a_draft_saved_in_the_admin_stays_there(page, desk, read):
    tab = read(page)
    visit(desk, f"/admin/posts/post/add/?page={page.pk}")
    desk.locator("#id_headline").fill("Not yet")
    desk.locator("[name=_save]").click()
    expect(desk.locator(".messagelist")).to_be_visible()
    published = publish(page, "The next one")
    expect(tab.locator(f"#post-{published.pk}")).to_be_visible()
    assert ids(tab) == [published.pk]


def test_a_page_s_form_changes_the_furniture_and_ends_the_coverage(page, desk, read):
    tab = read(page)
    visit(desk, f"/admin/posts/livepage/{page.pk}/change/")
    desk.locator("#id_title").fill("Storm and flood")
    desk.locator("#id_summary_points-0-text").fill("The bay is flooded.")
    desk.locator("[name=_ended]").click()
    expect(tab.locator("#title h1")).to_have_text("Storm and flood")
    expect(tab.locator("#summary li")).to_have_text(["The bay is flooded."])
    expect(tab.locator("#status .badge")).to_have_text("Ended")
