import datetime

import pytest

from posts.importing.document import ParsedByline
from posts.importing.text.clutter import OTHER_STORIES
from posts.importing.text.labels import NO_WORD, SECOND
from posts.importing.text.surroundings import PORTRAIT, TIME_AGAIN
from tests.importing import parse_text

HEAD = "1. Galepublished at 16:14"


def read(*lines):
    """The only post of a page, and (line, text, reason) of what was left out."""
    page = parse_text("\n".join(lines), date=datetime.date(2025, 2, 3))
    (post,) = page.posts
    return post, [(left.line, left.text, left.reason) for left in page.left_out]


@pytest.mark.parametrize(
    ("lines", "left", "body"),
    [
        (["Get involved", "Rain."], [(2, "Get involved", NO_WORD)], "<p>Rain.</p>"),
        (["Watch"], [(2, "Watch", NO_WORD)], ""),
        (["Rain.", "Watch"], [], "<p>Rain.</p><p>Watch</p>"),
        (["\u2060Watch"], [], "<p>Watch</p>"),
        (
            ["Breaking", "Quote", "Rain."],
            [(3, "Quote", SECOND)],
            "<p>Rain.</p>",
        ),
        (["16:14", "Rain."], [(2, "16:14", TIME_AGAIN)], "<p>Rain.</p>"),
        (
            ["16:14 Greenwich Mean Time 3 February", "Rain."],
            [(2, "16:14 Greenwich Mean Time 3 February", TIME_AGAIN)],
            "<p>Rain.</p>",
        ),
        (["16:15", "Rain."], [], "<p>16:15</p><p>Rain.</p>"),
        (["Rain.", "16:14"], [], "<p>Rain.</p><p>16:14</p>"),
    ],
)
def test_what_stands_between_a_time_and_its_text_is_told_by_its_place(
    lines, left, body
):
    post, left_out = read(HEAD, *lines)
    assert (left_out, post.body) == (left, body)


@pytest.mark.parametrize(
    "lines",
    [
        ["Ada Example", "", "Ada Example", "Reporter", "", "Rain."],
        ["Ada Example", "Ada Example", "Reporter", "Rain."],
    ],
)
def test_a_name_that_stands_twice_was_a_portrait(lines):
    post, left_out = read(HEAD, *lines)
    assert left_out == [(2, "Ada Example", PORTRAIT)]
    assert post.bylines == (ParsedByline("Ada Example", "Reporter"),)
    assert post.body == "<p>Rain.</p>"


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["Related stories", "Who owns the wall?", "", "The lamp"], [3, 4, 6]),
        (["More on this story", "• The lamp", "It held.", "The wall"], [3, 4]),
        (["Top stories", "\u2060The lamp", "The wall"], [3]),
        (["Top stories", "The lamp " * 20], [3]),
        (["The lamp", "Related stories"], [4]),
    ],
)
def test_below_the_last_post_lines_behind_a_heading_are_links(lines, left):
    post, left_out = read(HEAD, "Rain.", *lines)
    assert [(line, reason) for line, _, reason in left_out] == [
        (line, OTHER_STORIES) for line in left
    ]
    kept = [
        line.strip("\u2060 ")
        for n, line in enumerate(lines, 3)
        if line and n not in left
    ]
    assert post.body == "".join(f"<p>{line}</p>" for line in ["Rain.", *kept])


@pytest.mark.parametrize(
    ("second", "reported"), [("The log, external.", [2]), ("The log.", [])]
)
def test_where_links_are_marked_a_doubtful_mark_is_kept_and_reported(second, reported):
    page = parse_text(
        f"{HEAD}\nA post, external auditors say.\n{second}\n\u2060A, external b",
        date=datetime.date(2025, 2, 3),
    )
    assert page.posts[0].body == (
        "<p>A post, external auditors say.</p><p>The log.</p><p>A, external b</p>"
    )
    assert [problem.line for problem in page.problems] == reported


def test_above_the_last_post_lines_behind_such_a_heading_are_kept():
    page = parse_text(
        "1. Galepublished at 16:14\nRelated stories\nThe lamp\n"
        "2. Tidepublished at 16:00\nRain.",
        date=datetime.date(2025, 2, 3),
    )
    assert [post.body for post in page.posts] == ["<p>The lamp</p>", "<p>Rain.</p>"]


def test_labels_that_we_do_not_have_are_left_out_above_the_first_post():
    page = parse_text(
        "Get involved\n• Gale\n1. Galepublished at 16:14",
        date=datetime.date(2025, 2, 3),
    )
    assert (page.summary, page.problems) == (("Gale",), ())
    assert [(left.line, left.reason) for left in page.left_out] == [(1, NO_WORD)]
