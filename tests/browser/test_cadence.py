"""A reader waits as long as the last answer asked for."""

from math import ceil

import pytest

from tests.browser.conftest import POLLS, caught_up
from tests.conftest import publish

STEP = 20  # seconds: so few that the script does not lose patience meanwhile
# Polls begun and answered; the script has set its timer before this counts.
COUNT = """() => {
  window.polls = { begun: 0, answered: 0 };
  document.addEventListener("htmx:beforeRequest", () => { polls.begun += 1; });
  document.addEventListener("htmx:afterRequest", () => { polls.answered += 1; });
}"""


@pytest.fixture
def tab(page, read, settings):
    """A tab that polls every ten seconds and whose clock only the test turns."""
    settings.POLL_SECONDS = 10
    tab = read("/")
    tab.clock.install(time="2026-03-02T10:00:00Z")
    tab.clock.pause_at("2026-03-02T11:00:00Z")
    tab.goto(tab.url + page.get_absolute_url()[1:])
    tab.wait_for_load_state("networkidle")
    tab.evaluate(COUNT)
    return tab


def answer_with(tab, **headers):
    """From now on polls find nothing new, and each answer has these HEADERS."""
    tab.unroute(POLLS)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    tab.route(POLLS, lambda route: route.fulfill(status=204, headers=headers))


def poll(tab, seconds):
    """Let SECONDS pass, in which one poll is begun, and wait for its answer."""
    before = tab.evaluate("polls.begun")
    step = min(seconds / 4, STEP)
    for _ in range(ceil(seconds / step)):
        tab.clock.run_for(step * 1000)
        if tab.evaluate("polls.begun") > before:
            break
    assert tab.evaluate("polls.begun") == before + 1
    tab.wait_for_function("() => polls.answered === polls.begun", polling=50)


def is_silent(tab, seconds):
    """Whether SECONDS pass without a poll."""
    before = tab.evaluate("polls.begun")
    tab.clock.run_for(seconds * 1000)
    return tab.evaluate("polls.begun") == before


@pytest.mark.parametrize(
    ("asked_for", "at_least", "at_most"),
    [
        pytest.param("100", 80, 120, id="longer"),
        pytest.param("2.5", 2, 3, id="shorter"),
        pytest.param("0.01", 0.8, 1.2, id="never a storm"),
        pytest.param("999999", 2880, 4320, id="never for ever"),
        pytest.param("0", 8, 12, id="zero"),
        pytest.param("-5", 8, 12, id="negative"),
        pytest.param("soon", 8, 12, id="no number"),
        pytest.param(None, 8, 12, id="absent"),
    ],
)
def test_the_next_wait_is_what_the_answer_asks_for(tab, asked_for, at_least, at_most):
    answer_with(tab, **{"Poll_After": asked_for} if asked_for else {})
    poll(tab, 12.1)
    assert is_silent(tab, at_least - 0.1)
    poll(tab, at_most - at_least + 0.2)


def test_it_holds_for_one_wait_only(tab):
    answer_with(tab, Poll_After="100")
    poll(tab, 12.1)
    answer_with(tab)
    assert is_silent(tab, 79.9)
    poll(tab, 40.2)
    poll(tab, 12.1)


def test_an_answer_with_news_may_ask_for_it_too(tab, page):
    publish(page, "News")

    def hold(route):
        response = route.fetch()
        route.fulfill(
            response=response, headers=response.headers | {"Poll-After": "100"}
        )

    tab.route(POLLS, hold)
    poll(tab, 12.1)
    caught_up(tab, page)
    assert is_silent(tab, 79.9)
    poll(tab, 40.2)
