"""Too many readers at once: one makes an answer, few hold a thread, editors pass."""

import random
from contextlib import ExitStack

import pytest

from posts import crowd, pressure
from posts.gate import Gate, turns
from posts.gate.gate import SOON
from tests.conftest import publish
from tests.gate import PATIENCE, Quick, Slow, ask, poll_of, threads, until

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    """Sets for how many seconds readers may wait without a turn; first, for none."""

    def brief(seconds):
        monkeypatch.setattr(turns, "BRIEF", seconds)

    brief(0)
    return brief


def asking(gate, *addresses):
    """Acts that ask GATE for ADDRESSES, and the list of what they will have got."""
    got = []

    def act(address):
        return lambda: got.append(ask(gate, address))

    return [act(address) for address in addresses], got


def test_one_makes_an_answer_and_the_others_wait_for_it(clock):
    django = Slow()
    gate = Gate(django)
    acts, got = asking(gate, *["/robots.txt"] * 4)
    with threads(acts[0]):
        until(django.asked.is_set)
        with threads(*acts[1:]):
            until(lambda: gate._turns._held == 4)
            django.may_answer.set()
    assert [answer.body for answer in got] == [b"answer 1"] * 4
    assert django.count == 1


def test_who_waits_a_moment_for_an_answer_needs_no_turn(settings, clock, brief):
    settings.READER_GATE_AT_ONCE = 2
    brief(PATIENCE)
    django = Slow()
    gate = Gate(django)
    acts, got = asking(gate, *["/robots.txt"] * 5)
    with threads(acts[0]):
        until(django.asked.is_set)
        [flight] = gate._flights._flying.values()
        with threads(*acts[1:]):
            until(lambda: len(got) + len(flight._landed._cond._waiters) == 4)
            held = gate._turns._held
            django.may_answer.set()
    assert held == 1
    assert [answer.status for answer in got] == [200] * 5


def test_a_page_waits_a_moment_for_a_turn(settings, clock, brief):
    settings.READER_GATE_AT_ONCE = 1
    brief(PATIENCE)
    django = Slow()
    gate = Gate(django)
    some, got = asking(gate, "/robots.txt")
    late, got_later = asking(gate, "/sitemap.xml")
    with threads(*some):
        until(django.asked.is_set)
        with threads(*late):
            until(lambda: got_later or gate._turns._changed._waiters)
            django.may_answer.set()
    assert [answer.body for answer in got + got_later] == [b"answer 1", b"answer 2"]


@pytest.mark.parametrize("is_overloaded", [False, True])
def test_a_poll_without_a_turn_is_put_off_while_others_get_on(
    page, settings, clock, monkeypatch, is_overloaded
):
    settings.READER_GATE_AT_ONCE = 2
    counted = []
    monkeypatch.setattr(crowd, "count", lambda *said: counted.append(said))
    monkeypatch.setattr(pressure, "factor", lambda: 4)
    monkeypatch.setattr(pressure, "is_overloaded", lambda: is_overloaded)
    monkeypatch.setattr(random, "random", lambda: 0.9)
    gate = Gate(Slow())
    address = poll_of(page, 0)
    clock.now += 60
    with gate._turns.take():
        clock.now += SOON
        soon = ask(gate, address)
        clock.now += 0.1
        late = ask(gate, address)
    assert late.status == 503
    if is_overloaded:
        assert soon.status == 503
        assert counted == []
    else:
        assert (soon.status, soon["Poll-After"]) == (204, "4")
        assert soon["Cache-Control"] == "no-store"
        assert counted == [(page.pk, 4)]


def test_without_a_turn_an_old_answer_stands_in(settings, clock):
    settings.READER_GATE_AT_ONCE = 1
    django = Slow()
    django.may_answer.set()
    gate = Gate(django)
    ask(gate, "/robots.txt")
    clock.now += 30
    django.may_answer.clear()
    acts, got = asking(gate, "/sitemap.xml")
    with threads(*acts):
        until(lambda: gate._turns._held == 1)
        assert ask(gate, "/robots.txt").body == b"answer 1"
        clock.now += 60
        assert ask(gate, "/robots.txt").status == 503
        django.may_answer.set()
    assert [answer.body for answer in got] == [b"answer 2"]


def test_half_of_the_turns_at_most_wait_for_one_answer(settings, clock):
    settings.READER_GATE_AT_ONCE = 6
    django = Slow()
    gate = Gate(django)
    acts, got = asking(gate, *["/robots.txt"] * 4)
    late, turned_away = asking(gate, "/robots.txt")
    with threads(acts[0]):
        until(django.asked.is_set)
        [flight] = gate._flights._flying.values()
        with threads(*acts[1:]):
            until(lambda: flight._waiting == 3)
            with threads(*late):
                until(lambda: turned_away or flight._waiting > 3)
                held = gate._turns._held
                django.may_answer.set()
    assert [answer.status for answer in turned_away] == [503]
    assert held == 4
    assert [answer.status for answer in got] == [200] * 4


