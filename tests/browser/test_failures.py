"""When the server or the line fails, the page says so, waits, and catches up."""

import re
from itertools import pairwise
from time import monotonic, time

import pytest
from django.utils.http import http_date
from playwright.sync_api import expect

from tests.browser.conftest import (
    LONG,
    POLLS,
    caught_up,
    ids,
    pks,
    poll_times,
    scroll_to,
    top_of,
)
from tests.conftest import edit, publish, publish_many, withdraw

UPDATED = re.compile(r"^Updated \d\d:\d\d$")


@pytest.fixture(autouse=True)
def failures_are_meant(errors):
    errors.allow(
        "^Failed to load resource",
        "^Response Status Error Code [45]",
        "^htmx:(sendError|afterRequest)",
    )


def says(tab):
    return tab.locator("#connection")


@pytest.mark.parametrize(
    "fail",
    [
        pytest.param(lambda route: route.fulfill(status=500, body="Oh"), id="500"),
        pytest.param(lambda route: route.fulfill(status=502), id="502"),
        pytest.param(lambda route: route.abort("connectionrefused"), id="stopped"),
    ],
)
def test_polling_outlives_a_failing_server(page, read, fail):
    tab = read(page)
    expect(says(tab)).to_have_text(UPDATED)
    tab.route(POLLS, fail)
    expect(says(tab)).to_have_text("Reconnecting…")
    post = publish(page, "While we were gone")
    poll_times(tab, 2)
    assert ids(tab) == []
    tab.unroute(POLLS)
    expect(tab.locator(f"#post-{post.pk}")).to_be_visible()
    expect(says(tab)).to_have_text(UPDATED)


def test_each_failure_doubles_the_pause(page, read):
    tab = read(page)
    tab.route(POLLS, lambda route: route.fulfill(status=503))
    pauses = [b - a for a, b in pairwise(poll_times(tab, 4))]
    assert pauses[2] > 1.2  # four times 0.4 seconds, less a fifth of jitter


def test_a_server_that_is_back_is_asked_within_half_a_minute(page, read, settings):
    settings.POLL_SECONDS = 5
    tab = read(page)
    tab.clock.install()
    tab.reload()
    tab.route(POLLS, lambda route: route.fulfill(status=503))
    for _ in range(8):  # minutes
        with tab.expect_request(POLLS):
            tab.clock.run_for(36_500)  # half a minute, a fifth of jitter, rounding


def test_the_rest_that_a_server_asks_for_is_all_the_pause_there_is(page, read):
    tab = read(page)
    resting = {"Retry-After": "1"}
    tab.route(POLLS, lambda route: route.fulfill(status=503, headers=resting))
    asked = poll_times(tab, 5)
    # Four pauses of a second, or a little more; if they doubled, fifteen seconds.
    assert 3.8 < asked[4] - asked[0] < 12


def test_a_script_that_comes_late_costs_no_poll(page, read):
    tab = read(page)
    late = []

    def delay(route):
        late.append(route)

    tab.route("**/keys.js", delay)
    tab.goto(tab.url, wait_until="commit")
    tab.wait_for_function("() => document.readyState === 'interactive'")
    tab.wait_for_timeout(1500)  # three times the pause before a poll
    assert late
    post = publish(page, "While a script was on its way")
    late[0].continue_()
    expect(tab.locator(f"#post-{post.pk}")).to_be_visible()


def in_seconds():
    return "3"


def as_a_date():
    return http_date(time() + 4)


@pytest.mark.parametrize("retry_after", [in_seconds, as_a_date])
def test_a_server_that_asks_for_time_gets_it(page, read, retry_after):
    tab = read(page)
    asked = []

    def wait(route):
        asked.append(monotonic())
        route.fulfill(status=503, headers={"Retry-After": retry_after()})

    tab.route(POLLS, wait, times=1)
    expect(says(tab)).to_have_text("Reconnecting…")
    with tab.expect_request(POLLS):
        pass
    assert monotonic() - asked[0] >= 2.9
    expect(says(tab)).to_have_text(UPDATED)


def test_a_page_that_is_not_found_says_so_and_is_tried_again(page, read):
    tab = read(page)
    tab.route(POLLS, lambda route: route.fulfill(status=404))
    expect(says(tab)).to_have_text(re.compile("^This page can’t be found"))
    tab.unroute(POLLS)
    expect(says(tab)).to_have_text(UPDATED)


