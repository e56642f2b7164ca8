import datetime

import pytest

from posts.importing.document import Problem, SourceError
from posts.importing.logs import log
from posts.importing.source import Source
from tests.importing import SEEDS, SOURCE, parse_text

DAY = datetime.date(2025, 2, 3)
UNSURE = "Whether the times stand above or below their posts can't be told"
END = ["", "09:00", "Good morning.", "", "Rain."]


def read(*lines, **wanted):
    wanted = {"date": DAY, "time_zone": "UTC", "format": "log"} | wanted
    return parse_text("\n".join(lines), **wanted)


@pytest.mark.parametrize(
    ("lines", "bodies", "sure"),
    [
        (
            ["16:14", "aaa.", "12:00", "bbb.", "9:00", "ccc."],
            ["aaa.", "bbb.", "ccc."],
            True,
        ),
        (
            ["aaa.", "16:14", "bbb.", "12:00", "ccc.", "9:00"],
            ["aaa.", "bbb.", "ccc."],
            True,
        ),
        # The page's title above, and the last stamp with its text below.
        (
            ["aaa", "", "16:14", "", "bbb.", "", "12:00", "", "ccc."],
            ["bbb.", "ccc."],
            True,
        ),
        # Text on both ends: the blank lines tell.
        (
            [
                "aaa.",
                "bbb.",
                "16:14",
                "",
                "ccc.",
                "12:00",
                "",
                "ddd.",
                "9:00",
                "",
                "eee.",
            ],
            ["aaa. bbb.", "ccc.", "ddd. eee."],
            True,
        ),
        (
            [
                "aaa.",
                "bbb.",
                "",
                "16:14",
                "ccc.",
                "",
                "12:00",
                "ddd.",
                "",
                "9:00",
                "eee.",
            ],
            ["ccc.", "ddd.", "eee."],
            True,
        ),
        (
            ["aaa.", "", "bbb.", "", "16:14", "", "ccc.", "", "12:00", "", "ddd."],
            ["ccc.", "ddd."],
            False,
        ),
        # Headings of days that touch the stamps tell, too.
        (
            [
                *("# A", "aaa.", "bbb.", "", "3 Feb 2025", "16:14", "", "ccc.", ""),
                *("2 Feb 2025", "9:00", "", "ddd."),
            ],
            ["ccc.", "ddd."],
            True,
        ),
        # Blank lines against what stands on the ends.
        (
            ["aaa", "bbb", "", "16:14", "ccc.", "", "12:00", "ddd.", "", "9:00"],
            ["ccc.", "ddd.", ""],
            False,
        ),
    ],
)
def test_a_stamp_alone_stands_above_or_below_its_post(lines, bodies, sure):
    page = read(*lines)
    found = [post.body.replace("</p><p>", " ")[3:-4] for post in page.posts]
    assert found == bodies
    assert [note[: len(UNSURE)] for note in page.notes] == [UNSURE] * (not sure)
    words = {*page.summary, page.title, *(problem.text for problem in page.problems)}
    assert {line for line in lines if line.isalpha() and line not in bodies} <= words


def test_text_below_the_last_time_is_kept_and_reported():
    page = read(
        "aaa.", "bbb.", "16:14", "", "ccc.", "12:00", "", "ddd.", "9:00", "", "eee."
    )
    message = "stands below the last time: read as words of its post"
    assert page.problems == (Problem(11, "eee.", message),)
    assert (page.posts[-1].line, page.posts[-1].last_line) == (8, 11)


def test_the_head_has_title_summary_and_editors():
    head = [
        "Storm on the coast",
        "",
        "Key points",
        "• One",
        "• Two",
        "Edited by Ada Brook",
    ]
    page = read(*head, "", "16:14", "Gale.", *END)
    assert (page.title, page.summary) == ("Storm on the coast", ("One", "Two"))
    assert (page.edited_by, page.problems, page.notes) == ("Ada Brook", (), ())
    page = read(
        "# Storm", "", "Summary", "• One", "", "A.", "", "16:14", "B.", "", "9:00"
    )
    assert (page.title, page.summary) == ("Storm", ("One",))
    page = read("Storm.", "", "16:14", "Gale.", *END)
    assert (page.title, page.summary) == ("", ("Storm.",))
    assert [problem.text for problem in page.problems] == ["Storm."]


def test_clutter_is_left_out():
    page = read("Live Reporting", "16:14", "Gale.", "Share this post", *END)
    assert [left.text for left in page.left_out] == [
        "Live Reporting",
        "Share this post",
    ]
    assert page.posts[0].body == "<p>Gale.</p>"
    assert page.problems == ()


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["16:14", "A.", "9:00", "B."], 2),
        (["16:14: A", "9:00: B", "8:00: C"], 3),
        (["10:00: A", "9:00: B", "9:30: C", "9:45: D", "8:00: E", "Text."], 3),
        (["16:14", "A."], 0),
        (["A.", "B."], 0),
        (["At 16:14 it rained.", "At 9:00 it did not."], 0),
        (["16:14 was late.", "9:00 was early."], 0),
        (["16:14: A", "9:00 GMT: B"], 0),
        (["One.", "Two.", "Three.", "Four.", "9:30: A", "10:00: B"], 0),
        (["IST is 3:00 IST", "16:14 IST", "A.", "9:00 IST", "B."], 2),
        (["45:00", "A.", "88:00", "B."], 0),
        (SOURCE.splitlines(), 0),
        (["1. Apublished at 16:14", "9:00: A", "10:00: B", "11:00: C", "12:00: D"], 0),
    ],
)
def test_a_log_is_told_from_other_texts(lines, count):
    assert log.finds(Source("\n".join(lines).encode())) == count


def test_the_page_of_another_family_is_no_log():
    for path in SEEDS:
        assert log.finds(Source(path.read_bytes())) == 0


def test_a_log_is_chosen_by_evidence_and_one_post_read_if_forced():
    page = read("16:14", "A.", "9:00", "B.", format="")
    assert (page.format, len(page.posts)) == ("log", 2)
    assert len(read("16:14", "A.").posts) == 1
    with pytest.raises(SourceError, match="no posts found: a post begins with a line"):
        read("A.", "B.")
