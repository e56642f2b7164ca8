"""Reads a log: a live page whose posts begin, or end, with a time.

THE FORMAT

    Monday 3 February 2025

    16:14 — Gale warning

    A paragraph.

    16:02 — Breaking: The bridge is shut

    A paragraph.

A page is UTF-8 text of lines; spaces at either end mean nothing. The parts of the
form are specified where they are read:

stamps.py          a stamp: the time with which a line begins, and what it may hold
abbreviations.py   names of zones, and those with several meanings
calendar_days.py   days
lines.py           which form of stamp is the log's own; stamps above or below posts
runs.py            which times are posts, and which a post speaks of
order.py           the order of the posts, headings of days
days.py            the day of each post, midnights
key_events.py      the list of key events above the posts
posts.py           headline, label, bylines and body of one post

Head. What stands above the first post is read as in masthead.py; the first line of
all is the page's title if it looks like a headline. 'All times GMT' tells the zone of
clocks that name none, unless the user gives one.

A time that begins a line of the log's own form, but no post, is kept as text and
reported as a Problem. A clock without 'am' or 'pm' in a log that writes them, where
it could be a post's, is refused.

Left out. Lines such as '2h ago' and 'Updated at 6.20pm GMT', beside clutter.py's.

Evidence. A text is taken for a log if two posts at least would be read, if not more
lines stand above them than belong to them, and if it isn't a page of posts with
'published at'.
"""

import bisect
import re
from dataclasses import replace

from posts.importing.document import (
    LeftOut,
    ParsedPage,
    ParsedPost,
    Problem,
    SourceError,
)
from posts.importing.logs.abbreviations import match_zone
from posts.importing.logs.days import moments
from posts.importing.logs.key_events import take_key_events
from posts.importing.logs.lines import LogLines, day_headings, sort_lines
from posts.importing.logs.order import Chosen, choose
from posts.importing.logs.posts import Reports, looks_like_headline, read_post
from posts.importing.logs.stamps import Stamp, read_stamp
from posts.importing.source import Format, Source, Wanted
from posts.importing.text.clutter import take_out
from posts.importing.text.headlines import find_openings, with_times_joined
from posts.importing.text.masthead import read_head

_HEADING = "the heading of a day"
_NO_POST = "begins with a time, but is no post's: read as text"
_BELOW_ALL = "stands below the last time: read as words of its post"
_ALL_TIMES = re.compile(
    r"\(?all times (?:are |stated |given |shown |listed |in )*(?:the )?", re.IGNORECASE
)
_UK = re.compile(r"\AUK\b(?! time)")
_UPDATED = re.compile(r"\(?(?:last )?updated(?: at)?:? ", re.IGNORECASE)
_AGE = re.compile(
    rf"{_UPDATED.pattern}"
    r"|\(?[0-9]{1,3} ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)"
    r" ago\)?\Z",
    re.IGNORECASE,
)
_LONGEST_AGE = 80  # characters
_AGE_OF_POST = "tells how old a post is, or when it was changed"
_NOON = 12 * 3600


def finds(source: Source) -> int:
    """How many posts would be read; 0 for what is no log."""
    lines = source.lines
    log = sort_lines(lines)
    if log is None:
        return 0
    try:
        positions = choose(lines, log, day_headings(lines, log), Wanted()).positions
    except SourceError:
        positions = range(len(log.stamps))  # the reader tells what is wrong
    published = find_openings(with_times_joined(lines), [])
    if len(positions) < 2 or 4 * len(published) >= len(log.stamps):
        return 0
    first, last = log.stamps[positions[0]].index, log.stamps[positions[-1]].index
    around = lines[last + 1 :] if log.below else lines[log.text : first]
    inside = lines[log.text : last] if log.below else lines[first:]
    return len(positions) if _filled(around) <= _filled(inside) else 0


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    """Parse a page in the format above, in time n log n of its length."""
    lines, left_out = take_out(source.lines)
    key_events, listed = take_key_events(lines)
    reports = Reports(left_out=left_out + _take_ages(lines) + listed)
    log = sort_lines(lines)
    if log is None:
        raise SourceError(
            "no posts found: a post begins with a line such as '16:14' or "
            "'4.14pm GMT — Headline'"
        )
    _refuse_impossible(lines, log)
    if not wanted.time_zone:
        log = _with_zone(log, source.lines)
    headings = day_headings(lines, log)
    chosen = choose(lines, log, headings, wanted)
    _refuse_half_told(log, chosen)
    times = moments(log, chosen, wanted, wanted.time_zone)
    for index in headings.values():
        reports.left_out.append(LeftOut(index + 1, lines[index], _HEADING))
        lines[index] = ""
    reports.problems += _not_posts(lines, log, chosen)
    posts = [
        replace(post, key_event=post.key_event or stamp.index in key_events)
        for stamp, post in _read_posts(lines, log, times, reports)
    ]
    top = log.text if log.below else log.stamps[chosen.positions[0]].index
    head = read_head(source.lines[:top], lines[:top])
    _take_title(head, lines)
    if not chosen.newest_first:
        posts.reverse()
    posts.sort(key=lambda post: post.published_at, reverse=True)
    return ParsedPage(
        tuple(head.summary),
        tuple(posts),
        tuple(sorted(reports.problems + head.problems, key=_line)),
        tuple(sorted(reports.left_out + head.left_out, key=_line)),
        title=head.title,
        edited_by=head.editors,
        notes=log.notes,
    )


