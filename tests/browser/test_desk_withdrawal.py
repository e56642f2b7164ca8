"""A post is taken from all readers by one key, and brought back by another."""

from playwright.sync_api import expect

from tests.browser.conftest import ids, pks
from tests.browser.desk import press, row, said
from tests.conftest import publish_many


def test_a_withdrawal_is_undone_and_the_post_returns_to_its_place(
    page, desk, editor, read
):
    posts = publish_many(page, 3)
    reader = read(page)
    tab = desk(page, editor)
    middle = row(tab, posts[1])
    tab.keyboard.press("s")
    tab.keyboard.press("ArrowDown")
    expect(middle).to_be_focused()
    tab.keyboard.press("w")
    said(tab, "Withdrawn: it leaves every open page.")
    expect(middle.locator(".badge")).to_have_text("Withdrawn")
    expect(middle).to_be_focused()
    expect(reader.locator(f"#post-{posts[1].pk}")).to_have_count(0)
    assert ids(reader) == [posts[2].pk, posts[0].pk]
    published_at = posts[1].published_at
    tab.keyboard.press("z")
    said(tab, "Published.")
    expect(middle.locator(".badge")).to_have_text("Published")
    expect(reader.locator(f"#post-{posts[1].pk}")).to_be_visible()
    assert ids(reader) == pks(posts[::-1])
    expect(reader.locator("#new-posts")).to_be_hidden()
    posts[1].refresh_from_db()
    assert posts[1].published_at == published_at
    # The undo was used up: the key does nothing more.
    tab.keyboard.press("z")
    expect(tab.locator("#desk-said .undo")).to_have_count(0)


def test_a_withdrawal_can_be_undone_by_a_click_and_later_from_the_row(
    page, desk, editor, read
):
    posts = publish_many(page, 2)
    reader = read(page)
    tab = desk(page, editor)
    row(tab, posts[0]).get_by_role("button", name="Withdraw").click()
    tab.locator("#desk-said").get_by_role("button", name="Undo").click()
    said(tab, "Published.")
    expect(row(tab, posts[0]).locator(".badge")).to_have_text("Published")
    press(tab, posts[0], "w")
    said(tab, "Withdrawn")
    expect(reader.locator(f"#post-{posts[0].pk}")).to_have_count(0)
    press(tab, posts[0], "p")
    said(tab, "Published.")
    expect(reader.locator(f"#post-{posts[0].pk}")).to_be_visible()
    assert ids(reader) == pks(posts[::-1])
