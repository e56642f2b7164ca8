"""Readers now: estimated from polls, summed over processes, of nobody in particular."""

import random
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from posts import crowd
from posts.crowd import SHORTEST, Crowd, Process
from posts.models import ReaderCount
from tests.conftest import make_page

EVERY = 5  # seconds from sample to sample


@pytest.fixture(autouse=True)
def counting(settings):
    """The gate counts; the thread that writes starts only where a test has it."""
    settings.READER_GATE = True
    settings.READERS_EVERY = EVERY


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


# Over processes


@pytest.fixture
def process(db, monkeypatch):
    """A process whose clock the test sets, `process.now`; its thread never starts."""
    process = Process()
    process.now = process.crowd._until
    monkeypatch.setattr(crowd.time, "monotonic", lambda: process.now)
    monkeypatch.setattr(Process, "_start", lambda self: None)
    return process


def pass_time(process, page, readers, seconds=EVERY, told=5):
    """READERS poll PAGE for SECONDS, evenly; written every five of them."""
    for _ in range(round(seconds / EVERY)):
        for _ in range(round(readers * EVERY / told)):
            process.count(page.pk, told)
        process.now += EVERY
        process.write()


def ago(**ago):
    return timezone.now() - timedelta(**ago)


def test_a_process_writes_what_it_counted(process, page):
    pass_time(process, page, 40, seconds=15)
    row = ReaderCount.objects.get()
    assert (row.page, row.process, row.readers) == (page, process.name, 40)
    assert ago(seconds=60) < row.counted_at <= timezone.now()
    assert crowd.readers(page) == 40


def test_the_readers_of_all_processes_are_added_up(process, page):
    other = Process()
    other.now = process.now
    pass_time(process, page, 40, seconds=15)
    pass_time(process, page, 40, seconds=15)
    other.crowd = Crowd(process.now - 15)
    for _ in range(6):
        other.count(page.pk, 5)
    other.write()
    assert ReaderCount.objects.count() == 2
    assert crowd.readers(page) == 42
    assert crowd.readers(make_page("other")) == 0


def test_parts_of_a_reader_make_one(page):
    """Who polls now this process, now that, is a part of a reader to each."""
    for name in ("a", "b", "c"):
        crowd.save({page.pk: 0.33}, name, timezone.now())
    assert crowd.readers(page) == 1


def test_a_process_that_is_silent_is_gone(page):
    crowd.save({page.pk: 30}, "here", ago(seconds=19))
    crowd.save({page.pk: 500}, "gone", ago(seconds=21))
    assert crowd.readers(page) == 30


def test_a_process_that_writes_again_is_here(page):
    crowd.save({page.pk: 30}, "here", ago(seconds=21))
    assert crowd.readers(page) == 0
    crowd.save({page.pk: 30}, "here", timezone.now())
    assert crowd.readers(page) == 30


def test_old_rows_are_deleted_by_whoever_writes(page):
    crowd.save({page.pk: 1}, "long gone", ago(minutes=61))
    crowd.save({page.pk: 1}, "gone", ago(minutes=59))
    crowd.save({page.pk: 1}, "here", timezone.now())
    names = ReaderCount.objects.order_by("process").values_list("process", flat=True)
    assert list(names) == ["gone", "here"]


def test_the_last_reader_is_seen_to_leave(process, page):
    pass_time(process, page, 10, seconds=15)
    pass_time(process, page, 0, seconds=15)
    assert ReaderCount.objects.get().readers == 0
    assert crowd.readers(page) == 0


def test_where_nobody_reads_nothing_is_written(
    process, page, django_assert_num_queries
):
    pass_time(process, page, 10, seconds=15)
    pass_time(process, page, 0, seconds=15)
    with django_assert_num_queries(0):
        pass_time(process, page, 0, seconds=300)


def test_the_fullest_pages_are_written(process, page, monkeypatch):
    monkeypatch.setattr(crowd, "MOST_PAGES", 2)
    pages = [page, make_page("second"), make_page("third")]
    for readers, each in zip([3, 9, 6], pages, strict=True):
        for _ in range(readers):
            process.count(each.pk, 5)
    process.now += EVERY
    process.write()
    assert [crowd.readers(each) for each in pages] == [0, 3, 2]


def test_a_database_that_is_away_costs_a_sample(process, page, monkeypatch):
    pass_time(process, page, 10, seconds=15)

    def locked(*_):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(crowd, "save", locked)
        pass_time(process, page, 0, seconds=15)
    assert crowd.readers(page) == 10
    pass_time(process, page, 0)
    assert crowd.readers(page) == 0
    pass_time(process, page, 20, seconds=15)
    assert crowd.readers(page) == 20


def test_a_page_that_is_gone_costs_samples_too(transactional_db, process):
    page, gone = make_page(), make_page("gone")
    process.count(gone.pk, 5)
    gone.delete()
    pass_time(process, page, 10, seconds=10)
    assert crowd.readers(page) == 0
    pass_time(process, page, 10, seconds=15)
    assert crowd.readers(page) == 10


def test_without_a_gate_nobody_counts(page, settings, django_assert_num_queries):
    crowd.save({page.pk: 30}, "here", timezone.now())
    assert crowd.readers(page) == 30
    with django_assert_num_queries(0):
        settings.READER_GATE = False
        assert crowd.readers(page) is None
        settings.READER_GATE, settings.READERS_EVERY = True, 0
        assert crowd.readers(page) is None


# The thread


def test_the_first_poll_starts_a_thread_that_writes(
    transactional_db, settings, monkeypatch
):
    closed = []

    class Connection:
        def close(self):
            connection.close()
            closed.append(threading.current_thread())

    monkeypatch.setattr(crowd, "connection", Connection())
    page = make_page()
    settings.READERS_EVERY = 0.01
    process = Process()
    assert process._thread is None
    process.count(page.pk, 5)
    thread = process._thread
    assert thread.daemon
    process.count(page.pk, 5)
    assert process._thread is thread
    deadline = time.monotonic() + 20
    while not ReaderCount.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    settings.READERS_EVERY = 0
    thread.join(20)
    assert not thread.is_alive()
    assert ReaderCount.objects.get().process == process.name
    assert set(closed) == {thread}


def test_the_tests_themselves_count_nobody(settings, page):
    settings.READERS_EVERY = 0
    process = Process()
    process.count(page.pk, 5)
    assert process._thread is None


FORK = """
import os, sys
from posts import crowd
parent = crowd._this_process
with parent._starting:
    child = os.fork()
    if child:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
mine = crowd._this_process
sys.exit(mine is parent or mine.name == parent.name or mine._starting.locked())
"""


def test_a_fork_begins_anew():
    """Also when the parent was just starting its thread."""
    fork = [sys.executable, "-c", f"import django; django.setup(){FORK}"]
    assert subprocess.run(fork, timeout=60).returncode == 0
