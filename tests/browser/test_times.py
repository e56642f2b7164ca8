"""Times: the clock with its zone always, how long ago beside it, the reader's zone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from posts.models import Post
from posts.publishing import public_change
from tests.browser.conftest import caught_up
from tests.conftest import NOON, edit, open_as, publish

NEW_YORK = {"timezone_id": "America/New_York"}
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("Refused.", "SecurityError"); },
});"""
ALL_TIMES = "() => [...document.querySelectorAll('#live time')].map((t) => t.outerHTML)"


@pytest.fixture
def post(page):
    return publish(page, "The pier is shut", at=NOON, key_event=True)


def read_at(read, page, moment, more=""):
    """A tab whose clock says MOMENT."""
    tab = read("/robots.txt")
    tab.clock.install(time=moment)
    tab.goto(tab.url.replace("/robots.txt", page.get_absolute_url() + more))
    return tab


def time_of(tab, post, part=".clock"):
    return tab.locator(f"#post-{post.pk} .post-time {part}")


def ago(tab, post):
    return time_of(tab, post, ".ago")


def in_my_own_zone(tab):
    """The check box, in sight."""
    if not tab.locator(".options-panel").is_visible():
        tab.locator(".options summary").click()
    return tab.get_by_label("Times in my own time zone")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_clock_and_its_zone_are_always_in_sight(page, post, read, width, script):
    size = {"width": width, "height": 800}
    tab = read(page, viewport=size, java_script_enabled=script)
    for part, words in ((".clock", "12:00"), (".zone", "Greenwich Mean Time")):
        expect(time_of(tab, post, part)).to_be_visible()
        expect(time_of(tab, post, part)).to_have_text(words)
    expect(ago(tab, post)).to_be_empty()


def test_a_fresh_post_says_how_long_ago_it_was_and_counts_on(page, post, read):
    tab = read_at(read, page, NOON + timedelta(seconds=10))
    expect(ago(tab, post)).to_have_text("now")
    tab.clock.fast_forward("05:00")
    expect(ago(tab, post)).to_have_text("5 min ago")
    expect(time_of(tab, post)).to_have_text("12:00")
    tab.clock.fast_forward("01:00")
    expect(ago(tab, post)).to_have_text("6 min ago")
    tab.clock.fast_forward("01:00:00")
    expect(ago(tab, post)).to_have_text("1 hr ago")
    tab.clock.fast_forward("08:53:00")
    expect(ago(tab, post)).to_have_text("9 hr ago")
    tab.clock.fast_forward("01:00")
    expect(ago(tab, post)).to_be_empty()
    expect(time_of(tab, post)).to_have_text("12:00")


def test_a_post_that_arrives_says_how_long_ago_it_was_and_keeps_it(page, post, read):
    tab = read(page)
    new = publish(page, "News")
    expect(ago(tab, new)).to_have_text("now")
    edit(new, headline="News, corrected")
    caught_up(tab, page)
    expect(ago(tab, new)).to_have_text("now")


def test_a_clock_that_is_slow_tells_no_future(page, post, read):
    tab = read_at(read, page, NOON - timedelta(minutes=3))
    expect(tab.locator("#connection")).not_to_be_empty()
    expect(ago(tab, post)).to_be_empty()


def test_a_post_of_unknown_time_says_none(page, post, read):
    with public_change(page) as change:
        undated = Post(headline="Undated", body="<p>x</p>")
        change.import_rows([undated])
        undated.save()
    tab = read_at(read, page, NOON + timedelta(minutes=5))
    expect(ago(tab, post)).to_have_text("5 min ago")
    article = tab.locator(f"#post-{undated.pk}")
    expect(article).to_be_visible()
    expect(article.locator("time, .ago")).to_have_count(0)


