"""The head of the page: cards, the one true address, and the way to chunks."""

from datetime import datetime

import pytest

from posts import preview
from tests.conftest import NOON, edit, make_page, publish, publish_many, set_page
from tests.machines import (
    HOSTILE,
    SITE,
    add_lead_image,
    add_picture,
    media,
    publish_undated,
)
from tests.reader import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def meta(soup):
    """{name or property: content} of the head; none of them twice."""
    tags = soup.head.find_all("meta", content=True)
    names = [tag.get("property") or tag.get("name") for tag in tags]
    said = [name for name in names if name and name != "theme-color"]
    assert len(said) == len(set(said)), said
    return dict(zip(names, (tag["content"] for tag in tags), strict=True))


def links(soup, rel):
    return [link["href"] for link in soup.find_all("link", rel=rel)]


def test_a_page_has_a_card(client, page, settings):
    settings.PUBLICATION_NAME = "The Tide"
    set_page(page, standfirst="It blows.")
    lead = media(add_lead_image(page))
    said = meta(soup_of(client, page.get_absolute_url()))
    assert said["description"] == said["og:description"] == "It blows."
    assert said["og:title"] == page.title
    assert said["og:type"] == "article"
    assert said["og:site_name"] == "The Tide"
    assert said["og:url"] == SITE + page.get_absolute_url()
    assert said["og:image"] == lead
    assert (said["og:image:width"], said["og:image:height"]) == ("600", "300")
    assert said["og:image:alt"] == "The bay"
    assert said["twitter:card"] == "summary_large_image"


def test_a_permalink_has_the_card_of_its_post(client, page):
    set_page(page, standfirst="It blows.")
    add_lead_image(page)
    post = publish(page, "Tug takes the tow", "<p>The <em>tug</em> is there.</p>", NOON)
    image = add_picture(post, alt="A tug")
    soup = soup_of(client, post.get_absolute_url())
    said = meta(soup)
    assert said["og:title"] == "Tug takes the tow"
    assert said["description"] == said["og:description"] == "The tug is there."
    assert said["og:url"] == SITE + post.get_absolute_url()
    assert said["og:image"] == media(image.file)
    assert said["og:image:alt"] == "A tug"
    assert said["article:published_time"] == "2025-02-03T12:00:00+00:00"
    assert links(soup, "canonical") == [SITE + page.get_absolute_url()]


def test_a_post_without_words_or_picture_borrows_the_page_s(client, page):
    set_page(page, standfirst="It blows.")
    lead = media(add_lead_image(page))
    post = publish(page, "Bridge shut", body="")
    add_picture(post)
    post.images.update(file="")
    said = meta(soup_of(client, post.get_absolute_url()))
    assert said["og:description"] == "It blows."
    assert (said["og:image"], said["og:image:alt"]) == (lead, "The bay")


def test_a_card_without_a_picture_or_words_claims_none(client, page):
    said = meta(soup_of(client, page.get_absolute_url()))
    assert said["twitter:card"] == "summary"
    assert not [name for name in said if name and "image:" in name]
    assert "description" not in said
    assert "og:description" not in said


def test_a_long_post_is_cut_for_its_card(client, page):
    post = publish(page, body=f"<p>{'word ' * 100}</p>")
    said = meta(soup_of(client, post.get_absolute_url()))
    assert len(said["description"]) == 200
    assert said["description"].endswith("…")


def test_a_card_tells_when_what_it_shows_was_changed(client, page):
    post = publish(page, at=NOON, correction_note="Wrong.")
    edit(post, correction_note="Right.")
    post.refresh_from_db()
    for url in (page.get_absolute_url(), post.get_absolute_url()):
        said = meta(soup_of(client, url))
        changed = datetime.fromisoformat(said["article:modified_time"])
        assert changed == post.edited_at.replace(microsecond=0)


def test_a_post_of_unknown_time_claims_none(client, page):
    post = publish_undated(page)
    said = meta(soup_of(client, post.get_absolute_url()))
    assert "article:published_time" not in said
    assert "article:modified_time" in said


@pytest.mark.parametrize(
    ("language", "locale"),
    [("en-gb", "en_GB"), ("de", "de_DE"), ("pl", "pl_PL"), ("ar", "ar_EG")],
)
def test_the_card_says_its_language(client, language, locale):
    page = make_page(language=language)
    soup = soup_of(client, page.get_absolute_url())
    assert meta(soup)["og:locale"] == locale
    (link,) = soup.find_all("link", hreflang=True)
    assert link["hreflang"] == soup.html["lang"] == language
    assert link["href"] == SITE + page.get_absolute_url()


@pytest.mark.parametrize("query", ["?order=oldest", "?show=key"])
def test_a_view_is_no_address_of_its_own(client, page, query):
    soup = soup_of(client, page.get_absolute_url() + query)
    assert links(soup, "canonical") == [SITE + page.get_absolute_url()]
    assert soup.find("link", hreflang=True) is None


def test_chunks_are_one_behind_the_other(client, page):
    publish_many(page, 45)
    first = soup_of(client, page.get_absolute_url())
    assert links(first, "prev") == []
    (following,) = links(first, "next")
    assert following == SITE + first.select_one("#older a")["href"]
    second = soup_of(client, following)
    assert links(second, "prev") == [SITE + second.select_one("#newer a")["href"]]
    assert links(second, "next") == [SITE + second.select_one("#older a")["href"]]


def test_oldest_first_the_newer_chunk_is_the_next_and_the_view_stays(client, page):
    for post in publish_many(page, 45):
        edit(post, key_event=True)
    url = page.get_absolute_url() + "?order=oldest&show=key"
    first = soup_of(client, url)
    (following,) = links(first, "next")
    assert following == SITE + first.select_one("#newer a")["href"]
    assert "order=oldest&show=key&after=" in following
    second = soup_of(client, following)
    assert links(second, "prev") == [SITE + second.select_one("#older a")["href"]]


def test_a_permalink_is_in_no_row_of_chunks(client, page):
    posts = publish_many(page, 45)
    soup = soup_of(client, posts[20].get_absolute_url())
    assert links(soup, "next") == links(soup, "prev") == []


def test_hostile_text_stays_in_its_attribute(client, page):
    set_page(page, title=HOSTILE, standfirst=HOSTILE)
    said = meta(soup_of(client, page.get_absolute_url()))
    assert said["og:title"] == HOSTILE
    assert said["og:description"] == " ".join(HOSTILE.split())


def test_a_preview_has_no_card_and_no_structured_data(client, page):
    set_page(page, standfirst="It blows.")
    publish(page, "Secret")
    soup = soup_of(client, preview.link(page))
    said = meta(soup)
    assert said["robots"] == "noindex"
    assert not [name for name in said if name and name.startswith(("og:", "article:"))]
    assert soup.find("script", type="application/ld+json") is None
    assert links(soup, "canonical") == links(soup, "alternate") == []


def test_addresses_are_those_of_the_one_site(client, page, settings):
    settings.SITE_URL = "https://live.example.org"
    soup = soup_of(client, page.get_absolute_url())
    address = "https://live.example.org" + page.get_absolute_url()
    assert links(soup, "canonical") == [address]
    assert meta(soup)["og:url"] == address
