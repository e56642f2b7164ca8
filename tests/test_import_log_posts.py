import datetime

import pytest

from posts.importing.document import ParsedByline, ParsedImage, Problem
from tests.importing import parse_text

DAY = datetime.date(2025, 2, 3)
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
        ("16:14 — Breaking: The wall has gone.", "", ""),
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


@pytest.mark.parametrize(
    ("lines", "byline", "headline"),
    [
        (["By Ada Brook", "Gale warning"], ("Ada Brook", ""), "Gale warning"),
        (["By Ada Brook", "", "Gale warning", ""], ("Ada Brook", ""), "Gale warning"),
        (
            ["Ada Brook", "A gale comes from west"],
            ("Ada Brook", ""),
            "A gale comes from west",
        ),
        (["By Ada Brook", "Harbour reporter"], ("Ada Brook", "Harbour reporter"), ""),
        (["Ada Brook", "Pilot of the tug"], ("Ada Brook", "Pilot of the tug"), ""),
    ],
)
def test_a_name_above_a_headline_does_not_take_it_for_a_role(lines, byline, headline):
    post = read("16:14", *lines, "Stay in.", *END).posts[0]
    assert post.bylines == (ParsedByline(*byline),)
    assert (post.headline, post.body) == (headline, "<p>Stay in.</p>")


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


def test_labels_without_a_word_of_ours_are_left_out_and_key_events_marked():
    page = read("16:14", "Key event", "Breaking", "", "Your views", "", "Gale", *END)
    post = page.posts[0]
    assert (post.label, post.headline, post.key_event) == ("breaking", "Gale", True)
    assert [(left.line, left.text, left.reason) for left in page.left_out] == [
        (2, "Key event", "the mark of a key event"),
        (5, "Your views", "a label that we have none for"),
    ]
    page = read("16:14", "Update", *END)
    assert (page.posts[0].headline, page.left_out) == ("Update", ())


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("2h ago", True),
        ("(14 minutes ago)", True),
        ("Updated at 6.20pm GMT", True),
        ("(Last updated 16:20)", True),
        ("Two hours ago", False),
        ("2h ago it rained", False),
        ("Updated at the desk", False),
        ("Updated at 16:20: Rain", False),
    ],
)
def test_the_age_of_a_post_is_left_out(line, left):
    page = read("16:14", "Gale.", line, *END)
    assert page.posts[0].body == "<p>Gale.</p>" + f"<p>{line}</p>" * (not left)
    assert [out.text for out in page.left_out] == [line] * left
