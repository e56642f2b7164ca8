import datetime

import pytest

from posts.importing.document import SourceError
from posts.importing.source import decode
from tests.importing import parse_text as parse

DAY = datetime.date(2025, 2, 3)


def read(*lines, date=DAY, time_zone="Europe/London"):
    return parse("\n".join(lines), date=date, time_zone=time_zone)


def moments(*stamps, **options):
    lines = [f"{n}. Tidepublished at {stamp}" for n, stamp in enumerate(stamps, 1)]
    page = read(*lines, **options)
    utc = [post.published_at.astimezone(datetime.UTC) for post in page.posts]
    return [f"{moment:%Y-%m-%d %H:%M}" for moment in utc]


def refusal(*lines, **options):
    with pytest.raises(SourceError) as caught:
        read(*lines, **options)
    return caught.value


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("16:14", "2025-02-03 16:14"),
        ("9:05 Greenwich Mean Time", "2025-02-03 09:05"),
        ("00:30 British Summer Time", "2025-02-02 23:30"),
        ("00:30 Irish Standard Time", "2025-02-02 23:30"),
        ("16:14 Central European Time", "2025-02-03 15:14"),
        ("16:14 central european summer time", "2025-02-03 14:14"),
        ("20:14 Eastern Standard Time", "2025-02-04 01:14"),
        ("16:14 India\u00a0Standard Time", "2025-02-03 10:44"),
        ("16:14 GMT", "2025-02-03 16:14"),
        ("16:14 Greenwich Mean Time 9 June", "2024-06-09 16:14"),
        ("16:14 9 June", "2024-06-09 15:14"),
        ("16:14 British Summer Time 9 June 2019", "2019-06-09 15:14"),
    ],
)
def test_the_line_tells_zone_and_date_or_the_caller_does(stamp, moment):
    assert moments(stamp) == [moment]


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        (
            ["00:10", "23:50", "23:50", "00:20"],
            ["03 00:10", "02 23:50", "02 23:50", "02 00:20"],
        ),
        (["00:10", "00:20"], ["03 00:10", "02 00:20"]),
        (
            ["09:00", "08:00", "10:00", "09:30", "11:00"],
            ["03 09:00", "03 08:00", "02 10:00", "02 09:30", "01 11:00"],
        ),
        # Neither rises in truth: only the clock on the wall does.
        (["01:10 GMT", "01:50 BST"], ["03 01:10", "03 00:50"]),
        (["16:10 GMT", "17:05 CET"], ["03 16:10", "03 16:05"]),
        (["23:40 GMT", "00:30 CET"], ["03 23:40", "03 23:30"]),
        (["00:30 CET", "23:20 GMT"], ["02 23:30", "02 23:20"]),
        (["10:00 GMT 2 February 2025", "23:00"], ["02 10:00", "01 23:00"]),
    ],
)
def test_a_clock_that_rises_while_reading_down_crossed_midnight(stamps, expected):
    assert moments(*stamps) == [f"2025-02-{moment}" for moment in expected]


def test_the_hour_that_the_clocks_repeat_is_read_in_order():
    stamps = ["01:10", "01:50", "01:20", "00:40"]
    assert moments(*stamps, date=datetime.date(2025, 10, 26)) == [
        "2025-10-26 01:10",
        "2025-10-26 00:50",
        "2025-10-26 00:20",
        "2025-10-25 23:40",
    ]


@pytest.mark.parametrize(
    ("date", "stamps", "expected"),
    [
        (datetime.date(2025, 10, 26), ["02:30", "01:10"], "2025-10-26 01:10"),
        (datetime.date(2025, 10, 27), ["00:10", "01:30"], "2025-10-26 01:30"),
    ],
)
def test_the_hour_that_the_clocks_repeat_is_read_as_late_as_it_can_be(
    date, stamps, expected
):
    assert moments(*stamps, date=date)[-1] == expected


def test_a_full_date_is_taken_as_it_stands():
    stamps = ["10:00 GMT 1 January 2025", "10:00 GMT 31 December 2025"]
    assert moments(*stamps) == ["2025-01-01 10:00", "2025-12-31 10:00"]


def test_dates_without_a_year_cross_into_the_year_before():
    stamps = ["00:10 GMT 1 January", "23:50 GMT 31 December", "23:40", "9:00 2 January"]
    assert moments(*stamps) == [
        "2025-01-01 00:10",
        "2024-12-31 23:50",
        "2024-12-31 23:40",
        "2025-01-02 09:00",
    ]


