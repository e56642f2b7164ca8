"""The Nu HTML checker has nothing to say: no error, no warning, no remark."""

from playwright.sync_api import expect

from posts.models import SummaryPoint
from posts.publishing import public_change
from tests.browser.conftest import LONG, caught_up
from tests.checkers import nu
from tests.conftest import edit, open_as, publish, withdraw
from tests.full_page import fetch, public_pages

FAULTY = """<!doctype html>
<html lang="en"><head><title>A page with faults</title></head>
<body><h1>Faults</h1><br/><center>Old</center><section>No heading</section></body>
</html>
"""


def markup(tab):
    """The document as it is in TAB now."""
    return tab.evaluate("'<!doctype html>' + document.documentElement.outerHTML")


def assert_sound(documents):
    found = nu.complaints(documents)
    assert not found, "\n".join(found)


def test_the_checker_tells_errors_and_warnings_and_remarks():
    found = nu.complaints({"faulty": FAULTY})
    assert [said.split(": ")[:2] for said in found] == [
        ["faulty", "info"],
        ["faulty", "error"],
        ["faulty", "warning"],
    ]


def test_every_public_page(page, full):
    pages = public_pages(page, full)
    assert_sound(pages)


def test_the_index_of_nothing():
    assert_sound({"index": fetch("/")})


def test_pages_that_took_in_updates(page, full, read, errors):
    errors.allow("^Failed to load resource.*410")
    address = page.get_absolute_url()
    views = {
        "newest": "",
        "oldest": "?order=oldest",
        "key events": "?show=key",
        "embed": "embed/",
    }
    tabs = {name: read(f"{address}{more}") for name, more in views.items()}
    tabs["permalink"] = read(full[4].get_absolute_url())
    tab = tabs["newest"]
    tab.locator("#feed > article:nth-child(4)").scroll_into_view_if_needed()
    change_everything(page, full)
    for seen in tabs.values():
        seen.bring_to_front()
        caught_up(seen, page)
    expect(tab.locator("#new-posts")).to_be_visible()
    documents = {name: markup(seen) for name, seen in tabs.items()}
    tab.bring_to_front()
    tab.locator("#older a").click()
    expect(tab.locator("#feed > article")).to_have_count(7)
    documents["older posts taken in"] = markup(tab)
    open_as(page, "withdrawn")
    expect(tab.locator("#withdrawn-notice h1")).to_be_visible()
    documents["withdrawn while open"] = markup(tab)
    assert_sound(documents)


def change_everything(page, posts):
    """Add, edit, withdraw and pin posts, and change the summary."""
    publish(page, "Fresh from the bay", LONG, key_event=True, label="breaking")
    publish(page, "And another", LONG)
    edit(posts[3], correction_note="It is a tug.", label="explainer")
    withdraw(posts[2])
    with public_change(page) as change:
        SummaryPoint.objects.create(page=page, text="The bridge is open again.")
        change.pin(change.post(posts[4].pk))


def test_a_player_that_was_opened(page, full, read, errors):
    errors.allow("^Failed to load resource")
    tab = read(page)
    tab.route("https://**", lambda route: route.fulfill(status=404))
    for inside, player in (("#stream", "video"), (f"#post-{full[3].pk}", "iframe")):
        tab.locator(f"{inside} .embed-card").click()
        expect(tab.locator(f"{inside} {player}")).to_be_attached()
    assert_sound({"players": markup(tab)})
