"""The web manifest and the icons that it names."""

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from tests.reader import soup_of


def test_the_manifest_names_the_newsroom_and_its_index(client, settings):
    settings.PUBLICATION_NAME = "The Tide"
    response = client.get("/manifest.webmanifest")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/manifest+json"
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    manifest = response.json()
    assert manifest["name"] == "The Tide"
    assert manifest["start_url"] == "/"
    assert (manifest["lang"], manifest["dir"]) == ("en-gb", "ltr")


def test_the_manifest_of_an_arabic_newsroom_reads_from_the_right(client, settings):
    settings.LANGUAGE_CODE = "ar"
    assert client.get("/manifest.webmanifest").json()["dir"] == "rtl"


def test_every_icon_is_there_in_its_size(client, settings):
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert [(icon["sizes"], icon["purpose"]) for icon in icons] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    for icon in icons:
        path = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        with Image.open(path) as image:
            assert "{}x{}".format(*image.size) == icon["sizes"]
            assert Image.MIME[image.format] == icon["type"]
            opaque = not image.has_transparency_data
            assert opaque is (icon["purpose"] == "maskable")


@pytest.mark.django_db
def test_every_page_names_the_manifest_and_the_icon_for_a_phone(client, page, settings):
    for url in ("/", page.get_absolute_url()):
        soup = soup_of(client, url)
        assert soup.find("link", rel="manifest")["href"] == "/manifest.webmanifest"
        icon = soup.find("link", rel="apple-touch-icon")["href"]
        with Image.open(finders.find(icon.removeprefix(settings.STATIC_URL))) as image:
            assert image.size == (180, 180)
        policy = client.get(url)["Content-Security-Policy"]
        assert "manifest-src 'self'" in policy
