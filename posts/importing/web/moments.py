"""Reads the full times of data: 2025-02-03T16:14:00Z, or as in a mail's head.

THE FORM

An ISO 8601 date and time ('2025-02-03T16:14:00+00:00', a space for the T, with or
without seconds and their fraction, 'Z', '+01', '+0100', '[Europe/Paris]' after it),
or an RFC 822 one ('Mon, 03 Feb 2025 16:14:00 GMT'). Without an offset it is the time
on the clocks of the user's time zone, else of the page's own, else of London. There
a time that the clocks show twice, or skip, is refused: no guess would be right.
A date alone tells no time.
"""

import datetime
import re

from posts.importing.document import SourceError
from posts.importing.source import TIME_ZONE
from posts.importing.text.clock import MONTHS, named_zone

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ]+(\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?)"
    r"\s*([Zz]|UTC|GMT|[+−-]\d\d(?::?\d\d)?)?(?:\[[\w/+-]{1,64}\])?",
    re.ASCII,
)
_MAIL = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})\s+([a-z]{3})[a-z]{0,6}\s+(\d{4}|\d\d)\s+"
    r"(\d\d:\d\d(?::\d\d)?)\s*([a-z]{1,5}|[+-]\d{4})?",
    re.IGNORECASE | re.ASCII,
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MONTHS = [month[:3] for month in MONTHS]
# Hours of the zone names that RFC 822 knows.
_MAIL_ZONES = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6}
_MAIL_ZONES |= {"cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}


class Moments:
    """Reads the times of one page; `is_assumed` tells that some named no zone.

    `named` is the user's time zone, `own` the page's, both IANA names or empty.
    """

    def __init__(self, named: str = "", own: str = ""):
        self.time_zone = named or own or TIME_ZONE
        self.is_assumed = False

    def read(self, text: str, what: str, line: int | None = None):
        """The aware datetime that TEXT says, None if it names a day alone.

        WHAT and LINE are for the SourceError about a time that can't be read.
        """
        text = text.strip()
        if _DATE.fullmatch(text):
            return None
        moment = _iso(text) or _mail(text)
        if moment is None or not 1 < moment.year < 9999:
            raise SourceError(
                f"cannot read the time '{text[:60]}' of {what}: write it as "
                "2025-02-03T16:14:00+00:00",
                line,
            )
        if moment.tzinfo is None:
            moment = self._on_clocks(moment, text, what, line)
        return moment

    def _on_clocks(self, moment, text, what, line):
        self.is_assumed = True
        zone = named_zone(self.time_zone)
        first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first
        times = "twice" if first.utcoffset() > second.utcoffset() else "never"
        raise SourceError(
            f"the clocks of {self.time_zone} show '{text}', the time of {what}, "
            f"{times}: write its offset, such as +00:00, behind it",
            line,
        )


def _iso(text: str) -> datetime.datetime | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    date, clock, zone = match.groups(default="")
    zone = zone.replace("−", "-").upper()
    zone = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
    clock = re.sub(r"[.,](\d+)", lambda part: f".{part[1][:6]:0<6}", clock)
    if ":" not in clock:
        clock = re.sub(r"^(\d\d)(\d\d)(\d\d)?", _with_colons, clock)
    if len(zone) == 5:
        zone = f"{zone[:3]}:{zone[3:]}"
    elif len(zone) == 3:
        zone += ":00"
    try:
        return datetime.datetime.fromisoformat(f"{date}T{clock}{zone}")
    except ValueError:
        return None


def _with_colons(match: re.Match) -> str:
    return ":".join(filter(None, match.groups()))


def _mail(text: str) -> datetime.datetime | None:
    match = _MAIL.fullmatch(text)
    if match is None or match[2].lower() not in _MONTHS:
        return None
    day, month, year, clock, zone = match.groups(default="")
    if len(year) == 2:
        year = f"{'19' if int(year) > 68 else '20'}{year}"
    month = _MONTHS.index(month.lower()) + 1
    offset = zone
    if zone[:1].isalpha():
        if zone.lower() not in _MAIL_ZONES:
            return None
        offset = f"{_MAIL_ZONES[zone.lower()]:+03d}:00"
    elif zone:
        offset = f"{zone[:3]}:{zone[3:]}"
    try:
        return datetime.datetime.fromisoformat(
            f"{year}-{month:02d}-{int(day):02d}T{clock}{offset}"
        )
    except ValueError:
        return None
