"""The rhythm of a replay: when each post is out again.

Between two posts passes the time that passed between the originals, divided by the
speed and never longer than the longest pause; at least a microsecond, so that posts
of one minute keep their order. Next to a post whose time is not known passes the
median of the page, or a minute. The opening, the posts that are public at once, is
only moved in time: its last post is new, the others are as much older as they were.
"""

from datetime import timedelta
from itertools import accumulate, pairwise
from statistics import median

from posts.content import EPOCH, FAR_FUTURE
from posts.errors import ReplayRefusedError

TYPICAL = 60.0  # seconds between two posts of a page that tells no times
NOTHING = timedelta()


def rhythm(times, *, speed, opening, longest_pause, now):
    """When each post is out again, TIMES being those of the originals, oldest first.

    A time is None where it is not known. The first OPENING posts are at NOW or
    before, the rest after it. LONGEST_PAUSE is in seconds. Raises
    ReplayRefusedError where a post would lie outside of 1970 to 2100.
    """
    gaps = _gaps(times)
    shown = gaps[1:opening]
    pauses = [min(gap / speed, longest_pause) for gap in gaps[opening:]]
    if sum(shown) > (now - EPOCH).total_seconds():
        raise ReplayRefusedError(
            "The first posts would lie before 1970: open the replay with fewer."
        )
    if sum(pauses) >= (FAR_FUTURE - now).total_seconds():
        raise ReplayRefusedError("That would take until after 2100: raise the speed.")
    older = [now - ago for ago in accumulate(_steps(reversed(shown)), initial=NOTHING)]
    newer = [now + wait for wait in accumulate(_steps(pauses), initial=NOTHING)]
    return (older[::-1] if opening else []) + newer[1:]


def _gaps(times):
    """The seconds that passed before each post; as many before the first as usual."""
    gaps = [
        (later - earlier).total_seconds() if earlier and later else None
        for earlier, later in pairwise([None, *times])
    ]
    known = [gap for gap in gaps if gap is not None]
    usual = (median(known) if known else 0) or TYPICAL
    return [usual if gap is None else gap for gap in gaps]


def _steps(seconds):
    return (max(timedelta(seconds=gap), timedelta.resolution) for gap in seconds)
