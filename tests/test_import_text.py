import datetime
import re

import pytest

from posts.importing.document import ParsedByline, ParsedImage
from tests.importing import parse_text as parse

DAY = datetime.date(2025, 2, 3)
HEAD = "1. Gale warningpublished at 16:14 Greenwich Mean Time"


def read(*lines, date=DAY, time_zone="Europe/London"):
    return parse("\n".join(lines), date=date, time_zone=time_zone)


def only_post(*lines, **options):
    (post,) = read(*lines, **options).posts
    return post


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        ("  1. Gale warningpublished at 16:14 Greenwich Mean Time", "Gale warning"),
        ("\u00a0\u00a01.\u00a0Gale warningpublished at\u00a016:14  ", "Gale warning"),
        ("1. Gale warning published at 16:14", "Gale warning"),
        ("Gale warningpublished at 16:14", "Gale warning"),
        ("1. Gale warningpublished\u00a0at 16:14", "Gale warning"),
        ("3.5 metrespublished at 16:14", "3.5 metres"),
        ("1. Map published at noonpublished at 16:14", "Map published at noon"),
        ("1. Tide at 3. What next?published at 16:14", "Tide at 3. What next?"),
        ("1. published at 16:14", ""),
        ("published at 16:14", ""),
        ("1. Postpublished at 16:14", ""),
        ("1. Post officepublished at 16:14", "Post office"),
        ("1. 'Fish & <chips>' – “hot”published at 16:14", "'Fish & <chips>' – “hot”"),
    ],
)
def test_a_headline_ends_at_the_last_published_at(line, headline):
    post = only_post(line)
    assert (post.headline, post.label, post.body) == (headline, "", "")
    assert f"{post.published_at:%H:%M}" == "16:14"


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        ("The report, published at noon, says the wall held.", []),
        ("The report published at 16:14 says the wall held.", []),
        ("The report was published at 16:14.", []),
        ("published at noon, the report says the wall held", []),
        ("The notice (published at 16:14) was wrong", []),
        ("• The report was published at 16:14", []),
        ("1. First, the pumps", []),
        ("2. The report published at 16:14 says so", []),
        ("3. It was republished at noon", []),
        ("4. It was published at 16:14 Greenwich Mean Time.", []),
        ("3.5 metres of water", []),
        ("The report was published at 16:14", [3]),
        ("It was unpublished at 16:14", [3]),
        ("Harbour closedpublished at noon", [3]),
    ],
)
def test_prose_about_publishing_starts_no_post(line, reported):
    page = read(HEAD, "", line)
    (post,) = page.posts
    tag = "li" if line.startswith("•") else "p"
    text = line.removeprefix("• ")
    assert f"<{tag}>{text}</{tag}>" in post.body
    assert [problem.line for problem in page.problems] == reported
    assert [problem.text for problem in page.problems] == [line for _ in reported]


@pytest.mark.parametrize("word", ["Analysis", "BREAKING", "explainer", "Recap"])
@pytest.mark.parametrize(
    "lines",
    [
        ["  1. {}", "", "    Gale warningpublished at 16:14 Greenwich Mean Time"],
        ["1. {}", "Gale warning published at 16:14"],
        ["{}", "", "1. Gale warningpublished at 16:14"],
        ["1.", "", "{}", "", "Gale warningpublished at 16:14"],
        ["{}", "Gale warningpublished at 16:14"],
    ],
)
def test_a_label_stands_above_the_headline(word, lines):
    page = read(*[line.format(word) for line in lines], "", "Body.")
    (post,) = page.posts
    assert (post.label, post.headline) == (word.lower(), "Gale warning")
    assert (post.line, post.body, page.summary) == (1, "<p>Body.</p>", ())
    assert page.problems == ()


def test_a_label_does_not_leak_into_its_neighbours():
    page = read(
        "1. Newerpublished at 17:00",
        "• Last point",
        "  2. Quote",
        "",
        "Middlepublished at 16:00",
        "",
        "Analysis shows that the wall held.",
        "",
        "3. Olderpublished at 15:00",
        "Video",
    )
    assert [post.label for post in page.posts] == ["", "quote", ""]
    assert [post.body for post in page.posts] == [
        "<ul><li>Last point</li></ul>",
        "<p>Analysis shows that the wall held.</p>",
        "<p>Video</p>",
    ]
    assert [(post.line, post.last_line) for post in page.posts] == [
        (1, 2),
        (3, 7),
        (9, 10),
    ]


