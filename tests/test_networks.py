"""Readers on bad lines, behind old caches, after long sleeps, with clocks that step.

Each comes to show what a fresh page shows as soon as it gets one true answer.
"""

import random
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from posts.delta import MOST_CHANGES
from posts.lifetimes import Lifetime
from posts.publishing import public_change
from tests.conftest import make_page, publish, withdraw
from tests.reader import Reader, delta_of
from tests.test_law import ACTS, VIEWS, Fresh, Newsroom, seed, url_of

pytestmark = pytest.mark.django_db

POLL = 5  # seconds between two polls
_numbers = count()


@pytest.fixture
def now(monkeypatch):
    """The server's clock: `now.at` is what it says, `now.move(seconds)` moves it."""
    clock = SimpleNamespace(at=datetime(2026, 11, 20, 12, 0, tzinfo=UTC))

    def move(seconds):
        clock.at += timedelta(seconds=seconds)

    clock.move = move
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


def a_page(settings, posts=6):
    settings.POSTS_PER_PAGE = 3
    page = make_page(f"network-{next(_numbers)}")
    seed(page, posts)
    page.refresh_from_db()
    return page


def everyone(page, client):
    """A reader in every view."""
    return [Reader(client, url_of(page, view, 2)) for view in VIEWS]


def assert_all_fresh(page, readers, settings):
    fresh = Fresh(page, settings)
    for reader in readers:
        reader.catch_up()
        fresh.assert_equals(reader, reader.poll_url)


# A line that drops, doubles, delays and reorders


class Line:
    """What is under way to READER, who asks for one thing at a time.

    An answer may come late, twice, or never; whoever then asks for the same again may
    get one of an earlier moment, from a cache on the way.
    """

    def __init__(self, reader, chance):
        self.reader, self.chance = reader, chance
        self.under_way = None
        self.given = {}

    def ask(self):
        """A poll goes out; what was under way is given up."""
        url = self.reader.poll_url
        response = self.reader.client.get(url)
        answers = self.given.setdefault(url, [])
        answers.append(response.content if response.status_code == 200 else None)
        self.under_way = self.chance.choice(answers)

    def deliver(self):
        """The answer arrives, once or twice, or is lost."""
        answer, self.under_way = self.under_way, None
        for _ in range(self.chance.choice([0, 1, 1, 2]) if answer else 0):
            self.reader.take(delta_of(answer))


@pytest.mark.parametrize("number", range(3))
def test_a_line_that_drops_doubles_delays_and_reorders_harms_nothing(settings, number):
    chance = random.Random(number)
    page = a_page(settings)
    newsroom = Newsroom(page)
    lines = [Line(reader, chance) for reader in everyone(page, Client())]
    for _ in range(60):
        getattr(newsroom, chance.choice(ACTS))(chance.randint(0, 9))
        for line in chance.sample(lines, 3):
            chance.choice([line.ask, line.ask, line.deliver])()
    for line in lines:
        line.deliver()
        assert len(line.reader.ids) == len(set(line.reader.ids))
    assert_all_fresh(page, [line.reader for line in lines], settings)


def test_an_answer_that_comes_late_shows_a_withdrawn_post_for_one_poll_only(settings):
    page = a_page(settings)
    reader = Reader(Client(), page.get_absolute_url())
    post = publish(page, "A mistake")
    late = reader.client.get(reader.poll_url).content
    withdraw(post)
    reader.catch_up()
    assert f"post-{post.pk}" not in reader.ids
    reader.take(delta_of(late))
    assert f"post-{post.pk}" in reader.ids
    assert reader.poll()
    assert f"post-{post.pk}" not in reader.ids


# Sleep


@pytest.mark.parametrize(
    ("seconds", "changes", "starts_over"),
    [
        pytest.param(5, 1, False, id="five seconds"),
        pytest.param(300, 20, False, id="five minutes"),
        pytest.param(5 * 3600, MOST_CHANGES, False, id="five hours"),
        pytest.param(48 * 3600, MOST_CHANGES + 1, True, id="two days"),
    ],
)
def test_whoever_slept_is_up_to_date_after_one_poll(
    settings, now, seconds, changes, starts_over
):
    page = a_page(settings, posts=8)
    older, *_ = page.posts.order_by("sort_key")
    readers = everyone(page, Client())
    for reader in readers:
        reader.load("older")
    asleep = readers[0]
    came = set()
    for n in range(changes - 1):
        now.move(seconds / changes)
        came.add(f"post-{publish(page, f'While you slept {n}').pk}")
    now.move(seconds / changes)
    withdraw(older)
    older_edge = asleep.older_edge
    assert asleep.poll()
    assert not asleep.poll()
    assert f"post-{older.pk}" not in asleep.ids
    assert (asleep.older_edge != older_edge) is starts_over
    if not starts_over:
        assert came <= {*asleep.ids}
        assert asleep.unread == came
    assert_all_fresh(page, readers, settings)


@pytest.mark.parametrize("act", ["take_back_and_return", "move_zone", "end", "reopen"])
def test_whoever_slept_through_a_change_of_the_page_is_put_right(settings, now, act):
    page = a_page(settings)
    newsroom = Newsroom(page)
    if act == "reopen":
        newsroom.end(0)
    readers = everyone(page, Client())
    now.move(48 * 3600)
    getattr(newsroom, act)(1)
    newsroom.edit(3)
    assert_all_fresh(page, readers, settings)


