"""Which stamps of a log begin posts, and in which order the posts stand.

Sections. A heading of a day ('Monday 3 February 2025'), or a day beside the clock of
some stamps, tells the day of the stamp that follows it, and those below count on from
there: where the clock goes against the order, midnight was crossed.

Order. Newest or oldest first, as the user says; else as the times tell: the order in
which the longer run is found (runs.py), by half a post at least, and not broken more
often than at every third post. A stamp without text below it counts as a quarter of a
post there, if a third of all have text: it may belong to an agenda. The days must run
the same way. Where the order can't be told, the user is asked for --order.

Doubt. The stamps outside the run are text if they look like an agenda: one line
alone with later stamps in order below it, or lines that run against the order, or
lines without text between them in a log whose posts have text. Others may be posts
of another day, which the page has to tell: they are refused.
"""

import datetime
import itertools
from dataclasses import dataclass

from posts.importing.document import SourceError
from posts.importing.logs.abbreviations import read_zone
from posts.importing.logs.calendar_days import heading_day
from posts.importing.logs.lines import LogLines, next_filled
from posts.importing.logs.runs import POST, Run, longest_run
from posts.importing.logs.stamps import Stamp
from posts.importing.source import Wanted

SAY_ORDER = (
    "whether the newest or the oldest post stands first can't be told from the times: "
    "say --order newest or --order oldest"
)
_DOUBT = (
    "this may begin a post of another day, or be a time that a post speaks of: put the "
    "day on a line above it, or begin it with a bullet if it is text; or say --order "
    "if the posts stand the other way"
)
_TWELVE = "; clocks of twelve hours need 'am' or 'pm'"
_DAY = 24 * 3600
_REFERENCE = datetime.datetime(2025, 1, 1)  # noqa: DTZ001 for offsets from UTC


@dataclass(frozen=True)
class Section:
    """Stamps that count on from one day, as positions; `date` may not be known."""

    positions: list[int]
    date: datetime.date | None = None


@dataclass(frozen=True)
class Chosen:
    """The positions of the stamps that begin posts, by section, and the order."""

    runs: list[tuple[Section, list[int]]]
    newest_first: bool

    @property
    def positions(self) -> list[int]:
        return [position for _, run in self.runs for position in run]


def choose(
    lines: list[str], log: LogLines, headings: dict[int, int], wanted: Wanted
) -> Chosen:
    """Choose the posts' stamps and their order, or raise SourceError.

    HEADINGS has the index of the line of a day's heading by the stamp's index.
    """
    times = _comparable(log.stamps, wanted)
    is_dated = all(stamp.day for stamp in log.stamps)
    if is_dated:
        for position, stamp in enumerate(log.stamps):
            date = stamp.day.date(wanted.date, stamp.index + 1)
            times[position] += date.toordinal() * _DAY
        sections = [Section(list(range(len(times))))]
    else:
        times = [time % _DAY for time in times]
        sections = _sections(lines, log.stamps, headings, wanted)
    weights = _weights(lines, log)
    found = {
        newest_first: [
            _run(times, weights, section, newest_first, log.below, across=not is_dated)
            for section in sections
        ]
        for newest_first in (True, False)
    }
    newest_first = _order(found, sections, len(times), wanted)
    runs = []
    for section, run in zip(sections, found[newest_first], strict=True):
        is_last = section is sections[-1]
        if not is_dated:
            _refuse_doubtful(lines, log, times, section, run, newest_first, is_last)
        runs.append((section, sorted(section.positions[item] for item in run.items)))
    return Chosen(runs, newest_first)


def _comparable(stamps: list[Stamp], wanted: Wanted) -> list[int]:
    """The stamps' times of day in seconds, by the clock of the first one's zone."""
    if len({stamp.zone for stamp in stamps}) == 1:
        return [stamp.seconds for stamp in stamps]
    offsets: dict[str, int] = {}
    for stamp in stamps:
        if stamp.zone not in offsets:
            zone = read_zone(stamp.zone, wanted.time_zone, stamp.index + 1)
            offset = _REFERENCE.replace(tzinfo=zone).utcoffset()
            offsets[stamp.zone] = int(offset.total_seconds())
    first = offsets[stamps[0].zone]
    return [stamp.seconds - offsets[stamp.zone] + first for stamp in stamps]


def _sections(
    lines: list[str], stamps: list[Stamp], headings: dict[int, int], wanted: Wanted
) -> list[Section]:
    sections: list[Section] = []
    for position, stamp in enumerate(stamps):
        heading = headings.get(stamp.index)
        if stamp.day:
            date = stamp.day.date(wanted.date, stamp.index + 1)
        elif heading is not None:
            date = heading_day(lines[heading]).date(wanted.date, heading + 1)
        else:
            date = None
        if not sections or (date and date != sections[-1].date):
            sections.append(Section([], date))
        sections[-1].positions.append(position)
    return sections


