"""Reading the time with which a post of a log begins or ends: its stamp.

A stamp stands at the start of its line:

    [MARK] [DAY[,|at]] CLOCK[am|pm] [ZONE] [[,|on] DAY] [SEPARATOR HEADLINE]

    16:14                            6.14pm GMT
    02:57 PM                         2127 GMT — Gale warning
    12:30 pm: GALE WARNING           • Dec 23, 2021 03:40 PM IST
    31 December 2023 00:00 GMT       16:14 GMT 3 February
    3 Feb 2025, 16:14                [2025-02-03 16:14]

Mark. A bullet ('•', '*', '-') or brackets around all up to the separator.
Clock. H:MM, HH:MM, with or without seconds; H.MM; HH.MM; H before 'am' or 'pm'; HHMM
before a zone, 'h' or 'hrs'; HHhMM.
Zone. As abbreviations.py has them, also in round brackets.
Separator. A dash, a colon, a bar, or only a space before a capital letter; the rest of
the line is the post's. 'HH:MM–HH:MM' is a range and no stamp, and '89:' or '89 min'
no time of day.

All stamps of a log are written alike: `Form` tells what is compared.
"""

import re
from dataclasses import dataclass

from posts.importing.logs.abbreviations import match_zone
from posts.importing.logs.calendar_days import CalendarDay, match_day

_LONGEST = 160  # characters of a line that may belong to the stamp
_MARK = re.compile(r"[•*·‣]\s*(?:\[\s*)?|-\s+|\[\s*")
_COLON = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?!:?[0-9]|\.[0-9])")
_POINT = re.compile(r"([0-9]{1,2})\.([0-9]{2})(?![0-9.,%])")
_LETTER = re.compile(r"([0-9]{1,2})h([0-9]{2})\b")
_HOUR = re.compile(r"([0-9]{1,2})(?=\s?[ap]\.?m\b)", re.IGNORECASE)
_FIGURES = re.compile(r"([0-9]{2})([0-9]{2})(?![0-9])")
_HOURS = re.compile(r"\s?(?:hours|hrs|hr|h)\b\.?", re.IGNORECASE)
_HALF = re.compile(r"\s?([ap])(?:m\b|\.\s?m\b\.?)", re.IGNORECASE)
_BEFORE_CLOCK = re.compile(r"(?:\s*,|\s+at|\s*[|–—-]|T(?=[0-9]))?\s*", re.IGNORECASE)
_BEFORE_ZONE = re.compile(r"\s*,?\s*\(?")
_CLOSING = re.compile(r"\s*\]")
_BEFORE_DAY = re.compile(r"\s*,\s*(?:on\s+)?|\s+(?:on\s+)?", re.IGNORECASE)
_SEPARATORS = (
    ("—", re.compile(r"\s*[–—]+\s*|\s+-+\s+|\s+-+\Z")),
    (":", re.compile(r"\s*:(?![0-9])\s*")),
    ("|", re.compile(r"\s*[|·]\s*")),
    (" ", re.compile(r"\s+(?=[^\W\d_a-z]|[‘“'\"]\w)")),
)
_CLOCK_AHEAD = re.compile(r"[0-9]{1,2}[:.][0-9]{2}|[0-9]{1,2}\s?[ap]m\b|[0-9]{4}\b")


@dataclass(frozen=True)
class Form:
    """How a stamp is written; a separator and a day after the clock may be missing."""

    mark: str
    day: str  # the form of a day before the clock
    clock: str
    half: bool  # am or pm
    zone: bool


@dataclass(frozen=True)
class Stamp:
    """One line that begins with a time; `index` counts from 0.

    `hour` is as written, `half` 'a', 'p' or ''. `separator` is one of '', '—', ':',
    '|' and ' '; `rest` what follows it.
    """

    index: int
    form: Form
    hour: int
    minute: int
    second: int
    half: str
    zone: str
    day: CalendarDay | None
    separator: str
    rest: str

    @property
    def seconds(self) -> int | None:
        """The time of day in seconds, None if there is no such time."""
        hour = self.hour
        if self.half and (hour > 12 and self.half == "a"):
            return None
        if self.half and hour <= 12:
            hour = hour % 12 + (12 if self.half == "p" else 0)
        if hour > 23 or self.minute > 59 or self.second > 59:
            return None
        return (hour * 60 + self.minute) * 60 + self.second


