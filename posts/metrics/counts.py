"""The counts of this process: plain numbers, which only rise, and a few that don't."""

import os
import threading
import time
from bisect import bisect_left
from contextlib import suppress
from pathlib import Path

_lock = threading.Lock()


class Counter:
    """`by` has the number for each value of LABEL, '' where there is no label.

    The values in KNOWN are there from the beginning. Where microseconds count, `by` may
    be raised directly, without a lock; a count in a million is lost to another thread.
    """

    def __init__(self, name, says, label="", known=("",)):
        self.name, self.says, self.label = name, says, label
        self.by = dict.fromkeys(known, 0)
        COUNTERS[name] = self

    def count(self, value="", number=1):
        with _lock:
            self.by[value] = self.by.get(value, 0) + number

    def reset(self):
        for value in self.by:
            self.by[value] = 0


class Histogram:
    """`numbers` has how many observations fell into each bucket, and `sum` their sum.

    A bucket ends with its number in BOUNDS, which belongs to it; the last one is open.
    """

    def __init__(self, name, says, bounds):
        self.name, self.says, self.bounds = name, says, bounds
        self.reset()
        HISTOGRAMS[name] = self

    def observe(self, value):
        with _lock:
            self.numbers[bisect_left(self.bounds, value)] += 1
            self.sum += value

    def since(self, began):
        """Observe the seconds from BEGAN, monotonic, until now."""
        self.observe(time.monotonic() - began)

    def reset(self):
        self.numbers = [0] * (len(self.bounds) + 1)
        self.sum = 0.0


class Gauge:
    """What ASK() says now; TOGETHER, sum or max, makes one of several processes'."""

    def __init__(self, name, says, ask, together=sum):
        self.name, self.says, self.ask, self.together = name, says, ask, together
        GAUGES[name] = self


def memory():
    """Resident bytes of this process; 0 where the system does not tell."""
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def open_files():
    """Files and connections that this process holds; 0 where nobody tells."""
    with suppress(OSError):
        return len(os.listdir("/proc/self/fd"))
    return 0


COUNTERS, HISTOGRAMS, GAUGES = {}, {}, {}

polls = Counter(
    "liveblog_polls",
    "Polls by what they were told: idle (nothing new), news, over (a fresh first "
    "page), soon (ask again at once), refused (503), gone (the page is withdrawn), "
    "unknown, failed.",
    "outcome",
    ("idle", "news", "over", "soon", "refused", "gone", "unknown", "failed"),
)
views = Counter(
    "liveblog_views",
    "Public answers that are no polls, by what was asked for.",
    "kind",
    ("page", "post", "embed", "feed", "index", "other"),
)
gate = Counter(
    "liveblog_gate_answers",
    "Answers of the reader gate other than idle polls: kept, made by Django, waited "
    "for, old ones given in place of new ones, or none to give.",
    "source",
    ("kept", "made", "waited", "old", "none"),
)
renderings = Counter(
    "liveblog_renderings",
    "Answers by revision that Django gave: found in the cache, or rendered.",
    "found",
    ("kept", "made"),
)
render_seconds = Histogram(
    "liveblog_render_seconds",
    "What rendering one took.",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
stale_seconds = Histogram(
    "liveblog_stale_seconds",
    "How old the old answers were that the reader gate gave in place of new ones.",
    (1, 5, 15, 60, 300, 900, 3600),
)
publish_seconds = Histogram(
    "liveblog_publish_seconds",
    "Public changes: from knocking at the door to the commit, waiting included.",
    (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
errors = Counter(
    "liveblog_errors",
    "Answers with a status of 400 or more, polls' included.",
    "status",
)
errors.by.clear()
desk_acts = Counter(
    "liveblog_desk_acts",
    "What editors sent, by the name of its address; drafts in the making left out.",
    "act",
)
desk_acts.by.clear()
desk_failures = Counter(
    "liveblog_desk_failures", "What editors asked for and got a status of 500 or more."
)
cpu_seconds = Counter("liveblog_cpu_seconds", "Processor time, of user and system.")
Gauge("liveblog_memory_bytes", "Resident memory of the worker processes.", memory)
Gauge("liveblog_open_files", "Files and connections that they hold.", open_files)
database_away = Counter(
    "liveblog_database_away", "Readers' requests for which the database did not answer."
)


def reset():
    """Begin at nothing."""
    for each in (*COUNTERS.values(), *HISTOGRAMS.values()):
        each.reset()


def taken():
    """All numbers now, as JSON can hold them; `at` is the time of the system."""
    cpu_seconds.by[""] = time.process_time()
    return {
        "at": time.time(),
        "counters": {each.name: dict(each.by) for each in COUNTERS.values()},
        "histograms": {
            each.name: [*each.numbers, each.sum] for each in HISTOGRAMS.values()
        },
        "gauges": {each.name: each.ask() for each in GAUGES.values()},
    }


# A fork has done nothing yet of what its parent did.
os.register_at_fork(after_in_child=reset)
