"""Older text pages that tell no times: which lines are posts, and in what order."""

import datetime

import pytest
from bs4 import BeautifulSoup

from posts.importing.document import ParsedByline, SourceError
from posts.importing.importer import Settings, import_page
from posts.importing.reading import FORMATS
from posts.importing.source import Source
from tests.importing import parse_text

PAGE = """Storm over Wrackhaven

Live Reporting

Edited by Ada Example and Ben Sample

All times stated are UK

Summary

  • The ferry is in
  • The harbour stays shut

  1. Everyone is ashore

    The last of them came down the plank.

    Two lamps on a wallImage source, Harbour office
  2. Analysis

    Why the tow took so long

    Cy Third
    Harbour correspondent

    • Wind
    • Tide
  3. Post

    We begin."""


def read(*lines, **wanted):
    return parse_text("\n".join(lines), **wanted)


def headlines(page):
    return [post.headline for post in page.posts]


def refusal(*lines, **wanted):
    with pytest.raises(SourceError) as caught:
        read(*lines, **wanted)
    return caught.value


def finds(*lines):
    return FORMATS["undated"].finds(Source("\n".join(lines).encode()))


def test_a_page_without_times_is_read_whole():
    page = parse_text(PAGE)
    assert page.format == "undated"
    assert page.problems == ()
    assert (page.title, page.edited_by) == (
        "Storm over Wrackhaven",
        "Ada Example and Ben Sample",
    )
    assert page.summary == ("The ferry is in", "The harbour stays shut")
    assert [(left.line, left.text) for left in page.left_out] == [
        (3, "Live Reporting"),
        (7, "All times stated are UK"),
    ]
    first, second, third = page.posts
    assert (first.line, first.last_line) == (14, 18)
    assert first.headline == "Everyone is ashore"
    assert first.body == "<p>The last of them came down the plank.</p>"
    assert [(image.alt, image.credit) for image in first.images] == [
        ("Two lamps on a wall", "Harbour office")
    ]
    assert (second.label, second.headline) == ("analysis", "Why the tow took so long")
    assert second.bylines == (ParsedByline("Cy Third", "Harbour correspondent"),)
    assert second.body == "<ul><li>Wind</li><li>Tide</li></ul>"
    assert (third.headline, third.body) == ("", "<p>We begin.</p>")


def test_no_time_is_made_up_and_the_page_says_so():
    page = parse_text(PAGE, date=datetime.date(2025, 2, 3))
    assert [post.published_at for post in page.posts] == [None, None, None]
    assert page.notes == (
        "The source tells no times: the posts keep its order and show none.",
    )


@pytest.mark.parametrize(
    ("numbers", "order", "expected"),
    [
        ((1, 2, 3), "", ["A", "B", "C"]),
        ((1, 2, 3), "newest", ["A", "B", "C"]),
        ((1, 2, 3), "oldest", ["C", "B", "A"]),
        ((3, 2, 1), "", ["A", "B", "C"]),
        ((3, 2, 1), "newest", ["A", "B", "C"]),
        ((3, 2, 1), "oldest", ["C", "B", "A"]),
    ],
)
def test_the_order_is_the_sources_unless_the_user_says_the_oldest_stands_first(
    numbers, order, expected
):
    lines = []
    for number, name in zip(numbers, "ABC", strict=True):
        lines += [f"{number}. {name}", "", f"{name} came.", ""]
    page = read(*lines, order=order)
    assert headlines(page) == expected
    assert [post.body for post in page.posts] == [f"<p>{n} came.</p>" for n in expected]


@pytest.mark.parametrize(
    ("lines", "label", "headline", "first"),
    [
        (["2. Analysis", "Why so"], "analysis", "Why so", 4),
        (["2. BREAKING", "", "Tow begins"], "breaking", "Tow begins", 4),
        (["Recap", "", "2. So far"], "recap", "So far", 4),
        (["2. Tow begins", "", "Breaking"], "breaking", "Tow begins", 4),
        (["2.", "Analysis", "Why so"], "analysis", "Why so", 4),
        (["2.", "", "Why so"], "", "Why so", 4),
        (["Video", "2.", "", "Why so"], "video", "Why so", 4),
        (["2. Quote"], "quote", "", 4),
        (["2. Post"], "", "", 4),
        (["2."], "", "", 4),
        (["2. Post", "Analysis"], "analysis", "", 4),
        (["2. \u2060Analysis"], "", "Analysis", 4),
        (["2. \u2060Post"], "", "Post", 4),
        (["2. A: B. C"], "", "A: B. C", 4),
        (["02. Tow begins"], "", "Tow begins", 4),
    ],
)
def test_the_label_stands_above_beside_or_below_the_headline(
    lines, label, headline, first
):
    page = read("1. Newest", "Text.", "", *lines, "", "The wind drops.")
    newest, post = page.posts
    assert (post.label, post.headline, post.line) == (label, headline, first)
    assert (newest.label, newest.body) == ("", "<p>Text.</p>")
    assert post.body == "<p>The wind drops.</p>"
    assert page.problems == ()


