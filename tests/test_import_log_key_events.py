import datetime

import pytest

from tests.importing import parse_text

DAY = datetime.date(2025, 2, 3)
REASON = "a list of key events, which the posts tell"
POSTS = [
    *("14:57", "Talks break off", "They left.", "", "14:20", "Talks resume", "Inside."),
    *("", "11:05", "The minister arrives", "By boat."),
]


def read(*lines):
    return parse_text("\n".join(lines), date=DAY, time_zone="UTC", format="log")


@pytest.mark.parametrize(
    "listed",
    [
        ["14:20", "Talks resume", "11:05", "The minister arrives"],
        ["", "14:20: Talks resume", "", "11:05: The minister arrives"],
        ["• 11:05 – THE MINISTER ARRIVES", "• 14:20 – Talks resume"],
    ],
)
@pytest.mark.parametrize("heading", ["Key events", "KEY MOMENTS", "Timeline"])
def test_the_list_is_left_out_and_its_posts_are_key_events(heading, listed):
    page = read("Talks in town", "", heading, *listed, "", *POSTS)
    assert page.title == "Talks in town"
    assert [(f"{p.published_at:%H:%M}", p.key_event) for p in page.posts] == [
        ("14:57", False),
        ("14:20", True),
        ("11:05", True),
    ]
    assert [(left.text, left.reason) for left in page.left_out] == [
        (line, REASON) for line in [heading, *listed] if line
    ]
    assert (page.summary, page.problems) == ((), ())


@pytest.mark.parametrize(
    ("listed", "named"),
    [
        (["14:20: Talks resume", "12:00: Lunch"], ["14:20"]),
        (["14:20: Talks resume", "A line.", "11:05: The minister arrives"], ["14:20"]),
        (["14:21: Talks resume"], []),
        (["14:20: Talks go on"], []),
    ],
)
def test_what_names_no_post_ends_the_list(listed, named):
    page = read("Key events", *listed, "", *POSTS)
    assert [f"{p.published_at:%H:%M}" for p in page.posts if p.key_event] == named
    assert len(page.posts) == 3
    kept = [*page.summary, page.title, *(left.text for left in page.left_out)]
    assert set(filter(None, kept)) == {"Key events", *listed}


def test_a_heading_within_a_post_begins_no_list():
    page = read(*POSTS, "Key events", "11:05", "The minister arrives", "Again.")
    assert page.left_out == ()
    assert not any(post.key_event for post in page.posts)
