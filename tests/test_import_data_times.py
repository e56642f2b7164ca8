"""The times that data tell, and the order of posts that follows from them."""

from datetime import UTC, datetime, timedelta

import pytest

from posts.importing.document import Problem, SourceError
from posts.importing.web.moments import Moments
from tests.saved_pages import headlines, parse_json_ld, parse_update, update

ASSUMED = "Times without an offset were read on {}'s clocks."


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-02-03T16:14:00Z", "2025-02-03T16:14:00+00:00"),
        (" 2025-02-03 16:14 ", "2025-02-03T16:14:00+00:00"),
        ("2025-06-03T16:14", "2025-06-03T16:14:00+01:00"),
        ("2025-02-03t16:14:05.5+0130", "2025-02-03T16:14:05.500000+01:30"),
        ("2025-02-03T161405,123456789−05", "2025-02-03T16:14:05.123456-05:00"),
        ("2025-02-03 16:14:00 UTC", "2025-02-03T16:14:00+00:00"),
        ("2025-02-03T16:14:00+01:00[Europe/Paris]", "2025-02-03T16:14:00+01:00"),
        ("Mon, 03 Feb 2025 16:14:00 GMT", "2025-02-03T16:14:00+00:00"),
        ("3 February 25 16:14 -0500", "2025-02-03T16:14:00-05:00"),
        ("3 Feb 99 16:14 EST", "1999-02-03T16:14:00-05:00"),
        ("3 Jun 2025 16:14", "2025-06-03T16:14:00+01:00"),
    ],
)
def test_a_full_time_is_read(text, moment):
    assert Moments().read(text, "post 1").isoformat() == moment


@pytest.mark.parametrize(
    "text",
    [
        "noon",
        "2025-02-30T10:00:00Z",
        "2025-02-03T24:30:00Z",
        "2025-02-03T16:14:00+25:00",
        "16:14",
        "1738599240",
        "03/02/2025 16:14",
        "3 Fev 2025 16:14 GMT",
        "3 Feb 2025 16:14 XYZ",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-05:00",
        "٢٠٢٥-02-03T16:14:00Z",
    ],
)
def test_what_is_no_full_time_is_refused_by_name(text):
    with pytest.raises(SourceError) as caught:
        Moments().read(text, "post 7", 3)
    assert caught.value.line == 3
    assert caught.value.message == (
        f"cannot read the time '{text}' of post 7: write it as "
        "2025-02-03T16:14:00+00:00"
    )


@pytest.mark.parametrize(
    ("text", "times"),
    [("2025-10-26T01:30", "twice"), ("2025-03-30T01:30", "never")],
)
def test_a_time_that_the_clocks_show_twice_or_never_is_not_guessed(text, times):
    with pytest.raises(SourceError) as caught:
        parse_update(datePublished=text)
    assert caught.value.message == (
        f"the clocks of Europe/London show '{text}', the time of post 1, {times}: "
        "write its offset, such as +00:00, behind it"
    )
    assert parse_update(datePublished=f"{text}+00:00").published_at


@pytest.mark.parametrize(
    ("wanted", "own", "offset"),
    [
        ({}, {}, 1),
        ({}, {"timeZone": "Europe/Paris"}, 2),
        ({"time_zone": "Europe/Helsinki"}, {"timeZone": "Europe/Paris"}, 3),
    ],
)
def test_a_time_without_an_offset_is_the_users_the_pages_or_londons(
    wanted, own, offset
):
    post = update(datePublished="2025-06-03T16:14")
    page = parse_json_ld(post, wanted=wanted, **own)
    assert page.posts[0].published_at.utcoffset() == timedelta(hours=offset)
    zone = {1: "Europe/London", 2: "Europe/Paris", 3: "Europe/Helsinki"}[offset]
    assert page.notes == (ASSUMED.format(zone),)


def test_an_unknown_zone_is_refused_only_where_it_is_needed():
    zone = {"timeZone": "Moon/Sea"}
    assert parse_json_ld(update(), **zone).time_zone == "Moon/Sea"
    with pytest.raises(SourceError, match="unknown time zone 'Moon/Sea'"):
        parse_json_ld(update(datePublished="2025-06-03T16:14"), **zone)


@pytest.mark.parametrize("date", ["2025-02-03", "", None])
def test_a_day_or_nothing_is_no_time_and_that_is_reported(date):
    page = parse_json_ld(update(datePublished=date))
    assert page.posts[0].published_at is None
    message = "post 1 tells no time: none is shown"
    assert page.problems == (Problem(1, date or "", message),)


@pytest.mark.parametrize(
    ("modified", "edited"),
    [
        ("2025-02-03T10:05:00Z", datetime(2025, 2, 3, 10, 5, tzinfo=UTC)),
        ("2025-02-03T10:01:00Z", None),
        ("2025-02-03T09:00:00Z", None),
    ],
)
def test_a_post_was_edited_if_that_was_later(modified, edited):
    assert parse_update(dateModified=modified).edited_at == edited


@pytest.mark.parametrize(
    "numbers",
    [(1, 2, 3), (3, 2, 1), (2, 3, 1)],
)
def test_posts_stand_newest_first_whatever_the_source_does(numbers):
    page = parse_json_ld(*map(update, numbers))
    assert headlines(page) == ["News 3", "News 2", "News 1"]
    assert [post.line for post in page.posts] == [
        numbers.index(number) + 1 for number in (3, 2, 1)
    ]


NOON = "2025-02-03T12:00:00Z"


def test_posts_of_one_moment_keep_the_sources_order():
    falling = [update(2, datePublished=NOON), update(1, datePublished=NOON), update(0)]
    assert headlines(parse_json_ld(*falling)) == ["News 2", "News 1", "News 0"]
    assert headlines(parse_json_ld(*falling[::-1])) == ["News 2", "News 1", "News 0"]


def test_undated_posts_keep_their_places():
    posts = [update(3), update(9, datePublished=None), update(1)]
    expected = ["News 3", "News 9", "News 1"]
    assert headlines(parse_json_ld(*posts)) == expected
    assert headlines(parse_json_ld(*posts[::-1])) == expected


def test_the_user_says_what_stands_first_where_no_time_does():
    posts = [update(n, datePublished=None) for n in (1, 2)]
    assert headlines(parse_json_ld(*posts)) == ["News 1", "News 2"]
    oldest = {"order": "oldest"}
    assert headlines(parse_json_ld(*posts, wanted=oldest)) == ["News 2", "News 1"]
