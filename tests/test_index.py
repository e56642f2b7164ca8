"""The index: live now, upcoming, ended by month, and how its leaves lead on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from posts import index_views
from posts.models import LivePage, Post
from tests.conftest import (
    NOON,
    add_draft,
    make_page,
    open_as,
    publish,
    set_page,
    withdraw,
)
from tests.reader import soup_of
from tests.searching import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def short_leaves(monkeypatch):
    monkeypatch.setattr(index_views, "ENDED_ON_LEAF", 3)


def make_ended(slug, at, **fields):
    return make_page(slug, "ended", title=fields.pop("title", slug), ended_at=at)


def make_many(count, at=NOON):
    """COUNT ended pages a minute apart, the oldest first."""
    return [make_ended(f"p{n}", at + timedelta(minutes=n)) for n in range(count)]


def titles(soup, inside=""):
    return [text_of(link) for link in soup.select(f"{inside} .pages a")]


def test_live_upcoming_and_ended_pages_stand_under_their_headings(client):
    for status in ("ended", "upcoming", "live", "draft"):
        make_page(status, status, title=status.title())
    open_as(make_page("taken", title="Taken"), "withdrawn")
    sections = soup_of(client, "/").select(".index-main section")
    assert [(text_of(s.h2), titles(s)) for s in sections] == [
        ("Live now", ["Live"]),
        ("Upcoming", ["Upcoming"]),
        ("Ended", ["Ended"]),
    ]


def test_a_page_moves_through_the_index_as_its_status_changes(client):
    page = make_page(status="draft")
    headings = []
    for status in ("upcoming", "live", "ended", "live", "withdrawn", "ended"):
        open_as(page, status)
        sections = soup_of(client, "/").select(".index-main section")
        headings.append([text_of(section.h2) for section in sections])
    assert headings == [
        ["Upcoming"],
        ["Live now"],
        ["Ended"],
        ["Live now"],
        [],
        ["Ended"],
    ]


def test_the_latest_to_start_and_the_next_to_come_stand_first(client):
    for n in (1, 3, 2):
        hours = timedelta(hours=n)
        make_page(f"live{n}", title=f"Live {n}", started_at=NOON + hours)
        make_page(
            f"soon{n}", "upcoming", title=f"Soon {n}", scheduled_start=NOON + hours
        )
    make_page("some-day", "upcoming", title="Some day")
    expected = ["Live 3", "Live 2", "Live 1", "Soon 1", "Soon 2", "Soon 3", "Some day"]
    assert titles(soup_of(client, "/")) == expected


def test_ended_pages_are_grouped_by_month_the_latest_first(client):
    make_ended("a", datetime(2025, 1, 5, tzinfo=UTC))
    make_ended("b", datetime(2025, 2, 5, tzinfo=UTC))
    make_ended("c", datetime(2025, 2, 7, tzinfo=UTC))
    make_ended("d", datetime(2024, 2, 6, tzinfo=UTC))
    main = soup_of(client, "/").select_one(".index-main")
    assert main.select_one(".notice") is None
    assert [text_of(heading) for heading in main.select("h3")] == [
        "February 2025",
        "January 2025",
        "February 2024",
    ]
    assert [titles(group.parent) for group in main.select("h3")[:1]] == [list("cbad")]
    assert [text_of(ul) for ul in main.select("ul")] == [
        "c 7 February 2025 b 5 February 2025",
        "a 5 January 2025",
        "d 6 February 2024",
    ]


def test_the_newsroom_s_own_zone_decides_the_month(client, settings):
    """The page's own zone, in which its day is shown, may say another."""
    page = make_ended("a", datetime(2025, 1, 31, 22, 30, tzinfo=UTC))
    set_page(page, time_zone="America/New_York")
    for zone, month, number in (
        ("Europe/London", "January 2025", "2025-01"),
        ("Europe/Helsinki", "February 2025", "2025-02"),
    ):
        settings.TIME_ZONE = zone
        soup = soup_of(client, "/")
        assert text_of(soup.h3) == month
        assert text_of(soup.select_one(".pages time")) == "31 January 2025"
        link = soup.select_one(".index-side a")
        assert link["href"] == f"?month={number}"
        assert titles(soup_of(client, f"/{link['href']}")) == ["a"]


