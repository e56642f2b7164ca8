"""A LiveBlogPosting is read in every shape that JSON-LD allows."""

import json
from datetime import UTC, datetime

import pytest

from posts.importing.document import (
    Problem,
    SourceError,
)
from tests.saved_pages import (
    EMBEDDED,
    headlines,
    html_of,
    live_page,
    parse,
    parse_json_ld,
    script,
    update,
)


def utc(*moment):
    return datetime(*moment, tzinfo=UTC)


def test_a_page_is_read_whole():
    page = parse_json_ld(
        update(2),
        update(1),
        headline="Storm &amp; tide",
        description="It <b>blows</b>.",
        abstract="• The pier is shut\n• Trains wait",
        editor=[{"name": "Edna Sample"}, "Bo Sample"],
        inLanguage={"@type": "Language", "name": "English", "alternateName": "en"},
        image={"@type": "ImageObject", "url": EMBEDDED, "alternateName": "A quay"},
        video={
            "@type": "VideoObject",
            "name": "Pier",
            "url": "https://video.example/1",
        },
        relatedLink=["https://tide.example/a", {"url": "/b", "name": "B"}],
        url="https://tide.example/live/storm",
        coverageStartTime="2025-02-03T09:00:00Z",
        coverageEndTime="2025-02-03T20:00:00Z",
    )
    assert page.format == "json-ld"
    assert headlines(page) == ["News 2", "News 1"]
    assert page.title == "Storm & tide"
    assert page.standfirst == "It blows."
    assert page.summary == ("The pier is shut", "Trains wait")
    assert page.edited_by == "Edna Sample, Bo Sample"
    assert page.language == "en"
    assert page.lead_image.alt == "A quay"
    assert page.lead_image.picture.read() == b"\0" * 150
    assert (page.stream_url, page.stream_title) == ("https://video.example/1", "Pier")
    assert page.related == (
        ("https://tide.example/a", "https://tide.example/a"),
        ("B", "https://tide.example/b"),
    )
    assert (page.started_at, page.ended_at) == (
        utc(2025, 2, 3, 9),
        utc(2025, 2, 3, 20),
    )
    assert page.status == "ended"


def test_coverage_that_is_to_end_is_not_over():
    page = parse_json_ld(update(), coverageEndTime="2999-01-01T00:00:00Z")
    assert (page.status, page.ended_at) == ("", None)


POST = update(1)
NAMED = {**POST, "@id": "#p1", "isPartOf": {"@id": "#page"}}
PAGE = live_page(POST)
BARE = {name: value for name, value in PAGE.items() if name != "liveBlogUpdate"}


@pytest.mark.parametrize(
    "data",
    [
        PAGE,
        [{"@type": "WebSite"}, PAGE],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, PAGE]},
        {**PAGE, "liveBlogUpdate": POST},
        {**PAGE, "liveBlogUpdate": {"@list": [POST]}},
        {**PAGE, "liveBlogUpdate": [[POST]]},
        {**PAGE, "@type": ["NewsArticle", "LiveBlogPosting"]},
        {**PAGE, "@type": "https://schema.org/LiveBlogPosting"},
        {"@type": "WebPage", "mainEntity": PAGE},
        [{**BARE, "liveBlogUpdate": [{"@id": "#p1"}]}, {**POST, "@id": "#p1"}],
        [{**BARE, "@id": "#page"}, NAMED],
        [
            {**BARE, "@id": "#page"},
            {"@id": "#page", "liveBlogUpdate": POST},
        ],
        {
            "@type": "schema:LiveBlogPosting",
            "schema:headline": PAGE["headline"],
            "https://schema.org/liveBlogUpdate": [
                {f"schema:{k}" if k[0] != "@" else k: v for k, v in POST.items()}
            ],
        },
    ],
)
def test_items_stand_where_they_like(data):
    for source in (json.dumps(data), html_of("", script(data))):
        page = parse(source)
        assert page.title == "Storm over the bay"
        (post,) = page.posts
        assert (post.headline, post.published_at) == ("News 1", utc(2025, 2, 3, 10, 1))
        assert post.body == "<p>It happened 1.</p>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!--", "-->"),
        ("\n//<![CDATA[\n", "\n//]]>\n"),
        ("/* <![CDATA[ */", "; /* ]]> */"),
    ],
)
def test_marks_around_a_script_mean_nothing(before, after):
    text = before + json.dumps(PAGE) + after
    assert headlines(parse(html_of("", script(text)))) == ["News 1"]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ('{"@type": nothing}', "Expecting value"),
        ('{"a": 1} and more', "something stands behind it: and more"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
def test_a_broken_script_is_reported_and_the_others_are_read(broken, why):
    page = parse(html_of("", script(broken) + script(PAGE)))
    assert headlines(page) == ["News 1"]
    message = f"the 1. JSON-LD script can't be read: {why}"
    assert page.problems == (Problem(0, broken[:80], message),)


def test_of_several_live_pages_the_fullest_is_read_and_that_is_said():
    other = live_page(update(1), headline="Another storm")
    full = live_page(update(1), update(2))
    page = parse(html_of("", script([other, full])))
    assert page.title == "Storm over the bay"
    assert page.notes == ("The fullest of 2 live pages in this source was read.",)


def test_a_page_without_updates_is_refused():
    with pytest.raises(SourceError, match="no posts found in this html"):
        parse_json_ld()
    with pytest.raises(SourceError, match="no posts found: there is no LiveBlogPost"):
        parse_json_ld(wanted={"format": "json-ld"})