def test_polls_are_turned_away_before_pages_and_editors_never(settings, clock):
    settings.READER_GATE_AT_ONCE = 4
    django = Slow()
    gate = Gate(django)
    gate._pages.find = lambda slug: None
    some, got = asking(gate, "/robots.txt", "/sitemap.xml")
    more, got_too = asking(gate, "/", "/manifest.webmanifest")
    with threads(*some):
        until(lambda: gate._turns._held == 2)
        poll = ask(gate, "/live/storm/updates/1/")
        with threads(*more):
            until(lambda: gate._turns._held == 4)
            page = ask(gate, "/live/storm/")
            django.may_answer.set()
            editor = ask(gate, "/admin/", HTTP_COOKIE="sessionid=hers")
    assert poll.status == 503
    assert poll["Retry-After"]
    assert page.status == 503
    assert editor.status == 200
    assert [answer.status for answer in got + got_too] == [200] * 4


def test_a_page_s_address_with_an_unknown_query_takes_a_turn_and_is_not_kept(
    settings, clock
):
    settings.READER_GATE_AT_ONCE = 1
    django = Slow()
    gate = Gate(django)
    address = "/live/storm/?utm_source=mail"
    acts, got = asking(gate, address)
    with threads(*acts):
        until(django.asked.is_set)
        late, turned_away = asking(gate, address)
        with threads(*late):
            until(lambda: turned_away or django.count == 2)
            django.may_answer.set()
    assert [answer.status for answer in turned_away] == [503]
    assert [answer.body for answer in got] == [b"answer 1"]
    assert ask(gate, address).body == b"answer 2"


STRANGERS = ("/live/storm/?utm_source=mail", "/nowhere", "/preview/guess/")
STRANGERS += (
    "/oembed?x=1",
    "/media/a.jpg",
    "/sitemap.xml?x=1",
    "/admin/",
    "/admin/login/",
)


@pytest.mark.parametrize("address", STRANGERS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_takes_a_turn_whatever_the_address(settings, address, method):
    settings.READER_GATE_AT_ONCE = 1
    gate = Gate(Quick("no-store"))
    with gate._turns.take():
        assert ask(gate, address, method).status == 503
    assert ask(gate, address, method).status == 200


@pytest.mark.parametrize(
    "address", ["/static/posts/live.css", "/healthz", "/readyz", "/metrics"]
)
def test_static_files_and_those_who_watch_over_us_need_no_turn(settings, address):
    settings.READER_GATE_AT_ONCE = 1
    gate = Gate(Quick("no-store"))
    with gate._turns.take():
        assert ask(gate, address).status == 200


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("/live/storm/?order=oldest&at=3", "/live/storm/?order=oldest&at=3"),
        ("/?q=F%C3%B6hr+%26+Sylt", "/?q=F%C3%B6hr+%26+Sylt"),
        ("/live/st%C3%B6rm/", "/live/st%C3%B6rm/"),
        ("/live/storm/", "/live/storm/"),
        ("//evil.example/", "/%2Fevil.example/"),
    ],
)
def test_a_browser_that_is_turned_away_comes_back_to_the_same_address(
    settings, clock, asked, named
):
    settings.READER_GATE_AT_ONCE = 1
    gate = Gate(Slow())
    gate._pages.find = lambda slug: None
    with gate._turns.take():
        got = ask(gate, asked)
    assert got.status == 503
    assert 3 <= int(got["Retry-After"]) <= 10
    assert got["Refresh"] == f"{got['Retry-After']}; url={named}"


def test_an_overloaded_machine_sends_every_second_poll_away(gate, story, monkeypatch):
    monkeypatch.setattr(pressure, "is_overloaded", lambda: True)
    monkeypatch.setattr(random, "random", iter([0.4, 0.6, 0.1, 0.9]).__next__)
    got = [ask(gate, poll_of(story)) for _ in range(4)]
    assert [answer.status for answer in got] == [503, 204, 503, 204]
    assert 30 <= int(got[0]["Retry-After"]) <= 60
    assert ask(gate, story.get_absolute_url()).status == 200


def test_nobody_is_sent_away_twice_in_a_row(gate, story, monkeypatch):
    monkeypatch.setattr(pressure, "is_overloaded", lambda: True)
    monkeypatch.setattr(random, "random", lambda: 0.1)
    assert ask(gate, poll_of(story)).status == 503
    assert ask(gate, poll_of(story), HTTP_POLL_AGAIN="1").status == 204


def test_who_comes_again_is_put_off_while_no_turn_is_free(gate, story, monkeypatch):
    monkeypatch.setattr(pressure, "is_overloaded", lambda: True)
    address = poll_of(story)
    publish(story, "News")
    with ExitStack() as held:
        for _ in range(gate._turns.half):
            held.enter_context(gate._turns.take())
        got = [ask(gate, address, HTTP_POLL_AGAIN="1") for _ in range(3)]
    assert [answer.status for answer in got] == [204, 204, 204]
    assert got[0]["Poll-After"] == "1"
