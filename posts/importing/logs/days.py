"""When the posts of a log were published.

A stamp with a day of its own, and the first stamp below a heading of a day, are read
on that day. Every other one is read next to the stamp before it, as the nearest moment
in the page's order that has its clock. Where no stamp has a day, the newest post's is
the one that the user gives, and the others are counted back from it. It is also the
day of the stamps above the first heading, if the newest stand first; if the oldest
do, such stamps are refused, since nothing tells how many days lie between.

An hour that the clocks repeat is read as the pass that leaves most room for what
follows. A time that they leave out is refused: it was told on others' clocks.
"""

import datetime

from posts.importing.document import SourceError
from posts.importing.logs.abbreviations import read_zone, refuse_other_meaning
from posts.importing.logs.lines import LogLines
from posts.importing.logs.order import Chosen
from posts.importing.logs.stamps import Stamp
from posts.importing.source import Wanted
from posts.importing.text.clock import GIVE_A_DATE, refuse_left_out

_MIDNIGHT = datetime.datetime(2025, 1, 1)  # noqa: DTZ001 any day serves


def moments(
    log: LogLines, chosen: Chosen, wanted: Wanted, time_zone: str
) -> dict[int, datetime.datetime]:
    """When each chosen stamp's post was published, by its position, or SourceError.

    TIME_ZONE is the page's own, '' if neither the user nor the page tells one.
    """
    found: dict[int, datetime.datetime] = {}
    for section, run in chosen.runs:
        # Without a day of its own, a log counts back from its newest post.
        upward = section.date is None and not chosen.newest_first
        order = run[::-1] if upward else run
        first = log.stamps[order[0]]
        date = section.date or wanted.date
        if date is None and not first.day:
            raise SourceError(f"the line gives no date: {GIVE_A_DATE}", first.index + 1)
        if upward and len(chosen.runs) > 1:
            raise SourceError(
                "the line has no day: put one above it, as before the other days",
                first.index + 1,
            )
        last = None
        for position in order:
            stamp = log.stamps[position]
            backward = chosen.newest_first or upward
            last = _moment(stamp, date, last, wanted, time_zone, backward)
            found[position] = last
    return found


def _moment(
    stamp: Stamp,
    date: datetime.date | None,
    last: datetime.datetime | None,
    wanted: Wanted,
    time_zone: str,
    backward: bool,
) -> datetime.datetime:
    """The moment of STAMP on its own day, on DATE, or next to LAST, the stamp's before.

    An hour that the clocks repeat is read as the pass that leaves most room.
    """
    line = stamp.index + 1
    zone = read_zone(stamp.zone, time_zone, line)
    clock = (_MIDNIGHT + datetime.timedelta(seconds=stamp.seconds)).time()
    folds = (1, 0) if backward else (0, 1)
    try:
        if stamp.day:
            date = stamp.day.date(wanted.date, line)
        if stamp.day or last is None:
            moment = datetime.datetime.combine(date, clock.replace(fold=folds[0]), zone)
            moment.astimezone(datetime.UTC)
        else:
            moment = _next(last, clock, zone, folds, backward)
    except OverflowError:
        raise SourceError("there is no such date", line) from None
    refuse_other_meaning(stamp.zone, moment, line)
    refuse_left_out(moment, line)
    return moment


def _next(last, clock, zone, folds, backward) -> datetime.datetime:
    """The last moment with CLOCK not after LAST, or the first not before it."""
    last = last.astimezone(datetime.UTC)
    date = last.astimezone(zone).date()
    step = datetime.timedelta(days=-1 if backward else 1)
    for fold in folds:
        moment = datetime.datetime.combine(date, clock.replace(fold=fold), zone)
        there = moment.astimezone(datetime.UTC)
        if there <= last if backward else there >= last:
            return moment
    return datetime.datetime.combine(date + step, clock.replace(fold=folds[0]), zone)
