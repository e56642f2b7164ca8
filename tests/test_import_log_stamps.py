from datetime import date

import pytest

from posts.importing.logs.calendar_days import CalendarDay
from posts.importing.logs.stamps import read_stamp
from tests.importing import parse_text

FEB_3 = CalendarDay(3, 2)
FULL = CalendarDay(3, 2, 2025)


def clock(stamp):
    hours, seconds = divmod(stamp.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("16:14", "16:14"),
        ("9:05", "09:05"),
        ("00:00", "00:00"),
        ("16:14:09", "16:14:09"),
        ("6.14pm", "18:14"),
        ("6.14 am", "06:14"),
        ("02:57 PM", "14:57"),
        ("2:57\u202fPM", "14:57"),
        ("2:57\u00a0a.m.", "02:57"),
        ("12:05am", "00:05"),
        ("12:05 P.M.", "12:05"),
        ("16:14 pm", "16:14"),
        ("10am", "10:00"),
        ("10 p.m.", "22:00"),
        ("16h14", "16:14"),
        ("16.14", "16:14"),
        ("1614 hrs", "16:14"),
        ("1614h", "16:14"),
        ("16:14 hours", "16:14"),
    ],
)
def test_a_clock_alone_is_a_stamp(line, time):
    stamp = read_stamp(line, 7)
    assert (clock(stamp), stamp.index) == (time, 7)
    assert (stamp.zone, stamp.day, stamp.separator, stamp.rest) == ("", None, "", "")


@pytest.mark.parametrize(
    ("line", "time", "zone"),
    [
        ("6.14pm GMT", "18:14", "GMT"),
        ("2127 GMT", "21:27", "GMT"),
        ("16:14 (CET)", "16:14", "CET"),
        ("16:14, UTC", "16:14", "UTC"),
        ("4:14 PM ET", "16:14", "ET"),
        ("16:14 UTC+1", "16:14", "UTC+1"),
        ("16:14 +01:00", "16:14", "+01:00"),
        ("16:14 Greenwich mean time", "16:14", "GREENWICH MEAN TIME"),
        (
            "16:14 Central  European Summer Time",
            "16:14",
            "CENTRAL EUROPEAN SUMMER TIME",
        ),
        ("16:14 UK time", "16:14", "UK TIME"),
        ("16:14 IST", "16:14", "IST"),
        ("16:14 QQT", "16:14", "QQT"),
    ],
)
def test_a_zone_follows_the_clock(line, time, zone):
    stamp = read_stamp(line, 0)
    assert (clock(stamp), stamp.zone, stamp.rest) == (time, zone, "")


@pytest.mark.parametrize(
    ("line", "time", "zone", "day"),
    [
        ("3 Feb 2025, 16:14", "16:14", "", FULL),
        ("3 February 16:14", "16:14", "", FEB_3),
        ("3rd February, 2025 at 4:14pm", "16:14", "", FULL),
        ("Feb 3, 2025 03:40 PM", "15:40", "", FULL),
        ("Feb. 3 | 15:40", "15:40", "", FEB_3),
        ("3 February 2127 GMT", "21:27", "GMT", FEB_3),
        ("3 February 2025 2127 GMT", "21:27", "GMT", FULL),
        ("2025-02-03 16:14", "16:14", "", FULL),
        ("2025-02-03T16:14:05Z", "16:14:05", "Z", FULL),
        ("16:14 GMT 3 February", "16:14", "GMT", FEB_3),
        ("16:14 3 February GMT", "16:14", "GMT", FEB_3),
        ("16:14, 3 February 2025", "16:14", "", FULL),
        ("4.14pm on February 3rd", "16:14", "", FEB_3),
        ("16:14 Monday 3 February", "16:14", "", CalendarDay(3, 2, None, 0)),
        ("Monday, 3 February 2025 16:14", "16:14", "", CalendarDay(3, 2, 2025, 0)),
        ("Sunday the 2nd of March 16:14", "16:14", "", CalendarDay(2, 3, None, 6)),
        ("31 December 2023 00:00 GMT", "00:00", "GMT", CalendarDay(31, 12, 2023)),
    ],
)
def test_a_day_stands_before_or_after_the_clock(line, time, zone, day):
    stamp = read_stamp(line, 0)
    assert (clock(stamp), stamp.zone, stamp.day) == (time, zone, day)
    assert stamp.separator == ""


