import datetime

import pytest

from posts.importing.document import SourceError
from tests.importing import parse_text

DAY = datetime.date(2025, 2, 3)


def page_of(*stamps, date=DAY, **wanted):
    lines = [f"{n}. Tidepublished at {stamp}" for n, stamp in enumerate(stamps, 1)]
    return parse_text("\n".join(lines), date=date, format="published", **wanted)


def moments(*stamps, **wanted):
    posts = page_of(*stamps, **wanted).posts
    utc = [post.published_at.astimezone(datetime.UTC) for post in posts]
    return [f"{moment:%Y-%m-%d %H:%M}" for moment in utc]


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("16:14 3 February", "2025-02-03 16:14"),
        ("16:14 3 Feb", "2025-02-03 16:14"),
        ("16:14 Monday 3 February", "2025-02-03 16:14"),
        ("16:14, 3 February 2019", "2019-02-03 16:14"),
        ("16:14 9 June 2019", "2019-06-09 15:14"),
        ("16:14 9 June 2019 Greenwich Mean Time", "2019-06-09 16:14"),
        ("16:14 9 June British Summer Time", "2024-06-09 15:14"),
        ("16:14 British Summer Time, Sunday 9 June 2019", "2019-06-09 15:14"),
        ("16:14 Sun 9 Jun 2019, Central European Summer Time", "2019-06-09 14:14"),
        ("16:14 BST 9 September 2019", "2019-09-09 15:14"),
        ("16:14 BST 9 Sept 2019", "2019-09-09 15:14"),
    ],
)
def test_zone_and_date_stand_in_either_order(stamp, moment):
    assert moments(stamp) == [moment]


@pytest.mark.parametrize(
    ("stamp", "date", "day"),
    [
        ("10:00 GMT 3 February", "2025-02-03", "2025-02-03"),
        ("10:00 GMT 4 February", "2025-02-03", "2024-02-04"),
        ("10:00 GMT 31 December", "2025-01-01", "2024-12-31"),
        ("10:00 GMT 1 January", "2025-01-01", "2025-01-01"),
        ("10:00 GMT 29 February", "2025-01-01", "2024-02-29"),
        ("10:00 GMT 29 February", "2024-02-28", "2020-02-29"),
        ("10:00 GMT 29 February", "1903-01-01", "1896-02-29"),
    ],
)
def test_a_day_without_a_year_is_the_latest_not_after_the_date(stamp, date, day):
    assert moments(stamp, date=datetime.date.fromisoformat(date)) == [f"{day} 10:00"]


def test_east_of_the_newest_post_the_next_year_may_have_begun():
    stamps = ["23:40 Greenwich Mean Time 31 December", "00:30 CET 1 January"]
    assert moments(*stamps, date=datetime.date(2024, 12, 31)) == [
        "2024-12-31 23:40",
        "2024-12-31 23:30",
    ]


def test_a_page_over_several_days_may_tell_each_day_once():
    stamps = [
        "01:10 3 February",
        "00:50",
        "23:30 2 February",
        "23:30",
        "22:00",
        "23:00",
    ]
    assert moments(*stamps) == [
        "2025-02-03 01:10",
        "2025-02-03 00:50",
        "2025-02-02 23:30",
        "2025-02-02 23:30",
        "2025-02-02 22:00",
        "2025-02-01 23:00",
    ]


def test_summer_and_winter_time_stand_on_one_page():
    stamps = ["01:20 Greenwich Mean Time", "01:50 British Summer Time", "00:10 BST"]
    assert moments(*stamps, date=datetime.date(2025, 10, 26)) == [
        "2025-10-26 01:20",
        "2025-10-26 00:50",
        "2025-10-25 23:10",
    ]


