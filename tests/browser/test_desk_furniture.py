"""The furniture at the desk's side: edited in place, and readers see it."""

import pytest
from playwright.sync_api import expect

from posts.models import RelatedLink, SummaryPoint
from posts.publishing import public_change
from tests.browser.desk import press, said
from tests.conftest import publish, set_page

SAVED = "Saved. Open pages follow."


@pytest.fixture
def points(page):
    write_summary(page, "The bay is flooded.", "No boat leaves.")


def write_summary(page, *texts):
    with public_change(page) as change:
        change.write_summary(texts)


def piece(tab, name):
    return tab.get_by_role("region", name=name, exact=True)


def lines(tab, name="Summary"):
    return piece(tab, name).locator("[data-rows] > li")


def texts(tab):
    fields = piece(tab, "Summary").locator("textarea:visible")
    return fields.evaluate_all("all => all.map(field => field.value)")


def save(tab, name="Summary", button="Save summary"):
    piece(tab, name).get_by_role("button", name=button).click()


def test_summary_points_are_added_edited_and_put_in_order(
    page, points, desk, editor, read
):
    reader = read(page)
    tab = desk(page, editor)
    shown = reader.locator("#summary li")
    expect(shown).to_have_text(["The bay is flooded.", "No boat leaves."])
    piece(tab, "Summary").get_by_role("button", name="Add point").click()
    tab.keyboard.type("Schools are shut.")
    lines(tab).nth(0).locator("textarea").fill("The bay is under water.")
    lines(tab).nth(2).get_by_role("button", name="up").click()
    assert texts(tab)[1] == "Schools are shut."
    lines(tab).nth(0).locator("textarea").press("Alt+ArrowDown")
    expect(lines(tab).nth(1).locator("textarea")).to_be_focused()
    assert texts(tab)[:2] == ["Schools are shut.", "The bay is under water."]
    lines(tab).nth(2).locator(".grip").drag_to(
        lines(tab).nth(0), target_position={"x": 2, "y": 2}
    )
    order = ["No boat leaves.", "Schools are shut.", "The bay is under water."]
    assert texts(tab) == order
    save(tab)
    said(tab, SAVED)
    expect(shown).to_have_text(order)
    lines(tab).nth(1).get_by_role("button", name="Remove").click()
    expect(lines(tab).nth(1).locator("textarea")).to_be_focused()
    save(tab)
    expect(shown).to_have_text([order[0], order[2]])


def test_an_unsaved_summary_survives_a_reload_and_says_so(page, points, desk, editor):
    tab = desk(page, editor)
    lines(tab).nth(0).locator("textarea").fill("The bay is under water.")
    piece(tab, "Summary").get_by_role("button", name="Add point").click()
    tab.keyboard.type("Schools are shut.")
    tab.reload()
    note = piece(tab, "Summary").locator(".theirs")
    expect(note).to_have_text("Given back: what you typed here and did not save.")
    assert texts(tab) == [
        "The bay is under water.",
        "No boat leaves.",
        "Schools are shut.",
    ]
    save(tab)
    said(tab, SAVED)
    expect(note).to_have_count(0)
    write_summary(page, "A colleague's")
    tab.reload()
    expect(lines(tab)).to_have_count(1)
    assert texts(tab) == ["A colleague's"]
    expect(note).to_have_count(0)


