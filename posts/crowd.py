"""Readers now: how many there are, from the polls that the gate counts.

A reader who was told to come again in `s` seconds is here for about `s` seconds, so
a process counts its polls of the last `s` seconds that were answered with `s`: each
reader polls once in that time, give or take the jitter, which is even on both sides.
Put otherwise, a reader polls 1/s times a second and each poll adds s, so that the
sum of the intervals told within a window, divided by the window's length, is the
number of readers. Each interval has a window of its own, as long as itself and at
least SHORTEST seconds: pages that poll once a minute need a minute, while the crowd
of a live page that comes and goes shows within seconds. A few readers flicker by one,
for jitter; thousands don't. Just after a process began, and while a window fills, the
estimate is too low, never too high.

Every READERS_EVERY seconds a thread of each process, which begins with the first
poll and so after any fork, writes its estimates into the table ReaderCount; what the
desk shows is the sum over the processes that wrote lately. The thread has its own
connection for as long as it writes. If the database is locked or away, that sample
is lost and the next one stands.

A tab that is hidden does not poll and is no reader; a reader with two windows side
by side is two; a reader without JavaScript is none. A cache in front answers polls
that are not seen here. Nothing about anybody is stored: no address, no cookie, no
name of a reader.
"""

import heapq
import logging
import os
import secrets
import threading
import time
from collections import defaultdict, deque
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import Sum
from django.utils import timezone

from posts.metrics.counts import Gauge
from posts.models import LivePage, ReaderCount

SHORTEST = 15  # seconds: three counts, so that a few readers don't flicker
MOST_PAGES = 500  # that one process writes at a time, the fullest
KEPT = timedelta(hours=1)  # rows of processes that are gone

logger = logging.getLogger(__name__)


class Crowd:
    """The polls that one process answered lately, by page and interval told.

    BEGAN and every `now` are seconds of one clock that never steps back.
    """

    def __init__(self, began):
        self._polls = {}
        self._samples = deque()  # (from, to, {(page, seconds): polls}), oldest first
        self._until = began

    def count(self, page_pk, seconds):
        """Note a poll of the page, answered with 'come again in SECONDS'.

        No lock: a few polls may be lost to another thread, or to a sample.
        """
        polls = self._polls
        key = page_pk, seconds
        polls[key] = polls.get(key, 0) + 1

    def take_sample(self, now):
        """Begin the next sample; what was counted until NOW is one.

        A copy, since a thread may be about to write into the old one.
        """
        polls, self._polls = self._polls, {}
        self._samples.append((self._until, now, dict(polls)))
        self._until = now
        while self._samples and self._is_past(self._samples[0], now):
            self._samples.popleft()

    def readers(self):
        """{page pk: readers}, when the last sample was taken; no page without any."""
        found = defaultdict(float)
        for begin, end, polls in self._samples:
            for (page_pk, seconds), number in polls.items():
                window = max(seconds, SHORTEST)
                inside = end - max(begin, self._until - window)
                if inside > 0:
                    share = inside / (end - begin)
                    found[page_pk] += number * share * seconds / window
        return dict(found)

    @staticmethod
    def _is_past(sample, now):
        longest = max((seconds for _, seconds in sample[2]), default=0)
        return sample[1] <= now - max(longest, SHORTEST)


class Process:
    """This process: its crowd, its random name, and the thread that writes."""

    def __init__(self):
        self.name = secrets.token_hex(8)
        self.crowd = Crowd(time.monotonic())
        self.readers = 0.0  # of all pages, when they were last written
        self._thread = None
        self._starting = threading.Lock()
        self._written = ()

    def count(self, page_pk, seconds):
        """As `Crowd.count`; the first one starts the thread that writes."""
        self.crowd.count(page_pk, seconds)
        if self._thread is None:
            self._start()

    def write(self):
        """Write what was counted since the last time; a sample may be lost.

        A page that lost its last reader is written once more, as empty. Nothing is
        written while there is nobody.
        """
        self.crowd.take_sample(time.monotonic())
        readers = self.crowd.readers()
        self.readers = sum(readers.values())
        fullest = heapq.nlargest(MOST_PAGES, readers, key=readers.get)
        rows = dict.fromkeys(self._written, 0.0) | {pk: readers[pk] for pk in fullest}
        if not rows:
            return
        try:
            save(rows, self.name, timezone.now())
        except Error as error:
            logger.info("The count of readers was not written: %s", error)
        else:
            self._written = fullest

    def _start(self):
        with self._starting:
            if self._thread is None and settings.READERS_EVERY:
                self._thread = threading.Thread(
                    target=self._run, name="readers", daemon=True
                )
                self._thread.start()

    def _run(self):
        while every := settings.READERS_EVERY:
            time.sleep(every)
            try:
                self.write()
            finally:
                connection.close()


def save(readers, process, now):
    """Write READERS, {page pk: readers}, as what PROCESS counted; forget old rows."""
    rows = [
        ReaderCount(page_id=pk, process=process, readers=number, counted_at=now)
        for pk, number in readers.items()
    ]
    with transaction.atomic():
        # A page may have been deleted meanwhile.
        known = set(
            LivePage.objects.filter(pk__in=readers).values_list("pk", flat=True)
        )
        ReaderCount.objects.bulk_create(
            [row for row in rows if row.page_id in known],
            update_conflicts=True,
            unique_fields=["page", "process"],
            update_fields=["readers", "counted_at"],
        )
        ReaderCount.objects.filter(counted_at__lt=now - KEPT).delete()


_this_process = Process()


def _begin():
    global _this_process
    _this_process = Process()


# A fork has its own name, and no thread but the one that forked.
os.register_at_fork(after_in_child=_begin)


Gauge("liveblog_readers", "Readers now, about.", lambda: _this_process.readers)


def count(page_pk, seconds):
    """Note that a reader polled the page and was told to come again in SECONDS."""
    _this_process.count(page_pk, seconds)


def readers(page):
    """About how many have PAGE in sight now; None if nobody counts. One query.

    A process that did not write for four times READERS_EVERY is gone.
    """
    if not (settings.READER_GATE and settings.READERS_EVERY):
        return None
    fresh = timezone.now() - timedelta(seconds=4 * settings.READERS_EVERY)
    counts = page.reader_counts.filter(counted_at__gt=fresh)
    return round(counts.aggregate(sum=Sum("readers", default=0))["sum"])
