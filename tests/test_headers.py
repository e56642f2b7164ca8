"""Headers of every answer: what browsers may do with it, and what a page may load."""

import pytest
from csp.constants import NONE, SELF
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from posts import preview
from posts.gate import Gate
from posts.headers import PERMISSIONS
from tests.addresses import of_every_kind, with_picture
from tests.conftest import add_draft
from tests.gate import Slow, ask, poll_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

YEAR = "max-age=31536000; includeSubDomains"
ALWAYS = {
    "x-content-type-options": "nosniff",
    "strict-transport-security": YEAR,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "strict-origin-when-cross-origin",
}


@pytest.fixture(autouse=True)
def https(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True


@pytest.fixture
def behind_gate(gate, https):
    """The gate before a Django that has read the settings of this test."""
    gate.django.application = get_wsgi_application()
    return gate


@pytest.fixture
def addresses(db):
    return of_every_kind()


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
