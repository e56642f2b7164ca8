"""What one reader asks with is in no other's answer: headers, addresses, methods."""

import re
from urllib.parse import unquote

import pytest
from django.test import RequestFactory

from tests.addresses import of_every_kind
from tests.conftest import publish
from tests.gate import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

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
def test_no_header_of_one_reader_is_in_the_answer_of_the_next(gate, name):
    """Asked first with the header, then without: both get what nobody altered."""
    for kind, (address, _) in of_every_kind().items():
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