def test_a_label_between_two_headlines_is_the_second_ones():
    page = read(
        "1. A", "", "Analysis", "2. B", "", "Text.", "Breaking", "3. C", "Text."
    )
    assert [(post.label, post.headline) for post in page.posts] == [
        ("", "A"),
        ("analysis", "B"),
        ("breaking", "C"),
    ]


@pytest.mark.parametrize(
    ("lines", "headline", "line"),
    [
        (["Get involved", "2. Tow begins"], "Tow begins", 4),
        (["2. Tow begins", "", "Get involved"], "Tow begins", 6),
        (["2. Get involved", "", "Tow begins"], "Tow begins", 4),
        (["2.", "Exclusive", "Tow begins"], "Tow begins", 5),
    ],
)
def test_a_label_that_we_do_not_have_is_left_out(lines, headline, line):
    page = read("1. Newest", "Text.", "", *lines, "", "The wind drops.")
    assert [post.headline for post in page.posts] == ["Newest", headline]
    assert [post.body for post in page.posts] == [
        "<p>Text.</p>",
        "<p>The wind drops.</p>",
    ]
    assert [(left.line, left.reason) for left in page.left_out] == [
        (line, "a label that we have none for")
    ]


def test_such_a_word_without_a_headline_is_the_headline():
    assert headlines(read("1. A", "Text.", "2. Watch", "", "The wind drops.")) == [
        "A",
        "Watch",
    ]


def test_a_name_with_a_role_is_no_headline():
    page = read(
        "1. A", "Text.", "2. Analysis", "", "Cy Third", "Coast editor", "", "T."
    )
    assert page.posts[1].headline == ""
    assert page.posts[1].bylines == (ParsedByline("Cy Third", "Coast editor"),)


@pytest.mark.parametrize(
    ("length", "headline", "body"),
    [(150, "x" * 150, "<p>Text.</p>"), (151, "", f"<p>{'x' * 151}</p><p>Text.</p>")],
)
def test_a_very_long_headline_is_the_first_paragraph(length, headline, body):
    post = read("1. A", "T.", "", "2. " + "x" * length, "", "Text.").posts[1]
    assert (post.headline, post.body) == (headline, body)


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["1. A", "Text.", "2. B", "Text."], 2),
        (["2. A", "Text.", "1. B", "Text."], 2),
        (["1. A story", "Text."], 0),
        (["Live Reporting", "1. A story", "Text."], 1),
        (["Edited by Ada Example", "1. A story", "Text."], 1),
        # An ordered list is no page.
        (["To do:", "1. Boat", "2. Rope", "3. Lamp"], 0),
        (["Live Reporting", "Text.", "More."], 0),
        # Nor are pages that tell times.
        (["1. Apublished at 16:14 GMT", "T.", "2. Bpublished at 16:04", "T."], 0),
        (["1. A", "16:14", "Text.", "2. B", "16:04", "Text."], 0),
        (["1. 16:14", "Text.", "2. 16:04", "Text."], 0),
        (["1. A", "Text.", "2. B", "Text.", "It began at", "16:04", "Text."], 2),
    ],
)
def test_only_a_page_without_times_is_claimed(lines, count):
    assert finds(*lines) == count


def test_a_page_with_published_times_stays_with_its_own_reader():
    lines = ["1. Apublished at 16:14 GMT 3 February 2025", "T.", "2. Analysis", "T."]
    assert read(*lines).format == "published"


def test_a_numbered_line_with_a_published_time_is_no_headline_here():
    lines = ["1. A", "Text.", "2. Bpublished at 9:00", "Text.", "2. C", "Text."]
    page = read(*lines, format="undated")
    assert headlines(page) == ["A", "C"]
    assert page.posts[0].body.count("Bpublished at 9:00") == 1


def test_a_numbered_line_of_the_head_is_reported_once():
    page = read("2024. A year of storms", "1. A", "Text.", "2. B", "Text.")
    assert page.summary == ("2024. A year of storms",)
    assert [problem.line for problem in page.problems] == [1]


def test_links_to_other_stories_below_the_last_post_are_left_out():
    page = read("1. A", "Text.", "2. B", "Text.", "", "Related stories", "Tide tables")
    assert page.posts[1].body == "<p>Text.</p>"
    assert [left.text for left in page.left_out] == ["Related stories", "Tide tables"]


def test_one_post_is_read_when_the_user_names_the_form():
    page = read("1. A story", "Text.", format="undated")
    assert (headlines(page), page.format) == (["A story"], "undated")


def test_a_text_without_posts_is_refused():
    error = refusal("Summary", "• One", format="undated")
    assert (error.line, error.message.partition(":")[0]) == (None, "no posts found")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("order", "words"), [("", ["Everyone", "Why"]), ("oldest", ["Why", "Everyone"])]
)
def test_readers_see_the_order_and_no_time(order, words, client):
    text = PAGE.partition("  3. Post")[0]
    import_page(parse_text(text, order=order), Settings(slug="storm"))
    page = BeautifulSoup(client.get("/live/storm/").content, "lxml")
    headlines = page.select("#feed article .headline")
    assert [headline.get_text().split()[0] for headline in headlines] == words
    assert page.select("#feed article time") == []
    assert page.h1.get_text(strip=True) == "Storm over Wrackhaven"
    assert "Edited by Ada Example and Ben Sample" in page.get_text()