@pytest.mark.parametrize(
    ("line", "separator", "rest"),
    [
        ("2127 GMT — Gale warning", "—", "Gale warning"),
        ("16:14 – Gale", "—", "Gale"),
        ("16:14—Gale", "—", "Gale"),
        ("16:14 - Gale - all day", "—", "Gale - all day"),
        ("12:30 pm: GALE WARNING", ":", "GALE WARNING"),
        ("12:30 pm : 40 boats out", ":", "40 boats out"),
        ("12:30: Urgent question", ":", "Urgent question"),
        ("16:14 | Gale", "|", "Gale"),
        ("16:14 · Gale", "|", "Gale"),
        ("16:14 Gale warning", " ", "Gale warning"),
        ("16:14\tÉlan lost", " ", "Élan lost"),
        ("16:14 GMT “Run!” they cried", " ", "“Run!” they cried"),
        ("16:14 GMT 3 February: Gale", ":", "Gale"),
        ("16:14 —", "", ""),
        ("16:14:", "", ""),
    ],
)
def test_words_follow_a_separator(line, separator, rest):
    stamp = read_stamp(line, 0)
    assert (stamp.separator, stamp.rest) == (separator, rest)


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("16:14", ""),
        ("• 16:14", "•"),
        ("* 16:14", "•"),
        ("- 16:14", "•"),
        ("[16:14]", "["),
        ("[ 3 Feb 2025, 16:14 GMT ]", "["),
        ("• [16:14] Gale", "•["),
        ("• Dec 23, 2021 03:40 PM IST", "•"),
    ],
)
def test_a_mark_may_stand_before(line, mark):
    assert read_stamp(line, 0).form.mark == mark


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The gale of 16:14",
        "16:14 was the time",
        "16:14, as the log has it",
        "16:14 3 March boats were out",
        "(see 2:14pm)",
        "89 min: Corner",
        "89: Corner",
        "90+3 min",
        "45'",
        "16:14 QQT Rain",
        "16:14–16:30 Briefing",
        "16:14 - 16:30: Briefing",
        "9am–10am",
        "12:30:75:10",
        "3.50 Crowns a box",
        "3.505",
        "3.50%",
        "10 boats",
        "10 American boats",
        "2025",
        "2127 Boats",
        "3/2/2025 16:14",
        "3 February",
        "• 3 boats",
        "[16:14",
        "\u206016:14",
        "1.2.3",
        "١٦:١٤",
    ],
)
def test_prose_is_no_stamp(line):
    assert read_stamp(line, 0) is None


@pytest.mark.parametrize(
    "line", ["24:00", "16:60", "16:14:60", "16:14 am", "88:12 Corner", "99pm"]
)
def test_an_impossible_clock_tells_no_time(line):
    assert read_stamp(line, 0).seconds is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6.14pm", "6.14 PM"),
        ("16:14", "9:05"),
        ("16:14 GMT", "16:14 BST"),
        ("16:14", "16:14 3 February"),
        ("16:14", "16:14: Gale"),
        ("3 Feb 16:14", "Monday 3 February 2025, 16:14"),
    ],
)
def test_stamps_are_written_alike_apart_from_details(one, other):
    assert read_stamp(one, 0).form == read_stamp(other, 0).form


@pytest.mark.parametrize(
    "other", ["• 6:14", "[6:14]", "6.14", "6:14pm", "6:14 GMT", "3 Feb 6:14", "6h14"]
)
def test_what_is_written_otherwise_has_another_form(other):
    assert read_stamp(other, 0).form != read_stamp("16:14", 0).form


@pytest.mark.parametrize(
    "line", ["16:14 " * 100_000, "1" * 500_000, "• " * 250_000, "[" * 500_000 + "16:14"]
)
def test_a_huge_line_is_soon_read(line):
    stamp = read_stamp(line, 0)
    assert stamp is None or stamp.rest in line


def test_a_zone_makes_a_stamp_sure_whatever_follows_it():
    page = parse_text(
        "18:04 GMT\nThe wall holds\n\n17:30 GMT\nFerries stop\n12:30: A question\n\n"
        "16:10 GMT - Storm warning issued\nWinds rise.",
        date=date(2025, 2, 3),
    )
    assert [post.headline for post in page.posts][2] == "Storm warning issued"
    assert len(page.posts) == 3
    assert "<p>12:30: A question</p>" in page.posts[1].body
