"""Times and zone names, in both seasons and in the page's language."""

from datetime import UTC, datetime

import pytest

from posts.times import clock, day, zone_name

WINTER = datetime(2025, 1, 15, 16, 14, tzinfo=UTC)
SUMMER = datetime(2025, 7, 15, 16, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("Europe/London", "Greenwich Mean Time", "British Summer Time"),
        ("Europe/Dublin", "Greenwich Mean Time", "Irish Standard Time"),
        ("Asia/Kolkata", "India Standard Time", "India Standard Time"),
        ("Asia/Calcutta", "India Standard Time", "India Standard Time"),
        (
            "Europe/Kyiv",
            "Eastern European Standard Time",
            "Eastern European Summer Time",
        ),
        ("America/New_York", "Eastern Standard Time", "Eastern Daylight Time"),
        (
            "Australia/Sydney",
            "Australian Eastern Daylight Time",
            "Australian Eastern Standard Time",
        ),
        ("UTC", "Coordinated Universal Time", "Coordinated Universal Time"),
        ("Africa/Casablanca", "GMT+01:00", "GMT+01:00"),
    ],
)
def test_the_zone_is_named_as_the_season_has_it(zone, winter, summer):
    assert zone_name(WINTER, zone, "en-gb") == winter
    assert zone_name(SUMMER, zone, "en-gb") == summer


@pytest.mark.parametrize(
    ("moment", "shown", "name"),
    [
        (datetime(2025, 3, 30, 0, 59, tzinfo=UTC), "00:59", "Greenwich Mean Time"),
        (datetime(2025, 3, 30, 1, 0, tzinfo=UTC), "02:00", "British Summer Time"),
        (datetime(2025, 10, 26, 0, 30, tzinfo=UTC), "01:30", "British Summer Time"),
        (datetime(2025, 10, 26, 1, 30, tzinfo=UTC), "01:30", "Greenwich Mean Time"),
    ],
)
def test_both_sides_of_a_clock_change_are_right(moment, shown, name):
    assert clock(moment, "Europe/London", "en-gb") == shown
    assert zone_name(moment, "Europe/London", "en-gb") == name


def test_dates_and_clocks_follow_the_language():
    assert day(WINTER, "Europe/London", "en-gb") == "15 January 2025"
    assert day(WINTER, "Europe/Paris", "fr") == "15 janvier 2025"
    assert clock(WINTER, "America/New_York", "en-us") == "11:14\u202fAM"
    assert zone_name(SUMMER, "Europe/Berlin", "de") == "Mitteleuropäische Sommerzeit"
