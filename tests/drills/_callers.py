"""Readers and an editor who ask all the time, and what each of their requests came to.

READ(path) and PUBLISH(headline) give (status, text), or raise what sockets raise.
"""

import threading
import time
from collections import Counter
from dataclasses import dataclass
from itertools import count

FINE = {200, 204, 304}


@dataclass(frozen=True)
class Request:
    """One that began and ended so, monotonic; `status` may be an error's name."""

    kind: str
    began: float
    ended: float
    status: object
    words: str = ""

    @property
    def is_fine(self):
        return self.status in FINE


class Callers:
    """Asks from many threads as soon as it is entered, until it is left.

    PATHS are {kind: (path, threads)}; PUBLISHERS threads publish every EVERY seconds
    what `published` then holds if it was acknowledged.
    """

    def __init__(self, read, publish, paths, publishers=1, every=0.5):
        self._read, self._publish, self._every = read, publish, every
        self._over = threading.Event()
        self._numbers = count(1)
        self.requests, self.published = [], []
        self._threads = [
            threading.Thread(target=self._reads, args=(kind, path))
            for kind, (path, threads) in paths.items()
            for _ in range(threads)
        ]
        self._threads += [
            threading.Thread(target=self._publishes) for _ in range(publishers)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _reads(self, kind, path):
        while not self._over.wait(0.02):
            self._note(kind, self._read, path)

    def _publishes(self):
        while not self._over.wait(self._every):
            headline = f"Number {next(self._numbers)}"
            request = self._note("publish", self._publish, headline)
            if request.is_fine:
                self.published.append(headline)

    def _note(self, kind, ask, what):
        began = time.monotonic()
        try:
            status, words = ask(what)
        except Exception as error:
            status, words = type(error).__name__, str(error)
        is_fine = status in FINE
        said = "" if is_fine else words.strip()[:200]
        request = Request(kind, began, time.monotonic(), status, said)
        self.requests.append(request)
        return request

    def between(self, began, ended, kind=None):
        """The requests that began in that time."""
        return [
            one
            for one in list(self.requests)
            if began <= one.began < ended and kind in (None, one.kind)
        ]

    def until_fine(self, since, kinds, patience=60):
        """Seconds from SINCE until one request of each of KINDS was fine."""
        deadline = since + patience
        while time.monotonic() < deadline:
            fine = [
                min((one.ended for one in done if one.is_fine), default=None)
                for done in (self.between(since, deadline, kind) for kind in kinds)
            ]
            if None not in fine:
                return max(fine) - since
            time.sleep(0.05)
        return None


def statuses(requests):
    """'1,204 200, 3 503' of REQUESTS."""
    counted = Counter(str(one.status) for one in requests)
    return ", ".join(f"{number:,} {name}" for name, number in counted.most_common())


def longest(requests):
    """Seconds that the slowest of REQUESTS took."""
    return max((one.ended - one.began for one in requests), default=0.0)
