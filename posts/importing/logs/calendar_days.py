"""Reading a day as logs write it: '3 February 2025', 'Dec 23, 2021', '2025-02-03'.

    [WEEKDAY[,]] D[st|nd|rd|th] MONTH[.][[,] YYYY]      day first
    [WEEKDAY[,]] MONTH[.] D[st|nd|rd|th][[,] YYYY]      month first
    YYYY-MM-DD                                          iso

Months and weekdays are English, whole or cut to three letters ('Sept', 'Tues' and
'Thurs' too), in any case. Days in figures alone, such as 3/2/2025, are none: they are
read in two ways. A weekday must be the day's own.

A day without a year is the latest such day that is not after the day of the newest
post, which the user has to give.
"""

import datetime
import re
from dataclasses import dataclass

from posts.importing.document import SourceError
from posts.importing.text.clock import GIVE_A_DATE, MONTHS

_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAY = (
    r"(?:(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b\.?,?\s+(?:the\s+)?)?"
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\b"
# Four figures before a zone are a clock: '3 February 2127 GMT'.
_YEAR = r"(?:,?\s+(?P<year>[0-9]{4})\b(?!\s+(?-i:[A-Z]{1,4}T|UTC)\b))?"
_FORMS = {
    "day first": re.compile(
        rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}", re.IGNORECASE
    ),
    "month first": re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY}{_YEAR}", re.IGNORECASE),
    "iso": re.compile(
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9-])"
    ),
}
_LONGEST = 60  # characters of a line that is a day


@dataclass(frozen=True)
class CalendarDay:
    """A day as it is written; `weekday` counts from Monday, `year` may be missing."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None

    def date(self, newest: datetime.date | None, line: int) -> datetime.date:
        """The date, the newest post's being NEWEST; SourceError naming LINE."""
        if self.year is None and newest is None:
            raise SourceError(f"the date has no year: {GIVE_A_DATE}", line)
        date = self._not_after(newest) if self.year is None else self._of(self.year)
        if date is None:
            raise SourceError("there is no such date", line)
        if self.weekday not in (None, date.weekday()):
            raise SourceError(f"{date:%Y-%m-%d} was a {date:%A}", line)
        return date

    def _of(self, year: int) -> datetime.date | None:
        try:
            return datetime.date(year, self.month, self.day)
        except ValueError:
            return None

    def _not_after(self, newest: datetime.date) -> datetime.date | None:
        # Eight years, for the 29th of February.
        for year in range(newest.year, max(newest.year - 9, 0), -1):
            date = self._of(year)
            if date is not None and date <= newest:
                return date
        return None


def match_day(text: str, start: int) -> tuple[CalendarDay, str, int] | None:
    """The day at START of TEXT, the name of its form, and where it ends."""
    for name, form in _FORMS.items():
        match = form.match(text, start)
        if match:
            return _day_of(match), name, match.end()
    return None


def heading_day(line: str) -> CalendarDay | None:
    """The day that LINE, which holds nothing else, is the heading of.

    It may have marks around it: '# Monday 3 February', '— 3 February 2025 —'.
    """
    if not 4 < len(line) <= _LONGEST:
        return None
    text = line.strip("#=*—–-_:| \t")
    found = match_day(text, 0)
    return found[0] if found and found[2] == len(text) else None


def _day_of(match: re.Match) -> CalendarDay:
    told = match.groupdict()
    month = told["month"].casefold()
    if month.isdigit():
        number = int(month)
    else:
        number = [name[:3] for name in MONTHS].index(month[:3]) + 1
    weekday = told.get("weekday")
    return CalendarDay(
        int(told["day"]),
        number,
        int(told["year"]) if told["year"] else None,
        _WEEKDAYS.index(weekday[:3].casefold()) if weekday else None,
    )