def test_a_numbered_line_belongs_to_the_next_post_only_if_that_has_no_number():
    page = read(HEAD, "2. Analysis", "", "3. Olderpublished at 15:00")
    assert [post.label for post in page.posts] == ["", ""]
    assert [post.body for post in page.posts] == ["<p>2. Analysis</p>", ""]
    page = read(HEAD, "2. A point", "", "A map was published at 15:00")
    (post,) = page.posts
    assert post.body == "<p>2. A point</p><p>A map was published at 15:00</p>"


def test_text_where_only_a_label_may_stand_is_kept_and_reported():
    page = read(HEAD, "", "2. From the quay", "", "Nets lostpublished at 15:00", "So.")
    assert [post.headline for post in page.posts] == ["Gale warning", "Nets lost"]
    assert page.posts[1].body == "<p>2. From the quay</p><p>So.</p>"
    assert [(problem.line, problem.text) for problem in page.problems] == [
        (3, "2. From the quay")
    ]


@pytest.mark.parametrize(
    ("lines", "bylines"),
    [
        (["", "Ada Brook", "Reporter", "", "Text."], [("Ada Brook", "Reporter")]),
        (
            ["Ada Brook", "Reporter, on the quay"],
            [("Ada Brook", "Reporter, on the quay")],
        ),
        (
            [
                "",
                "Jan van der Meer",
                "Pilot",
                "",
                "Mary-Ann O’Dell",
                "Editor",
                "",
                "Text.",
            ],
            [("Jan van der Meer", "Pilot"), ("Mary-Ann O’Dell", "Editor")],
        ),
        (["", "Ada Brook", "", "Reporter"], []),
        (["", "Ada", "Reporter"], []),
        (["", "Ada Brook", "Reporter", "Third line"], []),
        (["", "Ada Brook", "The wall held."], []),
        (["", "Ada Brook", "• Reporter"], []),
        (["", "Ada Brook said so", "Reporter"], []),
        (["", "Ada Brook!", "Reporter"], []),
        (["", "One Two Three Four Five", "Reporter"], []),
        (["", "Ada Brook", "R" * 61], []),
        (["", "Ada Brook", "“It held.”"], []),
        (["", "Ada van", "Reporter"], []),
        (["", "A paragraph first.", "", "Ada Brook", "Reporter"], []),
    ],
)
def test_a_byline_is_a_short_block_of_two_lines_below_the_headline(lines, bylines):
    page = read(HEAD, *lines)
    (post,) = page.posts
    assert post.bylines == tuple(ParsedByline(*byline) for byline in bylines)
    rest = [line.removeprefix("• ") for line in lines if line]
    for byline in bylines:
        rest = [line for line in rest if line not in byline]
    assert re.findall(r"<(?:p|li)>(.*?)</", post.body) == rest
    assert page.problems == ()


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["One.", "Two.", "", "Three."], "<p>One.</p><p>Two.</p><p>Three.</p>"),
        (["• One", "•Two"], "<ul><li>One</li><li>Two</li></ul>"),
        (["• One", "", "", "• Two"], "<ul><li>One</li><li>Two</li></ul>"),
        (["• A", "But:", "• B"], "<ul><li>A</li></ul><p>But:</p><ul><li>B</li></ul>"),
        (["•", "• One"], "<ul><li>One</li></ul>"),
        (["- One", "", "*  Two"], "<ul><li>One</li><li>Two</li></ul>"),
        (["It said:", "- Ada Example"], "<p>It said:</p><p>- Ada Example</p>"),
        (["- Yes?", "She nodded."], "<p>- Yes?</p><p>She nodded.</p>"),
        (["-One", "-Two"], "<p>-One</p><p>-Two</p>"),
        (["\u2060- One", "\u2060- Two"], "<p>- One</p><p>- Two</p>"),
        (
            ["• One", "• For context: the wall is old."],
            '<ul><li>One</li></ul><ul class="context">'
            "<li>For context: the wall is old.</li></ul>",
        ),
        (["• For contextual help"], "<ul><li>For contextual help</li></ul>"),
        (["1. First", "2. Second"], "<p>1. First</p><p>2. Second</p>"),
        (["A < B & <b>"], "<p>A &lt; B &amp; &lt;b&gt;</p>"),
        (
            ['"It\'s" – ‘so’ — “it is”'],
            '<p>"It\'s" – ‘so’ — “it is”</p>',
        ),
        (["  \u00a0 kept\u00a0together \t"], "<p>kept\u00a0together</p>"),
    ],
)
def test_paragraphs_and_bullets_become_html(lines, body):
    page = read(HEAD, *lines)
    assert (page.posts[0].body, page.problems) == (body, ())