def test_the_months_are_listed_with_their_counts(client):
    make_ended("a", datetime(2024, 12, 5, tzinfo=UTC))
    make_ended("b", datetime(2025, 2, 5, tzinfo=UTC))
    make_ended("c", datetime(2025, 2, 7, tzinfo=UTC))
    side = soup_of(client, "/").select_one(".index-side")
    years = side.select("details")
    assert [(text_of(y.summary), y.has_attr("open")) for y in years] == [
        ("2025", True),
        ("2024", False),
    ]
    assert [text_of(li) for li in side.select("li")] == [
        "February 2025 2 pages",
        "December 2024 1 page",
    ]


def test_a_month_shows_its_pages_alone(client):
    make_page("now", title="Now")
    make_page("soon", "upcoming", title="Soon")
    make_ended("a", datetime(2025, 1, 31, 23, 59, 59, 999999, tzinfo=UTC))
    make_ended("b", datetime(2025, 2, 1, tzinfo=UTC))
    make_ended("c", datetime(2025, 2, 28, 23, 59, 59, 999999, tzinfo=UTC))
    make_ended("d", datetime(2025, 3, 1, tzinfo=UTC))
    soup = soup_of(client, "/?month=2025-02")
    assert titles(soup) == ["c", "b"]
    assert text_of(soup.h1) == "Ended in February 2025"
    assert soup.title.get_text() == "February 2025 – Live pages – Live"
    assert text_of(soup.select_one("[aria-current]")) == "February 2025"
    assert soup.select_one(".index-all")["href"] == "/"


def test_december_has_an_end(client):
    make_ended("a", datetime(2024, 12, 31, 23, 59, tzinfo=UTC))
    make_ended("b", datetime(2025, 1, 1, tzinfo=UTC))
    assert titles(soup_of(client, "/?month=2024-12")) == ["a"]


def test_the_leaves_lead_through_all_ended_pages(client, short_leaves):
    make_page("now", title="Now")
    pages = make_many(8)
    seen, url, sizes = [], "/", []
    while url:
        soup = soup_of(client, url)
        seen += titles(soup)
        sizes.append(len(titles(soup)))
        link = soup.select_one(".leaves a[rel=next]")
        head = soup.head.find("link", rel="next")
        assert (link and link["href"]) == (head and head["href"])
        url = link and link["href"]
    assert seen == ["Now"] + [page.title for page in pages[::-1]]
    assert sizes == [4, 3, 2]
    assert text_of(soup.select_one(".leaves p")) == "Page 3 of 3"
    assert soup.title.get_text() == "Live pages, page 3 – Live"


def test_the_way_back_ends_at_the_plain_address(client, short_leaves):
    make_many(8)
    for url, before, this in (
        ("/?page=3", "/?page=2", "/?page=3"),
        ("/?page=2", "/", "/?page=2"),
        ("/?page=1&utm_source=mail", None, "/"),
        ("/?month=2025-02&page=2", "/?month=2025-02", "/?month=2025-02&page=2"),
    ):
        soup = soup_of(client, url)
        for link in (
            soup.head.find("link", rel="prev"),
            soup.select_one(".leaves a[rel=prev]"),
        ):
            assert (link and link["href"]) == before
        canonical = soup.find("link", rel="canonical")["href"]
        assert canonical == f"http://testserver{this}"


