import datetime

import pytest

from posts.importing import log
from posts.importing.document import ParsedByline, ParsedImage, Problem, SourceError
from posts.importing.source import Source
from tests.importing import SEEDS, SOURCE, parse_text

DAY = datetime.date(2025, 2, 3)
UNSURE = "Whether the times stand above or below their posts can't be told"
END = ["", "09:00", "Good morning.", "", "Rain."]


def read(*lines, **wanted):
    wanted = {"date": DAY, "time_zone": "UTC", "format": "log"} | wanted
    return parse_text("\n".join(lines), **wanted)


@pytest.mark.parametrize(
    ("lines", "label", "headline", "body"),
    [
        (["16:14: Gale warning"], "", "Gale warning", ""),
        (["16:14: Gale warning", "Stay in."], "", "Gale warning", "<p>Stay in.</p>"),
        (["16:14: Gale warning."], "", "", "<p>Gale warning.</p>"),
        (["16:14: GALE WARNING!"], "", "GALE WARNING!", ""),
        (["16:14: Gale" + "s" * 146], "", "Gale" + "s" * 146, ""),
        (["16:14: Gale" + "s" * 147], "", "", f"<p>Gale{'s' * 147}</p>"),
        (["16:14: “Gale.”"], "", "", "<p>“Gale.”</p>"),
    ],
)
def test_words_behind_the_stamp_are_a_headline_or_the_first_paragraph(
    lines, label, headline, body
):
    page = read(*lines, "", "09:00: Other.", "Rain.")
    post = page.posts[0]
    assert (post.label, post.headline, post.body) == (label, headline, body)


@pytest.mark.parametrize(
    ("lines", "label", "headline", "body"),
    [
        (["Gale warning", "", "Stay in."], "", "Gale warning", "<p>Stay in.</p>"),
        (["", "Gale warning", "Stay in."], "", "Gale warning", "<p>Stay in.</p>"),
        (["Stay in.", "Gale warning"], "", "", "<p>Stay in.</p><p>Gale warning</p>"),
        (["• Gale", "Stay in."], "", "", "<ul><li>Gale</li></ul><p>Stay in.</p>"),
        (
            ["Analysis", "Gale warning", "Stay."],
            "analysis",
            "Gale warning",
            "<p>Stay.</p>",
        ),
        (["BREAKING", "", "Stay in."], "breaking", "", "<p>Stay in.</p>"),
        (
            ["Breaking: Gale warning", "Stay."],
            "breaking",
            "Gale warning",
            "<p>Stay.</p>",
        ),
        (["Recap – Gale", "Stay in."], "recap", "Gale", "<p>Stay in.</p>"),
        (["VIDEO | Gale", "Stay in."], "video", "Gale", "<p>Stay in.</p>"),
        (["Quote: Stay in."], "", "", "<p>Quote: Stay in.</p>"),
        (["Videos of waves", "Stay in."], "", "Videos of waves", "<p>Stay in.</p>"),
        (["\u2060Gale warning", "Stay."], "", "", "<p>Gale warning</p><p>Stay.</p>"),
    ],
)
def test_the_first_line_may_be_a_label_or_a_headline(lines, label, headline, body):
    page = read("16:14", *lines, *END)
    post = page.posts[0]
    assert (post.label, post.headline, post.body) == (label, headline, body)
    assert page.problems == ()


@pytest.mark.parametrize(
    ("line", "label", "headline"),
    [
        ("16:14 — Breaking: Gale warning", "breaking", "Gale warning"),
        ("16:14 — ANALYSIS – Gale warning", "analysis", "Gale warning"),
        ("16:14 — Breaking", "breaking", "Storm"),
    ],
)
def test_a_label_may_stand_behind_the_stamp(line, label, headline):
    page = read(line, "Storm", "", "Stay in.", "", "09:00 — Other.", "Rain.")
    post = page.posts[0]
    assert (post.label, post.headline) == (label, headline)
    assert post.body.endswith("<p>Stay in.</p>")


@pytest.mark.parametrize(
    "lines",
    [
        ["Gale warning", "", "Ada Brook", "Harbour reporter", "", "Stay in."],
        ["Ada Brook", "Harbour reporter", "", "Gale warning", "", "Stay in."],
        [
            "Breaking",
            "",
            "Ada Brook",
            "Harbour reporter",
            "",
            "Gale warning",
            "Stay in.",
        ],
    ],
)
def test_a_byline_stands_before_or_after_the_headline(lines):
    post = read("16:14", "", *lines, *END).posts[0]
    assert post.bylines == (ParsedByline("Ada Brook", "Harbour reporter"),)
    assert (post.headline, post.body) == ("Gale warning", "<p>Stay in.</p>")


def test_a_byline_follows_a_headline_behind_the_stamp():
    page = read("16:14: Gale", "Ada Brook", "Pilot", "", "Stay.", "9:00: Hi", "Rain.")
    assert page.posts[0].bylines == (ParsedByline("Ada Brook", "Pilot"),)
    assert page.posts[0].body == "<p>Stay.</p>"


def test_an_alt_text_is_no_headline():
    page = read("16:14", "A craneImage source, Harbour Trust", "Stay in.", *END)
    assert page.posts[0].headline == ""
    assert page.posts[0].images == (ParsedImage("A crane", "Harbour Trust", "", 2),)
    page = read("16:14", "A crane", "Image source, Harbour Trust", "Stay in.", *END)
    assert page.posts[0].headline == ""


def test_a_post_spans_its_lines():
    page = read("16:14: Gale", "", "Stay.", "", "", "09:00: Rain", "")
    assert [(post.line, post.last_line) for post in page.posts] == [(1, 3), (6, 6)]


def test_a_time_without_words_is_reported():
    page = read("16:14", "", "12:00", "Noon.", *END)
    assert page.problems == (Problem(1, "16:14", "no words belong to this time"),)
    assert [post.body for post in page.posts][:2] == ["", "<p>Noon.</p>"]


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
