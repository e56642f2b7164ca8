"""A page is light, complete by itself, and shows its words at once."""

import re
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from tests.bench.pages import texts
from tests.conftest import make_page, publish
from tests.full_page import fill, public_pages
from tests.gate import ask, poll_of
from tests.page_weight import (
    BUDGETS,
    page_weight,
    plain,
    publish_ordinary,
    stylesheets,
)
from tests.reader import parse

pytestmark = pytest.mark.django_db

# What a browser fetches by itself, by attribute; links are followed by people.
FETCHED = {
    "src": "script, img, source, iframe, video, audio, track, embed, input",
    "srcset": "img, source",
    "imagesrcset": "link",
    "poster": "video",
    "data": "object",
}
# Links that name something rather than have it fetched.
NAMES = {"alternate", "canonical", "next", "prev"}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def get(settings, tmp_path, collected):
    """Ask as a browser does, of the static files that production serves."""
    settings.MEDIA_ROOT = tmp_path
    settings.STATIC_ROOT = collected
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "liveblog.static.ModuleStaticFilesStorage"}
    }
    if not any(collected.iterdir()):
        call_command("collectstatic", verbosity=0, interactive=False)
    client = Client(headers={"accept-encoding": "gzip"})

    def get(address):
        response = client.get(address)
        assert response.status_code == 200, address
        return b"".join(response)

    return get


def test_a_first_page_keeps_to_its_budgets(get, page):
    publish_ordinary(page, 20)
    address = page.get_absolute_url()
    assert len(parse(plain(get(address))).select("#feed > article")) == 20
    weights = page_weight(get, address)
    over = {what: size for what, size in weights.items() if size > BUDGETS[what]}
    assert over == {}, f"{weights} of {BUDGETS}"
    assert min(weights.values()) > 1000


@pytest.mark.parametrize("more", ["", "embed/"])
def test_one_stylesheet_and_nothing_else_keeps_the_words_waiting(get, page, more):
    head = parse(plain(get(page.get_absolute_url() + more))).head
    assert len(stylesheets(head)) == 1
    waited_for = "script[src]:not([defer], [async], [type=module])"
    assert head.select(waited_for) == []


def test_no_web_font_and_no_style_imported(get, page):
    address = page.get_absolute_url()
    head = parse(plain(get(address))).head
    for path in stylesheets(head):
        assert not re.search("@font-face|@import", plain(get(path)).decode())
    assert head.select("link[as=font], link[href*=font]") == []


def test_no_page_has_anything_fetched_from_elsewhere(get, settings):
    settings.POSTS_PER_PAGE = 5
    page = make_page()
    pages = public_pages(page, fill(page))
    fetched = {name: fetched_by(markup) for name, markup in pages.items()}
    assert {
        (name, address)
        for name, addresses in fetched.items()
        for address in addresses
        if urlsplit(address).netloc not in ("", "testserver")
    } == set()
    assert any("/media/" in address for address in fetched["live"])


def fetched_by(markup):
    """All addresses that a browser which shows MARKUP fetches by itself."""
    document = parse(markup)
    found = [
        part.split()[0]
        for attribute, tags in FETCHED.items()
        for tag in document.select(tags)
        if tag.get(attribute)
        for part in tag[attribute].split(", " if "srcset" in attribute else None)
    ]
    found += [
        tag["href"]
        for tag in document.select("link[href]")
        if not NAMES.intersection(tag["rel"])
    ]
    found += re.findall(r"url\(\s*[\"']?([^\"')]+)", markup)
    return found


def test_styles_fetch_nothing_from_elsewhere(get, page):
    for path in stylesheets(parse(plain(get(page.get_absolute_url())))):
        addresses = re.findall(r"url\(\s*[\"']?([^\"')]+)", plain(get(path)).decode())
        assert [each for each in addresses if urlsplit(each).netloc] == []


def on_the_wire(got):
    """Bytes of GOT, with the first line and what granian adds to the head."""
    lines = [f"{name}: {value}" for name, value in got.headers.items()]
    dated = "date: Sat, 07 Feb 2026 10:00:00 GMT"
    head = "\r\n".join([f"HTTP/1.1 {got.status} No Content", *lines, dated, "", ""])
    return len(head) + len(got.body)


@pytest.mark.parametrize("secure", [False, True])
def test_a_poll_is_small_head_and_all(gate, page, settings, secure):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    scheme = {"wsgi.url_scheme": "https"} if secure else {}
    publish(page)
    headline, body = next(texts(1))
    publish(page, headline, body)
    idle = ask(gate, poll_of(page), HTTP_ACCEPT_ENCODING="br", **scheme)
    assert idle.status == 204
    assert on_the_wire(idle) <= 170
    news = ask(gate, poll_of(page, 1), HTTP_ACCEPT_ENCODING="br", **scheme)
    assert news.status == 200
    assert on_the_wire(news) <= 1500
