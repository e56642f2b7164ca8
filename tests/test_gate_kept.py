"""What the reader gate keeps: for how long, how much, and what helps out in need."""

import pytest
from django.db import OperationalError

from posts.gate import Gate
from posts.gate.kept import Answer, Kept
from posts.gate.pages import Pages
from tests.conftest import open_as, withdraw
from tests.gate import Quick, ask, threads, until

pytestmark = pytest.mark.django_db


def test_a_kept_answer_asks_nobody(gate, story, django_assert_num_queries):
    first = ask(gate, story.get_absolute_url())
    with django_assert_num_queries(0):
        assert ask(gate, story.get_absolute_url()).body == first.body
    assert len(gate.django.requests) == 1


def test_an_answer_is_kept_for_its_s_maxage(gate, page, clock):
    open_as(page, "ended")
    for address, seconds in ((page.get_absolute_url(), 60), ("/", 2)):
        gate.django.requests.clear()
        ask(gate, address)
        clock.now += seconds - 0.1
        ask(gate, address)
        assert len(gate.django.requests) == 1
        clock.now += 0.2
        ask(gate, address)
        assert len(gate.django.requests) == 2


def test_an_answer_of_a_page_is_not_given_once_the_page_has_changed(gate, story, clock):
    open_as(story, "ended")
    address = story.get_absolute_url()
    assert b"Post 2" in ask(gate, address).body
    withdraw(story.posts.get(headline="Post 2"))
    clock.now += 0.3
    assert b"Post 2" not in ask(gate, address).body


def test_what_depends_on_no_page_tells_its_age(gate, page, clock):
    assert ask(gate, "/robots.txt")["Age"] is None
    clock.now += 7
    assert ask(gate, "/robots.txt")["Age"] == "7"


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "public, s-maxage=60", "Set-Cookie": "a=b"},
        {"Cache-Control": "private, s-maxage=60"},
        {"Cache-Control": "public, max-age=60"},
        {"Cache-Control": "public, s-maxage=60", "Vary": "Cookie"},
        {"Cache-Control": "public, s-maxage=60", "Vary": "Accept-Encoding, Cookie"},
        {},
    ],
)
def test_what_is_not_for_everybody_is_never_kept(page, headers):
    asked = []

    def application(environ, start_response):
        asked.append(environ)
        start_response("200 OK", list(headers.items()))
        return [b"secret"]

    gate = Gate(application)
    for _ in range(2):
        assert ask(gate, page.get_absolute_url()).body == b"secret"
    assert len(asked) == 2


def answer_of(size):
    """An Answer that needs SIZE bytes without its key."""
    headers = [("Cache-Control", "public, s-maxage=60")]
    return Answer.of("200 OK", headers, b"x" * (size - 1000))


def test_what_was_used_least_leaves_when_there_is_no_room():
    kept = Kept(80_000)
    for name in "01234567":
        kept.put((name,), answer_of(9_999))
    assert kept.get(("0",))
    kept.put(("8",), answer_of(9_999))
    assert kept.get(("1",)) is None
    assert kept.get(("0",))
    kept.put(("0",), answer_of(5_000))
    kept.put(("9",), answer_of(4_997))
    assert all(kept.get((name,)) for name in "023456789")
    kept.put(("huge",), answer_of(10_000))
    assert kept.get(("huge",)) is None
    assert kept.get(("9",))


def test_what_nobody_may_be_given_any_more_leaves(clock):
    kept = Kept(80_000)
    page = [("Cache-Control", "public, s-maxage=1, stale-if-error=60")]
    poll = [("Cache-Control", "public, s-maxage=1")]
    kept.put("page", Answer.of("200 OK", page, b"page"))
    kept.put("poll", Answer.of("200 OK", poll, b"poll"))
    kept.put("again", Answer.of("200 OK", poll, b"again"))
    clock.now += 0.5
    kept.put("again", Answer.of("200 OK", poll, b"anew"))
    clock.now += 0.5
    kept.put("other", Answer.of("200 OK", poll, b"other"))
    assert kept.get("poll") is None
    assert all(map(kept.get, ("page", "again", "other")))
    clock.now += 1
    kept.put("last", Answer.of("200 OK", poll, b"last"))
    assert kept.get("again") is kept.get("other") is None
    assert kept.get("page")


