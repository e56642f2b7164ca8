import datetime
import html
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.importing.document import ParsedByline
from posts.importing.source import decode
from tests.importing import parse_text as parse

ROOT = Path(__file__).resolve().parent.parent
FERRY = ROOT / "posts" / "sample" / "ferry.txt"
SEEDS = ROOT.parent / "shared" / "seeds"
DAY = datetime.date(2025, 2, 3)


def read(*lines, order=""):
    text = "\n".join(lines)
    return parse(text, date=DAY, time_zone="Europe/London", order=order)


def read_file(path):
    return parse(decode(path.read_bytes()), date=DAY, time_zone="Europe/London")


def times(page):
    zone = ZoneInfo("Europe/London")
    return [f"{post.published_at.astimezone(zone):%H:%M}" for post in page.posts]


def by_time(page):
    return dict(zip(times(page), page.posts, strict=True))


def lists(post):
    """Return the number of items of each list of a post, in order."""
    return [part.count("<li>") for part in re.findall(r"<ul.*?</ul>", post.body)]


def told(page, attribute):
    """Return what the posts say under this name, by time, silent posts left out."""
    found = {time: getattr(post, attribute) for time, post in by_time(page).items()}
    return {time: value for time, value in found.items() if value}


def paragraphs_and_points(page):
    texts = [*page.summary]
    for post in page.posts:
        texts += re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", post.body)
    return [html.unescape(text) for text in texts]


def body_lines(path, page):
    """Return the lines of a file that are neither furniture of a post nor empty."""
    known = {"Summary", "Analysis", "Breaking", "Explainer", "Recap", "Quote", "Video"}
    for post in page.posts:
        for byline in post.bylines:
            known |= {byline.name, byline.role}
    lines = [line.strip() for line in path.read_text("utf-8").split("\n")]
    skip = re.compile(
        r".*published at \d\d:\d\d |\d+\. \w+$|.*Image (source|caption), "
    )
    return [
        line.removeprefix("• ")
        for line in lines
        if line and line not in known and not skip.match(line)
    ]


def words(page):
    """Return every word that a page holds, markup taken off, in no useful order."""
    texts = [*page.summary]
    for post in page.posts:
        texts += [post.headline, post.label]
        texts += [html.unescape(re.sub(r"<[^>]+>", " ", post.body))]
        texts += [f"{byline.name} {byline.role}" for byline in post.bylines]
        texts += [
            f"{image.alt} {image.credit} {image.caption}" for image in post.images
        ]
    return " ".join(texts).split()


def test_the_sample_page_is_read_whole():
    page = read_file(FERRY)
    assert page.problems == ()
    assert len(page.summary) == 5
    assert times(page) == [
        *("22:04", "21:45", "21:20", "20:52", "19:58", "19:15", "18:41"),
        *("18:02", "17:20", "16:47", "16:10", "15:32", "15:05"),
    ]
    assert {post.published_at.date() for post in page.posts} == {DAY}
    assert told(page, "label") == {
        "21:45": "recap",
        "21:20": "quote",
        "19:58": "breaking",
        "17:20": "analysis",
        "16:10": "explainer",
    }
    assert [time for time, post in by_time(page).items() if not post.headline] == [
        "16:47"
    ]
    assert told(page, "bylines") == {
        "18:41": (
            ParsedByline("Tobin Harrow", "Coast correspondent"),
            ParsedByline("Ilse van Arden", "Reporter, at the school hall"),
        ),
        "17:20": (ParsedByline("Piet Lundry", "Transport correspondent"),),
        "15:05": (ParsedByline("Maren Oake", "Live page editor"),),
    }
    assert {
        time: lists(post) for time, post in by_time(page).items() if lists(post)
    } == {
        "21:45": [3, 3],
        "19:15": [1],
        "17:20": [5],
    }


def test_the_sample_page_keeps_images_context_and_every_paragraph():
    page = read_file(FERRY)
    images = told(page, "images")
    assert {
        time: [image.credit for image in found] for time, found in images.items()
    } == {
        "20:52": ["Wrackhaven Harbour Office"],
        "16:10": ["Live page graphics"],
        "15:32": ["Sillan Ferries"],
    }
    assert [image.alt.split()[:3] for found in images.values() for image in found] == [
        ["A", "striped", "lighthouse"],
        ["A", "chart", "of"],
        ["The", "Lady", "of"],
    ]
    assert [image.caption[-19:] for found in images.values() for image in found] == [
        "to guide the tug in",
        "",
        "",
    ]
    context = by_time(page)["19:15"].body.partition('<ul class="context">')[2]
    assert context.startswith("<li>For context: The Lady of Sillan is a small ship")
    assert paragraphs_and_points(page) == body_lines(FERRY, page)
    assert not FERRY.read_bytes().endswith(b"\n")


