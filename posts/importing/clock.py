"""Reading the time of a post: '16:14 Greenwich Mean Time 3 February 2025'."""

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

_OFFSETS = {
    name.casefold(): datetime.timezone(datetime.timedelta(hours=hours))
    for name, hours in ZONES.items()
}
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?:\s+(.*))?\Z", re.DOTALL)
_DAY = datetime.timedelta(days=1)
_HALF_YEAR = datetime.timedelta(days=183)
_GIVE_A_DATE = "give the date of the newest post, for example --date 2025-02-03"


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
    zone, (day, month, year) = _split_date((match[3] or "").split())
    return Stamp(line, clock, _read_zone(" ".join(zone), line), day, month, year)


class Clock:
    """Turns stamps, read from the newest post down, into aware datetimes.

    `date` is the local date of the newest post, in the zone of its own line;
    `time_zone` is the IANA name for lines that name no zone.
    """

    def __init__(self, date: datetime.date | None, time_zone: str):
        self.date = date
        self.time_zone = time_zone
        self.above: datetime.datetime | None = None

    def read(self, stamp: Stamp) -> datetime.datetime | None:
        """Return when the next post down was published, or raise SourceError.

        None if the stamp says that nobody knows.
        """
        if stamp.clock is None:
            return None
        zone = stamp.zone or self._default_zone()
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
                raise SourceError(f"the line gives no date: {_GIVE_A_DATE}", stamp.line)
            self.above = moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            raise SourceError("there is no such date", stamp.line) from None
        return moment

    def _default_zone(self) -> zoneinfo.ZoneInfo:
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise SourceError(
                f"unknown time zone '{self.time_zone}': "
                "use a name such as Europe/London"
            ) from None

    def _dated(self, stamp: Stamp, zone: datetime.tzinfo) -> datetime.datetime:
        year = stamp.year
        if year is None:
            if self.date is None:
                raise SourceError(f"the date has no year: {_GIVE_A_DATE}", stamp.line)
            year = self.date.year
        date = datetime.date(year, stamp.month, stamp.day)
        moment = datetime.datetime.combine(date, stamp.clock, zone)
        # Reading down from January into December crosses into the year before.
        if (
            stamp.year is None
            and self.above is not None
            and moment - self.above > _HALF_YEAR
        ):
            moment = moment.replace(year=year - 1)
        return moment

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
) -> tuple[list[str], tuple[int | None, int | None, int | None]]:
    """Cut 'D Month[ YYYY]' off the end: the words before it, then the date."""
    year = None
    rest = words
    if len(words) > 2 and len(words[-1]) == 4 and _is_number(words[-1], 4):
        year, rest = int(words[-1]), words[:-1]
    if len(rest) > 1 and rest[-1].casefold() in MONTHS and _is_number(rest[-2], 2):
        month = MONTHS.index(rest[-1].casefold()) + 1
        return rest[:-2], (int(rest[-2]), month, year)
    return words, (None, None, None)


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