def test_a_long_key_takes_room_as_well():
    kept = Kept(80_000)
    keys = [("https", name * 8_995) for name in "0123456789"]
    for key in keys:
        kept.put(key, answer_of(1_000))
    assert [key for key in keys if kept.get(key)] == keys[-8:]
    kept.put(("https", "0" * 8_996), answer_of(1_000))
    assert kept.get(("https", "0" * 8_996)) is None
    assert all(kept.get(key) for key in keys[-8:])


def test_an_answer_that_took_long_to_make_is_kept_from_when_it_landed(clock):
    asked = []

    def application(environ, start_response):
        asked.append(environ)
        clock.now += 5
        start_response("200 OK", [("Cache-Control", "public, s-maxage=2")])
        return [b"at last"]

    gate = Gate(application)
    ask(gate, "/robots.txt")
    clock.now += 1.9
    assert ask(gate, "/robots.txt")["Age"] == "1"
    assert len(asked) == 1
    clock.now += 0.2
    ask(gate, "/robots.txt")
    assert len(asked) == 2


# Old answers in need


def test_while_a_new_answer_is_made_the_old_one_stands_in(clock):
    django = Quick("public, s-maxage=1, stale-while-revalidate=60")
    gate = Gate(django)
    ask(gate, "/robots.txt")
    clock.now += 30
    django.hold()
    got = []
    with threads(lambda: got.append(ask(gate, "/robots.txt").body)):
        until(django.asked.is_set)
        meanwhile = ask(gate, "/robots.txt").body
        django.may_answer.set()
    assert meanwhile == b"answer 1"
    assert got == [b"answer 2"]
    assert ask(gate, "/robots.txt").body == b"answer 2"


def test_after_failures_the_old_answer_helps_out_for_a_while(clock):
    django = Quick("public, s-maxage=1, stale-if-error=600")
    gate = Gate(django)
    ask(gate, "/robots.txt")
    django.fails = True
    clock.now += 600
    # A failure does not take the place of what is kept.
    for count in (2, 3, 4):
        assert ask(gate, "/robots.txt").body == b"answer 1"
        assert django.count == count
    clock.now += 2
    assert ask(gate, "/robots.txt").status == 500
    django.fails = False
    assert ask(gate, "/robots.txt").body == b"answer 6"


@pytest.fixture
def taken_back(page, clock):
    """A gate that kept an answer of PAGE, which it then came to know as withdrawn."""
    need = "stale-while-revalidate=60, stale-if-error=600"
    gate = Gate(Quick(f"public, s-maxage=1, {need}"))
    assert ask(gate, page.get_absolute_url()).body == b"answer 1"
    open_as(page, "withdrawn")
    clock.now += 2
    gate._pages.find(page.slug)
    return gate


def test_of_a_withdrawn_page_nothing_old_is_given_while_a_new_answer_is_made(
    taken_back, page
):
    django = taken_back._application
    django.hold()
    got = []
    asking = lambda: got.append(ask(taken_back, page.get_absolute_url()).body)  # noqa: E731
    with threads(asking):
        until(django.asked.is_set)
        with threads(asking):
            until(lambda: got or taken_back._turns._held == 2)
            django.may_answer.set()
    assert got == [b"answer 2"] * 2


def test_of_a_withdrawn_page_nothing_old_is_given_on_failure(taken_back, page):
    taken_back._application.fails = True
    assert ask(taken_back, page.get_absolute_url()).status == 500


def test_of_a_withdrawn_page_nothing_old_is_given_while_the_database_is_away(
    taken_back, page, clock, monkeypatch
):
    def away(slug):
        raise OperationalError

    monkeypatch.setattr(Pages, "_row", staticmethod(away))
    clock.now += 1
    got = ask(taken_back, page.get_absolute_url())
    assert got.status == 503
    assert b"answer 1" not in got.body