@pytest.mark.parametrize(
    ("lines", "images"),
    [
        (["Two boatsImage source, Ada Brook"], [("Two boats", "Ada Brook", "", 2)]),
        (["Image source, Pool"], [("", "Pool", "", 2)]),
        (["BoatImage source,"], [("Boat", "", "", 2)]),
        (["BoatImage source, PoolImage caption, In"], [("Boat", "Pool", "In", 2)]),
        (
            ["BoatImage source, Pool", "", "Image caption, Home"],
            [("Boat", "Pool", "Home", 2)],
        ),
        (
            ["Image caption, Home", "", "BoatImage source, Pool"],
            [("Boat", "Pool", "Home", 4)],
        ),
        (
            ["AImage source, P", "Image caption, C", "BImage source, Q"],
            [("A", "P", "C", 2), ("B", "Q", "", 4)],
        ),
        (
            [
                *("Image caption, C", "AImage source, P"),
                *("Image caption, D", "BImage source, Q"),
            ],
            [("A", "P", "C", 3), ("B", "Q", "D", 5)],
        ),
    ],
)
def test_images_carry_alt_text_credit_and_caption(lines, images):
    page = read(HEAD, *lines)
    (post,) = page.posts
    assert post.images == tuple(ParsedImage(*image) for image in images)
    assert (post.body, page.problems) == ("", ())


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["• A", "BoatImage source, P", "• B"], "<ul><li>A</li><li>B</li></ul>"),
        (["One.", "BoatImage source, P", "Two."], "<p>One.</p><p>Two.</p>"),
        (["Ada Brook", "BoatImage source, P"], "<p>Ada Brook</p>"),
        (["Ada Brook", "Image caption, C", "", "AImage source, P"], "<p>Ada Brook</p>"),
    ],
)
def test_an_image_leaves_the_text_around_it_alone(lines, body):
    post = only_post(HEAD, *lines)
    assert (post.body, len(post.images)) == (body, 1)


@pytest.mark.parametrize(
    "line", ["Image caption, Nobody", "The Image source, they say, is unknown"]
)
def test_a_picture_line_without_a_picture_is_kept_and_reported(line):
    page = read(HEAD, "Before.", line, "After.")
    assert page.posts[0].body == f"<p>Before.</p><p>{line}</p><p>After.</p>"
    assert [(problem.line, problem.text) for problem in page.problems] == [(3, line)]


def test_an_image_in_a_list_is_kept_as_text_and_reported():
    page = read(HEAD, "• BoatImage source, P")
    assert page.posts[0].body == "<ul><li>BoatImage source, P</li></ul>"
    assert [problem.line for problem in page.problems] == [2]


def test_a_second_caption_of_an_image_is_kept_and_reported():
    page = read(HEAD, "Image caption, C", "AImage source, PImage caption, D")
    (post,) = page.posts
    assert post.images == (ParsedImage("A", "P", "D", 3),)
    assert post.body == "<p>Image caption, C</p>"
    assert [problem.line for problem in page.problems] == [2]


@pytest.mark.parametrize(
    ("lines", "summary", "reported"),
    [
        ([], (), []),
        (["Summary", "", "  • One", "", "  • Two"], ("One", "Two"), []),
        (["• One"], ("One",), []),
        (["•", "• One"], ("One",), []),
        (["SUMMARY", "• One", "Stray"], ("One", "Stray"), [3]),
        (["A title", "Summary", "• One"], ("A title", "One"), [1]),
        (["Summary", "Summary"], ("Summary",), [2]),
    ],
)
def test_the_summary_stands_before_the_first_post(lines, summary, reported):
    page = read(*lines, HEAD)
    assert page.summary == summary
    assert [problem.line for problem in page.problems] == reported
    assert page.posts[0].line == len(lines) + 1
