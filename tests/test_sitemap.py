"""The sitemap and robots.txt: all that is public, the newest as news."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from lxml import etree

from posts.models import LivePage
from posts.sitemaps import LivePageSitemap
from tests.conftest import NOON, edit, make_page, open_as, publish, withdraw
from tests.machines import HOSTILE, HOSTILE_IN_XML, SITE

pytestmark = pytest.mark.django_db

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def sitemap(client, url="/sitemap.xml"):
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    return etree.fromstring(response.content)


def texts(element, path):
    return element.xpath(f"{path}/text()", namespaces=NAMES)


def moments(element, path):
    return [datetime.fromisoformat(text) for text in texts(element, path)]


def age(page, **ago):
    LivePage.objects.filter(pk=page.pk).update(
        first_published_at=timezone.now() - timedelta(**ago)
    )


def test_all_public_pages_are_listed_the_newest_first(client):
    pages = [make_page(status, status) for status in ("upcoming", "live", "ended")]
    make_page("draft", "draft")
    open_as(make_page("taken"), "withdrawn")
    expected = [SITE + page.get_absolute_url() for page in reversed(pages)]
    assert texts(sitemap(client), "s:url/s:loc") == expected


def test_a_page_of_the_last_two_days_is_news(client, settings):
    settings.PUBLICATION_NAME = "Tide & Time"
    page = make_page(title="Storm & tide", language="en-us")
    age(page, hours=47)
    old = make_page("old")
    age(old, hours=49)
    (news,) = sitemap(client).xpath("s:url/n:news", namespaces=NAMES)
    assert texts(news.getparent(), "s:loc") == [SITE + page.get_absolute_url()]
    page.refresh_from_db()
    assert texts(news, "n:publication/n:name") == ["Tide & Time"]
    assert texts(news, "n:publication/n:language") == ["en"]
    assert moments(news, "n:publication_date") == [page.first_published_at]
    assert texts(news, "n:title") == ["Storm & tide"]


def test_the_last_change_is_that_of_the_page_or_of_a_public_post(client, page):
    def lastmod():
        return moments(sitemap(client), "s:url/s:lastmod")

    LivePage.objects.update(first_published_at=NOON, started_at=NOON)
    assert lastmod() == [NOON]
    publish(page, at=NOON + timedelta(hours=1))
    post = publish(page, at=NOON + timedelta(hours=2), correction_note="Wrong.")
    assert lastmod() == [NOON + timedelta(hours=2)]
    edit(post, correction_note="Right.")
    post.refresh_from_db()
    assert lastmod() == [post.edited_at]
    withdraw(post)
    assert lastmod() == [NOON + timedelta(hours=1)]


def test_a_long_sitemap_is_an_index_of_files(client, monkeypatch):
    monkeypatch.setattr(LivePageSitemap, "limit", 2)
    pages = [make_page(f"page-{n}") for n in range(3)]
    files = texts(sitemap(client), "s:sitemap/s:loc")
    assert files == [f"{SITE}/sitemap-pages.xml", f"{SITE}/sitemap-pages.xml?p=2"]
    listed = [
        address
        for file in files
        for address in texts(sitemap(client, file.removeprefix(SITE)), "s:url/s:loc")
    ]
    assert listed == [SITE + page.get_absolute_url() for page in reversed(pages)]


def test_a_file_that_does_not_exist_is_not_found(client, page):
    for url in ("/sitemap-posts.xml", "/sitemap-pages.xml?p=2", "/sitemap.xml?p=x"):
        assert client.get(url).status_code == 404, url


def test_hostile_titles_are_text(client):
    make_page(title=HOSTILE)
    assert texts(sitemap(client), "//n:title") == [HOSTILE_IN_XML]


@pytest.mark.parametrize("count", [1, 20])
def test_a_sitemap_makes_a_fixed_number_of_queries(
    client, count, django_assert_num_queries
):
    for n in range(count):
        publish(make_page(f"page-{n}"))
    # How many, twice: for the index and for the file; the pages.
    with django_assert_num_queries(3):
        client.get("/sitemap.xml")


def test_everybody_shares_the_sitemap(client, page, editor):
    client.force_login(editor)
    for url in ("/sitemap.xml", "/robots.txt"):
        response = client.get(url)
        assert not response.cookies
        assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        assert "public" in response["Cache-Control"]


def test_robots_may_read_pages_but_neither_the_desk_nor_polls(client, settings):
    settings.SITE_URL = "https://live.example.org"
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /live/*/updates/",
        "",
        "Sitemap: https://live.example.org/sitemap.xml",
    ]
