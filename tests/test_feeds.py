"""Atom and JSON Feed: whole posts, stable ids, withdrawn ones gone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from lxml import etree, html

from tests.conftest import (
    NOON,
    add_draft,
    edit,
    make_page,
    publish,
    publish_many,
    set_page,
    withdraw,
)
from tests.machines import (
    HOSTILE,
    HOSTILE_IN_XML,
    SITE,
    add_byline,
    add_picture,
    media,
    publish_undated,
)
from tests.reader import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

ATOM = {"a": "http://www.w3.org/2005/Atom"}
BOTH = pytest.mark.parametrize("kind", ["atom", "json"])


def url_of(page, kind):
    return reverse(f"posts:{kind}", args=[page.slug])


def atom(client, page):
    response = client.get(url_of(page, "atom"))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def json_feed(client, page):
    response = client.get(url_of(page, "json"))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/feed+json"
    return response.json()


def ids(client, page, kind):
    if kind == "atom":
        return atom(client, page).xpath("a:entry/a:id/text()", namespaces=ATOM)
    return [item["id"] for item in json_feed(client, page)["items"]]


def contents(client, page):
    """The content of the newest post in both feeds, which must be the same."""
    entry = atom(client, page).xpath("a:entry", namespaces=ATOM)[0]
    content = entry.find("a:content", ATOM)
    assert content.get("type") == "html"
    said = content.text or ""
    assert said == json_feed(client, page)["items"][0]["content_html"]
    return said


def texts(element, path):
    return element.xpath(f"{path}/text()", namespaces=ATOM)


@BOTH
def test_entries_are_the_newest_posts_named_by_their_permalinks(client, page, kind):
    posts = publish_many(page, 52)
    expected = [SITE + post.get_absolute_url() for post in reversed(posts[2:])]
    assert ids(client, page, kind) == expected


@BOTH
def test_only_what_readers_see_is_in_a_feed(client, page, kind):
    kept = publish(page, "Kept")
    add_draft(page)
    withdraw(publish(page, "Gone"))
    publish(make_page("other"), "Elsewhere")
    assert ids(client, page, kind) == [SITE + kept.get_absolute_url()]


@BOTH
def test_an_entry_keeps_its_id_when_it_is_edited_and_moved(client, page, kind):
    post = publish(page, at=NOON)
    before = ids(client, page, kind)
    edit(post, headline="Corrected", published_at=NOON + timedelta(hours=1))
    assert ids(client, page, kind) == before


def test_an_atom_entry_says_who_when_and_what(client, page):
    post = publish(page, "Tug takes the tow", at=NOON, label="analysis")
    add_byline(post, "Maren Holt")
    add_byline(post, "Ole Brandt", order=2)
    entry = atom(client, page).find("a:entry", ATOM)
    assert texts(entry, "a:title") == ["Tug takes the tow"]
    assert texts(entry, "a:author/a:name") == ["Maren Holt", "Ole Brandt"]
    assert texts(entry, "a:published") == ["2025-02-03T12:00:00+00:00"]
    assert entry.xpath("a:category/@term", namespaces=ATOM) == ["Analysis"]
    link = SITE + post.get_absolute_url()
    assert entry.xpath("a:link/@href", namespaces=ATOM) == [link]


def test_a_json_item_says_who_when_and_what(client, page):
    post = publish(page, "Tug takes the tow", at=NOON, label="analysis")
    add_byline(post, "Maren Holt")
    add_byline(post, "Ole Brandt", order=2)
    (item,) = json_feed(client, page)["items"]
    assert item["title"] == "Tug takes the tow"
    assert item["authors"] == [{"name": "Maren Holt"}, {"name": "Ole Brandt"}]
    assert item["date_published"] == "2025-02-03T12:00:00+00:00"
    assert item["tags"] == ["Analysis"]
    assert item["url"] == item["id"] == SITE + post.get_absolute_url()


def test_the_atom_feed_says_whose_it_is(client, page, settings):
    settings.PUBLICATION_NAME = "The Tide"
    set_page(page, standfirst="It blows.", language="de")
    feed = atom(client, page)
    assert texts(feed, "a:title") == [page.title]
    assert texts(feed, "a:subtitle") == ["It blows."]
    assert texts(feed, "a:author/a:name") == ["The Tide"]
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links == {
        "alternate": SITE + page.get_absolute_url(),
        "self": SITE + url_of(page, "atom"),
    }
    assert texts(feed, "a:id") == [SITE + page.get_absolute_url()]


def test_the_json_feed_says_whose_it_is(client, page, settings):
    settings.PUBLICATION_NAME = "The Tide"
    set_page(page, standfirst="It blows.", language="de")
    feed = json_feed(client, page)
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": page.title,
        "home_page_url": SITE + page.get_absolute_url(),
        "feed_url": SITE + url_of(page, "json"),
        "description": "It blows.",
        "language": "de",
        "authors": [{"name": "The Tide", "url": SITE + "/"}],
        "items": [],
    }


def test_an_edit_is_the_time_of_the_update(client, page):
    post = publish(page, at=NOON, correction_note="Wrong.")
    edit(post, correction_note="Right.")
    post.refresh_from_db()
    edited = post.edited_at.isoformat()
    feed = atom(client, page)
    assert texts(feed, "a:entry/a:updated") == [edited]
    assert json_feed(client, page)["items"][0]["date_modified"] == edited
    assert datetime.fromisoformat(texts(feed, "a:updated")[0]) >= post.edited_at


def test_a_post_of_unknown_time_has_only_the_time_it_came(client, page):
    post = publish_undated(page)
    feed = atom(client, page)
    assert texts(feed, "a:entry/a:published") == []
    came = post.first_published_at.isoformat()
    assert texts(feed, "a:entry/a:updated") == [came]
    (item,) = json_feed(client, page)["items"]
    assert "date_published" not in item
    assert item["date_modified"] == came


def test_a_feed_without_posts_has_the_time_of_the_page(client, page):
    started = page.started_at.astimezone(UTC).isoformat()
    assert texts(atom(client, page), "a:updated") == [started]


def test_a_post_is_whole_in_a_feed(client, page):
    post = publish(
        page,
        body='<p>Old <a href="/map">map</a></p><ul class="context"><li>Note</li></ul>',
        correction_note="The tug is Patient.",
        embed_url="https://youtu.be/abcdefghijk",
    )
    image = add_picture(post, caption="At sea", credit="Port Authority")
    content = html.fromstring(f"<div>{contents(client, page)}</div>")
    assert content.xpath("//a/@href")[0] == SITE + "/map"
    assert content.xpath("//ul/li/text()") == ["Note"]
    (img,) = content.xpath("//img")
    address = media(image.file)
    assert dict(img.attrib) == {
        "src": address,
        "alt": "A tug",
        "width": "600",
        "height": "300",
    }
    caption = content.xpath("string(//figcaption)")
    assert caption == "At sea Source: Port Authority"
    assert content.xpath("//a/@href")[1] == "https://youtu.be/abcdefghijk"
    assert content.xpath("//p/em/text()") == ["The tug is Patient."]
    assert json_feed(client, page)["items"][0]["image"] == address


def test_a_quote_says_who_said_it(client, page):
    publish(page, body="<p>Hold on.</p>", label="quote", quote_attribution="A pilot")
    content = html.fromstring(f"<div>{contents(client, page)}</div>")
    assert content.xpath("string(//blockquote)") == "Hold on."
    assert content.xpath("//blockquote/following-sibling::p/text()") == ["A pilot"]


def test_a_picture_without_a_file_is_said_in_words(client, page):
    post = publish(page)
    add_picture(post, alt="A tug")
    post.images.update(file="")
    content = html.fromstring(f"<div>{contents(client, page)}</div>")
    assert content.xpath("//img") == []
    assert content.xpath("//figure/p/text()") == ["Picture: A tug"]


def test_a_post_of_a_headline_alone_is_an_entry(client, page):
    publish(page, "Bridge shut", body="")
    assert contents(client, page) == ""


def test_a_post_without_a_headline_is_named_by_its_first_words(client, page):
    publish(page, "", body="<p>The bridge is shut.</p>")
    titles = texts(atom(client, page), "a:entry/a:title")
    assert titles == ["The bridge is shut."]
    assert "title" not in json_feed(client, page)["items"][0]


def test_a_page_from_right_to_left_says_so_in_each_entry(client):
    page = make_page(language="ar")
    publish(page, body="<p>مرحبا</p>")
    content = html.fromstring(contents(client, page))
    assert (content.tag, content.get("dir")) == ("div", "rtl")


def test_hostile_text_stays_text(client, page):
    body = f"<p>{HOSTILE}</p><script>a()</script><p onclick='a()'>x</p>"
    post = publish(page, HOSTILE, body, quote_attribution=HOSTILE, label="quote")
    add_byline(post, HOSTILE)
    set_page(page, title=HOSTILE, standfirst=HOSTILE)
    feed = atom(client, page)
    for path in ("a:title", "a:subtitle", "a:entry/a:title", "a:entry/a:author/a:name"):
        assert texts(feed, path) == [HOSTILE_IN_XML], path
    content = html.fromstring(f"<div>{contents(client, page)}</div>")
    assert content.xpath("//script|//@onclick") == []
    assert json_feed(client, page)["title"] == HOSTILE_IN_XML


@BOTH
def test_a_page_leads_to_its_feeds(client, page, kind):
    post = publish(page)
    links = {"atom": "application/atom+xml", "json": "application/feed+json"}
    for url in (page.get_absolute_url(), post.get_absolute_url()):
        link = soup_of(client, url).find("link", rel="alternate", type=links[kind])
        assert link["href"] == SITE + url_of(page, kind)


@BOTH
def test_addresses_are_those_of_the_one_site(client, page, kind, settings):
    settings.SITE_URL = "https://live.example.org"
    post = publish(page)
    expected = "https://live.example.org" + post.get_absolute_url()
    assert ids(client, page, kind) == [expected]


@pytest.mark.parametrize("home", ["", "https://post.example.org/"])
def test_the_newsroom_has_one_home(client, page, settings, home):
    settings.PUBLICATION_URL = home
    feed = client.get(url_of(page, "json")).json()
    oembed = client.get("/oembed", {"url": SITE + page.get_absolute_url()}).json()
    homes = {feed["authors"][0]["url"], oembed["provider_url"]}
    assert homes == {home or SITE + "/"}
