"""'published at an unknown time': a post of which nobody knows when it came."""

from datetime import UTC, datetime

import pytest

from tests.importing import parse_text

KNOWN = "published at 10:30 Greenwich Mean Time 3 February 2025"


def test_it_has_no_time_and_leaves_the_others_theirs():
    page = parse_text(
        f"1. Newest{KNOWN}\n\n2. Undatedpublished at an unknown time\n\nSome words.\n\n"
        "3. Oldestpublished at 23:10 Greenwich Mean Time"
    )
    assert [(post.headline, post.published_at) for post in page.posts] == [
        ("Newest", datetime(2025, 2, 3, 10, 30, tzinfo=UTC)),
        ("Undated", None),
        ("Oldest", datetime(2025, 2, 2, 23, 10, tzinfo=UTC)),
    ]
    assert page.posts[1].body == "<p>Some words.</p>"


@pytest.mark.parametrize(
    "line",
    [
        "The letter, published at an unknown time, was found.",
        "Nobody knows it: published at an unknown time",
    ],
)
def test_prose_about_such_a_time_begins_no_post(line):
    page = parse_text(f"1. Newest{KNOWN}\n\n{line}")
    assert [post.body for post in page.posts] == [f"<p>{line}</p>"]
