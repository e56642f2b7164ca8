"""Whose turn it is: how many readers may hold a thread, and one maker for each key."""

import threading
from contextlib import contextmanager


class BusyError(Exception):
    """Too many readers hold a thread already."""


class Turns:
    """At most AT_ONCE readers' requests at a time, polls at most half of them."""

    def __init__(self, at_once):
        self._most = {False: at_once, True: max(at_once // 2, 1)}
        self._held = 0
        self._lock = threading.Lock()

    @contextmanager
    def take(self, *, is_poll):
        """Hold a thread for the time of the block. BusyError if none is left."""
        with self._lock:
            if self._held >= self._most[is_poll]:
                raise BusyError
            self._held += 1
        try:
            yield
        finally:
            with self._lock:
                self._held -= 1


class Flight:
    """An answer in the making; `answer` is there when `landed` is set, if it came."""

    def __init__(self):
        self.landed = threading.Event()
        self.answer = None


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
        flight.landed.set()
