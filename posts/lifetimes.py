"""For how long caches may give a public answer away, and how that is written."""

import re
from dataclasses import dataclass

from posts.models import LivePage

_SECONDS = re.compile(r"(s-maxage|stale-while-revalidate|stale-if-error)=(\d+)")


@dataclass(frozen=True)
class Lifetime:
    """Seconds for which shared caches may give an answer away (RFC 9111, RFC 5861).

    `fresh` without asking us; for `stale` more while they ask; for `in_need` more if
    we don't answer. A browser always asks, which costs a 304. `purged` is for a CDN
    that is told of every change (`posts.purging`): it may keep the answer so long, and
    whatever stands between it and us, which nobody tells, no longer than a poll.
    """

    fresh: int = 0
    stale: int = 0
    in_need: int = 0
    purged: int = 0

    @property
    def cache_control(self):
        """The header Cache-Control of such an answer."""
        said = f"public, max-age=0, s-maxage={self.fresh}"
        if self.stale:
            said += f", stale-while-revalidate={self.stale}"
        if self.in_need:
            said += f", stale-if-error={self.in_need}"
        return said

    @classmethod
    def read(cls, cache_control):
        """What the header CACHE_CONTROL lets shared caches do; it tells no `purged`."""
        if "public" not in cache_control:
            return cls()
        said = {name: int(value) for name, value in _SECONDS.findall(cache_control)}
        return cls(
            fresh=said.get("s-maxage", 0),
            stale=said.get("stale-while-revalidate", 0),
            in_need=said.get("stale-if-error", 0),
        )


HOUR, DAY = 3600, 86_400
# An open page asks every few seconds: a second of one answer serves a whole crowd.
# Never stale: a browser would take that for leave to answer the next poll itself.
POLL = Lifetime(1)
# A page heals itself with its first poll, a few seconds after it was loaded.
LIVE = Lifetime(1, stale=5, in_need=HOUR)
# Older posts, permalinks, feeds: asked for by few at a time, and changed rarely.
LIVE_PART = Lifetime(10, stale=10, in_need=HOUR, purged=HOUR)
ENDED = Lifetime(60, stale=60, in_need=DAY, purged=HOUR)
INDEX = Lifetime(2, stale=10, in_need=HOUR)
SITEMAP = Lifetime(60, stale=60, in_need=DAY)
FIXED = Lifetime(HOUR, stale=HOUR, in_need=DAY)


def lifetime(page, *, is_part=False):
    """The Lifetime of PAGE as it is now, or of a part of it."""
    if page.status == LivePage.Status.ENDED:
        return ENDED
    return LIVE_PART if is_part else LIVE
