"""What the processes counted of readers: written, summed, forgotten."""

import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from posts import crowd
from posts.crowd import Crowd, Process
from posts.models import ReaderCount
from tests.conftest import make_page

EVERY = 5  # seconds from sample to sample


@pytest.fixture(autouse=True)
def counting(settings):
    """The gate counts; the thread that writes starts only where a test has it."""
    settings.READER_GATE = True
    settings.READERS_EVERY = EVERY


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


def test_a_page_that_is_deleted_stops_the_count_of_no_other(transactional_db, process):
    page, gone = make_page(), make_page("gone")
    process.count(gone.pk, 5)
    gone.delete()
    pass_time(process, page, 10, seconds=15)
    assert crowd.readers(page) == 10
    assert ReaderCount.objects.get().page == page


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
