"""Without JavaScript the newest posts come by a refresh that one can turn off."""

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from tests.conftest import make_page, open_as, publish, publish_many

SECONDS = 'noscript meta[http-equiv="refresh"]'


@pytest.fixture
def soup(client):
    """What an address says."""

    def soup(address):
        response = client.get(address)
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return soup


def choice(soup):
    """The link by which the refresh is turned off or on."""
    return soup.select_one(".latest noscript a")


@pytest.mark.parametrize("more", ["", "?order=oldest", "?show=key"])
def test_a_first_page_comes_anew_and_says_so(page, soup, settings, more):
    settings.REFRESH_SECONDS = 45
    address = page.get_absolute_url() + more
    found = soup(address)
    assert [meta["content"] for meta in found.select(SECONDS)] == ["45"]
    assert found.select_one(SECONDS).find_parent("head")
    said = found.select_one(".latest noscript").get_text(" ", strip=True)
    assert said == "This page comes anew every 45 seconds. Don’t refresh it"
    assert choice(found)["href"] == f"{address}{'&' if more else '?'}refresh=off"


def test_an_upcoming_page_comes_anew_too(soup):
    found = soup(make_page("soon", "upcoming").get_absolute_url())
    assert len(found.select(SECONDS)) == 1


def test_the_choice_not_to_refresh_is_kept_and_can_be_taken_back(page, soup):
    publish_many(page, 7)
    address = page.get_absolute_url()
    found = soup(address + "?refresh=off")
    assert found.select(SECONDS) == []
    assert choice(found).get_text() == "Refresh it by itself"
    assert choice(found)["href"] == address
    ways = [link["href"] for link in found.select(".views a, #older a")]
    assert len(ways) == 5
    assert all("refresh=off" in way for way in ways)
    for way in ways:
        assert soup(way).select(SECONDS) == []


def test_what_stays_as_it_is_never_comes_anew(page, soup):
    posts = publish_many(page, 12)
    older = soup(page.get_absolute_url()).select_one("#older a")["href"]
    newer = soup(older).select_one("#newer a")["href"]
    over = make_page("over")
    open_as(over, "ended")
    for address in (
        older,
        newer,
        posts[3].get_absolute_url(),
        page.get_absolute_url() + "embed/",
        over.get_absolute_url(),
        over.get_absolute_url() + "?order=oldest",
    ):
        found = soup(address)
        assert found.select('meta[http-equiv="refresh"]') == [], address
        assert "comes anew" not in found.get_text(), address


def test_a_new_post_comes_without_a_script(page, read, settings):
    settings.REFRESH_SECONDS = 1
    tab = read(page, java_script_enabled=False)
    said = tab.locator(".latest noscript .around")
    choose = tab.locator(".latest noscript a")
    expect(said).to_have_text("This page comes anew every second. Don’t refresh it")
    post = publish(page, "The ferry is back")
    expect(tab.locator(f"#post-{post.pk}")).to_be_visible()
    choose.click()
    expect(choose).to_have_text("Refresh it by itself")
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    publish(page, "Not yet")
    tab.wait_for_timeout(1500)
    assert asked == []
    choose.click()
    expect(tab.locator("#feed > article")).to_have_count(2)


def test_with_a_script_nothing_is_loaded_again(page, read, settings):
    settings.REFRESH_SECONDS = 1
    tab = read(page)
    loaded = []
    tab.on("domcontentloaded", lambda: loaded.append(tab.url))
    expect(tab.locator(".latest noscript .around")).to_have_count(0)
    tab.wait_for_timeout(1500)
    assert loaded == []
