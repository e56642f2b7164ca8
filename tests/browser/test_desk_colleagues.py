"""What colleagues do arrives on an open desk, and disturbs nothing that is typed."""

from playwright.sync_api import expect

from tests.browser.desk import (
    headline,
    publish_by_keys,
    row,
    rows,
    text,
    write,
)
from tests.conftest import add_draft, edit, publish, withdraw

CARET = "() => getSelection().focusOffset"


def test_a_colleague_s_post_leaves_focus_caret_and_text_alone(page, desk, editor):
    old = publish(page, "Rain in the morning")
    tab = desk(page, editor)
    write(tab, "The ferry", "It leaves one.")
    for _ in range(len(" one.")):
        tab.keyboard.press("ArrowLeft")
    caret = tab.evaluate(CARET)
    new = publish(page, "A colleague's post")
    draft = add_draft(page, "A colleague's draft")
    expect(row(tab, new)).to_be_visible()
    expect(row(tab, draft)).to_be_visible()
    assert rows(tab) == [draft.pk, new.pk, old.pk]
    expect(text(tab)).to_be_focused()
    assert tab.evaluate(CARET) == caret
    tab.keyboard.type(" at")
    expect(text(tab)).to_have_text("It leaves at one.")
    # The same in the middle of the headline.
    headline(tab).focus()
    tab.keyboard.press("Home")
    tab.keyboard.press("ArrowRight")
    edit(old, headline="Rain all day")
    expect(row(tab, old).locator(".row-title")).to_have_text("Rain all day")
    where = headline(tab).evaluate("field => [field.selectionStart, field.value]")
    assert where == [1, "The ferry"]
    publish_by_keys(tab)


def test_chosen_posts_stay_chosen_and_an_open_note_stays_open(page, desk, editor):
    post, other = publish(page, "One"), publish(page, "Two")
    waiting = add_draft(page, "In review", status="review")
    tab = desk(page, editor)
    row(tab, post).press("x")
    row(tab, other).press("x")
    chosen = tab.locator("#desk-bulk [data-chosen]")
    expect(chosen).to_have_text("2 posts:")
    row(tab, waiting).press("b")
    tab.keyboard.type("When")
    edit(post, headline="One, changed")
    publish(page, "Three")
    edit(waiting, headline="Still in review")
    expect(row(tab, post)).to_contain_text("One, changed")
    expect(row(tab, waiting)).to_contain_text("Still in review")
    expect(row(tab, post).locator("[name=post]")).to_be_checked()
    expect(chosen).to_have_text("2 posts:")
    note = row(tab, waiting).get_by_label("What is missing?")
    expect(note).to_be_focused()
    tab.keyboard.type(" is it?")
    expect(note).to_have_value("When is it?")


def test_a_filter_is_respected_by_what_arrives_later(page, desk, editor):
    public, draft = publish(page, "Public"), add_draft(page, "A draft")
    tab = desk(page, editor)
    assert rows(tab) == [draft.pk, public.pk]
    status = tab.get_by_role("combobox", name="Status")
    status.select_option("draft")
    expect(row(tab, public)).to_have_count(0)
    other = add_draft(page, "Another draft")
    another = publish(page, "Public, too")
    expect(row(tab, other)).to_be_visible()
    assert rows(tab) == [other.pk, draft.pk]
    # What no longer fits leaves, what fits now comes.
    edit(draft, headline="A draft, changed", status="review")
    expect(row(tab, draft)).to_have_count(0)
    status.select_option("")
    expect(row(tab, another)).to_be_visible()
    tab.keyboard.press("Escape")
    tab.get_by_label("Search the posts").fill("too")
    expect(row(tab, public)).to_have_count(0)
    assert rows(tab) == [another.pk]
    edit(another, headline="Public")
    expect(row(tab, another)).to_have_count(0)
    expect(tab.get_by_text("No posts here.")).to_be_visible()


def test_a_row_keeps_the_focus_when_its_post_changes_place(page, desk, editor):
    first, second = add_draft(page, "One"), add_draft(page, "Two")
    tab = desk(page, editor)
    assert rows(tab) == [second.pk, first.pk]
    row(tab, first).focus()
    edit(first, headline="One, changed")
    expect(row(tab, first)).to_contain_text("One, changed")
    assert rows(tab) == [first.pk, second.pk]
    expect(row(tab, first)).to_be_focused()
    post = publish(page, "Public")
    row(tab, post).focus()
    withdraw(post)
    expect(row(tab, post).locator(".badge")).to_have_text("Withdrawn")
    expect(row(tab, post)).to_be_focused()
