"""Reading the time of a post: '16:14 Greenwich Mean Time 3 February 2025'.

Behind the clock may stand a zone and a date, in either order, perhaps with commas. A
date is a day and a month, in full or by three letters, perhaps with the weekday before
and the year behind. A clock alone is read from the post above: the date passed in is
the newest post's, and a clock that rises while reading down has crossed midnight. A
day and month without a year is the latest such day that is not after the date passed
in, so that December on a page that ends in January is the year before. A time that
the clocks leave out when summer begins is refused, and a weekday that is not the
day's own.
"""

import datetime
import re
import zoneinfo
from dataclasses import dataclass

from posts.importing.document import SourceError

# Hours east of Greenwich. Only names with one meaning; 'Irish Standard Time' is
# Dublin's summer, since Dublin's winter is Greenwich Mean Time.
ZONES = {
    "Greenwich Mean Time": 0,
    "British Summer Time": 1,
    "Irish Standard Time": 1,
    "Coordinated Universal Time": 0,
    "Western European Time": 0,
    "Western European Standard Time": 0,
    "Western European Summer Time": 1,
    "Central European Time": 1,
    "Central European Standard Time": 1,
    "Central European Summer Time": 2,
    "Eastern European Time": 2,
    "Eastern European Standard Time": 2,
    "Eastern European Summer Time": 3,
    "Eastern Standard Time": -5,
    "Eastern Daylight Time": -4,
    "Central Standard Time": -6,
    "Central Daylight Time": -5,
    "Mountain Standard Time": -7,
    "Mountain Daylight Time": -6,
    "Pacific Standard Time": -8,
    "Pacific Daylight Time": -7,
    "India Standard Time": 5.5,
    "Japan Standard Time": 9,
    "Australian Eastern Standard Time": 10,
    "Australian Eastern Daylight Time": 11,
    "New Zealand Standard Time": 12,
    "New Zealand Daylight Time": 13,
    "GMT": 0,
    "UTC": 0,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
}
# What stands for the time of a post of which nobody knows it.
UNKNOWN = "an unknown time"
MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
_MONTHS = {name: number for number, name in enumerate(MONTHS, start=1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {name: number for number, name in enumerate(_DAYS)}
_WEEKDAYS |= {name[:3]: number for name, number in _WEEKDAYS.items()}
_WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}
_NO_DATE = (None, None, None, None)

_OFFSETS = {
    name.casefold(): datetime.timezone(datetime.timedelta(hours=hours))
    for name, hours in ZONES.items()
}
_CLOCK = re.compile(
    r"([0-9]{1,2}):([0-9]{2})"
    r"(?:(?:,(?=\s+(?:[a-z]+\s+)?[0-9]))?\s+(.*))?\Z",
    re.DOTALL | re.IGNORECASE,
)
_DAY = datetime.timedelta(days=1)
_YEARS_TO_LEAP = 8  # 29 February comes back after at most so many
GIVE_A_DATE = "give the date of the newest post, for example --date 2025-02-03"


@dataclass(frozen=True)
class Stamp:
    """What one line tells about its time; None is what it leaves out.

    Without a clock the time is not known.
    """

    line: int
    clock: datetime.time | None
    zone: datetime.timezone | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None  # from Monday, 0


def looks_like_stamp(text: str) -> bool:
    """Tell a time from prose: 'HH:MM', then nothing, a zone name or a date.

    Any capitalised words pass as a zone name, so that a zone nobody knows is
    refused later instead of being taken for prose.
    """
    if text.strip() == UNKNOWN:
        return True
    match = _CLOCK.match(text.strip())
    if match is None:
        return False
    zone, _ = _split_date((match[3] or "").split())
    if not zone or zone[-1].casefold() == "time":
        return True
    return all(word[0].isupper() and word[-1] != "." for word in zone)


def tells_zone_or_date(text: str) -> bool:
    """Whether TEXT is a clock with a date or with what can only be a zone."""
    match = _CLOCK.match(text.strip())
    if match is None:
        return False
    zone, (day, *_) = _split_date((match[3] or "").split())
    name = " ".join(zone).casefold()
    return day is not None or name in _OFFSETS or name.endswith(" time")


def read_stamp(text: str, line: int) -> Stamp:
    """Read 'HH:MM[ ZONE NAME][ D Month[ YYYY]]' or raise SourceError.

    'an unknown time', which our own export writes, is a Stamp without a clock.
    """
    text = text.strip()
    if text == UNKNOWN:
        return Stamp(line, None)
    match = _CLOCK.match(text)
    if match is None:
        raise SourceError(
            f"cannot read the time '{text[:60]}': write it as "
            "'published at 16:14 Greenwich Mean Time'",
            line,
        )
    try:
        clock = datetime.time(int(match[1]), int(match[2]))
    except ValueError:
        raise SourceError(
            f"there is no time {match[1]}:{match[2]}: hours run from 00 to 23 "
            "and minutes from 00 to 59",
            line,
        ) from None
    zone, date = _split_date((match[3] or "").split())
    return Stamp(line, clock, _read_zone(" ".join(zone), line), *date)


def named_zone(name: str) -> zoneinfo.ZoneInfo:
    """The time zone with the IANA name NAME, or SourceError."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise SourceError(
            f"unknown time zone '{name[:60]}': use a name such as Europe/London"
        ) from None


def refuse_left_out(moment: datetime.datetime, line: int) -> None:
    """Raise SourceError if the clocks went forward past MOMENT."""
    there = moment.astimezone(datetime.UTC).astimezone(moment.tzinfo)
    if there.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise SourceError(
            f"the clocks of {moment.tzinfo} left out {moment:%H:%M} on "
            f"{moment:%Y-%m-%d}: name the zone that the times are told in, for "
            "example --time-zone UTC",
            line,
        )


class Clock:
    """Turns stamps, read from the newest post down, into aware datetimes.

    `date` is the local date of the newest post, in the zone of its own line;
    `time_zone` is the IANA name for lines that name no zone.
    """

    def __init__(self, date: datetime.date | None, time_zone: str):
        self.date = date
        self.time_zone = time_zone
        self.above: datetime.datetime | None = None
        self.zone_of_newest: datetime.tzinfo | None = None

    def read(self, stamp: Stamp) -> datetime.datetime | None:
        """Return when the next post down was published, or raise SourceError.

        None if the stamp says that nobody knows.
        """
        if stamp.clock is None:
            return None
        zone = stamp.zone or named_zone(self.time_zone)
        self.zone_of_newest = self.zone_of_newest or zone
        try:
            if stamp.month is not None:
                moment = self._dated(stamp, zone)
            elif self.above is not None:
                moment = self._not_after(self.above, stamp.clock, zone)
            elif self.date is not None:
                moment = datetime.datetime.combine(self.date, stamp.clock, zone)
                # An hour that the clocks repeat is read as its second pass: only
                # so can an older post fall into the first pass.
                moment = moment.replace(fold=1)
            else:
                raise SourceError(f"the line gives no date: {GIVE_A_DATE}", stamp.line)
            self.above = moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            raise SourceError("there is no such date", stamp.line) from None
        refuse_left_out(moment, stamp.line)
        if stamp.weekday not in (None, moment.weekday()):
            raise SourceError(f"{moment:%Y-%m-%d} was a {moment:%A}", stamp.line)
        return moment

    def _dated(self, stamp: Stamp, zone: datetime.tzinfo) -> datetime.datetime:
        if stamp.year is not None:
            date = datetime.date(stamp.year, stamp.month, stamp.day)
            return datetime.datetime.combine(date, stamp.clock, zone)
        if self.date is None:
            raise SourceError(f"the date has no year: {GIVE_A_DATE}", stamp.line)
        # East of the newest post's zone the next year may have begun.
        latest = self.date.year + 1
        for year in range(latest, latest - _YEARS_TO_LEAP - 2, -1):
            try:
                date = datetime.date(year, stamp.month, stamp.day)
            except ValueError:
                continue
            moment = datetime.datetime.combine(date, stamp.clock, zone)
            if moment.astimezone(self.zone_of_newest).date() <= self.date:
                return moment
        raise ValueError(f"no {stamp.day}.{stamp.month}. before {self.date}")

    @staticmethod
    def _not_after(
        above: datetime.datetime, clock: datetime.time, zone: datetime.tzinfo
    ) -> datetime.datetime:
        """Return the last moment with this clock that is not after `above`, in UTC.

        This subtracts a day where the clock rises, and also holds where zones
        are mixed or the clocks went back.
        """
        date = above.astimezone(zone).date()
        for fold in (1, 0):
            moment = datetime.datetime.combine(date, clock.replace(fold=fold), zone)
            if moment <= above:
                return moment
        return datetime.datetime.combine(date - _DAY, clock.replace(fold=1), zone)


def _split_date(
    words: list[str],
) -> tuple[list[str], tuple[int | None, ...]]:
    """Cut '[Weekday] D Month[ YYYY]' off either end: the other words, then the date."""
    words = [word.removesuffix(",") or word for word in words]
    count, date = _date_at(words, 0)
    if count:
        return words[count:], date
    for start in range(max(0, len(words) - 4), len(words)):
        count, date = _date_at(words, start)
        if count and start + count == len(words):
            return words[:start], date
    return words, _NO_DATE


def _date_at(words: list[str], start: int) -> tuple[int, tuple[int | None, ...]]:
    """How many words from START on are a date, 0 for none; and the date."""
    first = words[start].casefold() if start < len(words) else ""
    weekday = _WEEKDAYS.get(first)
    at = start + (weekday is not None)
    if len(words) < at + 2 or not _is_number(words[at], 2):
        return 0, _NO_DATE
    month = _MONTHS.get(words[at + 1].casefold())
    if month is None:
        return 0, _NO_DATE
    day, at, year = int(words[at]), at + 2, None
    if at < len(words) and len(words[at]) == 4 and _is_number(words[at], 4):
        year, at = int(words[at]), at + 1
    return at - start, (day, month, year, weekday)


def _is_number(word: str, digits: int) -> bool:
    return len(word) <= digits and word.isascii() and word.isdigit()


def _read_zone(name: str, line: int) -> datetime.timezone | None:
    if not name:
        return None
    try:
        return _OFFSETS[name.casefold()]
    except KeyError:
        raise SourceError(
            f"unknown time zone '{name[:60]}': known are {', '.join(ZONES)}", line
        ) from None