def test_no_date_is_asked_for_where_the_lines_tell_it():
    stamps = ["00:10 GMT 3 February 2025", "23:50 GMT"]
    assert moments(*stamps, date=None) == ["2025-02-03 00:10", "2025-02-02 23:50"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2. Tidepublished at 25:71 Greenwich Mean Time", "there is no time 25:71"),
        ("2. Tidepublished at 24:00", "there is no time 24:00"),
        ("2. Tide published at 16:60", "there is no time 16:60"),
        ("2. published at 99:99 GMT", "there is no time 99:99"),
        ("Tidepublished at 25:71", "there is no time 25:71"),
        ("2. Tidepublished at noon", "cannot read the time 'noon'"),
        ("2. Tidepublished at", "cannot read the time ''"),
        ("2. Tidepublished at 16:14 Moon Time", "unknown time zone 'Moon Time'"),
        ("2. Tide published at 16:14 MST7", "unknown time zone 'MST7'"),
        ("2. Tidepublished at 16:14 or so", "unknown time zone 'or so'"),
        ("2. Tidepublished at 16:14 GMT 30 February", "there is no such date"),
        ("2. Tidepublished at 16:14 GMT 1 May 0000", "there is no such date"),
        ("2. Tide published at 16:14 moon time", "unknown time zone 'moon time'"),
        ("2. Tidepublished at 16:14 GMT 003 May", "unknown time zone 'GMT 003 May'"),
    ],
)
def test_a_time_that_cannot_be_read_is_refused_with_its_line(line, message):
    error = refusal("1. Newestpublished at 17:00", "", line)
    assert error.line == 3
    assert error.message.split(": ")[0] == message
    assert str(error) == f"line 3: {error.message}"


def test_an_unknown_zone_is_answered_with_the_known_ones():
    message = refusal("1. Tidepublished at 16:14 Moon Time").message
    known = message.partition("known are ")[2].split(", ")
    assert known[:2] == ["Greenwich Mean Time", "British Summer Time"]


@pytest.mark.parametrize(
    ("stamp", "message"),
    [
        ("16:14 GMT", "the line gives no date"),
        ("16:14 GMT 3 February", "the date has no year"),
    ],
)
def test_a_missing_date_is_asked_for(stamp, message):
    error = refusal("Summary", "", f"1. Tidepublished at {stamp}", date=None)
    assert error.line == 3
    assert error.message == (
        f"{message}: give the date of the newest post, for example --date 2025-02-03"
    )


def test_time_before_the_calendar_is_refused():
    lines = ["1. Tidepublished at 00:10 GMT", "2. Tidepublished at 23:50 GMT"]
    assert refusal(*lines, date=datetime.date.min).line == 2


@pytest.mark.parametrize("name", ["Sea/Nowhere", "../etc/passwd", "Europe"])
def test_an_unknown_time_zone_of_the_caller_is_refused(name):
    error = refusal("1. Tidepublished at 16:14", time_zone=name)
    assert (error.line, str(error)) == (None, error.message)
    assert error.message.startswith(f"unknown time zone '{name}': use a name")


def test_the_callers_time_zone_is_not_asked_when_lines_name_theirs():
    assert moments("16:14 GMT", time_zone="Sea/Nowhere") == ["2025-02-03 16:14"]


@pytest.mark.parametrize("lines", [["Summary", "• One"], ["1. A story", "Text."]])
def test_a_page_without_posts_is_refused(lines):
    error = refusal(*lines)
    assert (error.line, error.message.partition(" in this text")[0]) == (
        None,
        "no posts found",
    )


@pytest.mark.parametrize(
    "data", ["Tide – “in”\r\n".encode(), b"\xef\xbb\xbf" + "Tide – “in”\r\n".encode()]
)
def test_utf8_is_decoded_with_or_without_a_mark(data):
    assert decode(data) == "Tide – “in”\r\n"


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", None, "the file is empty"),
        (b"\xef\xbb\xbf \r\n", None, "the file is empty"),
        ("Tide".encode("utf-16"), None, "the file is in UTF-16"),
        ("T–".encode("utf-16-be"), 1, "a NUL byte"),
        (b"One\nTwo\n\x89PNG\0\n", 3, "a NUL byte"),
        (b"One\n\nCaf\xe9\n", 3, "the byte 0xe9 is not UTF-8"),
        ("One\n“Two”".encode("cp1252"), 2, "the byte 0x93 is not UTF-8"),
    ],
)
def test_what_is_no_utf8_text_is_refused_with_its_line(data, line, message):
    with pytest.raises(SourceError) as caught:
        decode(data)
    assert caught.value.line == line
    start, _, advice = caught.value.message.partition(": ")
    assert start == message
    assert advice.endswith("save the page as plain text in UTF-8 and import it again")
