"""What stands above the first post of an older page, and pages without numbers."""

import pytest

from posts.importing.document import ParsedByline, SourceError
from tests.importing import parse_text

POSTS = ["1. A", "", "Text.", "", "2. B", "", "Text."]
LONG = "Ada " + "x" * 192  # with 'Ben' behind a comma, one more than fits


def read(*lines, **wanted):
    return parse_text("\n".join(lines), **wanted)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["A storm", "", "Live Reporting"], "A storm"),
        (["A storm", "Summary", "• One", "LIVE REPORTING"], "A storm"),
        (["# A storm", "Live Reporting"], "A storm"),
        (["# A storm", "• One"], "A storm"),
        (["Edited by Ada Example", "# A storm"], "A storm"),
        (["# A storm", "Edited by Ada Example"], "A storm"),
        (["A storm", "Live updates"], "A storm"),
        (["x" * 200, "Live Reporting"], "x" * 200),
        (["x" * 201, "Live Reporting"], ""),
        (["Summary", "• One", "Live Reporting"], ""),
        (["• One", "Live Reporting"], ""),
        (["Live Reporting", "A storm"], ""),
        (["A storm", "• One"], ""),
        (["Edited by Ada Example", "Live Reporting"], ""),
    ],
)
def test_the_title_is_marked_or_stands_above_live_reporting(lines, title):
    page = read(*lines, *POSTS)
    assert page.title == title
    assert [post.headline for post in page.posts] == ["A", "B"]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["Edited by Ada Example"], "Ada Example"),
        (["Edited by: Ada Example and Ben Sample"], "Ada Example and Ben Sample"),
        (["EDITED BY Ada Example."], "Ada Example"),
        (["Edited by", "", "Ada Example, Ben Sample"], "Ada Example, Ben Sample"),
        (["Edited by Ada Example", "", "Edited by Bo"], "Ada Example, Bo"),
        (["Page edited by Ada de la Cruz"], "Ada de la Cruz"),
        (["Edited by", "• One"], ""),
    ],
)
def test_the_editors_are_the_pages_and_no_post(lines, names):
    page = read(*lines, *POSTS)
    assert page.edited_by == names
    assert (page.problems, len(page.posts)) == ((), 2)


def test_editors_that_do_not_fit_are_reported():
    page = read(
        "Edited by Ada", f"Edited by {'x' * 195}", f"Edited by {'y' * 196}", *POSTS
    )
    assert page.edited_by == "Ada, " + "x" * 195
    assert [(p.line, p.text) for p in page.problems] == [(3, "Edited by " + "y" * 196)]


@pytest.mark.parametrize(
    "line",
    [
        "Live Reporting",
        "LIVE",
        "Live coverage",
        "All times stated are UK",
        "All times are in Moon Standard Time",
        "By Ada Example",
        "By Ada Example, Ben Sample and Jan van der Meer",
        "Reporting by Ada Example in Wrackhaven",
        "Live reporting by Ada Example",
        "Reporters: Ada Example, Ben Sample",
        "Share this page",
    ],
)
def test_a_line_of_the_head_that_is_no_story_is_left_out_once(line):
    page = read("• One", line, "• Two", *POSTS)
    assert page.summary == ("One", "Two")
    assert [(left.line, left.text) for left in page.left_out] == [(2, line)]
    assert all(left.reason for left in page.left_out)


@pytest.mark.parametrize(
    "line",
    [
        "By noon the tide had turned",
        "By Ada and",
        "By Friday, Wrackhaven Will Be Dry.",
        "Live from the quay",
        "All times are hard",
        "Unedited by anyone",
        "Edition by edition",
    ],
)
def test_a_sentence_of_the_head_is_kept_and_reported(line):
    page = read("• One", line, *POSTS)
    assert page.summary == ("One", line)
    assert page.left_out == ()
    assert [(problem.line, problem.text) for problem in page.problems] == [(2, line)]


def test_such_lines_in_a_body_are_prose():
    page = read("1. A", "", "Edited by Ada Example", "By Ada Example", "2. B", "Text.")
    assert page.posts[0].body == "<p>Edited by Ada Example</p><p>By Ada Example</p>"
    assert (page.edited_by, page.left_out) == ("", ())


def test_a_marked_line_is_a_point_of_the_summary():
    page = read("\u2060By Ada Example", "• \u2060# One", *POSTS)
    assert page.summary == ("By Ada Example", "# One")
    assert page.problems == ()


# Without numbers

LOST = [
    *("Live Reporting", "", "• One", "", "The tide turns", ""),
    *("Ada Example", "Coast editor", "", "It rose.", ""),
    *("Analysis", "", "What it means", "", "Much."),
]


def test_headlines_without_numbers_are_told_by_bylines_and_labels():
    page = read(*LOST)
    first, second = page.posts
    assert (page.format, page.summary) == ("undated", ("One",))
    assert (first.headline, first.line, first.last_line) == ("The tide turns", 5, 10)
    assert first.bylines == (ParsedByline("Ada Example", "Coast editor"),)
    assert first.body == "<p>It rose.</p>"
    assert (second.headline, second.label, second.line) == (
        "What it means",
        "analysis",
        12,
    )
    assert second.body == "<p>Much.</p>"
    assert page.problems == ()


@pytest.mark.parametrize(
    "line",
    ["A full sentence.", "So:", "• A point", "A lampImage source, Ada", "\u2060Marked"],
)
def test_what_does_not_look_like_a_headline_is_body(line):
    assert len(read(*LOST, "", line, "").posts) == 2


def test_a_line_right_below_another_is_no_headline():
    assert read(*LOST, "Tide again", "").posts[1].body == (
        "<p>Much.</p><p>Tide again</p>"
    )


@pytest.mark.parametrize("line", ["A headline?", "“We are in”", "x" * 150])
def test_what_may_be_a_headline_is_refused_and_numbers_asked_for(line):
    with pytest.raises(SourceError) as caught:
        read(*LOST, "", line, "", "Text.")
    assert (caught.value.line, caught.value.message) == (
        18,
        "this may be a headline: number the headlines, as in '1. Headline'",
    )


def test_without_a_head_of_the_old_form_no_headlines_are_looked_for():
    with pytest.raises(SourceError, match="no posts found"):
        read(*LOST[4:])


def test_a_page_that_numbers_only_some_headlines_is_refused():
    with pytest.raises(SourceError) as caught:
        read(*LOST, "", *POSTS)
    assert caught.value.line == 5
    assert caught.value.message.endswith("number all headlines")


def test_the_names_of_editors_are_no_headline():
    assert read("Edited by", "", "Ada Example", "", *LOST).edited_by == "Ada Example"


@pytest.mark.parametrize(
    ("head", "problems"),
    [
        (["Summary", "One", "Two"], []),
        (["Summary", "• One", "Two"], ["Two"]),
        (["One", "Summary", "Two"], ["One"]),
    ],
)
def test_points_without_bullets_are_in_doubt_where_others_have_theirs(head, problems):
    page = read(*head, "", *POSTS)
    assert page.summary == ("One", "Two")
    assert [problem.text for problem in page.problems] == problems
