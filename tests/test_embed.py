"""The embed: a small page that follows the story inside other sites' frames."""

import re

import pytest
from django.urls import reverse

from posts import preview
from tests.conftest import add_draft, open_as, publish, publish_many
from tests.machines import SITE
from tests.reader import FURNITURE, Reader, soup_of

pytestmark = pytest.mark.django_db


def url_of(page):
    return reverse("posts:embed", args=[page.slug])


def may_be_framed(response):
    """By whom, as both headers say it: "nobody" or the sources in the policy."""
    policy = response["Content-Security-Policy"]
    ancestors = re.search("frame-ancestors ([^;]*)", policy)[1]
    if response.get("X-Frame-Options") == "DENY":
        assert ancestors == "'none'"
        return "nobody"
    assert "X-Frame-Options" not in response
    return ancestors


def test_the_embed_shows_the_newest_ten_posts(client, page):
    posts = publish_many(page, 12)
    soup = soup_of(client, url_of(page))
    shown = [article["id"] for article in soup.select("#feed > article")]
    assert shown == [f"post-{post.pk}" for post in reversed(posts[2:])]


def test_the_embed_follows_the_page(client, page):
    publish_many(page, 12)
    reader = Reader(client, url_of(page))
    post = publish(page, "Fresh")
    reader.catch_up()
    assert reader.ids[0] == f"post-{post.pk}"
    assert reader.load("older")
    assert len(reader.ids) == 13


def test_every_piece_of_furniture_is_in_the_embed_as_on_the_page(client, page):
    embed, whole = (Reader(client, url) for url in (url_of(page), "/live/storm/"))
    assert set(embed.furniture) == set(FURNITURE)
    assert embed.furniture == whole.furniture


def test_links_leave_the_frame_and_the_head_leads_to_the_page(client, page):
    soup = soup_of(client, url_of(page))
    assert soup.base["target"] == "_blank"
    assert "href" not in soup.base.attrs
    before = [tag.name for tag in soup.base.find_all_previous(["link", "a"])]
    assert before == [], "a target holds for links that follow it"
    link = soup.select_one(".live-embed-head a")
    assert link["href"] == SITE + page.get_absolute_url()


def test_search_engines_are_sent_to_the_page(client, page):
    soup = soup_of(client, url_of(page))
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    canonical = soup.find("link", rel="canonical")["href"]
    assert canonical == SITE + page.get_absolute_url()
    assert soup.find("script", type="application/ld+json") is None


def test_the_height_is_told_by_a_module_of_ours(client, page):
    soup = soup_of(client, url_of(page))
    (script,) = soup.find_all("script", src=re.compile(r"frame\.js"))
    assert script["type"] == "module"
    whole = soup_of(client, page.get_absolute_url())
    assert whole.find("script", src=re.compile(r"frame\.js")) is None


def test_only_the_embed_may_be_framed(client, page):
    post = publish(page)
    gone = add_draft(page)
    urls = [
        "/",
        page.get_absolute_url(),
        page.get_absolute_url() + "?order=oldest",
        post.get_absolute_url(),
        gone.get_absolute_url(),
        reverse("posts:updates", args=[page.slug, 0]),
        reverse("posts:atom", args=[page.slug]),
        reverse("posts:json", args=[page.slug]),
        preview.link(page),
        f"/oembed?url={SITE}{page.get_absolute_url()}",
        "/sitemap.xml",
        "/robots.txt",
        "/manifest.webmanifest",
        "/admin/login/",
        "/live/unknown/",
        "/media/unknown.jpg",
    ]
    for url in urls:
        assert may_be_framed(client.get(url)) == "nobody", url
    assert may_be_framed(client.get(url_of(page))) == "*"
    open_as(page, "withdrawn")
    assert may_be_framed(client.get(page.get_absolute_url())) == "nobody"


def test_a_withdrawn_page_says_so_in_the_frame(client, page):
    publish(page, "Secret")
    open_as(page, "withdrawn")
    response = client.get(url_of(page))
    assert may_be_framed(response) == "*"
    soup = soup_of(client, url_of(page), status=410)
    assert soup.h1.get_text() == "This page has been withdrawn"
    assert "Secret" not in soup.get_text()
    assert soup.base["target"] == "_blank"


def test_everybody_shares_the_embed(client, page, editor):
    client.force_login(editor)
    response = client.get(url_of(page))
    assert not response.cookies
    assert response["Vary"] == "Accept-Encoding"
    assert "public" in response["Cache-Control"]


def test_no_key_of_the_site_around_it_is_taken(client, page):
    scripts = {
        script["src"].rsplit("/", 1)[1]
        for script in soup_of(client, url_of(page)).select("script[src]")
    }
    assert "feed.js" in scripts
    assert "keys.js" not in scripts
