import datetime
import itertools
import random

import pytest

from posts.importing.document import SourceError
from posts.importing.logs.runs import POST, longest_run
from tests.importing import parse_text

DAY = datetime.date(2025, 2, 3)
SAY_ORDER = "say --order newest or --order oldest"
AGENDA = ["09:30: Council meets", "10:00: Vote", "12:30: Result"]


def read(*lines, **wanted):
    wanted = {"date": DAY, "time_zone": "UTC", "format": "log"} | wanted
    return parse_text("\n".join(lines), **wanted)


def log(clocks):
    """A log whose posts are the CLOCKS, each with its number as its text."""
    lines = [(clock, f"post {n}", "") for n, clock in enumerate(clocks.split(), 1)]
    return list(itertools.chain(*lines))


def told(page):
    return " ".join(f"{post.published_at:%d-%H:%M}" for post in page.posts)


def refusal(*lines, **wanted):
    with pytest.raises(SourceError) as caught:
        read(*lines, **wanted)
    return caught.value


@pytest.mark.parametrize(
    ("clocks", "expected", "first"),
    [
        ("16:14 16:02 15:50", "03-16:14 03-16:02 03-15:50", "post 1"),
        ("15:50 16:02 16:14", "03-16:14 03-16:02 03-15:50", "post 3"),
        ("16:14 16:14 16:02", "03-16:14 03-16:14 03-16:02", "post 1"),
        ("16:02 16:14 16:14", "03-16:14 03-16:14 03-16:02", "post 3"),
        ("18:00 09:00", "03-18:00 03-09:00", "post 1"),
        ("09:00 18:00", "03-18:00 03-09:00", "post 2"),
        ("00:10 23:50 23:40", "03-00:10 02-23:50 02-23:40", "post 1"),
        ("23:40 23:50 00:10", "03-00:10 02-23:50 02-23:40", "post 3"),
        (
            "01:00 22:00 10:00 01:00 23:00",
            "03-01:00 02-22:00 02-10:00 02-01:00 01-23:00",
            "post 1",
        ),
    ],
)
def test_the_order_is_told_by_the_run_of_the_clocks(clocks, expected, first):
    page = read(*log(clocks))
    assert (told(page), page.posts[0].headline) == (expected, first)
    assert page.problems == ()
    assert [post.headline for post in page.posts] == sorted(
        (post.headline for post in page.posts), reverse=first != "post 1"
    )


@pytest.mark.parametrize(
    "clocks",
    [
        "16:14 16:14",
        "00:10 23:50",
        "10:00 12:00 09:00 11:00",
        "10:00 12:00 9:50 13:00 9:40 14:00",
    ],
)
def test_an_order_that_cannot_be_told_is_asked_for(clocks):
    error = refusal(*log(clocks))
    assert (error.line, error.message[-len(SAY_ORDER) :]) == (None, SAY_ORDER)


@pytest.mark.parametrize(
    ("clocks", "order", "expected", "first"),
    [
        ("16:14 16:14", "newest", "03-16:14 03-16:14", "post 1"),
        ("16:14 16:14", "oldest", "03-16:14 03-16:14", "post 2"),
        ("00:10 23:50", "newest", "03-00:10 02-23:50", "post 1"),
        ("00:10 23:50", "oldest", "03-23:50 03-00:10", "post 2"),
    ],
)
def test_the_user_may_tell_the_order(clocks, order, expected, first):
    page = read(*log(clocks), order=order)
    assert (told(page), page.posts[0].headline) == (expected, first)


def test_one_post_needs_no_order():
    assert told(read("16:14", "Rain")) == "03-16:14"


