"""One page, as many copies saved it: every copy must tell the same posts."""

import datetime
from dataclasses import replace

import pytest

from posts.importing.document import ParsedByline, ParsedImage, ParsedPage
from posts.importing.text.clutter import EMBED, SHARING
from posts.importing.text.labels import NO_WORD
from tests.importing import parse_text

DAY = datetime.date(2025, 2, 3)
# Headline, label, byline, clock, and the lines of the body.
POSTS = [
    (
        "Tug reaches the outer wall",
        "Breaking",
        None,
        "16:14",
        ["The tug has reached the wall.", "• One line is fast", "• One is not"],
    ),
    (
        "Why did the lamp go out?",
        "Analysis",
        ("Ada Example", "Harbour correspondent"),
        "16:14",
        ["Nobody has looked at it since May.", "A dark lampImage source, Pool"],
    ),
    (
        "'It held': keeper on the night",
        "",
        None,
        "15:02",
        ["The keeper has spoken.", "“It held,” he said."],
    ),
    (
        "Ferry adrift off Sandport",
        "",
        ("Ben Sample", "Reporter, on the quay"),
        "14:40",
        ["A ferry is adrift.", "For more, see the map below"],
    ),
]
STAMP = "published at {clock} Greenwich Mean Time"


def write(
    *,
    number="",
    indent="",
    blank=True,
    headline="{headline}" + STAMP,
    label_below=False,
    role_apart=False,
    around=(),
    blank_in_head=None,
):
    """The text of a page of POSTS, written one way; AROUND are lines of clutter."""
    lines = ["Summary", "", "• A ferry is adrift"]
    gap = [""] if blank else []
    inner = gap if blank_in_head is None else [""] * blank_in_head
    for n, (title, label, byline, clock, body) in enumerate(POSTS, start=1):
        head = headline.format(headline=title, clock=clock).split("\n")
        top = ([label] if label and not label_below else []) + head
        top[0] = number.format(n=n) + top[0]
        below = [label] if label and label_below else []
        middle = []
        if byline:
            middle = [byline[0], *([""] if role_apart else []), byline[1], *gap]
        text = [line for paragraph in body for line in (paragraph, *gap)]
        text = [*around, *text] if around else text
        lines += [*gap, *top, *inner, *below, *middle, *text]
    return "\n".join(indent + line for line in lines)


def posts_of(text, **wanted) -> tuple[ParsedPage, list]:
    """The page, and its posts without the lines at which they stand."""
    page = parse_text(text, date=DAY, format="published", **wanted)
    posts = [
        replace(
            post,
            line=0,
            last_line=0,
            images=tuple(replace(image, line=0) for image in post.images),
        )
        for post in page.posts
    ]
    return page, posts


EXPECTED = posts_of(write(number="{n}. ", indent="  "))[1]


def test_the_page_is_what_the_table_says():
    assert [
        (post.headline, post.label.capitalize(), f"{post.published_at:%H:%M}")
        for post in EXPECTED
    ] == [(title, label, clock) for title, label, _, clock, _ in POSTS]
    assert [post.bylines for post in EXPECTED] == [
        (),
        (ParsedByline("Ada Example", "Harbour correspondent"),),
        (),
        (ParsedByline("Ben Sample", "Reporter, on the quay"),),
    ]
    assert [post.body for post in EXPECTED] == [
        "<p>The tug has reached the wall.</p>"
        "<ul><li>One line is fast</li><li>One is not</li></ul>",
        "<p>Nobody has looked at it since May.</p>",
        "<p>The keeper has spoken.</p><p>“It held,” he said.</p>",
        "<p>A ferry is adrift.</p><p>For more, see the map below</p>",
    ]
    assert [post.images for post in EXPECTED] == [
        (),
        (ParsedImage("A dark lamp", "Pool"),),
        (),
        (),
    ]


