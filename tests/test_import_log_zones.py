import datetime

import pytest

from posts.importing.document import SourceError
from tests.importing import parse_text

WINTER = datetime.date(2025, 2, 3)
SUMMER = datetime.date(2025, 7, 3)


def moment(zone, date=WINTER, time_zone="", above=()):
    """The UTC time of a post at 16:14 in ZONE."""
    lines = [*above, f"16:14 {zone}", "Rain.", f"16:02 {zone}", "Wind."]
    page = parse_text("\n".join(lines), date=date, time_zone=time_zone, format="log")
    return f"{page.posts[0].published_at.astimezone(datetime.UTC):%d %H:%M}"


@pytest.mark.parametrize(
    ("zone", "date", "expected"),
    [
        ("", WINTER, "03 16:14"),
        ("", SUMMER, "03 15:14"),
        ("GMT", SUMMER, "03 16:14"),
        ("British Summer Time", WINTER, "03 15:14"),
        ("CEST", SUMMER, "03 14:14"),
        ("NPT", WINTER, "03 10:29"),
        ("AEDT", WINTER, "03 05:14"),
        ("PDT", SUMMER, "03 23:14"),
        ("ET", WINTER, "03 21:14"),
        ("ET", SUMMER, "03 20:14"),
        ("UK time", SUMMER, "03 15:14"),
        ("UTC+1", WINTER, "03 15:14"),
        ("GMT-10", WINTER, "04 02:14"),
        ("UTC+05:30", WINTER, "03 10:44"),
        ("−0330", WINTER, "03 19:44"),
    ],
)
def test_a_name_with_one_meaning_is_known(zone, date, expected):
    assert moment(zone, date) == expected


@pytest.mark.parametrize(
    ("zone", "date", "time_zone", "expected"),
    [
        ("IST", WINTER, "Asia/Kolkata", "03 10:44"),
        ("IST", WINTER, "Asia/Jerusalem", "03 14:14"),
        ("IST", SUMMER, "Europe/Dublin", "03 15:14"),
        ("CST", WINTER, "America/Chicago", "03 22:14"),
        ("CST", WINTER, "Asia/Shanghai", "03 08:14"),
        ("BST", SUMMER, "", "03 15:14"),
        ("BST", SUMMER, "Europe/London", "03 15:14"),
        ("EST", WINTER, "America/New_York", "03 21:14"),
    ],
)
def test_of_several_meanings_the_page_s_own_time_zone_has_one(
    zone, date, time_zone, expected
):
    assert moment(zone, date, time_zone) == expected


@pytest.mark.parametrize(
    ("zone", "date", "time_zone", "example"),
    [
        ("IST", WINTER, "", "Asia/Kolkata"),
        ("IST", WINTER, "Europe/Dublin", "Asia/Kolkata"),
        ("IST", SUMMER, "Asia/Jerusalem", "Asia/Kolkata"),
        ("CST", WINTER, "Europe/London", "America/Chicago"),
        ("CST", SUMMER, "America/Chicago", "America/Chicago"),
        ("BST", WINTER, "", "Europe/London"),
        ("BST", SUMMER, "Asia/Dhaka", "Europe/London"),
    ],
)
def test_another_meaning_is_refused_and_the_time_zone_asked_for(
    zone, date, time_zone, example
):
    with pytest.raises(SourceError, match="several meanings") as caught:
        moment(zone, date, time_zone)
    assert caught.value.line == 1
    assert caught.value.message.endswith(f"--time-zone {example}")


@pytest.mark.parametrize(
    ("zone", "message"),
    [
        ("QQT", "unknown time zone 'QQT'"),
        ("UTC+24", "there is no offset UTC+24"),
        ("+99:99", "there is no offset +99:99"),
    ],
)
def test_an_unknown_zone_is_refused(zone, message):
    with pytest.raises(SourceError) as caught:
        moment(zone)
    assert (caught.value.line, caught.value.message) == (1, message)


def test_an_unknown_time_zone_of_the_user_is_refused():
    with pytest.raises(SourceError, match="unknown time zone 'Nowhere/At all'"):
        moment("", time_zone="Nowhere/At all")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("All times GMT", "03 16:14"),
        ("All times are in CEST.", "03 14:14"),
        ("(All times ET)", "03 20:14"),
        ("All times stated are UK", "03 15:14"),
        ("All times are local", "03 15:14"),
        ("All times IST", "several meanings"),
    ],
)
def test_the_page_may_tell_the_zone_of_clocks_without_one(line, expected):
    if expected == "several meanings":
        with pytest.raises(SourceError, match=expected):
            moment("", SUMMER, above=[line])
        return
    assert moment("", SUMMER, above=[line]) == expected
    assert moment("", SUMMER, "Europe/Athens", above=[line]) == "03 13:14"
    assert moment("CET", SUMMER, above=[line]) == "03 15:14"
