import datetime

import pytest

from posts.importing.document import LeftOut, SourceError
from posts.importing.logs.calendar_days import heading_day
from tests.importing import parse_text

DAY = datetime.date(2025, 2, 3)


def read(*lines, date=DAY, **wanted):
    text = "\n\n".join(lines)
    return parse_text(text, date=date, time_zone="UTC", format="log", **wanted)


def moments(*lines, **wanted):
    return [f"{p.published_at:%d.%m.%y %H:%M}" for p in read(*lines, **wanted).posts]


def refusal(*lines, **wanted):
    with pytest.raises(SourceError) as caught:
        read(*lines, **wanted)
    return caught.value.line, caught.value.message


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("3 February", (3, 2, None, None)),
        ("Monday 3 February 2025", (3, 2, 2025, 0)),
        ("MON, FEB. 3RD, 2025", (3, 2, 2025, 0)),
        ("# Thursday the 30th of January", (30, 1, None, 3)),
        ("— Sept 3 2025 —", (3, 9, 2025, None)),
        ("2025-02-03:", (3, 2, 2025, None)),
        ("3 February was calm", None),
        ("On 3 February", None),
        ("3/2/2025", None),
        ("Monday", None),
        ("3 Feb 2025 and 4 Feb 2025", None),
        ("3 Feb 16:14", None),
        ("May 2025", None),
        ("", None),
        ("#" * 70, None),
    ],
)
def test_a_day_alone_on_a_line_is_a_heading(line, told):
    day = heading_day(line)
    assert told == (day and (day.day, day.month, day.year, day.weekday))


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (DAY, ["03.02.25 00:10", "02.02.25 23:50", "02.02.25 23:40"]),
        (datetime.date(2024, 3, 1), ["01.03.24 00:10", "29.02.24 23:50"]),
    ],
)
def test_the_day_of_the_newest_post_is_given_and_midnight_crossed(date, expected):
    lines = ["00:10", "A dry day", "23:50", "Rain", "23:40", "Wind"]
    assert moments(*lines, date=date)[: len(expected)] == expected
    assert moments(*lines[4:], *lines[2:4], *lines[:2], date=date)[: len(expected)] == (
        expected
    )


def test_without_any_day_one_is_asked_for():
    line, message = refusal("16:14", "Rain", "16:02", "Wind", date=None)
    assert (line, message[:23]) == (1, "the line gives no date:")
    assert message.endswith("--date 2025-02-03")
    assert refusal("16:02", "Wind", "16:14", "Rain", date=None)[0] == 5


@pytest.mark.parametrize(
    ("lines", "date", "expected"),
    [
        (
            ["Monday 3 February 2025", "00:10", "A", "23:50", "B", "9:00", "C"],
            None,
            ["03.02.25 00:10", "02.02.25 23:50", "02.02.25 09:00"],
        ),
        (
            ["00:10", "A", "Sunday 2 February", "23:50", "B", "09:00", "C"],
            DAY,
            ["03.02.25 00:10", "02.02.25 23:50", "02.02.25 09:00"],
        ),
        (
            ["1 January", "00:10", "A", "31 December", "23:50", "B", "09:00", "C"],
            datetime.date(2025, 1, 1),
            ["01.01.25 00:10", "31.12.24 23:50", "31.12.24 09:00"],
        ),
        (
            ["2 Feb 2025", "22:00", "A", "23:50", "B", "00:20", "C"],
            None,
            ["03.02.25 00:20", "02.02.25 23:50", "02.02.25 22:00"],
        ),
        (
            ["30 Jan 2025", "22:00", "A", "3 Feb 2025", "08:00", "B"],
            None,
            ["03.02.25 08:00", "30.01.25 22:00"],
        ),
        (
            ["3 Feb 2025", "08:00", "A", "30 Jan 2025", "22:00", "B"],
            None,
            ["03.02.25 08:00", "30.01.25 22:00"],
        ),
    ],
)
def test_a_heading_tells_the_day_of_what_follows(lines, date, expected):
    page = read(*lines, date=date)
    assert [f"{p.published_at:%d.%m.%y %H:%M}" for p in page.posts] == expected
    headings = [n for n, line in enumerate(lines) if heading_day(line)]
    assert page.left_out == tuple(
        LeftOut(2 * n + 1, lines[n], "the heading of a day") for n in headings
    )
    assert sorted(post.headline for post in page.posts) == sorted(
        line for line in lines if len(line) == 1
    )


