"""The reader gate: what Django would say, sooner, and never more than that."""

import importlib
from urllib.parse import quote

import pytest
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse

from liveblog import wsgi
from posts import compression
from posts.gate import Gate
from posts.gate.gate import _is_allowed
from posts.models import PostImage
from tests.conftest import make_page, open_as, publish, publish_many, set_page, withdraw
from tests.gate import ask, poll_of
from tests.pictures import encoded, upload

pytestmark = pytest.mark.django_db


def public_addresses():
    """Every public address, and some that are none, by name."""
    page = make_page("storm")
    posts = publish_many(page, 3, key_event=True)
    gone = publish(page, "Gone")
    withdraw(gone)
    page.refresh_from_db()
    ended = make_page("over", "ended")
    taken_back = make_page("secret")
    open_as(taken_back, "withdrawn")
    draft = make_page("draft", "draft")
    at = page.get_absolute_url()
    return {
        "index": "/",
        "search": "/?q=Post",
        "no such leaf": "/?page=7",
        "page": at,
        "oldest": f"{at}?order=oldest",
        "key": f"{at}?show=key",
        "older": f"{at}?before={posts[2].sort_key}&at=3",
        "unknown view": f"{at}?order=best",
        "unknown parameter": f"{at}?utm_source=mail",
        "ended": ended.get_absolute_url(),
        "withdrawn": taken_back.get_absolute_url(),
        "draft": draft.get_absolute_url(),
        "unknown": "/live/nothing/",
        "post": posts[0].get_absolute_url(),
        "post gone": gone.get_absolute_url(),
        "post unknown": f"{at}post/999999/",
        "embed": f"{at}embed/",
        "atom": f"{at}feed.atom",
        "json": f"{at}feed.json",
        "idle poll": poll_of(page),
        "idle poll, key": f"{poll_of(page)}?show=key",
        "delta": poll_of(page, 3),
        "delta, key": f"{poll_of(page, 3)}?show=key",
        "ahead": poll_of(page, 999),
        "no cursor": f"{at}updates/007/",
        "poll with more": f"{poll_of(page)}?show=key&at=1",
        "poll of an ended page": poll_of(ended),
        "poll of a withdrawn page": poll_of(taken_back),
        "poll of a draft": poll_of(draft),
        "poll of nothing": "/live/nothing/updates/1/",
        "without its slash": at.rstrip("/"),
        "oembed": f"/oembed?url=http://testserver{at}",
        "sitemap": "/sitemap.xml",
        "robots": "/robots.txt",
        "manifest": "/manifest.webmanifest",
        "nowhere": "/nowhere",
    }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_the_gate_says_what_django_says(gate, method, coding):
    accepted = {"HTTP_ACCEPT_ENCODING": coding}
    statuses = set()
    for name, address in public_addresses().items():
        expected = ask(gate.django.application, address, method, **accepted)
        statuses.add(expected.status)
        # Once made, once kept.
        for _ in range(2):
            got = ask(gate, address, method, **accepted)
            assert got.status == expected.status, name
            if method == "GET":  # the server drops that of HEAD, if we don't
                assert got.body == expected.body, name
            assert got.caching == expected.caching, name
            if got.status != 204:
                assert got.headers == expected.headers, name
    assert statuses == {200, 204, 301, 404, 410}


def test_the_gate_answers_conditions_as_django_does(gate):
    for name, address in public_addresses().items():
        etag = ask(gate.django.application, address)["ETag"]
        if not etag:
            continue
        for condition in (etag, f"W/{etag}", f'"other", {etag}', "*", '"other"'):
            expected = ask(
                gate.django.application, address, HTTP_IF_NONE_MATCH=condition
            )
            got = ask(gate, address, HTTP_IF_NONE_MATCH=condition)
            assert got.status == expected.status, (name, condition)
            assert got.body == expected.body, name
            assert got.caching == expected.caching, name


# Who is let in, and as whom


def test_django_is_asked_as_nobody(gate, story, client, editor):
    client.force_login(editor)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    got = ask(
        gate,
        story.get_absolute_url(),
        HTTP_COOKIE=cookie,
        HTTP_USER_AGENT="Mozilla/5.0",
        HTTP_IF_NONE_MATCH='"old"',
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_RANGE="bytes=0-1",
    )
    assert got.status == 200
    assert b"evil" not in got.body
    [environ] = gate.django.requests
    assert not {
        *("HTTP_COOKIE", "HTTP_USER_AGENT", "HTTP_IF_NONE_MATCH"),
        *("HTTP_X_FORWARDED_HOST", "HTTP_RANGE"),
    } & set(environ)


