"""How hard this process and this machine work, and what readers are asked to do then.

`factor()` is 1, 2 or 4: how many times longer than usual readers are asked to wait
between two polls (`posts.cadence`). `is_overloaded()` says that even this was not
enough. Both are cheap and safe under threads; what they say is worked out anew at a
call, at most once a second, from two shares:

- of a core, that this process used. A process of Python hardly gets beyond one core,
  so this tells a process that can't do more on a machine with cores to spare.
- of all cores, in which the machine was busy (/proc/stat, Linux only). It tells what
  other processes, the database and the proxy take. Work that makes way (nice) and
  waiting for disks don't count; time that a hypervisor took away does.

Both are smoothed over SMOOTHING seconds, and the larger one counts. The machine's
counts only while this process has a part in it: readers who poll less often would not
help against a backup, and to refuse polls that cost next to nothing helps nobody.

Going slower is decided at once. Going faster is decided a step at a time, after
readers had time to hear of the last step, and only if twice the load would still be
below PRESSURE_HIGH, since twice as many polls will come: so the factor does not swing.

What is not seen: a quota of CPU that a container has (/proc/stat speaks of the whole
machine, and a process held at half a core never seems to use more), a queue in the
server before us, waiting for a database elsewhere. It is good enough because polls
cost CPU and nothing else, because a slowdown that comes without need costs readers
seconds and no news, and because the thresholds are settings: under a quota of half a
core, half of them.
"""

import os
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from posts.metrics.counts import Gauge

EVERY = 1  # seconds between two looks, at least
SMOOTHING = 3  # seconds
HOLD = 30  # seconds before a step back: every reader of a lively page polls in it
SHED_AFTER = 10  # seconds at the slowest pace that did not help
SLOWEST = 4
OURS = 0.1  # share of a core, at the usual pace, from which we have a part in the load
WORTH_REFUSING = 0.25  # share of a core, from which refusing polls relieves anybody


@dataclass(frozen=True)
class Reading:
    """One look at the clocks: seconds, but `busy` and `total` in ticks of all cores."""

    at: float
    used: float
    busy: int = 0
    total: int = 0


@dataclass(frozen=True)
class State:
    """The shares, smoothed, and what follows; the factor is as it is `since` then."""

    own: float = 0.0
    machine: float = 0.0
    factor: int = 1
    since: float = float("-inf")
    is_overloaded: bool = False

    @property
    def load(self):
        """The share that counts, 0 to 1."""
        is_ours = self.own * self.factor >= OURS
        return min(max(self.own, self.machine), 1.0) if is_ours else self.own


def shares(before, after):
    """What of a core this process used, and of all cores anybody, between Readings."""
    own = (after.used - before.used) / (after.at - before.at)
    ticks = after.total - before.total
    return own, (after.busy - before.busy) / ticks if ticks > 0 else 0.0


def decided(state, before, after, high, full):
    """The State that follows STATE when the Readings BEFORE and AFTER are known.

    HIGH and FULL are the loads from which readers poll half and a quarter as often.
    """
    state = _smoothed(state, *shares(before, after), after.at - before.at)
    load = state.load
    wanted = SLOWEST if load >= full else 2 if load >= high else 1
    factor, since = state.factor, state.since
    if wanted > factor:
        factor, since = wanted, after.at
    elif factor > 1 and after.at - since >= HOLD and load * 2 < high:
        factor, since = factor // 2, after.at
    # At a full load the factor is SLOWEST, or has just become so.
    has_tried = load >= full and after.at - since >= SHED_AFTER
    is_overloaded = has_tried and state.own >= WORTH_REFUSING
    return replace(state, factor=factor, since=since, is_overloaded=is_overloaded)


def _smoothed(state, own, machine, elapsed):
    weight = elapsed / (SMOOTHING + elapsed)
    return replace(
        state,
        own=state.own + weight * (own - state.own),
        machine=state.machine + weight * (machine - state.machine),
    )


def read():
    """A Reading of this process and this machine now."""
    busy, total = _ticks()
    return Reading(time.monotonic(), time.process_time(), busy, total)


def _ticks():
    try:
        with Path("/proc/stat").open() as stat:
            line = stat.readline()
    except OSError:
        return 0, 0
    # Guests are counted under `user` and `nice` already.
    user, nice, system, idle, waiting, *others = map(int, line.split()[1:9])
    busy = user + system + sum(others)
    return busy, busy + nice + idle + waiting


class Pressure:
    """The state of one process, brought up to date by whoever asks."""

    def __init__(self):
        self._looking = threading.Lock()
        self._reading = read()
        self._state = State()

    def state(self):
        """The State, at most EVERY seconds old. No thread waits for another."""
        if self._is_due() and self._looking.acquire(blocking=False):
            try:
                if self._is_due():
                    self._look()
            finally:
                self._looking.release()
        return self._state

    def _is_due(self):
        return time.monotonic() - self._reading.at >= EVERY

    def _look(self):
        before, self._reading = self._reading, read()
        high, full = settings.PRESSURE_HIGH, settings.PRESSURE_FULL
        self._state = decided(self._state, before, self._reading, high, full)


_of_this_process = Pressure()


def _begin():
    global _of_this_process
    _of_this_process = Pressure()


# A fork inherits neither the parent's CPU time nor whoever held its lock.
os.register_at_fork(after_in_child=_begin)


def factor():
    """How many times longer than usual readers should wait: 1, 2 or 4."""
    return _of_this_process.state().factor if settings.PRESSURE else 1


def is_overloaded():
    """Whether polls should be refused, since asking for fewer did not help."""
    return settings.PRESSURE and _of_this_process.state().is_overloaded


Gauge(
    "liveblog_pressure",
    "How many times longer than usual readers are asked to wait: 1, 2 or 4.",
    factor,
    max,
)