@pytest.mark.parametrize("order", ["", "newest", "oldest"])
def test_days_in_no_order_are_refused(order):
    lines = ["1 Feb", *log("9:00"), "3 Feb", *log("9:00"), "2 Feb", *log("9:00")]
    assert "the days" in refusal(*lines, order=order).message
    lines = ["1 Feb", *log("9:00"), "3 Feb", *log("9:00")]
    if order == "newest":
        assert (
            refusal(*lines, order=order).message == "the days do not stand newest first"
        )
    else:
        assert told(read(*lines, order=order)) == "03-09:00 01-09:00"


def test_an_agenda_within_a_post_is_text_and_reported():
    page = read(
        "14:10: The vote is over",
        "It was close.",
        "10:05: The council sits",
        "All are here.",
        "08:00: A long day ahead",
        "What comes:",
        *AGENDA,
        "More later.",
        "07:50: Good morning",
        "Rain.",
    )
    assert told(page) == "03-14:10 03-10:05 03-08:00 03-07:50"
    assert page.posts[2].body == "".join(
        f"<p>{line}</p>" for line in ["What comes:", *AGENDA, "More later."]
    )
    assert [(problem.line, problem.text) for problem in page.problems] == [
        (number, line) for number, line in enumerate(AGENDA, 7)
    ]
    assert {problem.message for problem in page.problems} == {
        "begins with a time, but is no post's: read as text"
    }


def test_an_agenda_may_be_longer_than_the_log_if_the_order_is_told():
    lines = ["08:00: Hello", "Today:", *AGENDA, "07:50: Good morning", "Rain."]
    assert refusal(*lines).message.endswith(SAY_ORDER)
    page = read(*lines, order="newest")
    assert [post.headline for post in page.posts] == ["Hello", "Good morning"]
    assert [problem.line for problem in page.problems] == [3, 4, 5]


def test_an_agenda_that_ends_the_log_is_text():
    lines = ["08:20: Sun", "Low.", "08:10: Fog", "Thick.", "08:00: Hello", "Today:"]
    page = read(*lines, *AGENDA)
    assert [post.headline for post in page.posts] == ["Sun", "Fog", "Hello"]
    assert [problem.line for problem in page.problems] == [7, 8, 9]


def test_an_agenda_of_an_oldest_first_log_is_text_if_posts_have_text():
    clocks = ["07:10: Fog", "Thick.", "07:40: Rain", "Heavy.", "08:20: Sun", "At last."]
    page = read("07:00: Hello", "Today:", *AGENDA, *clocks, "08:40: End", "Bye.")
    assert told(page) == "03-08:40 03-08:20 03-07:40 03-07:10 03-07:00"
    assert [problem.line for problem in page.problems] == [3, 4, 5]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (log("12:00 11:00 10:00 9:00 22:30"), 13),
        (log("12:00 11:00 10:30 10:15 10:00 21:30 20:30"), 16),
        (log("12:00 11:00 10:30 10:15 10:00 21:30 20:30 09:00"), 16),
    ],
)
def test_times_that_may_be_of_another_day_are_refused(lines, line):
    error = refusal(*lines)
    assert (error.line, error.message[:36]) == (
        line,
        "this may begin a post of another day",
    )


@pytest.mark.parametrize(
    "clocks", ["11:10 11:50 12:20 1:10 1:40", "2:10 1:40 12:50 9:10"]
)
def test_clocks_of_twelve_hours_are_not_taken_for_others(clocks):
    error = refusal(*log(clocks), order="oldest" if clocks[0] == "1" else "newest")
    assert error.message.endswith("; clocks of twelve hours need 'am' or 'pm'")
    error = refusal(*log("12:00 11:00 10:30 10:15 10:00 21:30 20:30"))
    assert error.message.endswith("or say --order if the posts stand the other way")


def test_a_lone_time_against_the_order_is_text_and_reported():
    page = read(*log("16:14 16:02 18:30 15:50 15:40"))
    assert told(page) == "03-16:14 03-16:02 03-15:50 03-15:40"
    assert page.posts[1].body == "<p>18:30</p><p>post 3</p>"
    assert [problem.line for problem in page.problems] == [7]