def test_a_chunk_that_fails_can_be_asked_for_again(page, read):
    posts = publish_many(page, 7)
    tab = read(page)
    tab.route("**/*before=*", lambda route: route.fulfill(status=500), times=1)
    older = tab.locator("#older a")
    with tab.expect_response(lambda response: response.status == 500):
        older.click()
    assert len(ids(tab)) == 5
    older.click()
    expect(tab.locator("#feed > article")).to_have_count(7)
    assert ids(tab) == pks(posts[::-1])


def test_an_answer_that_comes_twice_does_no_harm(page, read):
    posts = publish_many(page, 4)
    tab = read(page)
    answers = []

    def repeat(route):
        if answers:
            route.fulfill(body=answers[0], content_type="text/html")
            answers.append("again")
            return
        response = route.fetch()
        if response.status == 200:
            answers.append(response.text())
        route.fulfill(response=response)

    tab.route(POLLS, repeat)
    new = publish(page, "Once only")
    withdraw(posts[1])
    expect(tab.locator(f"#post-{new.pk}")).to_be_visible()
    for _ in range(2):
        with tab.expect_response(POLLS):
            pass
    assert len(answers) > 2
    tab.unroute(POLLS)
    edit(posts[0], headline="And on it goes")
    expect(tab.locator(f"#post-{posts[0].pk} .headline")).to_have_text("And on it goes")
    assert ids(tab) == pks([new, posts[3], posts[2], posts[0]])


def test_an_old_answer_that_comes_late_is_put_right_by_the_next(page, read):
    post = publish(page, "First words")
    tab = read(page)
    held = []

    def hold(route):
        response = route.fetch()
        if response.status == 200 and not held:
            held.append(response.text())
        route.fulfill(response=response)

    tab.route(POLLS, hold)
    edit(post, headline="Second words")
    headline = tab.locator(f"#post-{post.pk} .headline")
    expect(headline).to_have_text("Second words")
    edit(post, headline="Third words")
    expect(headline).to_have_text("Third words")
    tab.unroute(POLLS)
    late = {"body": held[0], "content_type": "text/html"}
    tab.route(POLLS, lambda route: route.fulfill(**late), times=1)
    with tab.expect_response(POLLS):
        pass
    caught_up(tab, page)
    expect(headline).to_have_text("Third words")


def test_two_polls_at_once_do_no_harm(page, read):
    posts = publish_many(page, 2)
    tab = read(page)
    new = publish(page, "Asked for twice")
    tab.locator("#poller").evaluate(
        "poller => [1, 2, 3].forEach(() => htmx.trigger(poller, 'poll'))"
    )
    caught_up(tab, page)
    assert ids(tab) == pks([new, *posts[::-1]])
    later = publish(page, "And the polling goes on")
    expect(tab.locator(f"#post-{later.pk}")).to_be_visible()


def test_coming_online_asks_at_once(page, read, settings):
    settings.POLL_SECONDS = 60
    tab = read(page)
    tab.evaluate("() => dispatchEvent(new Event('offline'))")
    expect(says(tab)).to_have_text("Reconnecting…")
    post = publish(page, "While the tunnel was dark")
    tab.evaluate("() => dispatchEvent(new Event('online'))")
    expect(tab.locator(f"#post-{post.pk}")).to_be_visible()
    expect(says(tab)).to_have_text(UPDATED)


def test_the_line_being_read_stays_where_it_is_when_the_connection_is_told_of(
    page, read
):
    for post in publish_many(page, 3):
        edit(post, body=LONG)
    tab = read(page, viewport={"width": 360, "height": 780})
    expect(says(tab)).to_have_text(UPDATED)
    line = "#feed > article:nth-child(2) p:text('Paragraph 5')"
    scroll_to(tab, line, top=5)
    tab.route(POLLS, lambda route: route.fulfill(status=404, body="No"))
    expect(says(tab)).to_contain_text("can’t be found")
    assert abs(top_of(tab, line) - 5) <= 1
    tab.unroute(POLLS)
    expect(says(tab)).to_have_text(UPDATED)
    assert abs(top_of(tab, line) - 5) <= 1
