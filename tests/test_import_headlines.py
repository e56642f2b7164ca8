import datetime

import pytest

from posts.importing.document import SourceError
from tests.importing import parse_text

DAY = datetime.date(2025, 2, 3)
GMT = "Greenwich Mean Time"


def read(*lines):
    return parse_text("\n".join(lines), date=DAY, format="published")


def told(page):
    return [
        (post.headline, f"{post.published_at:%H:%M}", post.body) for post in page.posts
    ]


@pytest.mark.parametrize(
    ("lines", "posts"),
    [
        (
            ["It held.", "", "Gale warning", f"published at 16:14 {GMT}", "", "Rain."],
            [
                ("Newest", "17:00", "<p>It held.</p>"),
                ("Gale warning", "16:14", "<p>Rain.</p>"),
            ],
        ),
        (
            ["It held.", "", "Gales hit the U.S.", "published at 16:14"],
            [
                ("Newest", "17:00", "<p>It held.</p>"),
                ("Gales hit the U.S.", "16:14", ""),
            ],
        ),
        (
            ["It held.", "2. Gale warning", "published at 16:14"],
            [("Newest", "17:00", "<p>It held.</p>"), ("Gale warning", "16:14", "")],
        ),
        (
            ["It held.", "2.", "", "Gale warning", "published at 16:14"],
            [("Newest", "17:00", "<p>It held.</p>"), ("Gale warning", "16:14", "")],
        ),
        (
            ["It held.", "", "Post", "Published at 16:14"],
            [("Newest", "17:00", "<p>It held.</p>"), ("", "16:14", "")],
        ),
        (
            ["It held.", "See the map", "published at 16:14", "Rain."],
            [
                ("Newest", "17:00", "<p>It held.</p>"),
                ("See the map", "16:14", "<p>Rain.</p>"),
            ],
        ),
        (
            ["It held.", "published at 16:14", "Rain."],
            [("Newest", "17:00", "<p>It held.</p>"), ("", "16:14", "<p>Rain.</p>")],
        ),
        (
            ["", "See the map below", "", "published at 16:14"],
            [("Newest", "17:00", "<p>See the map below</p>"), ("", "16:14", "")],
        ),
        (
            ["Breaking", "It held.", "published at 16:14"],
            [("Newest", "17:00", "<p>It held.</p>"), ("", "16:14", "")],
        ),
        (
            ["It held.", "", "Exclusive", "published at 16:14"],
            [("Newest", "17:00", "<p>It held.</p>"), ("", "16:14", "")],
        ),
        (
            ["", "• One", "published at 16:14"],
            [("Newest", "17:00", "<ul><li>One</li></ul>"), ("", "16:14", "")],
        ),
        (
            ["", "\u2060One", "published at 16:14"],
            [("Newest", "17:00", "<p>One</p>"), ("", "16:14", "")],
        ),
        (
            ["", "Quote", "published at 16:14"],
            [("Newest", "17:00", ""), ("", "16:14", "")],
        ),
        (
            ["", "x" * 301, "published at 16:14"],
            [("Newest", "17:00", f"<p>{'x' * 301}</p>"), ("", "16:14", "")],
        ),
    ],
)
def test_where_headlines_are_glued_one_above_its_time_stands_apart(lines, posts):
    page = read("Newestpublished at 17:00", *lines)
    assert told(page) == posts
    assert page.problems == ()


@pytest.mark.parametrize(
    ("line", "headline", "body"),
    [
        ("See the map", "See the map", ""),
        ("What next?", "What next?", ""),
        ("It held.", "", "<p>It held.</p>"),
        ("“It held.”", "", "<p>“It held.”</p>"),
        ("He said:", "", "<p>He said:</p>"),
        ("• One", "", "<ul><li>One</li></ul>"),
    ],
)
def test_where_headlines_stand_above_their_times_a_sentence_is_none(
    line, headline, body
):
    page = read(
        "Newest", f"published at 17:00 {GMT}", line, "published at 16:14", "Rain."
    )
    assert told(page) == [
        ("Newest", "17:00", body),
        (headline, "16:14", "<p>Rain.</p>"),
    ]


def test_the_heading_of_the_summary_is_no_headline():
    page = read("Summary", f"published at 17:00 {GMT}", "Rain.")
    assert told(page) == [("", "17:00", "<p>Rain.</p>")]
    assert page.summary == ()


def test_the_credit_of_a_picture_is_no_headline():
    page = read(
        *("Newest", "published at 17:00", "BoatsImage source, Pool"),
        *("published at 16:14", "Image caption, Home"),
    )
    assert [post.headline for post in page.posts] == ["Newest", ""]
    assert page.posts[0].images[0].credit == "Pool"


