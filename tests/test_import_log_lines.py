import datetime

import pytest

from posts.importing.document import Problem, SourceError
from posts.importing.logs.runs import POST, longest_run
from tests.importing import parse_text

DAY = datetime.date(2025, 2, 3)
NO_POST = "begins with a time, but is no post's: read as text"


def read(*lines, **wanted):
    wanted = {"date": DAY, "time_zone": "UTC", "format": "log"} | wanted
    return parse_text("\n".join(lines), **wanted)


def told(page):
    return " ".join(f"{post.published_at:%d-%H:%M}" for post in page.posts)


def test_the_form_with_text_below_its_stamps_is_the_log_s():
    agenda = [f"{hour}:30: Item {hour}" for hour in range(11, 16)]
    page = read("10:14", "Now.", *agenda, "Then.", "10:02", "Early.", "9:00", "Dawn.")
    assert told(page) == "03-10:14 03-10:02 03-09:00"
    assert [problem.text for problem in page.problems] == agenda


def test_a_stamp_without_words_goes_with_any_separator():
    page = read("16:14: Gale", "Now.", "16:02", "Rain.", "9:00: Sun", "Low.")
    assert [post.headline for post in page.posts] == ["Gale", "", "Sun"]
    page = read("16:14: Gale", "Now.", "16:02 — Rain", "So.", "9:00: Sun", "Low.")
    assert [post.headline for post in page.posts] == ["Gale", "Sun"]
    assert page.problems == (Problem(3, "16:02 — Rain", NO_POST),)


@pytest.mark.parametrize(
    ("lines", "edited_by", "when"),
    [
        (["Edited by Ada Brook"], "Ada Brook", "03-16:14 03-09:00"),
        (["2 Feb 2025"], "", "02-16:14 02-09:00"),
        (["# Storm", "2 Feb 2025"], "", "02-16:14 02-09:00"),
    ],
)
def test_the_head_is_no_text_of_a_post_above_its_stamp(lines, edited_by, when):
    page = read(*lines, "", "Low sun.", "16:14", "", "More.", "Rain.", "9:00")
    assert [post.body for post in page.posts] == [
        "<p>Low sun.</p>",
        "<p>More.</p><p>Rain.</p>",
    ]
    assert (page.edited_by, told(page), page.notes) == (edited_by, when, ())


def test_the_head_leaves_no_doubt_where_stamps_stand():
    page = read(
        "# Storm", "", "2 Feb 2025", "", "16:14", "", "Sun.", "", "9:00", "", "So."
    )
    assert (told(page), page.notes) == ("02-16:14 02-09:00", ())


def test_a_day_heads_a_post_above_its_stamp():
    lines = ["Sun.", "16:14", "", "2 Feb 2025", "Rain.", "9:00", "", "Fog.", "8:00"]
    page = read(*lines)
    assert told(page) == "03-16:14 02-09:00 02-08:00"
    assert page.posts[1].body == "<p>Rain.</p>"
    lines = ["Sun.", "2 Feb 2025", "Low.", "16:14", "", "Rain.", "9:00"]
    page = read(*lines)
    assert told(page) == "03-16:14 03-09:00"
    assert page.posts[0].body == "<p>Sun.</p><p>2 Feb 2025</p><p>Low.</p>"


def test_stamps_of_one_day_are_one_run():
    page = read(
        *(
            "16:14",
            "A sun.",
            "15:00 2 Feb",
            "Rain.",
            "18:00 2 Feb",
            "So.",
            "14:00 2 Feb",
        ),
        "Fog.",
    )
    assert told(page) == "03-16:14 02-15:00 02-14:00"
    assert page.problems == (Problem(5, "18:00 2 Feb", NO_POST),)


def test_a_lone_time_at_the_end_of_a_day_is_text():
    lines = ["3 Feb 2025", "16:14", "Sun.", "12:00", "Rain.", "18:00", "So."]
    page = read(*lines, "2 Feb 2025", "10:00", "Fog.")
    assert told(page) == "03-16:14 03-12:00 02-10:00"
    assert page.problems == (Problem(6, "18:00", NO_POST),)


def test_posts_stand_newest_first_whatever_their_days_say():
    lines = ["00:10 3 Feb", "Sun.", "23:50", "Rain.", "12:00 3 Feb", "Fog.", "9:00"]
    page = read(*lines, "Ice.", order="newest")
    assert told(page) == "03-12:00 03-09:00 03-00:10 02-23:50"


def test_a_page_of_headlines_may_cross_midnight():
    page = read("00:30: Sun", "20:30: Rain", "20:00: Fog", "19:00: Ice", "Thin.")
    assert told(page) == "03-00:30 02-20:30 02-20:00 02-19:00"


def test_an_agenda_at_the_end_leaves_the_order_in_doubt():
    lines = [
        "08:10: Fog",
        "Thick.",
        "08:00: Hello",
        "Today:",
        "09:30: One",
        "10:00: Two",
    ]
    with pytest.raises(SourceError, match="say --order newest or --order oldest"):
        read(*lines, "12:30: Three")
    page = read(*lines, "12:30: Three", order="newest")
    assert told(page) == "03-08:10 03-08:00"


def test_a_zone_told_within_a_post_is_the_post_s_matter():
    page = read("16:14", "All times ET, they say", "9:00", "Rain.", time_zone="")
    assert f"{page.posts[0].published_at:%H:%M %z}" == "16:14 +0000"
    page = read("16:14", "Sun.", "9:00", "Rain.", "", "All times ET", time_zone="")
    assert f"{page.posts[0].published_at:%H:%M %z}" == "16:14 -0500"


def test_a_title_of_its_own_leaves_the_first_line_alone():
    page = read("Storm on the coast", "# Gale", "16:14", "Sun.", "", "9:00", "Rain.")
    assert (page.title, page.summary) == ("Gale", ("Storm on the coast",))


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        ("5.59: Fog", True),
        ("5.59", True),
        ("5.59 — Fog", False),
        ("6.59: Fog", False),
    ],
)
def test_a_clock_without_am_or_pm_is_refused_in_the_log_s_own_form(line, is_refused):
    lines = ["5.40pm: Rain", "Wet.", line, "So.", "6.14pm: Sun", "Low.", "7.14pm: Dusk"]
    if is_refused:
        with pytest.raises(SourceError, match="neither 'am' nor 'pm'") as caught:
            read(*lines)
        assert caught.value.line == 3
    else:
        assert told(read(*lines)) == "03-19:14 03-18:14 03-17:40"


@pytest.mark.parametrize(
    ("clocks", "items"),
    [
        ([1240, 1010, 800, 930, 1000, 1230, 750], (0, 1, 2, 6)),
        ([800, 700, 730], (0, 1)),
        ([800, 700, 700], (0, 1, 2)),
        ([900, 800, 830, 700, 730], (0, 1, 3)),
    ],
)
def test_of_equal_runs_the_first_lines_are_taken(clocks, items):
    times = [clock // 100 * 3600 + clock % 100 * 60 for clock in clocks]
    weights = [POST] * len(times)
    found = longest_run(times, weights, newest_first=True, across=True)
    assert found.items == items
    day = [24 * 3600 - 1 - time for time in times]
    assert longest_run(day, weights, newest_first=False, across=True).items == items
