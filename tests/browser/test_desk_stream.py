"""The stream by keyboard: every post, and what can be done to it by one key."""

from playwright.sync_api import expect

from posts.models import Post
from posts.publishing import public_change
from tests.browser.conftest import pks
from tests.browser.desk import (
    edit,
    headline,
    press,
    publish_by_keys,
    row,
    rows,
    said,
    text,
)
from tests.conftest import add_draft, make_page, publish, publish_many
from tests.conftest import edit as change


def dialog(tab):
    return tab.locator("#desk-dialog")


def mark(tab, post):
    return row(tab, post).locator(".mark")


def test_arrows_walk_and_one_key_acts_on_the_row_in_focus(page, desk, editor, read):
    posts = publish_many(page, 3)
    draft = add_draft(page, "Not yet")
    reader = read(page)
    tab = desk(page, editor)
    assert rows(tab) == [draft.pk, *(post.pk for post in posts[::-1])]
    tab.keyboard.press("s")
    expect(row(tab, draft)).to_be_focused()
    tab.keyboard.press("ArrowUp")
    expect(row(tab, draft)).to_be_focused()
    for _ in range(5):
        tab.keyboard.press("ArrowDown")
    expect(row(tab, posts[0])).to_be_focused()
    tab.keyboard.press("ArrowUp")
    post = posts[1]
    expect(row(tab, post)).to_be_focused()
    tab.keyboard.press("i")
    expect(mark(tab, post)).to_have_text(["Pinned"])
    expect(reader.locator(f"#pinned-{post.pk}")).to_be_visible()
    tab.keyboard.press("k")
    expect(mark(tab, post)).to_have_text(["Key event", "Pinned"])
    expect(reader.locator("#key-events")).to_contain_text("Post 1")
    expect(row(tab, post)).to_be_focused()
    tab.keyboard.press("l")
    expect(row(tab, post).get_by_label("Label")).to_be_focused()
    tab.keyboard.press("b")
    expect(mark(tab, post)).to_have_text(["Breaking", "Key event", "Pinned"])
    expect(reader.locator(f"#post-{post.pk} .label")).to_have_text("Breaking")
    for key in "ik":
        press(tab, post, key)
    expect(mark(tab, post)).to_have_text(["Breaking"])
    expect(reader.locator(f"#pinned-{post.pk}")).to_have_count(0)
    # A colleague's label is shown even after I chose one.
    for label in ("recap", "breaking"):
        change(post, label=label)
        expect(mark(tab, post)).to_have_text([label.capitalize()])
        expect(row(tab, post).get_by_label("Label")).to_have_value(label)
    press(tab, draft, "p")
    expect(reader.locator(f"#post-{draft.pk}")).to_be_visible()


def test_the_history_opens_in_a_dialog_and_gives_an_old_version_back(
    page, desk, editor
):
    post = publish(page, "The ferry is late", "<p>It leaves at one.</p>")
    change(post, headline="The ferry is gone", body="<p>It left at one.</p>")
    tab = desk(page, editor)
    press(tab, post, "h")
    expect(dialog(tab).get_by_role("heading", level=2)).to_have_text(
        "History of “The ferry is gone”"
    )
    steps = dialog(tab).locator(".history > li")
    expect(steps).to_have_count(2)
    expect(steps.first.locator("del")).to_contain_text(["late", "leaves"])
    expect(steps.first.locator("ins")).to_contain_text(["gone", "left"])
    tab.keyboard.press("Escape")
    expect(dialog(tab)).to_be_hidden()
    expect(row(tab, post)).to_be_focused()
    tab.keyboard.press("h")
    dialog(tab).get_by_role("button", name="Restore into the composer").click()
    expect(dialog(tab)).to_be_hidden()
    expect(headline(tab)).to_have_value("The ferry is late")
    expect(text(tab)).to_have_text("It leaves at one.")
    expect(tab.locator(".composer-restored")).to_contain_text("It counts when you save")
    post.refresh_from_db()
    assert post.headline == "The ferry is gone"
    publish_by_keys(tab, "Readers are updated.")
    post.refresh_from_db()
    assert (post.headline, post.body) == (
        "The ferry is late",
        "<p>It leaves at one.</p>",
    )


def below_heading(place):
    """How far PLACE stands below the heading of the stream, in pixels."""
    return place.evaluate(
        """e => e.getBoundingClientRect().top
          - document.getElementById("stream-heading").getBoundingClientRect().top"""
    )