def read_stamp(line: str, index: int) -> Stamp | None:
    """The stamp at the start of LINE, None if it doesn't begin with a time."""
    if not _may_begin_with_time(line):
        return None
    head = line[:_LONGEST]
    mark, at = _match_mark(head)
    before = match_day(head, at)
    form_of_day = ""
    if before:
        form_of_day = before[1]
        at = _BEFORE_CLOCK.match(head, before[2]).end()
    clock = _match_clock(head, at)
    if clock is None:
        return None
    kind, (hour, minute, second), half, at = clock
    zone, at, sure = _match_zone(head, at, iso=form_of_day == "iso")
    hours = _HOURS.match(head, at)
    if kind == "1614" and not (zone or hours):
        return None
    at = hours.end() if hours else at
    after, at = (None, at) if before else _match_day_after(head, at)
    if not zone and after:
        zone, at, sure = _match_zone(head, at, iso=False)
    if mark.endswith("["):
        closing = _CLOSING.match(head, at)
        if closing is None:
            return None
        at = closing.end()
    separator = _match_separator(line, at)
    if separator is None or (separator[0] == " " and not sure):
        return None
    # 'H.MM' before a word is an amount: '3.50 Euros', and so is '16:9 Format'.
    if separator[0] == " " and kind == "16.14" and not (half or zone):
        return None
    day = before[0] if before else after
    form = Form(mark, form_of_day, kind, bool(half), bool(zone))
    return Stamp(index, form, hour, minute, second, half, zone, day, *separator)


def _may_begin_with_time(line: str) -> bool:
    """Whether it is worth a closer look: a digit is near the start."""
    return any("0" <= sign <= "9" for sign in line[:24])


def _match_mark(head: str) -> tuple[str, int]:
    """A bullet, an opening bracket, or both, each as one sign."""
    match = _MARK.match(head)
    if match is None:
        return "", 0
    signs = "".join(match[0].split())
    return signs.translate(str.maketrans("*·‣-", "••••")), match.end()


def _match_clock(
    head: str, at: int
) -> tuple[str, tuple[int, int, int], str, int] | None:
    """The clock at AT: its kind, hour, minute and second, 'a' or 'p', and its end."""
    for kind, form in _CLOCKS.items():
        match = form.match(head, at)
        if match is None:
            continue
        hour, minute, second = (*match.groups(), "0", "0")[:3]
        end = match.end()
        half = _HALF.match(head, end)
        if half:
            end = half.end()
        numbers = int(hour), int(minute), int(second or 0)
        return kind, numbers, half[1].lower() if half else "", end
    return None


_CLOCKS = {
    "16:14": _COLON,
    "16.14": _POINT,
    "16h14": _LETTER,
    "1614": _FIGURES,
    "4pm": _HOUR,
}


def _match_zone(head: str, at: int, *, iso: bool) -> tuple[str, int, bool]:
    """The zone at AT ('' for none), its end, and whether we know it."""
    if iso and head.startswith("Z", at):
        return "Z", at + 1, True
    start = _BEFORE_ZONE.match(head, at)
    found = match_zone(head, start.end())
    if found is None:
        return "", at, True
    name, end, known = found
    if start[0].endswith("("):
        if not head.startswith(")", end):
            return "", at, True
        end += 1
    return name, end, known


def _match_day_after(head: str, at: int) -> tuple[CalendarDay | None, int]:
    """The day after the clock, where nothing but a separator follows it."""
    start = _BEFORE_DAY.match(head, at)
    found = match_day(head, start.end()) if start else None
    if found is None or head[found[2] : found[2] + 1].isalnum():
        return None, at
    return found[0], found[2]


def _match_separator(line: str, at: int) -> tuple[str, str] | None:
    """The separator at AT and the words after it; None if the line is prose."""
    if not line[at:].strip():
        return "", ""
    for sign, form in _SEPARATORS:
        match = form.match(line, at)
        if match is None:
            continue
        if sign == "—" and _CLOCK_AHEAD.match(line, match.end()):
            return None
        rest = line[match.end() :].strip()
        return (sign, rest) if rest else ("", "")
    return None
