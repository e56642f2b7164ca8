"""Two editors in one post: both are told, and neither overwrites the other unseen."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import (
    edit,
    headline,
    is_empty,
    press,
    publish_by_keys,
    row,
    said,
    text,
    to_end,
)
from tests.conftest import edit as change
from tests.conftest import publish, withdraw


@pytest.fixture
def post(page):
    return publish(page, "Ferry is late", "<p>It leaves at one.</p>")


@pytest.fixture
def both(page, post, desk, editor, chief):
    """The tabs of edna and charles, who have opened the same post."""
    tabs = desk(page, editor), desk(page, chief)
    for tab in tabs:
        edit(tab, post)
    return tabs


def notice(tab):
    return tab.locator("#composer-notice")


def disputed(tab, field):
    return (
        notice(tab)
        .locator(".disputed")
        .filter(has=tab.get_by_role("heading", name=field, exact=True))
    )


def saved(post):
    post.refresh_from_db()
    return post.headline, post.body


def test_both_are_told_that_the_other_has_the_post_open(both):
    for tab, other in zip(both, ("charles", "edna"), strict=True):
        presence = tab.locator("#composer-presence")
        expect(presence).to_have_text(f"{other} has this post open, too.")
        expect(tab.locator("#desk-presence")).to_contain_text(
            f"Also here: {other} (Ferry is late)"
        )
    headline(both[1]).fill("Ferry leaves")
    publish_by_keys(both[1], "Readers are updated.")
    expect(both[0].locator("#composer-presence")).to_have_text("")


@pytest.mark.parametrize("choice", ["theirs", "mine"])
def test_who_saves_second_sees_both_headlines_and_chooses(both, post, choice):
    first, second = both
    headline(first).fill("Ferry is two hours late")
    publish_by_keys(first, "Readers are updated.")
    headline(second).fill("Ferry is cancelled")
    headline(second).press("Control+Enter")
    expect(notice(second)).to_contain_text("edna saved this post while you wrote")
    sides = disputed(second, "Headline").locator(".side")
    expect(sides.nth(0)).to_have_text("Ferry is two hours late")
    expect(sides.nth(1).locator("del")).to_have_text("[removed: two hours late]")
    expect(sides.nth(1).locator("ins")).to_have_text("[added: cancelled]")
    expect(headline(second)).to_have_value("Ferry is cancelled")
    assert saved(post)[0] == "Ferry is two hours late"
    if choice == "theirs":
        second.get_by_role("button", name="Take theirs").click()
        expect(headline(second)).to_have_value("Ferry is two hours late")
        expect(notice(second)).to_have_text("")
        to_end(second)
        second.keyboard.type(" Perhaps.")
    publish_by_keys(second, "Readers are updated.")
    is_empty(second)
    assert (
        saved(post)
        == {
            "theirs": ("Ferry is two hours late", "<p>It leaves at one. Perhaps.</p>"),
            "mine": ("Ferry is cancelled", "<p>It leaves at one.</p>"),
        }[choice]
    )


def test_changes_of_different_fields_come_together_without_a_question(both, post):
    first, second = both
    headline(first).fill("Ferry is two hours late")
    publish_by_keys(first, "Readers are updated.")
    to_end(second)
    second.keyboard.type(" Perhaps.")
    second.get_by_label("Key event").last.press("Space")
    publish_by_keys(second, "Readers are updated.")
    is_empty(second)
    assert saved(post) == (
        "Ferry is two hours late",
        "<p>It leaves at one. Perhaps.</p>",
    )
    assert post.key_event


def test_the_texts_are_compared_word_by_word_and_theirs_can_be_taken(both, post):
    first, second = both
    for tab, words in ((first, " Or later."), (second, " Or never.")):
        to_end(tab)
        tab.keyboard.type(words)
    publish_by_keys(first, "Readers are updated.")
    headline(second).press("Control+Enter")
    sides = disputed(second, "Text").locator(".side")
    expect(sides.nth(0)).to_have_text("It leaves at one. Or later.")
    expect(sides.nth(1).locator("ins")).to_have_text("[added: never]")
    # A third version meanwhile is shown again, not overwritten.
    change(post, body="<p>It leaves at two.</p>")
    headline(second).press("Control+Enter")
    expect(sides.nth(0)).to_have_text("It leaves at two.")
    assert saved(post)[1] == "<p>It leaves at two.</p>"
    second.get_by_role("button", name="Take theirs").click()
    expect(text(second)).to_have_text("It leaves at two.")


def test_a_post_that_a_colleague_deleted_is_saved_as_a_new_one(
    page, desk, editor, chief
):
    tab = desk(page, editor)
    headline(tab).fill("A thought")
    headline(tab).press("Control+s")
    said(tab, "Draft saved.")
    other = desk(page, chief)
    draft = page.posts.get()
    other.on("dialog", lambda dialog: dialog.accept())
    press(other, draft, "Delete")
    said(other, "Deleted.")
    expect(row(tab, draft)).to_have_count(0)
    text(tab).press_sequentially("Further thoughts.")
    headline(tab).press("Control+Enter")
    expect(notice(tab)).to_contain_text("This post was deleted meanwhile.")
    tab.get_by_role("button", name="Make it a new post").click()
    expect(tab.locator("#composer-heading")).to_have_text("New post")
    publish_by_keys(tab)
    post = page.posts.get()
    assert saved(post) == ("A thought", "<p>Further thoughts.</p>")


def test_a_post_withdrawn_meanwhile_is_told_before_it_is_public_again(both, post):
    second = both[1]
    withdraw(post)
    expect(row(second, post).locator(".badge")).to_have_text("Withdrawn")
    headline(second).fill("Ferry is cancelled")
    headline(second).press("Control+s")
    said(second, "Saved.")
    post.refresh_from_db()
    assert (post.status, post.headline) == ("withdrawn", "Ferry is cancelled")
    button = second.locator("#composer [value=publish]")
    expect(button).to_contain_text("Publish again")