def test_a_day_within_a_post_is_text():
    page = read("16:14", "The dates are", "4 February 2025", "then more.", "16:02", "B")
    assert page.posts[0].body == "<p>4 February 2025</p><p>then more.</p>"
    assert page.left_out == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["16:14", "A", "16:02 3 February", "B", "15:00 1 February", "C"],
            ["04.02.25 16:14", "03.02.25 16:02", "01.02.25 15:00"],
        ),
        (
            ["00:14 GMT", "A", "23:02 GMT", "B", "15:00 GMT 1 February", "C"],
            ["04.02.25 00:14", "03.02.25 23:02", "01.02.25 15:00"],
        ),
        (
            ["3 Feb 2025, 16:14", "A", "3 Feb 2025, 16:02", "B", "1 Feb 2025, 9:00"],
            ["03.02.25 16:14", "03.02.25 16:02", "01.02.25 09:00"],
        ),
        (
            ["2023-12-31 23:50", "A", "2024-01-01 00:10", "B"],
            ["01.01.24 00:10", "31.12.23 23:50"],
        ),
        (
            ["3 Feb 00:10", "A", "2 Feb 23:50", "B", "31 Dec 23:00", "C"],
            ["03.02.25 00:10", "02.02.25 23:50", "31.12.24 23:00"],
        ),
        (
            ["4 Feb 2024 00:30 CET", "A", "3 Feb 2024 23:20 GMT", "B"],
            ["04.02.24 00:30", "03.02.24 23:20"],
        ),
    ],
)
def test_stamps_tell_days_of_their_own(lines, expected):
    assert moments(*lines, date=datetime.date(2025, 2, 4)) == expected


def test_clocks_of_several_zones_are_compared_as_moments():
    lines = ["01:10 GMT", "A", "01:50 WEST", "B", "02:20 CEST", "C"]
    assert moments(*lines) == ["03.02.25 01:10", "03.02.25 01:50", "03.02.25 02:20"]


@pytest.mark.parametrize(
    ("lines", "date", "expected"),
    [
        (["3 Feb", "16:14", "A", "16:02", "B"], None, (1, "the date has no year")),
        (["Tuesday 3 Feb 2025", "16:14", "A", "9:00"], DAY, (1, "2025-02-03 was a Mo")),
        (["30 February 2025", "16:14", "A", "9:00"], DAY, (1, "there is no such")),
        (["3 Feb 16:14", "A", "3 Feb 9:00", "B"], None, (1, "the date has no year")),
        (["31 April 2025 16:14", "A", "3 May 2025 9:00"], DAY, (1, "there is no such")),
        (
            ["22:00", "A", "3 Feb 2025", "00:10", "B", "9:00", "C"],
            DAY,
            (1, "the line has no"),
        ),
        (
            ["0000-01-01 16:14", "A", "0000-01-01 9:00"],
            DAY,
            (1, "there is no such date"),
        ),
        (
            ["00:10", "A", "23:50", "B", "23:40", "C"],
            datetime.date.min,
            (5, "there is no s"),
        ),
    ],
)
def test_a_day_that_cannot_be_is_refused(lines, date, expected):
    line, message = refusal(*lines, date=date)
    assert (line, message[: len(expected[1])]) == expected


def test_the_hour_that_clocks_repeat_leaves_room_for_what_follows():
    text = "01:50\n\nA\n\n01:20\n\nB\n\n00:40\n\nC"
    page = parse_text(
        text, date=datetime.date(2025, 10, 26), format="log", time_zone="Europe/London"
    )
    utc = [post.published_at.astimezone(datetime.UTC) for post in page.posts]
    assert [f"{moment:%d %H:%M}" for moment in utc] == [
        "26 01:50",
        "26 01:20",
        "25 23:40",
    ]
