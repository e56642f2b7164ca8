"""Ready answers, kept in the process: bounded in bytes, the least used leave first.

A poll's answer is of use for a second. There are more of them than of all others, so
they leave when it is over, and what is left is what somebody may still be given.
"""

import threading
import time
from collections import OrderedDict, deque
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

    def is_over(self):
        """Whether nobody may be given it any more, whatever happens."""
        return self.age >= self.lasts.fresh + max(self.lasts.stale, self.lasts.in_need)

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
        # Keys of what is over when it is not fresh any more, and when that is.
        self._brief = deque()
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
            self._drop(key)
            self._drop_what_is_over()
            size = _size(key, answer)
            if answer.lasts.fresh and size <= self._limit // 8:
                self._answers[key] = answer
                self._bytes += size
                if not (answer.lasts.stale or answer.lasts.in_need):
                    self._brief.append((key, answer.made_at + answer.lasts.fresh))
            while self._bytes > self._limit:
                self._drop(next(iter(self._answers)))

    def _drop(self, key):
        if answer := self._answers.pop(key, None):
            self._bytes -= _size(key, answer)

    def _drop_what_is_over(self):
        """Of brief answers; what came behind one that lasts longer leaves with it."""
        while self._brief and self._brief[0][1] <= time.monotonic():
            key, _ = self._brief.popleft()
            if key in self._answers and self._answers[key].is_over():
                self._drop(key)


def _size(key, answer):
    return len(answer.body) + sum(map(len, key)) + _OVERHEAD