@pytest.mark.parametrize(
    ("address", "method", "headers"),
    [
        ("/live/storm/", "POST", {}),
        ("/live/storm/", "GET", {"HTTP_AUTHORIZATION": "Basic eDp5"}),
        ("/live/storm/", "GET", {"HTTP_HOST": "evil.example"}),
        ("/live/storm/", "GET", {"HTTP_HOST": ""}),
        ("/live/storm/?utm_source=mail", "GET", {}),
        ("/live/storm/?order=oldest&order=oldest", "GET", {}),
        ("/live/storm/?at=" + "1" * 400, "GET", {}),
        ("/live/storm/post/7/?show=key", "GET", {}),
        ("/admin/", "GET", {}),
        ("/preview/token/", "GET", {}),
        ("/media/picture.jpg", "GET", {}),
        ("/live/st%C3%B6rm/", "GET", {}),
    ],
)
def test_who_is_not_let_in_goes_to_django_as_they_came(
    gate, page, address, method, headers
):
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for _ in range(2):
            ask(gate, address, method, HTTP_COOKIE="theme=dark", **headers)
    assert len(gate.django.requests) == 2
    assert all(asked["HTTP_COOKIE"] == "theme=dark" for asked in gate.django.requests)


def test_the_word_to_send_a_picture_is_kept_for_who_brings_no_cookie(
    gate, page, media_root, settings
):
    post = publish(page)
    image = PostImage(post=post, alt="The quay")
    image.file.save("quay.jpg", upload(encoded(size=(40, 30))))
    address = reverse("posts:media", args=[image.file.name])
    ask(gate, address)
    ask(gate, address)
    assert len(gate.django.requests) == 2
    settings.MEDIA_ACCEL = "/protected-media/"
    got = [ask(gate, address) for _ in range(2)]
    assert len(gate.django.requests) == 3
    assert {answer["X-Accel-Redirect"] for answer in got} == {
        f"/protected-media/{image.file.name}"
    }
    ask(gate, address, HTTP_COOKIE="sessionid=editor")
    assert gate.django.requests[-1]["HTTP_COOKIE"] == "sessionid=editor"


def test_without_https_a_reader_is_sent_there_by_django(gate, story, settings):
    settings.SECURE_SSL_REDIRECT = True
    gate.django.application = get_wsgi_application()
    assert ask(gate, poll_of(story)).status == 301
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert ask(gate, poll_of(story), HTTP_X_FORWARDED_PROTO="https").status == 204
    assert ask(gate, poll_of(story), HTTP_X_FORWARDED_PROTO="http").status == 301


def test_each_host_and_scheme_has_answers_of_its_own(gate, story):
    address = story.get_absolute_url()
    bodies = {
        ask(gate, address, HTTP_HOST=host, **{"wsgi.url_scheme": scheme}).body
        for host in ("localhost", "127.0.0.1")
        for scheme in ("http", "https")
    }
    assert len(bodies) == 4


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16"])
def test_a_charset_in_the_request_changes_no_answer(gate, page, charset):
    """Whoever caches by the address could be made to keep another one's answer."""
    set_page(page, title="Sturm über Föhr")
    address = f"/?q={quote('Föhr')}"
    content_type = f"text/plain; charset={charset}"
    plain = ask(gate.django.application, address)
    assert page.slug.encode() in plain.body
    for application in (gate, gate.django.application):
        got = ask(application, address, CONTENT_TYPE=content_type)
        assert got.body == plain.body
    [environ] = gate.django.requests
    assert "CONTENT_TYPE" not in environ


def test_a_very_long_host_is_not_remembered(gate, page, settings):
    settings.ALLOWED_HOSTS = [".example.org"]
    known = _is_allowed.cache_info().currsize
    for _ in range(2):
        host = f"{'a.' * 125}example.org"
        ask(gate, page.get_absolute_url(), HTTP_HOST=host)
    assert len(gate.django.requests) == 2
    assert _is_allowed.cache_info().currsize == known


def test_a_very_long_list_of_codings_is_not_remembered(gate, page):
    known = compression._best.cache_info().currsize
    plain = ask(gate, page.get_absolute_url())
    accepted = f"gzip, br, {'x' * compression.LONGEST}"
    got = ask(gate, page.get_absolute_url(), HTTP_ACCEPT_ENCODING=accepted)
    assert got["Content-Encoding"] is None
    assert got.body == plain.body
    assert len(gate.django.requests) == 1
    assert compression._best.cache_info().currsize <= known + 1  # that of no header


# The whole


def test_the_gate_stands_before_django_unless_it_is_switched_off(settings):
    try:
        settings.READER_GATE = True
        assert isinstance(importlib.reload(wsgi).application, Gate)
        settings.READER_GATE = False
        assert not isinstance(importlib.reload(wsgi).application, Gate)
    finally:
        importlib.reload(wsgi)


def test_a_view_that_is_not_ours_may_be_behind_it_too():
    """The gate takes any application; nothing of Django's is assumed of answers."""

    def application(environ, start_response):
        response = HttpResponse("plain")
        start_response("200 OK", list(response.items()))
        return iter([b"pl", b"ain"])

    assert ask(Gate(application), "/robots.txt").body == b"plain"
