"""How many readers there are, estimated from their polls, on a clock of our own."""

import random
import threading

import pytest

from posts.crowd import SHORTEST, Crowd

EVERY = 5  # seconds from sample to sample


def polls_of(number, seconds, begin, end, seed=1):
    """When NUMBER readers, told SECONDS, poll between BEGIN and END, jitter and all."""
    rng = random.Random(seed)
    polls = []
    for _ in range(number):
        at = begin + rng.uniform(0, seconds)
        while at < end:
            polls.append((at, seconds))
            at += seconds * rng.uniform(0.8, 1.2)
    return polls


def play(polls, until, began=0, every=EVERY):
    """The Crowd at the moment UNTIL, after the POLLS of page 1."""
    crowd = Crowd(began)
    polls = sorted(polls)
    now = began
    while now < until:
        now += every
        while polls and polls[0][0] < now:
            crowd.count(1, polls.pop(0)[1])
        crowd.take_sample(now)
    return crowd


@pytest.mark.parametrize(
    ("number", "seconds"),
    [(1, 5), (1, 60), (3, 15), (40, 5), (1000, 5), (1000, 15), (1000, 60), (1000, 240)],
)
def test_readers_are_estimated_from_their_polls(number, seconds):
    crowd = play(polls_of(number, seconds, 0, 900), until=900)
    assert crowd.readers()[1] == pytest.approx(number, rel=0.05, abs=1)


def test_samples_may_be_of_any_length():
    polls = polls_of(1000, 60, 0, 300)
    assert play(polls, until=300, every=7).readers()[1] == pytest.approx(1000, rel=0.05)


def test_the_intervals_of_one_page_are_added_up():
    polls = polls_of(600, 5, 0, 300) + polls_of(400, 60, 0, 300, seed=2)
    assert play(polls, until=300).readers()[1] == pytest.approx(1000, rel=0.05)


def test_pages_are_counted_apart():
    crowd = Crowd(0)
    for _ in range(30):
        crowd.count(1, 5)
        crowd.count(2, 60)
    crowd.take_sample(5)
    assert crowd.readers() == {1: 10, 2: 30}


def test_a_page_that_goes_live_keeps_its_readers():
    """Readers come back within a minute and poll every five seconds from then on."""
    rng = random.Random(1)
    polls = []
    for _ in range(500):
        at = rng.uniform(0, 60)
        while at < 400:
            seconds = 60 if at < 300 else 5
            polls.append((at, seconds))
            at += seconds * rng.uniform(0.8, 1.2)
    for until in range(300, 400, 10):
        seen = play(polls, until=until).readers()[1]
        assert 400 < seen < 600, until


def test_who_leaves_a_live_page_is_soon_gone():
    polls = polls_of(100, 5, 0, 100)
    assert play(polls, until=110).readers()[1] < 60
    assert play(polls, until=115).readers() == {}


def test_who_leaves_a_quiet_page_is_gone_after_a_minute():
    polls = polls_of(100, 60, 0, 300)
    assert play(polls, until=330).readers()[1] == pytest.approx(50, abs=15)
    assert play(polls, until=361).readers() == {}


def test_one_visit_is_never_many_readers():
    """Also when a process just began, or took no sample for long."""
    assert play([(1, 60)], until=5).readers() == {1: 1}
    assert play([(1, 60)], until=60).readers() == {1: 1}
    assert play([(1, 5)], until=5).readers()[1] < 1
    assert play([(1, 60)], until=600, every=600).readers()[1] < 1


def test_a_sample_of_no_time_at_all_does_no_harm():
    crowd = Crowd(0)
    crowd.count(1, 5)
    crowd.take_sample(0)
    assert crowd.readers() == {}


def test_what_is_past_is_forgotten():
    crowd = play(polls_of(100, 60, 0, 1000), until=1000)
    assert len(crowd._samples) == 60 / EVERY
    for now in range(1005, 1100, EVERY):
        crowd.take_sample(now)
    assert len(crowd._samples) == SHORTEST / EVERY


def test_no_poll_counts_twice_and_hardly_any_is_lost_when_a_sample_is_taken():
    counted = Crowd(0)
    thread = threading.Thread(
        target=lambda: [counted.count(1, 15) for _ in range(50_000)]
    )
    thread.start()
    samples = 0
    while thread.is_alive():
        samples += 1
        counted.take_sample(samples / 1e6)
    counted.take_sample((samples + 1) / 1e6)
    assert 50_000 - samples <= round(counted.readers()[1]) <= 50_000


def test_a_thread_that_comes_late_to_a_sample_does_no_harm():
    crowd = Crowd(0)
    crowd.count(1, 5)
    late = crowd._polls
    crowd.take_sample(5)
    late[2, 5] = 1
    assert list(crowd.readers()) == [1]
