"""Bad lines, old caches and wrong clocks in a real browser."""

import random
from datetime import UTC, datetime, timedelta
from itertools import cycle
from time import time

import pytest
from django.utils.http import http_date
from playwright.sync_api import Error, expect

from tests.browser.conftest import POLLS, caught_up, ids, pks
from tests.browser.test_random_sequences import settled, snapshot, within
from tests.conftest import edit, publish, publish_many, withdraw
from tests.test_law import ACTS, Newsroom

RECONNECTING = "Reconnecting…"


@pytest.fixture
def failures_are_meant(errors):
    errors.allow(
        "^Failed to load resource",
        "^Response Status Error Code [45]",
        "^htmx:(sendError|afterRequest)",
    )


class Line:
    """A route that drops, repeats and delays the answers to polls.

    A question that is asked again may be answered as it was at an earlier moment.
    """

    def __init__(self, seed):
        self.chance = random.Random(seed)
        fates = ["lost", "late", "never sent", "well", "lost", "well"]
        self.chance.shuffle(fates)
        self.next_fates = cycle(fates)
        self.answers = {}
        self.fates = []

    def __call__(self, route):
        try:
            self._answer(route)
        except Error as error:
            # The page asked anew meanwhile and wants this answer no more.
            if "already handled" not in str(error):
                raise

    def _answer(self, route):
        before = self.answers.setdefault(route.request.url, [])
        fate = "old" if before else next(self.next_fates)
        self.fates.append(fate)
        if fate == "never sent":
            return route.abort("connectionreset")
        if fate == "old":
            body = self.chance.choice(before)
            return route.fulfill(body=body, content_type="text/html")
        response = route.fetch()
        if response.status == 200:
            before.append(response.text())
        if fate == "lost":
            return route.abort("connectionreset")
        if fate == "late":
            self.happen()
        return route.fulfill(response=response)

    def happen(self):
        """What editors do while an answer is under way."""


@pytest.mark.usefixtures("failures_are_meant")
@pytest.mark.parametrize("number", range(3))
def test_a_bad_line_harms_nothing(page, read, settings, number):
    publish_many(page, 8)
    newsroom = Newsroom(page)
    tab = read(page)
    line = Line(number)
    acts = [name for name in ACTS if name != "take_back_and_return"]

    def act():
        getattr(newsroom, line.chance.choice(acts))(line.chance.randint(0, 9))

    line.happen = act
    tab.route(POLLS, line)
    for _ in range(24):
        act()
        # Asked for at once, since failures make the page wait longer and longer.
        tab.evaluate("() => dispatchEvent(new Event('online'))")
        tab.wait_for_timeout(line.chance.choice([50, 200, 400]))
    tab.unroute(POLLS)
    assert {"lost", "never sent", "late", "old", "well"} <= {*line.fates}
    tab.evaluate("() => dispatchEvent(new Event('online'))")
    caught_up(tab, page)
    settings.POSTS_PER_PAGE = 1000
    fresh = snapshot(read(page))
    shown = settled(tab, fresh)
    assert shown["feed"] == within(shown["edges"], fresh["feed"])
    assert shown["furniture"] == fresh["furniture"]


def test_a_page_from_an_old_cache_is_put_right_by_its_first_poll(page, read):
    posts = publish_many(page, 4)
    tab = read(page)
    old = tab.content()
    new = publish(page, "Since then")
    withdraw(posts[1])
    edit(posts[2], headline="Put right")
    tab.route(tab.url, lambda route: route.fulfill(body=old, content_type="text/html"))
    tab.goto(tab.url)
    caught_up(tab, page)
    assert ids(tab) == pks([new, posts[3], posts[2], posts[0]])
    headline = tab.locator(f"#post-{posts[2].pk} .headline")
    expect(headline).to_have_text("Put right")


def test_two_tabs_of_one_browser_each_have_their_own_cursor(page, read):
    posts = publish_many(page, 3)
    awake, asleep = read(page), read(page)
    asleep.evaluate("() => window.hide(true)")
    new = publish(page, "For who is awake")
    withdraw(posts[0])
    caught_up(awake, page)
    assert ids(asleep) == pks(posts[::-1])
    asleep.evaluate("() => window.hide(false)")
    caught_up(asleep, page)
    assert ids(awake) == ids(asleep) == pks([new, posts[2], posts[1]])


def set_clock(tab, **off):
    """Put the clock of TAB that much OFF the true time."""
    tab.clock.set_system_time(datetime.now(UTC) + timedelta(**off))


@pytest.mark.parametrize("hours", [24, -24, 1, -1])
def test_a_clock_that_is_wrong_or_put_right_stops_no_polling(page, read, hours):
    tab = read(page)
    set_clock(tab, hours=hours)
    tab.reload()
    first = publish(page, "By a wrong clock")
    expect(tab.locator(f"#post-{first.pk}")).to_be_visible()
    set_clock(tab)
    second = publish(page, "By the true clock")
    expect(tab.locator(f"#post-{second.pk}")).to_be_visible()
    set_clock(tab, hours=hours)
    withdraw(first)
    expect(tab.locator(f"#post-{first.pk}")).to_have_count(0)
    assert ids(tab) == [second.pk]


@pytest.mark.usefixtures("failures_are_meant")
def test_a_poll_after_a_failure_says_so_and_no_other(page, read):
    tab = read(page)
    said = []

    def note(route):
        said.append(route.request.headers.get("poll-again"))
        if len(said) in (2, 3):
            route.fulfill(status=503, headers={"Retry-After": "1"})
        else:
            route.continue_()

    tab.route(POLLS, note)
    tab.wait_for_timeout(100)
    while len(said) < 5:
        tab.wait_for_timeout(100)
    assert said[:5] == [None, None, "1", "1", None]


@pytest.mark.usefixtures("failures_are_meant")
def test_a_clock_put_back_prolongs_no_rest_that_the_server_asked_for(page, read):
    tab = read(page)
    set_clock(tab)
    tab.reload()
    headers = {"Retry-After": "2"}
    tab.route(POLLS, lambda r: r.fulfill(status=503, headers=headers), times=1)
    expect(tab.locator("#connection")).to_have_text(RECONNECTING)
    set_clock(tab, hours=-1)
    tab.evaluate("() => { window.hide(true); window.hide(false); }")
    post = publish(page, "After two seconds")
    expect(tab.locator(f"#post-{post.pk}")).to_be_visible()


@pytest.mark.usefixtures("failures_are_meant")
def test_the_end_of_a_rest_is_told_by_the_server_s_clock(page, read):
    tab = read(page)
    set_clock(tab, days=-1)
    tab.reload()

    def rest(route):
        headers = {"Date": http_date(time()), "Retry-After": http_date(time() + 2)}
        route.fulfill(status=503, headers=headers)

    tab.route(POLLS, rest, times=1)
    expect(tab.locator("#connection")).to_have_text(RECONNECTING)
    post = publish(page, "After two seconds")
    expect(tab.locator(f"#post-{post.pk}")).to_be_visible()
