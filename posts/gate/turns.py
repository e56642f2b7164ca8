"""Whose turn it is: how many readers may hold a thread, and one maker for each key."""

import threading
import time
from contextlib import contextmanager

BRIEF = 0.5  # seconds that anybody but a poll may wait without a turn


class BusyError(Exception):
    """Too many readers hold a thread already."""


class Turns:
    """At most AT_ONCE readers' requests at a time, polls at most `half` of them."""

    def __init__(self, at_once):
        self.half = max(at_once // 2, 1)
        self._most = {False: at_once, True: self.half}
        self._held = 0
        self._moved = time.monotonic()
        self._changed = threading.Condition()

    def stand_since(self):
        """Seconds since a turn was last taken or given back."""
        return time.monotonic() - self._moved

    @contextmanager
    def take(self, *, is_poll=False):
        """Hold a turn for the time of the block; a poll has it at once or never.

        BusyError if none is left for BRIEF seconds.
        """
        with self._changed:
            patience = 0 if is_poll else BRIEF
            most = self._most[is_poll]
            if not self._changed.wait_for(lambda: self._held < most, patience):
                raise BusyError
            self._move(1)
        try:
            yield
        finally:
            with self._changed:
                self._move(-1)

    def _move(self, by):
        self._held += by
        self._moved = time.monotonic()
        self._changed.notify_all()


class Flight:
    """An answer in the making; `answer` is there when it has landed, if it came.

    `began` is monotonic.
    """

    def __init__(self):
        self.began = time.monotonic()
        self.answer = None
        self._landed = threading.Event()
        self._waiting = 0

    def wait_briefly(self):
        """Whether it lands while it is BRIEF seconds old."""
        return self._landed.wait(max(self.began + BRIEF - time.monotonic(), 0))

    def wait(self, seconds, most):
        """The answer when it lands, or None after SECONDS.

        BusyError if MOST wait already, so that one key can't take every thread.
        """
        if self._waiting >= most:
            raise BusyError
        self._waiting += 1
        try:
            self._landed.wait(seconds)
        finally:
            self._waiting -= 1
        return self.answer

    def land(self):
        self._landed.set()


class Flights:
    """Who makes which answer now."""

    def __init__(self):
        self._flying = {}
        self._lock = threading.Lock()

    def join(self, key):
        """The Flight for KEY, and whether the caller has to make the answer."""
        with self._lock:
            flight = self._flying.get(key)
            if flight:
                return flight, False
            flight = self._flying[key] = Flight()
            return flight, True

    def land(self, key):
        """Let those go on who wait for KEY."""
        with self._lock:
            flight = self._flying.pop(key)
        flight.land()