def test_many_posts_are_chosen_and_withdrawn_at_once(page, desk, editor, read):
    posts = publish_many(page, 4)
    reader = read(page)
    tab = desk(page, editor)
    bulk = tab.get_by_role("form", name="With the chosen posts")
    expect(bulk).to_be_hidden()
    tab.keyboard.press("s")
    place = below_heading(row(tab, posts[0]))
    for key in ("x", "ArrowDown", "x", "ArrowDown", "x", "x"):
        tab.keyboard.press(key)
    expect(bulk).to_be_in_viewport()
    assert below_heading(row(tab, posts[0])) == place  # nothing moved
    expect(bulk).to_contain_text("2 posts:")
    bulk.get_by_role("button", name="Withdraw").click()
    said(tab, "Withdrawn: it leaves every open page (2 posts).")
    expect(bulk).to_be_hidden()
    for post in posts[2:]:
        expect(row(tab, post).locator(".badge")).to_have_text("Withdrawn")
        expect(reader.locator(f"#post-{post.pk}")).to_have_count(0)
    tab.locator("h1").last.click()
    tab.keyboard.press("z")
    said(tab, "Published (2 posts).")
    for post in posts[2:]:
        expect(reader.locator(f"#post-{post.pk}")).to_be_visible()
    # What one of them does not allow is done to none.
    draft = add_draft(page, "Not yet")
    for post in (draft, posts[0]):
        press(tab, post, "x")
    bulk.get_by_role("button", name="Withdraw").click()
    expect(tab.locator("#desk-said .is-error")).to_contain_text("the post is draft now")
    posts[0].refresh_from_db()
    assert posts[0].status == "published"
    bulk.get_by_role("button", name="None").click()
    expect(bulk).to_be_hidden()


def test_a_post_is_copied_to_another_page_and_revised_in_a_working_copy(
    page, desk, editor, read
):
    other = make_page("flood", title="Flood in the bay")
    post = publish(page, "The ferry", "<p>It leaves.</p>", label="analysis")
    reader = read(page)
    tab = desk(page, editor)
    press(tab, post, "o")
    expect(dialog(tab)).to_contain_text("Copy “The ferry” to another page")
    dialog(tab).get_by_label("Live page").select_option("Flood in the bay (live)")
    dialog(tab).get_by_role("button", name="Copy", exact=True).click()
    said(tab, "A draft is on the desk of 'Flood in the bay'.")
    expect(dialog(tab)).to_be_hidden()
    copy = other.posts.get()
    assert (copy.headline, copy.label, copy.status) == (
        "The ferry",
        "analysis",
        "draft",
    )
    press(tab, post, "c")
    said(tab, "The working copy is on top of the stream.")
    working = Post.objects.get(working_copy_of=post)
    edit(tab, working)
    headline(tab).fill("The ferry is back")
    headline(tab).press("Control+s")
    said(tab, "saved.")
    expect(reader.locator(f"#post-{post.pk} .headline")).to_have_text("The ferry")
    headline(tab).press("Control+Enter")
    expect(reader.locator(f"#post-{post.pk} .headline")).to_have_text(
        "The ferry is back"
    )
    expect(row(tab, working)).to_have_count(0)


def test_a_deleted_draft_is_asked_for_first(page, desk, editor):
    draft = add_draft(page, "A draft")
    tab = desk(page, editor)
    asked = []

    def answer(question):
        asked.append(question.message)
        question.accept() if len(asked) > 1 else question.dismiss()

    tab.on("dialog", answer)
    press(tab, draft, "Delete")
    assert "can’t be brought back" in asked[0]
    assert page.posts.exists()
    press(tab, draft, "Delete")
    said(tab, "Deleted.")
    expect(row(tab, draft)).to_have_count(0)
    assert not page.posts.exists()


def test_an_older_post_that_was_above_until_now_is_not_twice_there(page, desk, editor):
    posts = publish_many(page, 53)
    tab = desk(page, editor)
    expect(tab.locator("#stream > .row")).to_have_count(50)
    tab.route("**/desk/updates/**", lambda route: route.fulfill(status=204))
    moved = posts[-1]
    with public_change(page) as change:
        change.retime(change.post(moved.pk), posts[0].published_at)
    tab.get_by_role("button", name="Older posts").click()
    expect(row(tab, posts[1])).to_be_visible()
    assert sorted(rows(tab)) == pks(posts)
    assert tab.locator(f"#row-{moved.pk}").count() == 1
    tab.unroute("**/desk/updates/**")
    expect(tab.locator("#stream > .row")).to_have_count(53)


def test_older_posts_are_fetched_when_asked_for(page, desk, editor):
    posts = publish_many(page, 53)
    tab = desk(page, editor)
    expect(tab.locator("#stream > .row")).to_have_count(50)
    # What is not loaded yet is not put out of its place when it changes.
    change(posts[0], headline="Changed below")
    new = publish(page, "On top")
    expect(row(tab, new)).to_be_visible()
    expect(row(tab, posts[0])).to_have_count(0)
    tab.get_by_role("button", name="Older posts").click()
    expect(row(tab, posts[0])).to_contain_text("Changed below")
    assert rows(tab) == [new.pk, *(post.pk for post in posts[::-1])]
