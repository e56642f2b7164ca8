"""A post goes from the reporter to the editor, back with a note, and to the readers."""

from playwright.sync_api import expect

from tests.browser.desk import (
    edit,
    headline,
    is_empty,
    press,
    publish_by_keys,
    row,
    said,
    save,
    text,
    to_end,
    write,
)


def test_the_review_round_trip(page, desk, reporter, editor, read):
    reader = read(page)
    hers, his = desk(page, reporter), desk(page, editor)
    write(hers, "The ferry", "It leaves.")
    save(hers, "Control+Shift+Enter", "Submitted for review.")
    is_empty(hers)
    post = page.posts.get()
    # The editor sees it without a reload, and sends it back with a note.
    expect(row(his, post).locator(".badge")).to_have_text("In review")
    expect(row(his, post).locator(".row-title")).to_have_text("The ferry")
    press(his, post, "b")
    note = row(his, post).get_by_label("What is missing?")
    expect(note).to_be_focused()
    his.keyboard.type("When does it leave?")
    his.keyboard.press("Tab")
    his.keyboard.press("Enter")
    said(his, "Sent back with your note.")
    expect(row(his, post).locator(".badge")).to_have_text("Draft")
    # The reporter sees the note, writes more and submits it again.
    sent_back = row(hers, post).locator(".review-note")
    expect(sent_back).to_have_text("Sent back: When does it leave?")
    expect(row(hers, post).get_by_role("button", name="Publish")).to_have_count(0)
    edit(hers, post)
    to_end(hers)
    hers.keyboard.type(" At one.")
    save(hers, "Control+Shift+Enter", "Submitted for review.")
    expect(sent_back).to_have_count(0)
    # The editor reads it in the composer and publishes it.
    expect(row(his, post).locator(".badge")).to_have_text("In review")
    assert not page.posts.published().exists()
    edit(his, post)
    expect(text(his)).to_have_text("It leaves. At one.")
    publish_by_keys(his)
    expect(reader.locator(f"#post-{post.pk} .post-body")).to_have_text(
        "It leaves. At one."
    )
    expect(row(hers, post).locator(".badge")).to_have_text("Published")
    # What is public is out of the reporter's hands.
    expect(row(hers, post).get_by_role("button", name="Edit")).to_have_count(0)


def test_a_note_is_needed_and_a_post_can_be_taken_back(page, desk, reporter, editor):
    hers, his = desk(page, reporter), desk(page, editor)
    write(hers, "The ferry", "It leaves.")
    save(hers, "Control+Shift+Enter", "Submitted for review.")
    post = page.posts.get()
    press(his, post, "b")
    his.get_by_role("button", name="Send back with this note").click()
    expect(row(his, post).get_by_label("What is missing?")).to_be_focused()
    press(hers, post, "d")
    said(hers, "Back to draft.")
    expect(row(his, post).locator(".badge")).to_have_text("Draft")
    press(hers, post, "r")
    said(hers, "Submitted for review.")
    expect(row(his, post).locator(".badge")).to_have_text("In review")
    post.refresh_from_db()
    assert post.review_note == ""


def test_what_the_reporter_changes_meanwhile_is_looked_at_before_readers_see_it(
    page, desk, reporter, editor, read
):
    reader = read(page)
    hers, his = desk(page, reporter), desk(page, editor)
    write(hers, "The ferry", "It leaves.")
    save(hers, "Control+Shift+Enter", "Submitted for review.")
    post = page.posts.get()
    expect(row(his, post).locator(".badge")).to_have_text("In review")
    edit(his, post)
    headline(his).fill("The ferry leaves")
    edit(hers, post)
    to_end(hers)
    hers.keyboard.type(" It sinks.")
    save(hers, "Control+S", "Saved.")
    headline(his).press("Control+Enter")
    said(his, "Nothing was published.")
    expect(his.locator(".composer-restored")).to_have_text(
        "rita changed this while you had it open. Look at it, then publish."
    )
    expect(headline(his)).to_have_value("The ferry leaves")
    expect(headline(his)).to_be_focused()
    expect(text(his)).to_have_text("It leaves. It sinks.")
    assert not page.posts.published().exists()
    publish_by_keys(his)
    expect(reader.locator(f"#post-{post.pk} .post-body")).to_have_text(
        "It leaves. It sinks."
    )
