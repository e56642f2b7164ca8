"""Headers of every answer: what browsers may do with it, and what a page may load."""

import re
from urllib.parse import unquote

import pytest
from csp.constants import NONE, SELF
from django.core.files.base import ContentFile
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory
from django.urls import reverse

from posts import preview
from posts.gate import Gate
from posts.headers import PERMISSIONS
from posts.models import PostImage
from tests.conftest import add_draft, make_page, open_as, publish, withdraw
from tests.gate import Slow, ask, poll_of
from tests.pictures import encoded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

YEAR = "max-age=31536000; includeSubDomains; preload"
ALWAYS = {
    "x-content-type-options": "nosniff",
    "strict-transport-security": YEAR,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "strict-origin-when-cross-origin",
}


@pytest.fixture(autouse=True)
def https(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


@pytest.fixture
def behind_gate(gate, https):
    """The gate before a Django that has read the settings of this test."""
    gate.django.application = get_wsgi_application()
    return gate


def with_picture(post):
    image = PostImage(post=post, alt="The quay")
    image.file.save("quay.png", ContentFile(encoded("PNG"), "quay.png"))
    return reverse("posts:media", args=[image.file.name])


@pytest.fixture
def addresses(db):
    """Addresses of every kind with the status that they answer, by name."""
    page = make_page()
    post = publish(page, "News")
    withdraw(gone := publish(page, "Gone"))
    open_as(make_page("taken"), "withdrawn")
    picture, hidden = with_picture(post), with_picture(add_draft(page))
    at = page.get_absolute_url()
    return {
        "index": ("/", 200),
        "search": ("/?q=news", 200),
        "no list": ("/?page=x", 404),
        "page": (at, 200),
        "post": (post.get_absolute_url(), 200),
        "post gone": (gone.get_absolute_url(), 410),
        "page gone": ("/live/taken/", 410),
        "poll gone": ("/live/taken/updates/1/", 410),
        "delta": (poll_of(page, 1), 200),
        "embed": (f"{at}embed/", 200),
        "embed gone": ("/live/taken/embed/", 410),
        "atom": (f"{at}feed.atom", 200),
        "json": (f"{at}feed.json", 200),
        "oembed": (f"/oembed?url=http://testserver{at}", 200),
        "oembed refused": ("/oembed", 400),
        "sitemap": ("/sitemap.xml", 200),
        "robots": ("/robots.txt", 200),
        "manifest": ("/manifest.webmanifest", 200),
        "picture": (picture, 200),
        "no picture": (hidden, 404),
        "preview": (preview.link(page), 200),
        "no preview": ("/preview/x/", 404),
        "without its slash": (at[:-1], 301),
        "nowhere": ("/nowhere", 404),
        "static": ("/static/posts/live.css", 200),
        "no static": ("/static/nothing.css", 404),
        "admin": ("/admin/", 302),
        "sign in": ("/admin/login/", 200),
    }


SHOWN_ANYWHERE = {"embed", "embed gone", "atom", "json", "oembed", "oembed refused"}
SHOWN_ANYWHERE |= {"picture", "static", "no static"}
SECRET = {"preview", "no preview"}
# Which may run no script, so that there is nothing to forbid it.
FRAGMENTS = {"delta", "poll gone"}


def test_every_answer_says_what_browsers_may_do_with_it(behind_gate, addresses):
    secure = {"wsgi.url_scheme": "https"}
    for name, (address, status) in addresses.items():
        for application in (behind_gate.django.application, behind_gate):
            got = ask(application, address, **secure)
            assert got.status == status, name
            said = {key: got[key] for key in ALWAYS}
            hidden = {"referrer-policy": "no-referrer"} if name in SECRET else {}
            assert said == ALWAYS | hidden, name
            where = "cross-origin" if name in SHOWN_ANYWHERE else "same-origin"
            assert got["Cross-Origin-Resource-Policy"] == where, name
            is_page = (got["Content-Type"] or "").startswith("text/html")
            asks = is_page and name not in FRAGMENTS
            assert got["Permissions-Policy"] == (PERMISSIONS if asks else None), name
            assert (got["Content-Security-Policy"] is None) == (name == "static"), name


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_a_refused_method_and_a_foreign_host_are_told_with_the_headers_too(
    behind_gate, page, method
):
    for address, host, status in (
        (page.get_absolute_url(), "testserver", 405),
        (page.get_absolute_url(), "evil.example", 400),
    ):
        got = ask(
            behind_gate,
            address,
            method,
            HTTP_HOST=host,
            **{"wsgi.url_scheme": "https"},
        )
        assert got.status == status
        assert {key: got[key] for key in ALWAYS} == ALWAYS
        assert b"evil" not in got.body


def test_a_foreign_host_that_django_refuses_to_redirect_has_the_headers_too(
    behind_gate, settings
):
    settings.SECURE_SSL_REDIRECT = True
    behind_gate.django.application = get_wsgi_application()
    got = ask(behind_gate, "/", HTTP_HOST="evil.example")
    assert (got.status, got["X-Content-Type-Options"]) == (400, "nosniff")
    assert got["Location"] is None


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_who_the_gate_turns_away_is_told_with_the_headers_too(settings, https, scheme):
    settings.READER_GATE_AT_ONCE = 1
    gate = Gate(Slow())
    with gate._turns.take():
        got = ask(gate, "/nowhere", **{"wsgi.url_scheme": scheme})
    assert got.status == 503
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Cross-Origin-Resource-Policy"] == "same-origin"
    assert got["Strict-Transport-Security"] == (YEAR if scheme == "https" else None)


def test_an_idle_poll_carries_what_caches_and_readers_need_and_nothing_else(
    behind_gate, page
):
    """It has no body that a browser could take for anything."""
    got = ask(behind_gate, poll_of(page), **{"wsgi.url_scheme": "https"})
    assert got.status == 204
    assert set(got.headers) - {"poll-after"} == {"cache-control"}


# What a page may load


def policy(got):
    """The content security policy of an answer, {directive: set of sources}."""
    parts = (part.split() for part in got["Content-Security-Policy"].split("; "))
    return {name: set(sources) for name, *sources in parts}


def test_a_public_page_runs_our_scripts_only_and_nobody_frames_it(
    behind_gate, addresses
):
    for name in ("index", "search", "page", "post", "embed", "nowhere", "page gone"):
        said = policy(ask(behind_gate, addresses[name][0]))
        assert said["default-src"] == said["object-src"] == {NONE}, name
        assert said["script-src"] == said["style-src"] == {SELF}, name
        assert said["connect-src"] == said["form-action"] == {SELF}, name
        assert said["base-uri"] == {NONE}, name
        assert "'unsafe" not in str(said), name
        ancestors = {"*"} if name == "embed" else {NONE}
        assert said["frame-ancestors"] == ancestors, name
        assert not any(source.startswith("'nonce") for source in said["script-src"])


def test_the_embed_can_be_framed_by_those_who_may_and_nothing_else_by_anybody(
    behind_gate, addresses
):
    for name, (address, _) in addresses.items():
        framed = ask(behind_gate, address)["X-Frame-Options"]
        # A redirect shows nothing that could be framed.
        is_free = name in ("embed", "embed gone", "static", "without its slash")
        assert framed == (None if is_free else "DENY"), name


def test_a_picture_is_a_picture_whatever_is_in_it(behind_gate, addresses):
    got = ask(behind_gate, addresses["picture"][0])
    said = policy(got)
    assert said == {"default-src": {NONE}, "frame-ancestors": {NONE}, "sandbox": set()}
    assert got["Content-Type"] == "image/png"


def test_a_picture_that_few_may_see_stays_on_our_own_pages(client, page, reporter):
    hidden = with_picture(add_draft(page))
    client.force_login(reporter)
    response = client.get(hidden)
    response.getvalue()
    assert response.status_code == 200
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_preview_asks_nobody_for_anything_but_players(client, page):
    said = policy(client.get(preview.link(page)))
    assert said["default-src"] == {NONE}
    assert said["script-src"] == {SELF}


def test_the_admin_runs_scripts_by_nonce_that_no_other_answer_has(client, editor, page):
    client.force_login(editor)
    nonces = []
    for _ in range(2):
        said = policy(client.get(reverse("admin:desk", args=[page.pk])))
        assert said["default-src"] == {NONE}
        assert said["frame-ancestors"] == {NONE}
        nonces += [one for one in said["script-src"] if one.startswith("'nonce-")]
        assert said["script-src"] == {SELF, nonces[-1]}
    assert len(set(nonces)) == 2


# Who we are


POISONS = {
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PORT": "666",
    "HTTP_X_FORWARDED_PROTO": "gopher",
    "HTTP_X_FORWARDED_SCHEME": "http",
    "HTTP_X_FORWARDED_FOR": "evil.example",
    "HTTP_FORWARDED": "host=evil.example;proto=http",
    "HTTP_X_HOST": "evil.example",
    "HTTP_X_ORIGINAL_URL": "/admin/",
    "HTTP_X_REWRITE_URL": "/admin/",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
    "HTTP_X_METHOD_OVERRIDE": "PUT",
    "HTTP_X_SCRIPT_NAME": "/evil",
    "HTTP_ACCEPT": "application/json",
    "HTTP_ACCEPT_LANGUAGE": "ar",
    "HTTP_ACCEPT_CHARSET": "utf-16",
    "HTTP_COOKIE": "django_language=ar; theme=evil; sessionid=evil",
    "HTTP_ORIGIN": "https://evil.example",
    "HTTP_REFERER": "https://evil.example/",
    "HTTP_RANGE": "bytes=0-1",
    "HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT",
    "HTTP_IF_UNMODIFIED_SINCE": "Thu, 01 Jan 1970 00:00:00 GMT",
    "HTTP_IF_MATCH": '"evil"',
    "HTTP_IF_RANGE": '"evil"',
    "HTTP_HX_REQUEST": "true",
    "HTTP_HX_BOOSTED": "true",
    "HTTP_HX_CURRENT_URL": "https://evil.example/",
    "HTTP_USER_AGENT": "<script>",
    "HTTP_TE": "trailers",
    "CONTENT_TYPE": "text/html; charset=utf-16",
}


@pytest.mark.parametrize("name", POISONS)
def test_no_header_of_one_reader_is_in_the_answer_of_the_next(gate, addresses, name):
    """Asked first with the header, then without: both get what nobody altered."""
    for kind, (address, _) in addresses.items():
        if kind in ("picture", "no picture", "static", "admin", "sign in"):
            continue  # not shared, or of the disk alone
        plain = ask(gate.django.application, address)
        gate.forget()
        for headers in ({name: POISONS[name]}, {}):
            got = ask(gate, address, **headers)
            refused = name in ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
            if refused and headers and got.status == 412:
                continue
            assert (got.status, got.body) == (plain.status, plain.body), kind
            assert got.headers == plain.headers or got["Age"], kind


@pytest.mark.parametrize(
    "path",
    [
        "//live/storm/",
        "/live//storm/",
        "/live/./storm/",
        "/live/x/../storm/",
        "/live/storm/;x",
        "/live/storm;x/",
        "/live/storm./",
        "/live/storm/%0a",
        "/live/storm/%0d%0aX-Evil:%20x",
        "/live/storm%2f",
        "/live%2fstorm%2fupdates%2f1%2f/",
        "/live/storm%00/",
        "/LIVE/storm/",
        "/live/STORM/",
        "/live/storm/updates/%31/%20",
        "/live/storm/updates/1.0/",
        "/live/storm/updates/٣/",
        "/live/storm/post/1/../../../admin/",
        "/.//evil.example/",
        "/%2f%2fevil.example/",
        "/%5cevil.example/",
    ],
)
def test_an_address_in_another_spelling_is_no_address_or_the_same(gate, page, path):
    publish(page)
    for application in (gate.django.application, gate):
        for address in (path, f"{path}?order=oldest", path.rstrip("/")):
            got = ask(application, address)
            if got.status == 200:
                assert got.body == ask(application, unquote(address)).body
            elif got.status == 301:
                assert re.match(r"/(?!/)", got["Location"]), address
            else:
                assert got.status == 404, address
            assert b"evil" not in got.body


@pytest.mark.parametrize(
    "query",
    [
        "order=oldest&order=newest",
        "ORDER=oldest",
        "order=OLDEST",
        "order%5B%5D=oldest",
        "utm_source=x&order=oldest",
        "order=oldest;show=key",
        "show=key&at=1&at=2",
        "%6frder=oldest",
        "&&&",
        "=",
        "order=%00",
        "order=%ff",
    ],
)
def test_an_odd_query_changes_nobody_else_s_answer(gate, page, query):
    publish(page)
    address = page.get_absolute_url()
    plain = ask(gate.django.application, address)
    odd = ask(gate.django.application, f"{address}?{query}")
    gate.forget()
    got = ask(gate, f"{address}?{query}")
    assert (got.status, got.body) == (odd.status, odd.body)
    assert ask(gate, address).body == plain.body


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PURGE", "GET /x"])
def test_another_method_leaves_the_next_reader_s_answer_alone(gate, page, method):
    publish(page)
    address = page.get_absolute_url()
    plain = ask(gate.django.application, address)
    gate.forget()
    first = ask(gate, address, method)
    assert first.status == (200 if method == "HEAD" else 405)
    got = ask(gate, address)
    assert (got.status, got.body, got.headers) == (200, plain.body, plain.headers)


def test_addresses_that_are_given_away_name_the_host_that_may_be_asked_for(
    gate, page, settings
):
    settings.ALLOWED_HOSTS = ["testserver", ".example.org"]
    publish(page)
    address = page.get_absolute_url()
    evil = ask(gate, address, HTTP_HOST="evil.example.org:8443")
    assert b"http://evil.example.org:8443/live/storm/" in evil.body
    assert b"evil" not in ask(gate, address).body
    settings.SITE_URL = "https://live.example.org"
    gate.forget()
    assert b"evil" not in ask(gate, address, HTTP_HOST="evil.example.org").body


def test_a_proxy_is_believed_only_where_the_settings_name_it(settings):
    request = RequestFactory().get("/", HTTP_X_FORWARDED_PROTO="https")
    assert settings.SECURE_PROXY_SSL_HEADER is None
    assert not settings.USE_X_FORWARDED_HOST
    assert not settings.USE_X_FORWARDED_PORT
    assert not request.is_secure()