def test_pages_that_ended_in_one_moment_are_shown_once_each(client, short_leaves):
    for n in range(5):
        make_ended(f"p{n}", NOON)
    seen = titles(soup_of(client, "/")) + titles(soup_of(client, "/?page=2"))
    assert seen == [f"p{n}" for n in range(4, -1, -1)]


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=01",
        "page=1.0",
        "page=x",
        "page=٢",
        "page=3",
        "page=9999999",
        "month=2025-2",
        "month=2025-13",
        "month=2025-00",
        "month=02-2025",
        "month=2025-03",
        "month=0000-01",
        "month=9999-12",
        "month=2025-02&page=3",
        "month=2025-02&q=storm",
        "q=storm&page=2",
        "q=%00",
    ],
)
def test_a_list_that_does_not_exist_is_not_found(client, query, short_leaves):
    make_many(5)
    assert client.get(f"/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["q=", "q=+", "page=", "month=", "x=1", "page=2"])
def test_empty_and_foreign_parameters_do_no_harm(client, query, short_leaves):
    make_many(5)
    assert soup_of(client, f"/?{query}").h1.get_text() == "Live pages"


def test_a_page_in_another_language_says_so(client):
    make_page("a", language="ar", title="عاصفة", standfirst="في الخليج")
    make_page("b", title="Storm")
    publish(LivePage.objects.get(slug="a"), at=NOON)
    there, here = sorted(
        soup_of(client, "/").select(".pages li"), key=lambda li: li.a["href"]
    )
    for words in (there.a, there.p, there.time):
        assert (words["lang"], words["dir"]) == ("ar", "rtl")
    assert there.a["hreflang"] == "ar"
    assert here.a["hreflang"] == "en-gb"
    assert not here.a.has_attr("lang")


def test_the_months_speak_the_site_s_language_and_days_the_page_s(client, settings):
    settings.LANGUAGE_CODE = "es"
    page = make_ended("a", datetime(2025, 3, 5, tzinfo=UTC))
    set_page(page, language="fr")
    soup = soup_of(client, "/")
    assert text_of(soup.h3) == "marzo de 2025"
    assert text_of(soup.select_one(".pages time")) == "5 mars 2025"
    assert soup.select_one(".pages time")["lang"] == "fr"


def test_a_live_page_says_when_its_latest_post_was_published(client, page):
    assert soup_of(client, "/").select_one(".pages time") is None
    publish(page, at=NOON)
    publish(page, at=NOON - timedelta(hours=1))
    withdraw(publish(page, at=NOON + timedelta(hours=1)))
    add_draft(page)
    assert text_of(soup_of(client, "/").select_one(".pages-time")) == (
        "Latest post: 12:00 Greenwich Mean Time · 3 February 2025"
    )


def test_an_upcoming_page_says_when_it_starts_in_its_own_zone(client):
    make_page("a", "upcoming", scheduled_start=NOON, time_zone="Asia/Tokyo")
    assert text_of(soup_of(client, "/").select_one(".pages-time")) == (
        "3 February 2025 · 21:00 Japan Standard Time"
    )


def test_what_is_due_is_published_before_the_index_is_shown(client, page):
    post = publish(page, "Due", at=timezone.now() + timedelta(hours=1))
    past = timezone.now() - timedelta(seconds=1)
    Post.objects.filter(pk=post.pk).update(published_at=past)
    LivePage.objects.update(next_due_at=past)
    assert soup_of(client, "/").select_one(".pages time") is not None


def test_the_search_can_be_used_from_every_leaf(client, short_leaves):
    make_many(5)
    for url in ("/", "/?page=2", "/?month=2025-02", "/?q=storm"):
        form = soup_of(client, url).select_one("form[role=search]")
        assert (form["method"], form["action"]) == ("get", "/")
        assert [field["name"] for field in form.select("input")] == ["q"]


def test_an_empty_index_says_so_and_offers_no_months(client):
    soup = soup_of(client, "/")
    assert "Nothing is live yet" in soup.select_one(".notice").get_text()
    assert soup.select_one(".index-side") is None


@pytest.mark.parametrize("count", [2, 40])
def test_the_index_makes_a_fixed_number_of_queries(
    client, count, django_assert_num_queries
):
    make_many(count)
    for n in range(count):
        publish(make_page(f"live{n}"))
        make_page(f"soon{n}", "upcoming")
    # What is due; months, ended pages; live and upcoming ones.
    with django_assert_num_queries(5):
        client.get("/")
    with django_assert_num_queries(3):
        client.get("/?month=2025-02")


def test_every_list_is_shared_by_everybody(client, editor, short_leaves):
    make_many(5)
    for url in ("/", "/?page=2", "/?month=2025-02", "/?q=storm"):
        first = client.get(url)
        client.force_login(editor)
        assert client.get(url).content == first.content
        assert not first.cookies
        assert first["Vary"] == "Accept-Encoding"
        assert "public, max-age=0, s-maxage=2" in first["Cache-Control"]
        client.logout()


@pytest.mark.parametrize("more", ["", "?month=2025-01"])
def test_the_index_is_known_by_the_one_site(client, settings, more):
    make_ended("a", datetime(2025, 1, 5, tzinfo=UTC))
    settings.SITE_URL = "https://live.example.org"
    canonical = soup_of(client, "/" + more).find("link", rel="canonical")
    assert canonical["href"] == f"https://live.example.org/{more}"