@pytest.mark.parametrize(
    ("stamps", "line"),
    [
        (["10:00 3 February"], 1),
        (["10:00"], 1),
        (["11:00 GMT 4 February 2025", "10:00 GMT 3 Feb"], 2),
        (["11:00 GMT 4 February 2025", "10:00", "09:00 3 February"], 3),
    ],
)
def test_without_a_date_from_the_user_no_year_is_made_up(stamps, line):
    with pytest.raises(SourceError, match="for example --date 2025-02-03") as caught:
        page_of(*stamps, date=None)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("stamp", "message"),
    [
        ("16:14 Monday", "unknown time zone 'Monday'"),
        ("16:14 31 June", "there is no such date"),
        ("16:14 0 June", "there is no such date"),
        ("16:14 29 February 2025", "there is no such date"),
        ("16:14 3 February Moon Time", "unknown time zone 'Moon Time'"),
        ("16:14 Tuesday 3 February 2025", "2025-02-03 was a Monday"),
        ("16:14 Greenwich Mean Time Tues 3 February", "2025-02-03 was a Monday"),
    ],
)
def test_a_day_that_cannot_be_is_refused(stamp, message):
    with pytest.raises(SourceError) as caught:
        page_of("17:00 GMT 3 February 2025", stamp)
    assert (caught.value.line, caught.value.message.split(": ")[0]) == (2, message)


@pytest.mark.parametrize("form", ["published", "log"])
def test_a_time_that_the_clocks_left_out_is_refused(form):
    mark = "published at " if form == "published" else ""
    text = f"{mark}01:30\nBoats\n\n{mark}00:45\nTugs\n"
    wanted = {"date": datetime.date(2024, 3, 31), "format": form, "order": "newest"}
    with pytest.raises(SourceError) as caught:
        parse_text(text, **wanted)
    assert caught.value.line == 1
    assert "Europe/London left out 01:30 on 2024-03-31" in caught.value.message
    times = [p.published_at for p in parse_text(text, time_zone="UTC", **wanted).posts]
    assert [f"{time:%d %H:%M}" for time in times] == ["31 01:30", "31 00:45"]


def test_the_oldest_post_may_stand_first_if_the_user_says_so():
    stamps = ["23:10", "23:50", "00:20", "00:20"]
    page = page_of(*stamps, order="oldest")
    assert [post.line for post in page.posts] == [4, 3, 2, 1]
    assert moments(*stamps, order="oldest") == [
        "2025-02-03 00:20",
        "2025-02-03 00:20",
        "2025-02-02 23:50",
        "2025-02-02 23:10",
    ]


@pytest.mark.parametrize(
    "stamps",
    [
        ["09:00", "10:00", "11:00"],
        ["09:00", "10:00", "10:00"],
        ["22:00", "23:30", "00:10", "01:20"],
        ["09:00 1 February", "10:00 2 February", "11:00 3 February"],
    ],
)
def test_clocks_that_rise_more_often_than_they_fall_ask_for_the_order(stamps):
    with pytest.raises(SourceError, match="say --order oldest") as caught:
        page_of(*stamps, date=datetime.date(2025, 3, 4))
    assert caught.value.line == 2
    newest = page_of(*stamps, date=datetime.date(2025, 3, 4), order="newest")
    assert [post.line for post in newest.posts] == list(range(1, len(stamps) + 1))


@pytest.mark.parametrize(
    "stamps",
    [
        ["09:00 3 February", "10:00 2 February", "11:00 1 February"],
        ["09:00", "10:00"],
        ["22:00", "23:30", "00:10"],
        ["11:00", "10:00", "12:00"],
        ["01:20", "00:10", "23:30", "22:00"],
    ],
)
def test_clocks_that_fall_as_often_cross_midnight_where_they_rise(stamps):
    page = page_of(*stamps, date=datetime.date(2025, 3, 4))
    assert [post.line for post in page.posts] == list(range(1, len(stamps) + 1))


def test_full_dates_tell_themselves_that_the_oldest_stands_first():
    stamps = ["09:00 2 February 2025", "09:00 3 February 2025", "8:00 4 March 2025"]
    assert [post.line for post in page_of(*stamps, date=None).posts] == [3, 2, 1]
