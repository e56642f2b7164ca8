"""Polls at the reader gate: idle ones without Django, none that waits for long."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from posts import crowd, pressure
from posts.gate import Gate, addresses, pages
from posts.gate.gate import SOON
from posts.gate.pages import Pages
from posts.models import LivePage
from posts.publishing import public_change
from tests.conftest import add_draft, edit, make_page, publish
from tests.gate import PATIENCE, Slow, ask, poll_of, threads, until

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(monkeypatch):
    """The polls that were counted, (page pk, seconds)."""
    counted = []
    monkeypatch.setattr(crowd, "count", lambda *said: counted.append(said))
    return counted


def test_an_idle_poll_never_reaches_django(gate, story):
    got = ask(gate, poll_of(story))
    assert (got.status, got.body) == (204, b"")
    assert got.headers == {"cache-control": "public, max-age=0, s-maxage=1"}
    assert gate.django.requests == []


def test_a_crowd_of_idle_polls_asks_the_database_once(
    gate, story, django_assert_num_queries
):
    address = poll_of(story)
    with django_assert_num_queries(1):
        for _ in range(20):
            assert ask(gate, address).status == 204


def test_what_a_poll_knows_is_at_most_a_quarter_of_a_second_old(gate, story, clock):
    address = poll_of(story)
    assert ask(gate, address).status == 204
    publish(story)
    clock.now += 0.24
    assert ask(gate, address).status == 204
    clock.now += 0.02
    assert ask(gate, address).status == 200


def test_a_cursor_that_seems_ahead_is_compared_with_the_database(gate, story):
    """Another process has already told this reader of a change."""
    assert ask(gate, poll_of(story)).status == 204
    publish(story)
    assert ask(gate, poll_of(story)).status == 204
    assert gate.django.requests == []
    # And one that really is ahead starts over.
    assert b"reset:#feed" in ask(gate, poll_of(story, 999)).body


def test_a_poll_publishes_what_is_due(gate, story):
    post = add_draft(story, "Due")
    with public_change(story) as change:
        change.schedule(change.post(post.pk), change.now + timedelta(hours=1))
    address = poll_of(story)
    assert ask(gate, address).status == 204
    LivePage.objects.update(next_due_at=timezone.now() - timedelta(seconds=1))
    story.posts.filter(pk=post.pk).update(
        published_at=timezone.now() - timedelta(seconds=1)
    )
    gate.forget()
    got = ask(gate, address)
    assert (got.status, b"Due" in got.body) == (200, True)


def test_a_poll_sees_by_the_clock_that_something_is_due(gate, story, clock):
    """Although the page was looked at before that moment."""
    due = timezone.now() + timedelta(hours=1)
    LivePage.objects.update(next_due_at=due)
    assert ask(gate, poll_of(story)).status == 204
    page = gate._pages.find(story.slug)
    assert not page.is_due()
    clock.time = lambda: due.timestamp() + 0.001
    assert page.is_due()
    assert not page.is_at_rest()


def test_every_poll_counts_one_reader_with_the_interval_it_was_told(
    gate, story, counted, settings
):
    settings.POLL_SECONDS, settings.POLL_SECONDS_QUIET = 5, 60
    ended = make_page("over", "ended")
    for address in (
        poll_of(story),
        poll_of(story, 2),
        poll_of(story, 2),
        f"{poll_of(story)}?show=key",
        poll_of(ended),
    ):
        ask(gate, address)
    ask(gate, story.get_absolute_url())
    assert counted == [(story.pk, 5)] * 4 + [(ended.pk, 60)]


def test_a_poll_s_address_is_the_canonical_one():
    assert addresses.POLL("/live/storm/updates/0/")[2] == "0"
    for path in (
        "/live/storm/updates/01/",
        "/live/storm/updates/-1/",
        "/live/storm/updates/1",
        "/live/storm/updates/1/\n",
        "/live/st\u00f6rm/updates/1/",
        "/live/storm/updates/" + "9" * 19 + "/",
        "/live/storm/updates/\u0661/",
    ):
        assert not addresses.POLL(path), path


def test_edits_through_the_gate_arrive_in_order(gate, story):
    seen = []
    for n in range(5):
        address = poll_of(story)
        edit(story.posts.latest("pk"), headline=f"Version {n}")
        gate.forget()
        seen.append(f"Version {n}".encode() in ask(gate, address).body)
    assert seen == [True] * 5


def test_a_poll_does_not_wait_for_an_answer_in_the_making(
    page, clock, counted, monkeypatch
):
    """It comes again in a second, longer under pressure, and is told 503 if that
    goes on."""
    monkeypatch.setattr(pressure, "factor", lambda: 4)
    django = Slow("public, s-maxage=1")
    gate = Gate(django)
    gate._pages.find(page.slug)
    address = reverse("posts:updates", args=[page.slug, 0])
    got = []
    with threads(lambda: got.append(ask(gate, address).body)):
        until(django.asked.is_set)
        early = ask(gate, address)
        clock.now += SOON - 0.1
        soon = ask(gate, address)
        clock.now += 0.2
        late = ask(gate, address)
        while_making = counted.copy()
        django.may_answer.set()
    for answer in (early, soon):
        assert (answer.status, answer.body) == (204, b"")
        assert (answer["Poll-After"], answer["Cache-Control"]) == ("4", "no-store")
    assert late.status == 503
    assert while_making == [(page.pk, 4)] * 2
    assert got == [b"answer 1"]
    assert ask(gate, address).body == b"answer 1"
    assert django.count == 1


def test_under_pressure_an_idle_poll_says_when_to_come_again(
    gate, story, monkeypatch, settings
):
    settings.POLL_SECONDS = 5
    monkeypatch.setattr(pressure, "factor", lambda: 4)
    assert ask(gate, poll_of(story))["Poll-After"] == "20"


# A database that is away


def test_while_the_database_is_away_pages_stay_and_polls_are_told_to_wait(
    gate, story, clock, monkeypatch
):
    address = story.get_absolute_url()
    body = ask(gate, address).body
    asked = []

    def away(slug):
        asked.append(slug)
        raise OperationalError

    monkeypatch.setattr(Pages, "_row", staticmethod(away))
    clock.now += 5
    assert ask(gate, address).body == body
    got = ask(gate, poll_of(story))
    assert got.status == 503
    assert 3 <= int(got["Retry-After"]) <= 10
    assert got["Cache-Control"] == "no-store"
    # It is left alone for a second, however many ask.
    assert len(asked) == 1
    clock.now += 1.1
    ask(gate, poll_of(story))
    assert len(asked) == 2
    # A page that nobody had asked for can't be shown.
    assert ask(gate, make_page("other").get_absolute_url()).status == 503


def test_while_a_select_hangs_polls_are_told_to_wait_and_hold_no_thread(
    page, clock, monkeypatch
):
    asked, may_answer = threading.Event(), threading.Event()
    row = Pages._row(page.slug)

    def hang(slug):
        asked.set()
        assert may_answer.wait(PATIENCE)
        return row

    monkeypatch.setattr(Pages, "_row", staticmethod(hang))
    gate = Gate(Slow())
    address = reverse("posts:updates", args=[page.slug, page.revision])
    got, turned_away = [], []
    with threads(lambda: got.append(ask(gate, address).status)):
        until(asked.is_set)
        # One waits as long as others may; those who come later don't.
        turned_away.append(ask(gate, address).status)
        clock.now += pages.PATIENCE + 0.01
        turned_away += [ask(gate, address).status for _ in range(20)]
        held = gate._turns._held
        may_answer.set()
    assert turned_away == [503] * 21
    assert held == 0
    assert got == [204]
    assert ask(gate, address).status == 204


def test_who_waits_is_patient_with_the_select_that_is_under_way(clock, monkeypatch):
    """Not with the one before it, for which that one had to wait."""
    monkeypatch.setattr(pages, "PATIENCE", PATIENCE)
    asked, may_answer = {}, {}
    for slug in "abc":
        asked[slug], may_answer[slug] = threading.Event(), threading.Event()

    def hang(slug):
        asked[slug].set()
        assert may_answer[slug].wait(PATIENCE)

    monkeypatch.setattr(Pages, "_row", staticmethod(hang))
    known = Pages()
    looks, got = [], []
    clock.monotonic = lambda: looks.append(clock.now) or clock.now

    def look(slug):
        got.append(known.ask(slug))

    def ask_late():
        try:
            look("c")
        except pages.DatabaseAwayError:
            got.append("away")

    with threads(lambda: look("a")):
        until(asked["a"].is_set)
        count = len(looks)
        with threads(lambda: look("b")):
            until(lambda: len(looks) > count)
            clock.now += PATIENCE - 1
            may_answer["a"].set()
            until(asked["b"].is_set)
            clock.now += 2
            count = len(looks)
            with threads(ask_late):
                until(lambda: len(looks) > count)
                may_answer["c"].set()
                may_answer["b"].set()
    assert got == [None] * 3


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_is_opened_anew(gate, story):
    address = poll_of(story)
    assert ask(gate, address).status == 204
    gate.forget()
    connection.connection.close()
    assert ask(gate, address).status == 204