def _weights(lines: list[str], log: LogLines) -> list[int]:
    """What each stamp is worth: less without text of its own, where others have it."""
    stamps = range(len(log.stamps))
    with_text = [log.below or _has_text(lines, log, position) for position in stamps]
    if 3 * sum(with_text) < len(with_text):
        return [POST] * len(with_text)
    return [POST if has_text else POST // 4 for has_text in with_text]


def _run(
    times: list[int],
    weights: list[int],
    section: Section,
    newest_first: bool,
    below: bool,
    *,
    across: bool,
) -> Run:
    """The longest run of a section.

    Where stamps stand below their posts, an agenda stands above the stamp of its
    post: the lines are gone through upwards.
    """
    positions = section.positions[::-1] if below else section.positions
    run = longest_run(
        [times[position] for position in positions],
        [weights[position] for position in positions],
        newest_first=newest_first != below,
        across=across,
    )
    if not below:
        return run
    return Run(tuple(len(positions) - 1 - item for item in run.items[::-1]), run.worth)


def _order(
    found: dict[bool, list[Run]], sections: list[Section], count: int, wanted: Wanted
) -> bool:
    """Whether the newest post stands first."""
    dates = [section.date for section in sections if section.date]
    if dates and wanted.date and sections[0].date is None:
        dates.insert(0, wanted.date)
    pairs = list(itertools.pairwise(dates))
    falls = any(later < earlier for earlier, later in pairs)
    rises = any(later > earlier for earlier, later in pairs)
    if wanted.order:
        newest_first = wanted.order == "newest"
        if rises if newest_first else falls:
            raise SourceError(f"the days do not stand {wanted.order} first")
        return newest_first
    if falls != rises:
        return falls
    if falls and rises:
        raise SourceError("the days stand neither newest nor oldest first")
    worths = {order: sum(run.worth for run in runs) for order, runs in found.items()}
    newest_first = worths[True] >= worths[False]
    is_close = abs(worths[True] - worths[False]) < POST // 2
    runs = found[newest_first]
    kept = sum(len(run.items) for run in runs)
    gaps = sum(_gaps(run, section) for run, section in zip(runs, sections, strict=True))
    if count > 1 and (is_close or 3 * gaps > kept):
        raise SourceError(SAY_ORDER)
    return newest_first


def _gaps(run: Run, section: Section) -> int:
    """In how many places stamps stand outside the run."""
    ends = (-1, *run.items, len(section.positions))
    return sum(after - before > 1 for before, after in itertools.pairwise(ends))


def _refuse_doubtful(
    lines: list[str],
    log: LogLines,
    times: list[int],
    section: Section,
    run: Run,
    newest_first: bool,
    is_last: bool,
) -> None:
    """Raise SourceError if stamps outside the run may be posts of another day."""
    chosen = {section.positions[item] for item in run.items}
    positions, falling = section.positions, newest_first
    if log.below:
        positions, falling = positions[::-1], not newest_first
    groups = [
        (is_chosen, list(group))
        for is_chosen, group in itertools.groupby(positions, key=chosen.__contains__)
    ]
    with_text = sum(_has_text(lines, log, position) for position in chosen)
    for number, (is_chosen, group) in enumerate(groups):
        if is_chosen:
            continue
        closed = number + 1 < len(groups) or not is_last
        against = all(
            times[before] < times[after] if falling else times[before] > times[after]
            for before, after in itertools.pairwise(group)
        )
        alone = len(group) == 1
        textless = not any(_has_text(lines, log, p) for p in sorted(group)[:-1])
        if alone and closed:
            continue
        if not alone and (against or (textless and 2 * with_text >= len(chosen))):
            continue
        twelve = all(stamp.hour <= 12 and not stamp.half for stamp in log.stamps)
        message = _DOUBT + _TWELVE * twelve
        raise SourceError(message, log.stamps[min(group)].index + 1)


def _has_text(lines: list[str], log: LogLines, position: int) -> bool:
    """Whether text stands between the stamp at POSITION and the next one.

    A last stamp with nothing below is like the one above it: it may end an agenda.
    """
    below = next_filled(lines, log.stamps[position].index + 1)
    if below is None:
        return position == 0 or _has_text(lines, log, position - 1)
    return position + 1 == len(log.stamps) or below != log.stamps[position + 1].index
