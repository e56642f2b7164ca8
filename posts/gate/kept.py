"""Ready answers, kept in the process: bounded in bytes, the least used leave first."""

import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

_SECONDS = re.compile(r"(s-maxage|stale-while-revalidate|stale-if-error)=(\d+)")
_OVERHEAD = 1000  # bytes of an answer beside its body, roughly


@dataclass(frozen=True)
class Answer:
    """An answer as WSGI gives it, and for how many seconds it holds.

    `revision` is that of the page when it was asked for, None if it shows no one page;
    `made_at` is monotonic.
    """

    status: str
    headers: tuple
    body: bytes
    revision: int | None
    made_at: float
    etag: str = ""
    fresh: int = 0
    stale: int = 0
    in_need: int = 0

    @classmethod
    def of(cls, status, headers, body, revision, made_at):
        """The Answer with its lifetimes; `fresh` is 0 if it must not be kept."""
        said = {name.lower(): value for name, value in headers}
        control = said.get("cache-control", "")
        seconds = {name: int(value) for name, value in _SECONDS.findall(control)}
        may_keep = (
            not status.startswith("5")
            and "public" in control
            and "set-cookie" not in said
            and said.get("vary", "").lower() in ("", "accept-encoding")
        )
        lasts = ("s-maxage", "stale-while-revalidate", "stale-if-error")
        fresh, stale, in_need = (may_keep * seconds.get(name, 0) for name in lasts)
        etag = said.get("etag", "")
        answer = (status, tuple(headers), body, revision, made_at, etag)
        return cls(*answer, fresh, stale, in_need)

    @property
    def age(self):
        """Seconds since it was made."""
        return time.monotonic() - self.made_at

    def is_fresh(self, revision):
        """Whether it is what Django would say now, of a page at REVISION."""
        return self.revision == revision and self.age < self.fresh

    def may_stand_in(self):
        """Whether it may be given while somebody makes a new one."""
        return self.age < self.fresh + self.stale

    def may_help_out(self):
        """Whether it may be given because no new one can be made."""
        return self.age < self.fresh + self.in_need


class Kept:
    """Answers by key, of LIMIT bytes together at most."""

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
        """Keep ANSWER, unless it would fill an eighth of the room alone."""
        with self._lock:
            old = self._answers.pop(key, None)
            self._bytes -= _size(old) if old else 0
            if answer.fresh and _size(answer) <= self._limit // 8:
                self._answers[key] = answer
                self._bytes += _size(answer)
            while self._bytes > self._limit:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= _size(oldest)


def _size(answer):
    return len(answer.body) + _OVERHEAD