def _line(report: Problem | LeftOut) -> int:
    return report.line


def _take_ages(lines: list[str]) -> list[LeftOut]:
    """Empty the lines that tell how old a post is, or when it was changed."""
    left_out = []
    for index, line in enumerate(lines):
        if line and len(line) <= _LONGEST_AGE and _AGE.match(line):
            updated = _UPDATED.match(line)
            stamp = updated and read_stamp(line[updated.end() :].rstrip(")"), index)
            if not updated or (stamp and not stamp.rest):
                left_out.append(LeftOut(index + 1, line, _AGE_OF_POST))
                lines[index] = ""
    return left_out


def _filled(lines: list[str]) -> int:
    return sum(map(bool, lines))


def _with_zone(log: LogLines, lines: list[str]) -> LogLines:
    """LOG with the zone that a line 'All times …' above or below the posts tells."""
    first, last = log.stamps[0].index, log.stamps[-1].index
    for line in lines[:first] + lines[last + 1 :]:
        start = _ALL_TIMES.match(line)
        words = _UK.sub("UK time", line[start.end() :]) if start else ""
        zone = match_zone(words, 0)
        if zone and zone[2]:
            stamps = [replace(s, zone=s.zone or zone[0]) for s in log.stamps]
            return replace(log, stamps=stamps)
    return log


def _refuse_impossible(lines: list[str], log: LogLines) -> None:
    for stamp in log.impossible:
        # With words behind it, it may be something else: '88:12 Corner'.
        if not stamp.rest:
            raise SourceError(
                f"there is no time '{lines[stamp.index][:40]}': hours run from 00 to "
                "23, or from 1 to 12 before am and pm, and minutes from 00 to 59",
                stamp.index + 1,
            )


def _refuse_half_told(log: LogLines, chosen: Chosen) -> None:
    """Refuse a stamp that lacks the 'am' or 'pm' which all others have."""
    stamps = [log.stamps[position] for position in chosen.positions]
    at = [stamp.index for stamp in stamps]
    form = log.stamps[0].form
    if not form.half:
        return
    for other in log.others:
        if replace(other.form, half=True) != form or not 1 <= other.hour <= 12:
            continue
        if other.separator not in log.separators or other.seconds is None:
            continue
        place = bisect.bisect(at, other.index)
        around = [
            stamps[place - 1].seconds if place else None,
            stamps[place].seconds if place < len(stamps) else None,
        ]
        later, earlier = around if chosen.newest_first else around[::-1]
        morning = other.seconds % _NOON
        if _fits(later, morning, earlier) or _fits(later, morning + _NOON, earlier):
            raise SourceError(
                "the time has neither 'am' nor 'pm', as the others have: add it",
                other.index + 1,
            )


def _fits(later: int | None, time: int, earlier: int | None) -> bool:
    """Whether TIME of day may lie between two others, across midnight if they do."""
    if later is None or earlier is None:
        return (later is None or time <= later) and (earlier is None or time >= earlier)
    if later >= earlier:
        return earlier <= time <= later
    return time <= later or time >= earlier


def _not_posts(lines: list[str], log: LogLines, chosen: Chosen) -> list[Problem]:
    """Report the times that begin a line of the log's form, but no post."""
    taken = set(chosen.positions)
    left = [s for position, s in enumerate(log.stamps) if position not in taken]
    form = log.stamps[0].form
    left += log.impossible
    left += [s for s in log.others if s.form == form or not s.separator]
    return [Problem(s.index + 1, lines[s.index], _NO_POST) for s in left]


def _read_posts(
    lines: list[str], log: LogLines, times: dict, reports: Reports
) -> list[tuple[Stamp, ParsedPost]]:
    """The posts with their stamps, in the order of the page."""
    positions = sorted(times)
    at = [log.stamps[position].index for position in positions]
    if log.below:
        for index in range(at[-1] + 1, len(lines)):
            if lines[index]:
                problem = Problem(index + 1, lines[index], _BELOW_ALL)
                reports.problems.append(problem)
        lines[at[-1]] = ""
        spans = zip(
            [log.text, *(index + 1 for index in at[:-1])],
            [*at[:-1], len(lines)],
            strict=True,
        )
    else:
        spans = zip((index + 1 for index in at), [*at[1:], len(lines)], strict=True)
    posts = []
    for position, (start, stop) in zip(positions, spans, strict=True):
        stamp, time = log.stamps[position], times[position]
        posts.append((stamp, read_post(lines, stamp, start, stop, time, reports)))
    return posts


def _take_title(head, lines: list[str]) -> None:
    """Make the first line of all the title if it looks like a headline."""
    first = next((number for number, line in enumerate(lines, 1) if line), 0)
    strays = [problem for problem in head.problems if problem.line == first]
    if strays and not head.title and looks_like_headline(strays[0].text):
        head.title = strays[0].text
        head.summary.remove(head.title)
        head.problems.remove(strays[0])


FORMAT = Format("log", "posts that begin with a time", finds, parse)
