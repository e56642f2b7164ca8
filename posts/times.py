"""Times and zone names as readers see them, from CLDR (Babel).

'16:14', '16:14 Greenwich Mean Time', '3 February 2025': in the page's time zone
and in the page's language.
"""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time, get_timezone_gmt

# CLDR's mark for "no name here, and none to inherit".
_NO_NAME = "∅∅∅"


@lru_cache
def locale_of(language):
    """The CLDR locale for a language code such as 'en-gb'."""
    return Locale.parse(language, sep="-")


def clock(moment, time_zone, language):
    """The time of day, such as '16:14'."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return format_time(local.replace(tzinfo=None), "short", locale=locale_of(language))


def day(moment, time_zone, language):
    """The date, such as '3 February 2025'."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return format_date(local.date(), "long", locale=locale_of(language))


def weekday(moment, time_zone, language):
    """The date with its day of the week, such as 'Monday 3 February 2025'."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return format_date(local.date(), "full", locale=locale_of(language))


def month(moment, language):
    """The month, such as 'November 2026', of a date or a local time."""
    return format_skeleton("yMMMM", moment, locale=locale_of(language))


def zone_name(moment, time_zone, language):
    """The zone's name at that moment, such as 'British Summer Time'.

    Whether summer time is in force is told by the offset, not by the sign of the
    zone's `dst()`: Dublin's is negative in winter, yet its summer is the season
    with a name of its own.
    """
    zone = ZoneInfo(time_zone)
    local = moment.astimezone(zone)
    seasons = [
        datetime(local.year, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)
    ]
    season = "daylight" if local.utcoffset() > min(seasons) else "standard"
    return _season_name(time_zone, season, language) or get_timezone_gmt(
        local, "long", locale=locale_of(language)
    )


@lru_cache
def _season_name(time_zone, season, language):
    """CLDR's name for a season of the zone, or "" if it has none.

    First the zone's own names, then those of the group of zones it belongs to.
    CLDR files both under the name that a zone had first (Asia/Calcutta,
    Europe/Kiev), so every alias is tried; Babel's own look-up tries only one.
    """
    locale = locale_of(language)
    renamed = get_global("zone_aliases")
    newest = renamed.get(time_zone, time_zone)
    zones = sorted({newest, *(old for old, new in renamed.items() if new == newest)})
    groups = [get_global("meta_zones").get(zone) for zone in zones]
    tables = [locale.time_zones.get(zone, {}) for zone in zones]
    tables += [locale.meta_zones.get(group, {}) for group in groups]
    names = (table.get("long", {}).get(season) for table in tables)
    return next((name for name in names if name and name != _NO_NAME), "")


@lru_cache
def plurals(language):
    """A number for each plural of the language: {'one': 1, 'other': 0} in English."""
    plural = locale_of(language).plural_form
    # French and Spanish have a plural for whole millions.
    return {plural(number): number for number in (1_000_000, *reversed(range(200)))}