@pytest.mark.parametrize(
    ("line", "is_post"),
    [
        (f"Gale warning published at 16:14 {GMT}", True),
        ("Gale warning published at 16:14 3 February", True),
        ("Gale warning published at 16:14 GMT", True),
        ("2. Gale warning published at 16:14", True),
        ("Gale warning published at 16:14", False),
        (f"The warning was published at 16:14 {GMT}", False),
        (f"A warning, first published at 16:14 {GMT}", False),
        (f"The warning (published at 16:14 {GMT}", False),
        (f"The warning was unpublished at 16:14 {GMT}", False),
        (f"The warning was published at 16:14 {GMT}.", False),
        (f"• Gale warning published at 16:14 {GMT}", False),
        (f"\u2060Gale warningpublished at 16:14 {GMT}", False),
        ("Seen in the log published at 16:14 Monday", False),
    ],
)
def test_a_headline_that_is_not_glued_is_told_by_its_time(line, is_post):
    page = read("1. Newestpublished at 17:00", "", line)
    assert len(page.posts) == 1 + is_post
    if is_post:
        assert page.posts[1].headline == "Gale warning"


def test_clocks_alone_are_enough_where_no_headline_is_told_better():
    page = read(
        *("Gale warning published at 16:14", "Rain.", "It was published at 16:10"),
        *("Sea open published at 16:00", "Sun."),
    )
    assert [post.headline for post in page.posts] == ["Gale warning", "Sea open"]
    assert page.posts[0].body == "<p>Rain.</p><p>It was published at 16:10</p>"


@pytest.mark.parametrize(
    "better", ["1. Newestpublished at 17:00", "published at 17:00"]
)
def test_clocks_alone_are_not_enough_where_a_headline_is_told_better(better):
    lines = ["Gale warning published at 16:14", "Sea open published at 16:00"]
    page = read(better, "", *lines)
    assert page.posts[0].body == "".join(f"<p>{line}</p>" for line in lines)
    assert [problem.line for problem in page.problems] == [3, 4]


@pytest.mark.parametrize(
    "lines",
    [
        ["Gale warning published at 16:14", "Rain."],
        ["It was published at 16:14", "It was published at 16:00"],
        ["\u2060Gale warningpublished at 16:14"],
    ],
)
def test_a_single_clock_in_a_text_makes_no_page_of_it(lines):
    with pytest.raises(SourceError, match="no posts found"):
        read(*lines)


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        ("1. \u2060Postpublished at 16:14", "Post"),
        ("1. \u20602. Galepublished at 16:14", "2. Gale"),
        ("1. \u2060\u2060Galepublished at 16:14", "\u2060Gale"),
    ],
)
def test_a_numbered_headline_may_be_marked_as_words(line, headline):
    assert [post.headline for post in read(line).posts] == [headline]


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        (["Breaking", "Galepublished at 16:14", "Rain."], "breaking"),
        (["Sun.", "BREAKING NEWS", "Gale", "published at 16:14"], "breaking"),
        (["Explained", "", "1. Galepublished at 16:14"], "explainer"),
        (["Get involved", "Quote", "1. Galepublished at 16:14"], "quote"),
        (["1. Quote", "Exclusive", "Galepublished at 16:14"], "quote"),
        (["1. Galepublished at 16:14", "", "Breaking", "", "Rain."], "breaking"),
        (["1. Galepublished at 16:14", "Breaking"], "breaking"),
        (["1. Galepublished at 16:14", "Video", "Rain."], "video"),
        (["1. Galepublished at 16:14", "Video"], ""),
        (["1. Galepublished at 16:14", "\u2060Breaking", "Rain."], ""),
        (["1. Galepublished at 16:14", "Rain.", "Breaking"], ""),
        (["Quote", "1. Galepublished at 16:14", "Breaking", "Rain."], "quote"),
        (["Breaking", "1. Galepublished at 16:14", "Breaking", "Rain."], "breaking"),
    ],
)
def test_a_label_stands_above_the_headline_or_below_the_time(lines, label):
    page = read("9. Newestpublished at 17:00", *lines)
    assert [post.label for post in page.posts] == ["", label]
    assert page.posts[1].headline == "Gale"
    kept = "".join(post.body for post in page.posts)
    kept += " ".join(left.text for left in page.left_out) + page.posts[1].label
    words = [w for w in " ".join(lines).split() if w in ("Video", "Breaking", "Rain.")]
    assert all(word.casefold() in kept.casefold() for word in words)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("BreakingTug has the ferry", ("breaking", "Tug has the ferry")),
        ("Analysis‘Nobody knew’, says crew", ("analysis", "‘Nobody knew’, says crew")),
        ("Videographer finds wreck", ("", "Videographer finds wreck")),
        ("Breaking news is hard", ("", "Breaking news is hard")),
        ("\u2060BreakingBad is a show", ("", "BreakingBad is a show")),
    ],
)
def test_a_label_may_be_glued_to_its_headline(line, told):
    page = parse_text(f"  1. {line}published at 10:00 GMT 3 February 2025\n\n    Text.")
    post = page.posts[0]
    assert (post.label, post.headline) == told


def test_signs_that_nobody_sees_hide_no_number():
    page = parse_text(
        "\u200b\ufeff1. Tugpublished at 10:00 GMT 3 February 2025\n\nText."
    )
    assert [post.headline for post in page.posts] == ["Tug"]
