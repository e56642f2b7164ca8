"""Telling the times that a log's posts bear from the times that posts speak of.

A log's times run one way: down the page they fall (newest post first) or rise
(oldest first). A post may hold lines that look like the log's own stamps, such as
the agenda of a day; they break the run. So the posts are the longest run of times in
the page's order, and the lines outside it are text.

What a run is worth. A time is worth one post, or a part of one if the caller doubts
it. Where no day is written, a run may go across midnight; this costs one post for each
six hours of the step, so that it is done only where it is needed, and never for a step
of more than twelve hours: a log that rests for so long has to write the day. Of runs
of the same worth that is taken whose lines stand first, since an agenda follows the
stamp of its post. The first of the times without a day always belongs to the run,
since it begins a post.

Where every time has its day, no midnight is guessed.
"""

import bisect
from dataclasses import dataclass

POST = 6 * 3600  # the worth of one post, so that a second across midnight costs 1
_DAY = 24 * 3600
_LONGEST_STEP = 12 * 3600  # across midnight
_NEVER = -(10**15)


@dataclass(frozen=True)
class Run:
    """The items of a run, as indexes, and what it is worth in seconds of midnights."""

    items: tuple[int, ...] = ()
    worth: int = 0


def longest_run(
    times: list[int], weights: list[int], *, newest_first: bool, across: bool
) -> Run:
    """The longest run among TIMES, numbers of seconds, in time n log n.

    WEIGHTS tells what each is worth, of `POST`. ACROSS tells that the times are times
    of day without a day.
    """
    if not times:
        return Run()
    if not newest_first:
        highest = _DAY - 1 if across else max(times)
        times = [highest - time for time in times]
    ranks = sorted(set(times))
    size = len(ranks)
    falling = _Best(size)  # by time from the latest down: a step within the day
    crossing = _Best(size)  # by time from the earliest up: a step across midnight
    before: list[int | None] = []
    worths: list[int] = []
    for index, time in enumerate(times):
        rank = bisect.bisect_left(ranks, time)
        steps = [falling.up_to(size - 1 - rank)]
        if across:
            last = bisect.bisect_right(ranks, time - (_DAY - _LONGEST_STEP)) - 1
            worth, item = crossing.up_to(last)
            steps.append((worth - _DAY + time, item))
        if index == 0 or not across:
            steps.append((0, -1))
        worth, item = max(steps, key=lambda step: step[0])
        worth += weights[index]
        before.append(item)
        worths.append(worth)
        if worth > _NEVER // 2:
            falling.add(size - 1 - rank, worth, index)
            crossing.add(rank, worth - time, index)
    end = max(range(len(times)), key=lambda index: (worths[index], -index))
    worth = worths[end]
    items = []
    while end >= 0:
        items.append(end)
        end = before[end]
    return Run(tuple(reversed(items)), worth)


class _Best:
    """The best worth up to a place, and the first item that has it."""

    def __init__(self, size: int):
        self.tree = [(_NEVER, -1)] * (size + 1)

    def add(self, place: int, worth: int, item: int) -> None:
        place += 1
        while place < len(self.tree):
            if worth > self.tree[place][0]:
                self.tree[place] = (worth, item)
            place += place & -place

    def up_to(self, place: int) -> tuple[int, int]:
        """The best of the places 0 to PLACE; the item is -1 if there is none."""
        best = (_NEVER, -1)
        place += 1
        while place > 0:
            worth, item = self.tree[place]
            if worth > best[0]:
                best = worth, item
            place -= place & -place
        return best