@pytest.mark.parametrize(
    "line",
    [
        "12:30: Urgent question",
        "• 12:30 Vote",
        "12:30pm",
        "89 min: Corner",
        "(see 2:14pm)",
        "12:30–13:00: Briefing",
        "3 Feb 12:30",
        "12:30 GMT: Vote",
        "12.30",
    ],
)
def test_a_time_in_another_form_starts_no_post(line):
    page = read("16:14", "Now.", line, "16:02", "Then.", "10:00", "Early.")
    assert told(page) == "03-16:14 03-16:02 03-10:00"
    assert page.posts[0].line == 1
    text = line.removeprefix("• ")
    assert text in page.posts[0].body
    reported = line in ("12:30: Urgent question", "12:30pm", "12.30", "3 Feb 12:30")
    assert [problem.text for problem in page.problems] == [line] * reported


@pytest.mark.parametrize(
    ("line", "refused"),
    [("5.59", True), ("5.10", False), ("17.59", False), ("0.30", False)],
)
def test_a_clock_without_am_or_pm_is_refused_where_a_post_may_begin(line, refused):
    lines = ["6.14pm", "Now.", line, "Then.", "5.40pm", "Early.", "11.10am", "Dawn."]
    if refused:
        error = refusal(*lines)
        assert (error.line, error.message[:40]) == (
            3,
            "the time has neither 'am' nor 'pm', as t",
        )
        assert refusal(*lines[::-1]).line == 6
    else:
        page = read(*lines)
        assert page.posts[0].body == f"<p>Now.</p><p>{line}</p><p>Then.</p>"
        assert [problem.line for problem in page.problems] == [3]


def test_an_impossible_time_is_refused_unless_words_follow():
    error = refusal("16:14", "Now.", "16:75", "Then.", "15:00", "Early.")
    assert (error.line, error.message[:24]) == (3, "there is no time '16:75'")
    page = read("20:14: Goal", "1-0.", "88:12: Corner", "20:02: Kick-off", "Dry.")
    assert [problem.line for problem in page.problems] == [3]
    assert page.posts[0].body == "<p>1-0.</p><p>88:12: Corner</p>"


def test_stamps_with_a_day_each_keep_the_longest_run():
    days = [
        "3 Feb 2025 16:14",
        "3 Feb 2025 16:02",
        "5 Feb 2025 10:00",
        "2 Feb 2025 9:00",
    ]
    page = read(*itertools.chain(*((day, "Words.") for day in days)), date=None)
    assert told(page) == "03-16:14 03-16:02 02-09:00"
    assert page.posts[1].body == "<p>Words.</p><p>5 Feb 2025 10:00</p><p>Words.</p>"


def worth_of(run, times, newest_first, across):
    if across and run[0] != 0:
        return 0
    worth = POST
    for before, after in itertools.pairwise(run):
        step = times[before] - times[after]
        step = step if newest_first else -step
        if step < 0 and (not across or step > -12 * 3600):
            return 0
        worth += POST + (0 if step >= 0 else -(24 * 3600 + step))
    return worth


@pytest.mark.parametrize("across", [True, False])
@pytest.mark.parametrize("newest_first", [True, False])
def test_no_run_is_worth_more_and_none_of_that_worth_stands_before_it(
    newest_first, across
):
    chance = random.Random(5)
    for _ in range(100):
        times = [
            chance.choice([0, 21600, 43200, 86399, 60 * n])
            for n in chance.sample(range(1440), 6)
        ]
        runs = [
            run
            for size in range(1, 7)
            for run in itertools.combinations(range(6), size)
        ]
        worths = {run: worth_of(run, times, newest_first, across) for run in runs}
        most = max(worths.values())
        best = [run for run, worth in worths.items() if worth == most]
        found = longest_run(times, [POST] * 6, newest_first=newest_first, across=across)
        assert found.worth == most
        assert found.items == min(best, key=lambda run: run[::-1])