def test_a_newsroom_page_is_read_whole():
    files = sorted(SEEDS.glob("*.txt"))
    if not files:
        pytest.skip("the newsroom page is not part of the repository")
    page = read_file(files[0])
    assert page.problems == ()
    assert len(page.summary) == 5
    assert times(page) == [
        *("17:23", "17:08", "17:04", "16:56", "16:35", "16:26"),
        *("16:22", "16:14", "16:04", "15:53", "15:29"),
    ]
    assert {post.published_at.date() for post in page.posts} == {DAY}
    assert told(page, "label") == {"16:14": "analysis"}
    assert [time for time, post in by_time(page).items() if not post.headline] == [
        "16:26"
    ]
    assert told(page, "bylines") == {
        "17:04": (ParsedByline("Vicki Young", "Deputy political editor"),),
        "16:14": (ParsedByline("Frank Gardner", "Security correspondent"),),
        "15:53": (ParsedByline("Chris Mason", "Political editor"),),
        "15:29": (ParsedByline("Barbara Tasch", "Live page editor"),),
    }
    assert {
        time: lists(post) for time, post in by_time(page).items() if lists(post)
    } == {
        "16:56": [1],
        "16:35": [3, 3],
        "16:14": [5],
    }
    images = told(page, "images")
    assert [(time, [i.credit for i in found]) for time, found in images.items()] == [
        ("16:22", ["UK Pool"]),
        ("15:53", ["Getty Images"]),
    ]
    assert all(image.alt for found in images.values() for image in found)
    assert paragraphs_and_points(page) == body_lines(files[0], page)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "  \n", "\t\r\n"])
@pytest.mark.parametrize("last", ["", "ending"])
def test_line_endings_and_trailing_spaces_change_nothing(ending, last):
    text = decode(FERRY.read_bytes())
    changed = text.replace("\n", ending) + (ending if last else "")
    options = {"date": DAY, "time_zone": "Europe/London"}
    assert parse(changed, **options) == parse(text, **options)


SHAPES = [
    "",
    "{0}",
    "  {0} {1}.",
    "• {0}",
    "• For context: {0}",
    "3. {0}",
    "Adabrook{0} Brook{1}",
    "{0}Image source, {1}",
    "{0} Image source, {1}",
    "Image caption, {0}",
    "{0}Image source, {1}Image caption, {2}",
    "Summary",
    "Analysis",
    "8. Analysis",
    "8.",
    "9. {0}published at 16:14 Greenwich Mean Time",
    "9. Postpublished at 10:00",
    "{0}published at 23:59",
    "{0} published at 16:14",
    "{0}, published at noon",
    "(published at 16:14) {0}",
]


@given(st.lists(st.sampled_from(SHAPES), max_size=30))
def test_no_word_is_lost_and_none_is_doubled(shapes):
    lines = [
        shape.format(f"w{n}a", f"w{n}b", f"w{n}c") for n, shape in enumerate(shapes)
    ]
    # Clocks that rise while reading down would be asked about.
    page = read(*lines, "99. Lastpublished at 00:00", order="newest")
    token = re.compile(r"w[0-9]+[abc]")
    assert sorted(token.findall(" ".join(words(page)))) == sorted(
        token.findall(" ".join(lines))
    )
    assert all(
        problem.text == lines[problem.line - 1].strip() for problem in page.problems
    )


def test_twenty_thousand_posts_and_very_long_lines_are_read():
    point = "• " + "high water " * 20
    posts = [f"{n}. Tidepublished at 12:00\n{point}" for n in range(20_000)]
    assert len(read(*posts).posts) == 20_000
    headline = "1. Galepublished at 16:14"
    for long in (
        "a" * 200_000,
        "published at " * 20_000,
        "1. published at 16:14" + " " * 200_000 + "x",
        "Image source, " * 20_000,
        "9" * 200_000 + ".",
        "\n" * 200_000,
    ):
        assert [post.headline for post in read(headline, long).posts] == ["Gale"]
