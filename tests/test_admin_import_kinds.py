"""Sources on the import screen that are no plain text, or are odd."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from posts.admin.importing import excerpt, showing
from posts.importing import reading
from posts.importing.document import LeftOut, Problem, SourceError
from posts.importing.feeds import json_feed
from posts.importing.source import Source
from posts.importing.text import published
from posts.models import LivePage
from tests.import_screen import give, upload
from tests.importing import SOURCE, posts_of, run

pytestmark = pytest.mark.django_db
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Kites over the moor",
    "items": [
        {
            "id": "two",
            "title": "Second kite",
            "content_html": "<p>It <em>rose</em>.</p><script>alert(1)</script>",
            "date_published": "2025-02-03T10:30:15Z",
        },
        {
            "id": "one",
            "title": "First kite",
            "content_html": "<p>It fell.</p>",
            "date_published": "2025-02-03T10:00:00Z",
        },
    ],
}


@pytest.fixture
def desk(client, chief):
    client.force_login(chief)
    return client


def feed(client, text, **fields):
    return upload(client, text.encode(), "feed.json", title="", date="", **fields)


def test_a_feed_tells_its_own_title_and_counts_its_posts(desk):
    screen = feed(desk, json.dumps(FEED))
    assert screen.text("h1")[-1] == "Kites over the moor"
    assert screen.text("thead th")[0] == "No."
    assert [row.value("time") for row in screen.rows()] == [
        "2025-02-03T10:30:15",
        "2025-02-03T10:00",
    ]
    first, second = (
        screen.soup.select_one(f"[name={row.field('time')}]") for row in screen.rows()
    )
    assert (first.get("step"), second.get("step")) == ("1", None)
    assert screen.text(".words") == ["It rose.", "It fell."]
    screen.send("publish")
    posts = posts_of("kites-over-the-moor")
    assert posts[0].published_at == datetime(2025, 2, 3, 10, 30, 15, tzinfo=UTC)
    assert posts[0].body == "<p>It <em>rose</em>.</p>"


def test_a_broken_json_is_shown_at_its_line(desk):
    text = json.dumps(FEED, indent=1).replace('"items": [', '"items": [[,')
    screen = feed(desk, text)
    assert screen.errors()[0].startswith("Line 4: This is no JSON")
    assert screen.text(".excerpt .is-wrong") == ['4 "items": [[,']
    screen.send(text=screen.fields()["text"][0].replace("[[,", "["))
    assert len(screen.rows()) == 2


def test_signs_that_no_page_can_carry_break_nothing(desk):
    text = json.dumps(FEED).replace("kite", r"\ud800\u0000\ufffe kite")
    screen = feed(desk, text.replace("Kites", r"Kites\udfff"), slug="kites")
    assert screen.response.status_code == 200
    assert screen.text("h1")[-1] == "Kites over the moor"
    assert screen.rows()[0].value("headline") == "Second kite"
    assert screen.rows()[0].badges == ["new"]
    own = r'{"format": "liveblog \ud800", "version": "\ud800"}'
    assert feed(desk, own).response.status_code == 200
    marked = json.dumps(FEED).replace("2025-02-03T10", r"\ud800")
    assert feed(desk, marked).response.status_code == 200


def test_nor_do_they_in_what_is_told_of_a_source(desk, monkeypatch):
    odd = "\ud800\x00odd"

    def parse(source, wanted):
        return replace(
            published.parse(source, wanted),
            summary=(odd,),
            standfirst=odd,
            edited_by=odd,
            status="live",
            notes=(odd,),
            problems=(Problem(1, odd, "is lost"),),
            left_out=(LeftOut(2, odd, "menu"),),
        )

    reader = replace(published.FORMAT, parse=parse)
    monkeypatch.setitem(reading.READERS, "text", [reader])
    screen = give(desk)
    assert screen.text("section p")[1:3] == ["odd", "Edited by odd"]
    assert screen.text("[name=status] option") == [
        "as the source says: live",
        "live",
        "ended",
    ]
    assert screen.text(".note") == ["Odd"]
    assert screen.text(".points li") == ["odd", "2 odd"]
    assert screen.text(".problem") == ["Line 1: is lost: ‘odd’"]


def test_an_error_in_the_third_item_is_no_error_in_the_third_line(desk, monkeypatch):
    def parse(source, wanted):
        raise SourceError("there is no such date", 3)

    reader = replace(json_feed.FORMAT, parse=parse)
    monkeypatch.setitem(reading.READERS, "json", [reader])
    screen = feed(desk, json.dumps(FEED, indent=1))
    assert screen.errors() == ["No. 3: There is no such date"]
    assert screen.text(".excerpt") == []


def test_clocks_without_a_zone_are_those_of_the_page_that_exists(desk, source):
    text = SOURCE.replace(" Greenwich Mean Time", "")
    source.write_text(text)
    run(source, time_zone="Asia/Kolkata")
    screen = give(desk, text)
    assert screen.counts()[0] == "3 unchanged"
    assert screen.rows()[0].badges == ["unchanged"]


def test_an_existing_page_s_own_zone_holds(desk, source):
    run(source, time_zone="Asia/Kolkata")
    newer = SOURCE.replace("First news", "The first news")
    screen = give(desk, newer)
    row = screen.rows()[2]
    assert row.value("time") == "2025-02-03T15:30"
    assert "Times are in Asia/Kolkata." in screen.text("section p")[0]
    screen.send("publish", **{row.field("time"): "2025-02-03T15:31"})
    assert posts_of()[2].published_at == datetime(2025, 2, 3, 10, 1, tzinfo=UTC)


def test_two_posts_that_say_the_same_are_two(desk):
    text = SOURCE.replace("It began.", "Look.").replace("First news", "News")
    text += "\n\n  4. Newspublished at 9:00 Greenwich Mean Time\n\n    Look.\n"
    screen = give(desk, text)
    assert len({row.key for row in screen.rows()}) == 4
    screen.send("publish", **{screen.row(24).field("headline"): "Older news"})
    assert [post.headline for post in posts_of()][2:] == ["News", "Older news"]


def test_lines_are_counted_as_the_source_has_them(desk):
    screen = give(desk, "\r\n\r\n" + SOURCE.replace("10:15", "25:71"))
    assert screen.errors()[0].startswith("Line 14: There is no time 25:71")
    assert screen.text(".excerpt .is-wrong")[0].startswith("14 What it means")


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_an_excerpt_knows_every_line_ending_and_cuts_long_lines(ending):
    text = ending.join(["a", "b" * 2_000_000, "", "ß\x00d", "e"])
    shown = excerpt.around(Source(text.encode()), 4)
    assert [(line.number, line.text, line.is_wrong) for line in shown] == [
        (1, "a", False),
        (2, "b" * 300 + "…", False),
        (3, "", False),
        (4, "ß␀d", True),
        (5, "e", False),
    ]
    assert excerpt.around(Source(b"a"), None) == []
    assert excerpt.around(Source(b"a"), 7) == []


def test_what_was_left_out_is_told_by_reason():
    class Parsed:
        left_out = [
            LeftOut(1, "Share", "menu"),
            *(LeftOut(n, f"line {n}", "licence") for n in range(60)),
        ]

    reasons = showing.left_out(Parsed)
    assert [(reason.says, reason.count, len(reason.lines)) for reason in reasons] == [
        ("licence", 60, 50),
        ("menu", 1, 1),
    ]
    assert showing.left_out(None) == []


def test_lines_left_out_are_listed(desk):
    screen = give(desk, f"{SOURCE}\n\n    Share page\n")
    assert screen.counts()[-1] == "1 line left out"
    assert screen.text("details .points .number")[-1] == "24"
    assert not LivePage.objects.exists()