COPIES = {
    "numbers lost": {},
    "blank lines lost": {"number": "{n}. ", "blank": False},
    "numbers and blank lines lost": {"blank": False},
    "headline not glued": {"headline": "{headline} " + STAMP},
    "headline not glued, blank lines lost": {
        "headline": "{headline} " + STAMP,
        "blank": False,
    },
    "headline above": {"headline": "{headline}\n" + STAMP},
    "headline above, blank lines lost": {
        "headline": "{headline}\n" + STAMP,
        "blank": False,
    },
    "headline above, numbered": {
        "number": "{n}. ",
        "headline": "{headline}\n\n" + STAMP,
    },
    "headline above, capital": {
        "headline": "{headline}\nPublished at {clock} Greenwich Mean Time"
    },
    "time below": {
        "number": "{n}. ",
        "headline": "{headline}published at\n{clock} Greenwich Mean Time",
    },
    "headline, words and time apart": {
        "headline": "{headline}\n\npublished at\n\n{clock} Greenwich Mean Time",
    },
    "labels below": {"label_below": True},
    "labels below, numbered": {"label_below": True, "number": "{n}. "},
    "labels below, blank lines lost": {"label_below": True, "blank": False},
    "role apart": {"role_apart": True},
    "no blank line below the headline": {"blank_in_head": 0},
    "many blank lines": {"blank_in_head": 3, "number": "{n}. "},
    "a time without a zone": {"headline": "{headline} published at {clock}"},
    "a date": {"headline": "{headline}published at {clock} 3 February"},
    "zone before the date": {
        "headline": "{headline}published at {clock} Greenwich Mean Time 3 February"
    },
    "zone behind the date": {
        "headline": "{headline} published at {clock} 3 Feb 2025, Greenwich Mean Time"
    },
    "the time again": {
        "headline": "{headline}" + STAMP + "\n{clock} 3 February 2025",
    },
    "clutter": {"around": ["Share this post", "Facebook", "Copy link", ""]},
}


@pytest.mark.parametrize("style", COPIES.values(), ids=COPIES)
def test_a_copy_tells_the_same_posts(style):
    page, posts = posts_of(write(**style))
    utc = [post.published_at.astimezone(datetime.UTC) for post in posts]
    assert utc == [post.published_at for post in EXPECTED]
    assert [replace(post, published_at=None) for post in posts] == [
        replace(post, published_at=None) for post in EXPECTED
    ]
    assert page.summary == ("A ferry is adrift",)
    assert page.problems == ()


def test_clutter_is_counted_by_reason_and_line():
    style = {"around": ["Skip X post by Ada Example", "Share this post", "Facebook"]}
    page, posts = posts_of(write(**style))
    assert posts == EXPECTED
    reasons = [left.reason for left in page.left_out]
    assert (reasons.count(EMBED), reasons.count(SHARING)) == (4, 8)
    lines = write(**style).split("\n")
    assert all(lines[left.line - 1] == left.text for left in page.left_out)


def test_a_label_that_we_have_no_word_for_is_left_out_and_reported():
    page = parse_text(
        "Sea open\npublished at 16:30 GMT\nGet involved\nBreaking\nIt is open.\n"
        "3. Eyewitness\nWall heldpublished at 16:14 GMT\nIt held.\n"
        "Exclusive\nAnalysis\nLamp outpublished at 16:00 GMT\nIt is dark.\nWatch\n",
        date=DAY,
    )
    assert [(post.headline, post.label, post.body) for post in page.posts] == [
        ("Sea open", "breaking", "<p>It is open.</p>"),
        ("Wall held", "", "<p>It held.</p>"),
        ("Lamp out", "analysis", "<p>It is dark.</p><p>Watch</p>"),
    ]
    assert [(left.line, left.text, left.reason) for left in page.left_out] == [
        (3, "Get involved", NO_WORD),
        (6, "3. Eyewitness", NO_WORD),
        (9, "Exclusive", NO_WORD),
    ]
