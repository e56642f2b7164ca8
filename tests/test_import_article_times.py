"""The times of a page that tells machines nothing: full ones, clocks and days."""

from datetime import UTC, date

import pytest

from posts.importing.document import Problem, SourceError
from tests.saved_pages import article, html_of, parse, parse_articles, time_of

DAY = date(2025, 2, 3)


def bare(*clocks):
    return "".join(
        f"<h2>News {n}</h2><time>{clock}</time><p>Text</p>"
        for n, clock in enumerate(clocks, start=1)
    )


def moments(page):
    utc = (post.published_at.astimezone(UTC) for post in page.posts)
    return [f"{moment:%d %H:%M}" for moment in utc]


@pytest.mark.parametrize(
    ("clocks", "wanted", "expected"),
    [
        (("00:10", "23:50", "6.14pm"), {}, ["03 00:10", "02 23:50", "02 18:14"]),
        (("10:10", "9:05am"), {"time_zone": "Europe/Paris"}, ["03 09:10", "03 08:05"]),
        (("10:10 CET", "09:00 GMT"), {}, ["03 09:10", "03 09:00"]),
        (
            ("23:50", "00:10"),
            {"order": "oldest"},
            ["03 00:10", "02 23:50"],
        ),
        (("16:14 3 Feb 2025", "16:10"), {"date": None}, ["03 16:14", "03 16:10"]),
    ],
)
def test_clocks_without_a_day_are_read_from_the_newest_down(clocks, wanted, expected):
    page = parse(html_of(bare(*clocks)), **{"date": DAY, **wanted})
    assert moments(page) == expected


def test_a_clock_without_a_day_follows_a_full_time():
    body = f"<h2>B</h2>{time_of('10:10')}<p>B</p><h2>A</h2><time>23:05</time><p>A</p>"
    assert moments(parse(html_of(body))) == ["03 10:10", "02 23:05"]


def test_a_day_without_a_time_lends_its_day_to_the_words():
    body = "".join(
        f'<h2>News</h2><time datetime="2025-02-03">{clock}</time><p>{clock}</p>'
        for clock in ("10:10", "10:05")
    )
    assert moments(parse(html_of(body))) == ["03 10:10", "03 10:05"]


@pytest.mark.parametrize(
    ("clocks", "wanted", "message"),
    [
        (
            ("10:10", "10:05"),
            {},
            "the time of post 1: the line gives no date: give the date of the newest "
            "post, for example --date 2025-02-03",
        ),
        (
            ("10:05", "10:10"),
            {"date": DAY},
            "the times give no day, and they rise: say whether the newest or the "
            "oldest post stands first, for example --order oldest",
        ),
        (
            ("just now", "1 h"),
            {"date": DAY},
            "cannot read the time 'just now' of post 1: write it as "
            '<time datetime="2025-02-03T16:14:00+00:00">',
        ),
    ],
)
def test_times_are_never_guessed(clocks, wanted, message):
    with pytest.raises(SourceError) as caught:
        parse(html_of(bare(*clocks)), **wanted)
    assert caught.value.message == message


def test_a_day_above_a_post_is_not_its_time():
    page = parse_articles(
        *(
            article(n).replace(
                "<header>", '<header><time datetime="2025-02-03">Mon</time>'
            )
            for n in (2, 1)
        )
    )
    assert moments(page) == ["03 10:02", "03 10:01"]


def test_a_post_whose_time_is_a_day_alone_has_none():
    source = html_of(article(2) + article(1).replace("T10:01:00Z", ""))
    page = parse(source.replace(">10:01<", ">3 February 2025<"))
    assert page.posts[1].published_at is None
    message = "post 2 tells no time: none is shown"
    assert page.problems == (
        Problem(2, "3 February 2025 News 1 It happened 1.", message),
    )