def test_my_summary_and_a_colleague_s_are_never_mixed_up(
    page, points, desk, editor, read
):
    tab = desk(page, editor)
    reader = read(page)
    lines(tab).nth(0).locator("textarea").fill("Mine")
    write_summary(page, "Theirs", "No boat leaves.")
    # Another piece shows that the change has arrived, and that mine stayed.
    set_page(page, stream_title="The harbour")
    title = piece(tab, "Watch-live stream").get_by_label("Title")
    expect(title).to_have_value("The harbour")
    assert texts(tab) == ["Mine", "No boat leaves."]
    save(tab)
    expect(tab.locator("#desk-said .is-error")).to_contain_text(
        "A colleague changed this while you wrote."
    )
    theirs = piece(tab, "Summary").locator(".theirs")
    expect(theirs.locator("p")).to_have_text(["Theirs", "No boat leaves."])
    assert texts(tab) == ["Mine", "No boat leaves."]
    expect(reader.locator("#summary li")).to_have_text(["Theirs", "No boat leaves."])
    save(tab)
    said(tab, SAVED)
    expect(reader.locator("#summary li")).to_have_text(["Mine", "No boat leaves."])
    expect(theirs).to_have_count(0)
    # With nothing of mine unsaved, theirs simply comes.
    write_summary(page, "Theirs again")
    expect(lines(tab)).to_have_count(1)
    assert texts(tab) == ["Theirs again"]


def test_the_stream_goes_on_and_off_air(page, desk, editor, read):
    reader = read(page)
    tab = desk(page, editor)
    stream = piece(tab, "Watch-live stream")
    stream.get_by_label("On air").check()
    stream.get_by_label("Address").fill("https://video.test/harbour.mp4")
    stream.get_by_label("Title").fill("The harbour")
    save(tab, "Watch-live stream", "Save stream")
    said(tab, SAVED)
    expect(reader.locator("#stream")).to_contain_text("Watch live")
    stream.get_by_label("On air").uncheck()
    save(tab, "Watch-live stream", "Save stream")
    expect(reader.locator("#stream")).to_be_hidden()
    expect(stream.get_by_label("Title")).to_have_value("The harbour")


def test_the_coverage_is_ended_and_opened_again(page, desk, editor, read):
    reader = read(page)
    tab = desk(page, editor)
    status = piece(tab, "Status")
    badge = reader.locator("#status .badge")
    status.get_by_role("button", name="End coverage").click()
    said(tab, "Done. Open pages follow.")
    expect(status.locator(".badge")).to_have_text("Ended")
    expect(badge).to_have_text("Ended")
    status.get_by_role("button", name="Reopen coverage").click()
    expect(status.locator(".badge")).to_have_text("Live")
    expect(badge).to_have_text("Live")


def test_pinned_posts_change_places(page, desk, editor, read):
    posts = [publish(page, name) for name in ("One", "Two", "Three")]
    reader = read(page)
    tab = desk(page, editor)
    expect(piece(tab, "Pinned")).to_contain_text("Nothing is pinned.")
    for post in posts:
        press(tab, post, "i")
        expect(reader.locator(f"#pinned-{post.pk}")).to_be_visible()
    titles = reader.locator("#pinned article .headline")
    expect(titles).to_have_text(["Three", "Two", "One"])
    expect(lines(tab, "Pinned")).to_have_count(3)
    lines(tab, "Pinned").nth(0).get_by_role("button", name="down").click()
    expect(titles).to_have_text(["Two", "Three", "One"])
    expect(lines(tab, "Pinned").locator("> span:first-of-type")).to_have_text(
        ["Two", "Three", "One"]
    )
    lines(tab, "Pinned").nth(1).get_by_role("button", name="Remove").click()
    expect(titles).to_have_text(["Two", "One"])


def test_related_links_are_checked_and_shown(page, desk, editor, read):
    reader = read(page)
    tab = desk(page, editor)
    links = piece(tab, "Related links")
    links.get_by_role("button", name="Add link").click()
    tab.keyboard.type("All storms")
    links.get_by_label("Address").fill("no address")
    save(tab, "Related links", "Save links")
    refused = tab.locator("#desk-said .is-error")
    expect(refused).to_have_text("'All storms': this is no web address.")
    expect(links.get_by_label("Title")).to_have_value("All storms")
    links.get_by_label("Address").fill("news.test/storms")
    links.get_by_label("Address").press("Enter")
    said(tab, SAVED)
    link = reader.locator("#related a")
    expect(link).to_have_text("All storms")
    expect(link).to_have_attribute("href", "https://news.test/storms")
    assert RelatedLink.objects.filter(page=page).count() == 1
    assert not SummaryPoint.objects.filter(page=page).exists()
