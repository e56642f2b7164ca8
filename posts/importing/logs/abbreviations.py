"""The zone names of logs: 'GMT', 'UTC+1', 'Central European Time', 'ET'.

Names with one meaning are those of clock.py and the abbreviations below. 'ET', 'CT',
'MT' and 'PT' follow the season of their places. 'UTC+1', 'GMT+01:00', '+0100' and
'Z' are offsets.

Abbreviations with several meanings, such as IST (India, Ireland, Israel), are not
guessed. The page's own time zone, the one that the user gives, decides: if its clocks
go by that name at the moment of the post, that is meant. If not, or if the user gives
none, the line is refused and the user asked for --time-zone. Without one, London's
is the page's; so BST is British Summer Time in London's summer.
"""

import datetime
import re
import zoneinfo

from posts.importing.document import SourceError
from posts.importing.source import TIME_ZONE
from posts.importing.text.clock import ZONES, named_zone

# Hours east of Greenwich.
_ONE_MEANING = {
    "WET": 0,
    "WEST": 1,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "TRT": 3,
    "EDT": -4,
    "MDT": -6,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "NST": -3.5,
    "NDT": -2.5,
    "BRT": -3,
    "WAT": 1,
    "CAT": 2,
    "SAST": 2,
    "EAT": 3,
    "IDT": 3,
    "PKT": 5,
    "NPT": 5.75,
    "WIB": 7,
    "HKT": 8,
    "SGT": 8,
    "AWST": 8,
    "JST": 9,
    "KST": 9,
    "ACST": 9.5,
    "ACDT": 10.5,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}
# What they mean, and the time zone that goes with the first meaning.
_SEVERAL_MEANINGS = {
    "IST": ("India, Ireland, Israel", "Asia/Kolkata"),
    "BST": ("Britain, Bangladesh, Bougainville", "Europe/London"),
    "CST": ("America's Central time, China, Cuba", "America/Chicago"),
    "CDT": ("America's Central time, Cuba", "America/Chicago"),
    "EST": ("America's Eastern time, Australia", "America/New_York"),
    "MST": ("America's Mountain time, Malaysia, Myanmar", "America/Denver"),
    "PST": ("America's Pacific time, the Philippines", "America/Los_Angeles"),
    "AST": ("the Atlantic, Arabia", "America/Halifax"),
    "GST": ("the Gulf, Guam", "Asia/Dubai"),
    "SST": ("Samoa, Singapore", "Pacific/Pago_Pago"),
    "AMT": ("the Amazon, Armenia", "America/Manaus"),
}
_BY_SEASON = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "UK TIME": "Europe/London",
    "LONDON TIME": "Europe/London",
    "EASTERN TIME": "America/New_York",
    "PACIFIC TIME": "America/Los_Angeles",
}
_HOURS = {name.upper(): hours for name, hours in ZONES.items()} | _ONE_MEANING
_KNOWN = {*_HOURS, *_BY_SEASON, *_SEVERAL_MEANINGS}
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+\-−])([0-9]{1,2})(?::?([0-9]{2}))?")
_NAMES = re.compile(
    r"(?:UTC|GMT)\s?[+\-−][0-9]{1,2}(?::?[0-9]{2})?(?![0-9:])"
    r"|[+\-−][0-9]{2}:?[0-9]{2}(?![0-9:])"
    r"|(?i:"
    + "|".join(
        re.escape(name) for name in sorted(_KNOWN, key=len, reverse=True) if " " in name
    ).replace(r"\ ", r"\s+")
    + r")\b|[A-Z]{2,5}\b"
)
_UNKNOWN = re.compile(r"[A-Z]{1,4}T|UTC")


def match_zone(text: str, start: int) -> tuple[str, int, bool] | None:
    """The zone name at START of TEXT, its end, and whether we know it.

    What we don't know but is capitals that end in T, as such names do, is taken for
    one, so that it can be refused instead of being read past.
    """
    match = _NAMES.match(text, start)
    if match is None:
        return None
    name = " ".join(match[0].upper().split())
    known = name in _KNOWN or not name[-1].isalpha()
    if not known and not _UNKNOWN.fullmatch(name):
        return None
    return name, match.end(), known


def read_zone(name: str, time_zone: str, line: int) -> datetime.tzinfo:
    """The zone called NAME, '' being the page's own TIME_ZONE ('' if none is given).

    Raises SourceError. What has several meanings gives the page's own zone, which
    `refuse_other_meaning` must then find right.
    """
    if name in _HOURS and name not in _SEVERAL_MEANINGS:
        return datetime.timezone(datetime.timedelta(hours=_HOURS[name]))
    if name in _BY_SEASON:
        return zoneinfo.ZoneInfo(_BY_SEASON[name])
    offset = _OFFSET.fullmatch(name)
    if offset:
        return _fixed(offset, line)
    if name == "Z":
        return datetime.UTC
    if name and name not in _SEVERAL_MEANINGS:
        raise SourceError(f"unknown time zone '{name}'", line)
    return named_zone(time_zone or TIME_ZONE)


def refuse_other_meaning(name: str, moment: datetime.datetime, line: int) -> None:
    """Raise SourceError if NAME has several meanings, none that of MOMENT's zone."""
    if name in _SEVERAL_MEANINGS and moment.tzname() != name:
        meanings, zone = _SEVERAL_MEANINGS[name]
        raise SourceError(
            f"'{name}' has several meanings ({meanings}), none of them the page's own "
            f"time zone then: say which, for example --time-zone {zone}",
            line,
        )


def _fixed(offset: re.Match, line: int) -> datetime.timezone:
    sign, hours, minutes = offset.groups()
    minutes = int(hours) * 60 + int(minutes or 0)
    if minutes >= 24 * 60:
        raise SourceError(f"there is no offset {offset[0]}", line)
    delta = datetime.timedelta(minutes=minutes if sign == "+" else -minutes)
    return datetime.timezone(delta)