def test_two_tabs_that_slept_differently_end_up_alike(settings, now):
    page = a_page(settings)
    newsroom = Newsroom(page)
    client = Client()
    first, second = (Reader(client, page.get_absolute_url()) for _ in range(2))
    for n, name in enumerate(ACTS):
        now.move(60)
        getattr(newsroom, name)(n)
        first.poll()
        if n % 7 == 0:
            second.poll()
    first.catch_up()
    second.catch_up()
    assert (first.feed, first.furniture) == (second.feed, second.furniture)
    assert_all_fresh(page, [first, second], settings)


# Caches


class Cache:
    """A shared cache before the server that a reader asks, on the server's own clock.

    An OBEDIENT one gives an answer away for its s-maxage, and then stale for as long
    as the answer allows; another one for SECONDS, whatever the answer says.
    """

    def __init__(self, now, seconds=None):
        self.now, self.seconds = now, seconds
        self.client, self.stored = Client(), {}
        self.given = 0

    def get(self, url):
        if url in self.stored:
            response, at = self.stored[url]
            age = (self.now.at - at).total_seconds()
            life = Lifetime.read(response["Cache-Control"])
            if age < (
                life.fresh + life.stale if self.seconds is None else self.seconds
            ):
                self.given += 1
                if self.seconds is None and age >= life.fresh:
                    self.stored[url] = (self.client.get(url), self.now.at)
                return response
        response = self.client.get(url)
        self.stored[url] = (response, self.now.at)
        return response


@pytest.mark.parametrize("seconds", [None, 60])
def test_behind_a_cache_nothing_is_wrong_and_nothing_late_by_more_than_its_age(
    settings, now, seconds
):
    chance = random.Random(1)
    page = a_page(settings)
    newsroom = Newsroom(page)
    cache = Cache(now, seconds)
    readers = everyone(page, cache)
    acts = [name for name in ACTS if name != "take_back_and_return"]
    revisions = []
    for step in range(120):
        if step % 4 == 0:
            getattr(newsroom, chance.choice(acts))(chance.randint(0, 9))
        page.refresh_from_db()
        revisions.append((now.at, page.revision))
        now.move(POLL)
        oldest = now.at - timedelta(seconds=(seconds or 1) + POLL)
        due = max((r for at, r in revisions if at <= oldest), default=0)
        for reader in readers:
            reader.poll()
            assert int(reader.at) >= due
            assert len(reader.ids) == len(set(reader.ids))
        if step % 20 == 10:
            readers += everyone(page, cache)
            readers[-1].load("older")
    assert cache.given > 20
    now.move(120)
    assert_all_fresh(page, readers, settings)


def test_a_page_that_is_a_minute_old_is_put_right_by_its_first_poll(settings, now):
    page = a_page(settings)
    cache = Cache(now, 60)
    cache.get(page.get_absolute_url())
    now.move(59)
    newsroom = Newsroom(page)
    for n, name in enumerate(ACTS):
        getattr(newsroom, name)(n)
    reader = Reader(cache, page.get_absolute_url())
    assert cache.given == 1
    page.refresh_from_db()
    assert int(reader.at) < page.revision
    reader.poll()
    assert int(reader.at) == page.revision
    assert_all_fresh(page, [reader], settings)


# The server's clock


STEPS = [3600, -3600, -3600, 3600, 86_400, -86_400, -86_400, 86_400]


@pytest.mark.parametrize("number", range(2))
def test_the_law_holds_while_the_server_s_clock_steps(settings, now, number):
    chance = random.Random(number)
    page = a_page(settings)
    newsroom = Newsroom(page)
    acts = [name for name in ACTS if name != "schedule_and_wait"]
    readers = everyone(page, Client())
    for step in STEPS:
        for _ in range(6):
            now.move(7)
            getattr(newsroom, chance.choice(acts))(chance.randint(0, 9))
            chance.choice(readers).poll()
        now.move(step)
    assert_all_fresh(page, readers, settings)


def test_a_withdrawal_can_be_undone_although_the_clock_stepped_back(settings, now):
    page = a_page(settings)
    post = publish(page, "Just now")
    reader = Reader(Client(), page.get_absolute_url())
    now.move(-3600)
    withdraw(post)
    reader.catch_up()
    assert f"post-{post.pk}" not in reader.ids
    with public_change(page) as change:
        change.publish(change.post(post.pk))
    post.refresh_from_db()
    assert post.published_at == now.at + timedelta(hours=1)
    assert_all_fresh(page, [reader], settings)
    assert reader.ids[0] == f"post-{post.pk}"


def test_what_is_scheduled_waits_for_a_clock_that_stepped_back(settings, now):
    page = a_page(settings)
    reader = Reader(Client(), page.get_absolute_url())
    at = now.at + timedelta(minutes=5)
    post = publish(page, "At five past", at=at)
    now.move(-3600)
    assert not reader.poll()
    now.move(3600 + 300)
    assert reader.poll()
    assert reader.ids[0] == f"post-{post.pk}"
    post.refresh_from_db()
    assert post.published_at == at


def test_in_the_night_when_the_clock_goes_back_posts_keep_their_order(settings, now):
    now.at = datetime(2026, 10, 25, 0, 20, tzinfo=UTC)  # 01:20 in London, twice
    page = a_page(settings, posts=0)
    readers = everyone(page, Client())[:4]
    posts = []
    for n in range(6):
        now.move(20 * 60)
        posts.append(publish(page, f"Night {n}", key_event=True))
        for reader in readers[: n % 3]:
            reader.poll()
    clocks = [f"{post.published_at.astimezone(page.zone):%H:%M}" for post in posts]
    assert clocks == ["01:40", "01:00", "01:20", "01:40", "02:00", "02:20"]
    assert_all_fresh(page, readers, settings)
    assert readers[0].ids == [f"post-{post.pk}" for post in reversed(posts)]
