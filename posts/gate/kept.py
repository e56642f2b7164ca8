"""Ready answers, kept in the process: bounded in bytes, the least used leave first."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from posts.lifetimes import Lifetime

from .counting import outcome

_OVERHEAD = 1000  # bytes of an answer beside its body and key, roughly


@dataclass(frozen=True)
class Answer:
    """An answer as WSGI gives it, and for how long it holds from `made_at`, monotonic.

    `revision` is that of the page when it was asked for, None if it shows no one page.
    """

    status: str
    headers: tuple
    body: bytes
    revision: int | None
    made_at: float
    etag: str
    lasts: Lifetime
    outcome: str

    @classmethod
    def of(cls, status, headers, body, revision=None):
        """An Answer made now; it does not last if it must not be kept."""
        said = {name.lower(): value for name, value in headers}
        may_keep = (
            not status.startswith("5")
            and "set-cookie" not in said
            and said.get("vary", "").lower() in ("", "accept-encoding")
        )
        return cls(
            status=status,
            headers=tuple(headers),
            body=body,
            revision=revision,
            made_at=time.monotonic(),
            etag=said.get("etag", ""),
            lasts=Lifetime.read(may_keep * said.get("cache-control", "")),
            outcome=outcome(int(status[:3]), said),
        )

    @property
    def age(self):
        """Seconds since it was made."""
        return time.monotonic() - self.made_at

    @property
    def is_failure(self):
        return self.status.startswith("5")

    def is_fresh(self, revision):
        """Whether it is what Django would say now, of a page at REVISION."""
        return self.revision == revision and self.age < self.lasts.fresh

    def may_stand_in(self):
        """Whether it may be given while somebody makes a new one."""
        return self.age < self.lasts.fresh + self.lasts.stale

    def may_help_out(self):
        """Whether it may be given because no new one can be made."""
        return self.age < self.lasts.fresh + self.lasts.in_need


class Kept:
    """Answers by key, a tuple of strings, of LIMIT bytes together at most."""

    def __init__(self, limit):
        self._limit = limit
        self._answers = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key):
        """The Answer under KEY, fresh or not, or None."""
        with self._lock:
            answer = self._answers.get(key)
            if answer:
                self._answers.move_to_end(key)
            return answer

    def put(self, key, answer):
        """Keep ANSWER in place of the old one; a huge one is not kept at all."""
        with self._lock:
            old = self._answers.pop(key, None)
            self._bytes -= _size(key, old) if old else 0
            size = _size(key, answer)
            if answer.lasts.fresh and size <= self._limit // 8:
                self._answers[key] = answer
                self._bytes += size
            while self._bytes > self._limit:
                self._bytes -= _size(*self._answers.popitem(last=False))


def _size(key, answer):
    return len(answer.body) + sum(map(len, key)) + _OVERHEAD
