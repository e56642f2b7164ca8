"""oEmbed: what another site needs to show a page, and no more than that."""

import pytest
from django.urls import reverse
from lxml import html

from tests.conftest import make_page, open_as, publish, withdraw
from tests.machines import HOSTILE, SITE
from tests.reader import soup_of

pytestmark = pytest.mark.django_db


def ask(client, url, **more):
    return client.get("/oembed", {"url": url, **more})


def frame_of(response):
    return html.fromstring(response.json()["html"])


def test_a_page_is_shown_by_its_embed(client, page, settings):
    settings.PUBLICATION_NAME = "The Tide"
    response = ask(client, SITE + page.get_absolute_url(), format="json")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    answer = response.json()
    markup = answer.pop("html")
    assert answer == {
        "version": "1.0",
        "type": "rich",
        "title": page.title,
        "provider_name": "The Tide",
        "provider_url": SITE + "/",
        "cache_age": 3600,
        "width": 600,
        "height": 800,
    }
    frame = html.fromstring(markup)
    assert frame.tag == "iframe"
    assert frame.get("src") == SITE + reverse("posts:embed", args=[page.slug])
    assert frame.get("title") == page.title
    assert (frame.get("width"), frame.get("height")) == ("600", "800")


@pytest.mark.parametrize(
    ("room", "size"),
    [
        ({"maxwidth": 320, "maxheight": 400}, (320, 400)),
        ({"maxwidth": 9999, "maxheight": 9999}, (600, 800)),
        ({"maxwidth": 320}, (320, 800)),
    ],
)
def test_the_frame_fits_the_room(client, page, room, size):
    response = ask(client, SITE + page.get_absolute_url(), **room)
    answer = response.json()
    assert (answer["width"], answer["height"]) == size
    frame = frame_of(response)
    assert (frame.get("width"), frame.get("height")) == tuple(map(str, size))


def test_any_address_of_the_page_will_do(client, page, settings):
    settings.SITE_URL = "https://live.example.org"
    post = publish(page)
    embed = "https://live.example.org" + reverse("posts:embed", args=[page.slug])
    for path in (
        page.get_absolute_url(),
        page.get_absolute_url() + "?order=oldest#feed",
        page.get_absolute_url().rstrip("/"),
        post.get_absolute_url(),
        reverse("posts:embed", args=[page.slug]),
    ):
        for site in (SITE, settings.SITE_URL, "https://LIVE.example.org:443"):
            response = ask(client, site + path)
            assert response.status_code == 200, site + path
            assert frame_of(response).get("src") == embed


def test_the_case_of_the_site_s_own_name_does_not_matter(client, page, settings):
    settings.SITE_URL = "https://Live.Example.org"
    url = "https://live.example.org" + page.get_absolute_url()
    assert ask(client, url).status_code == 200


def test_what_shows_no_public_page_is_not_found(client, page):
    taken, gone = make_page("taken"), publish(page)
    open_as(taken, "withdrawn")
    withdraw(gone)
    for url in (
        SITE + "/live/unknown/",
        SITE + make_page("draft", "draft").get_absolute_url(),
        SITE + taken.get_absolute_url(),
        SITE + gone.get_absolute_url(),
        SITE + "/",
        SITE + "/nowhere",
        "https://example.org" + page.get_absolute_url(),
        "http://testserver@example.org" + page.get_absolute_url(),
        "ftp://testserver" + page.get_absolute_url(),
        page.get_absolute_url(),
        "http://[" + page.get_absolute_url(),
    ):
        assert ask(client, url).status_code == 404, url


def test_only_json_is_made(client, page):
    url = SITE + page.get_absolute_url()
    for name in ("xml", "yaml"):
        assert ask(client, url, format=name).status_code == 501


@pytest.mark.parametrize("size", ["0", "-1", "wide"])
def test_a_bad_question_is_refused(client, page, size):
    url = SITE + page.get_absolute_url()
    assert ask(client, url, maxwidth=size).status_code == 400
    assert client.get("/oembed").status_code == 400


def test_a_hostile_title_stays_in_its_attribute(client):
    page = make_page(title=HOSTILE)
    frame = frame_of(ask(client, SITE + page.get_absolute_url()))
    assert frame.get("title").endswith("مرحبا")
    assert frame.get("title").startswith("</script><!-- ]]> \"'&amp;")
    assert len(frame) == 0


def test_a_page_leads_to_its_answer(client, page):
    soup = soup_of(client, page.get_absolute_url())
    link = soup.find("link", type="application/json+oembed")
    response = client.get(link["href"])
    assert response.json()["title"] == page.title


def test_everybody_shares_the_answer(client, page, editor):
    client.force_login(editor)
    response = ask(client, SITE + page.get_absolute_url())
    assert not response.cookies
    assert "Vary" not in response
    assert "public" in response["Cache-Control"]