def test_all_times_are_told_in_the_reader_s_own_zone_on_request(page, post, read):
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    edit(post, correction_note="It is a quay.")
    open_as(page, "ended")
    post.refresh_from_db()
    page.refresh_from_db()
    zone = ZoneInfo("America/New_York")
    tab = read(page, **NEW_YORK)
    expect(time_of(tab, post)).to_have_text("12:00")
    in_my_own_zone(tab).check()
    expect(time_of(tab, post)).to_have_text("07:00")
    expect(time_of(tab, post, ".zone")).to_have_text("Eastern Standard Time")
    expect(tab.locator("#pinned .post-time .clock")).to_have_text("07:00")
    expect(tab.locator("#key-events .clock")).to_have_text("07:00")
    edited = post.edited_at.astimezone(zone)
    for part, words in (
        (".clock", f"{edited:%H:%M}"),
        (".date", f"{edited:%-d %B %Y}"),
    ):
        expect(tab.locator(f"#post-{post.pk} .post-edited {part}")).to_have_text(words)
    ended = page.ended_at.astimezone(zone)
    expect(tab.locator("#status .date")).to_have_text(f"{ended:%-d %B %Y}")


def test_the_heading_of_a_post_without_a_headline_follows(page, read):
    post = publish(page, "", at=NOON)
    tab = read(page, **NEW_YORK)
    heading = tab.locator(f"#post-{post.pk} h3")
    expect(heading).to_have_text("Post at 12:00")
    in_my_own_zone(tab).check()
    expect(heading).to_have_text("Post at 07:00")


def test_the_choice_of_the_zone_is_kept_and_holds_for_what_arrives(page, post, read):
    tab = read(page, **NEW_YORK)
    in_my_own_zone(tab).check()
    tab.reload()
    expect(time_of(tab, post)).to_have_text("07:00")
    expect(in_my_own_zone(tab)).to_be_checked()
    new = publish(page, "News", at=NOON + timedelta(minutes=1))
    expect(time_of(tab, new)).to_have_text("07:01")
    edit(post, headline="The pier is open", body="<p>Again.</p>")
    caught_up(tab, page)
    expect(time_of(tab, post)).to_have_text("07:00")
    expect(tab.locator("#key-events .clock")).to_have_text("07:00")


def test_the_words_of_the_server_come_back_exactly(page, post, read):
    edit(post, correction_note="It is a quay.")
    tab = read(page, **NEW_YORK)
    before = tab.evaluate(ALL_TIMES)
    own = in_my_own_zone(tab)
    own.check()
    assert tab.evaluate(ALL_TIMES) != before
    own.uncheck()
    assert tab.evaluate(ALL_TIMES) == before
    own.check()
    new = publish(page, "News", at=NOON + timedelta(minutes=1))
    edit(post, headline="The pier is open")
    caught_up(tab, page)
    own.uncheck()
    shown = tab.evaluate(ALL_TIMES)
    expect(time_of(tab, new)).to_have_text("12:01")
    tab.reload()
    assert tab.evaluate(ALL_TIMES) == shown


def test_the_server_s_words_come_back_if_they_are_those_that_were_shown(
    page, post, read
):
    tab = read(page, **NEW_YORK)
    own = in_my_own_zone(tab)
    own.check()
    expect(time_of(tab, post)).to_have_text("07:00")
    with public_change(page) as change:
        change.retime(change.post(post.pk), NOON - timedelta(hours=5))
    caught_up(tab, page)
    expect(time_of(tab, post)).to_have_text("02:00")
    own.uncheck()
    expect(time_of(tab, post)).to_have_text("07:00")


def test_a_browser_that_keeps_nothing_still_tells_times(page, post, read):
    tab = read("/robots.txt", **NEW_YORK)
    tab.add_init_script(NO_STORAGE)
    tab.goto(tab.url.replace("/robots.txt", page.get_absolute_url()))
    in_my_own_zone(tab).check()
    expect(time_of(tab, post)).to_have_text("07:00")
    new = publish(page, "News", at=NOON + timedelta(minutes=1))
    expect(time_of(tab, new)).to_have_text("07:01")
    tab.reload()
    expect(time_of(tab, post)).to_have_text("12:00")
