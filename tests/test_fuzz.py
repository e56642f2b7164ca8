"""Any request to any public address: never a 500, never a header that we did not mean.

The addresses come from the URL configuration, so that a new one is tried, too.
"""

import re
from urllib.parse import quote, urlencode

import pytest
from django.urls import get_resolver
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from posts import preview
from posts.models import LivePage
from tests.gate import ask

pytestmark = pytest.mark.django_db

anything = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# What headers, by RFC 9110, may hold; and whole ones.
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def routes():
    """(name, pattern) of every address outside the admin."""
    found = []
    for entry in get_resolver().url_patterns:
        inside = getattr(entry, "url_patterns", None)
        if inside is None:
            found.append((entry.name, str(entry.pattern)))
        elif getattr(entry, "app_name", "") != "admin":
            prefix = str(entry.pattern)
            found += [(one.name, prefix + str(one.pattern)) for one in inside]
    return found


ROUTES = routes()
odd = st.text(st.characters(codec="utf-8"), max_size=30)
words = st.one_of(
    odd,
    st.sampled_from(
        [
            *("", "0", "-1", "1" * 19, "9" * 400, "storm", "STORM", "%", "%00", ".."),
            *(
                '"',
                "'",
                "*",
                "a*",
                "NEAR(a b)",
                "a AND b",
                "NOT",
                "(",
                ")",
                "a:b",
                "^a",
            ),
            *(
                '"a',
                "a OR",
                "title:x",
                "& | !",
                "<->",
                ":*",
                "\\",
                "a'",
                "\u0660\u0661",
            ),
            *(
                "\r\nX: y",
                "\n",
                "\u2028",
                "\x00",
                "\ud7ff",
                "\U0001f600",
                "İ",
                "ß" * 200,
            ),
            *("key", "oldest", "off", "2025-02", "2025-13", "0001-01", "٢٠٢٥-٠١"),
            *("000000000000000001.000000001", "999999999999999999.999999999"),
            *("http://testserver/live/storm/", "http://testserver/live/storm/post/1/"),
            *("http://testserver:80/live/storm", "http://[::1", "//testserver/live/a/"),
            *("http://testserver/live/storm/post/" + "9" * 40 + "/", "http:", "\\\\x"),
            *("http://testserver/" + "a/" * 500, "HTTP://TESTSERVER/live/storm/"),
        ]
    ),
)
PARAMETERS = ["order", "show", "refresh", "before", "after", "at", "q", "month", "page"]
PARAMETERS += ["url", "format", "maxwidth", "maxheight", "p", "preview", "next"]
queries = st.lists(
    st.tuples(st.one_of(st.sampled_from(PARAMETERS), odd), words), max_size=4
)
HEADERS = ["HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"]
HEADERS += ["HTTP_IF_MATCH", "HTTP_RANGE", "HTTP_COOKIE", "HTTP_AUTHORIZATION"]
HEADERS += ["HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_HX_REQUEST"]
HEADERS += ["HTTP_ACCEPT_LANGUAGE", "HTTP_REFERER", "HTTP_ORIGIN", "CONTENT_TYPE"]
HEADERS += ["HTTP_X_CSRFTOKEN", "HTTP_HX_CURRENT_URL", "HTTP_IF_UNMODIFIED_SINCE"]
latin = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"))
headers = st.dictionaries(
    st.sampled_from(HEADERS),
    st.one_of(
        latin,
        st.sampled_from(
            [
                *(
                    '"',
                    "*",
                    'W/"x"',
                    "gzip;q=x",
                    "br;q=1e9, *",
                    ",,,;;;===",
                    "bytes=-1",
                ),
                *("Thu, 99 Foo 2025", "sessionid=" + "x" * 32, "a" * 5000, "text/html"),
                *("multipart/form-data; boundary=", "application/json; charset=utf-7"),
                *("csrftoken=x; sessionid=\xff", "Basic !!!", "Bearer", "x" * 70000),
            ]
        ),
    ),
    max_size=4,
)
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "ODD"]


@st.composite
def paths(draw):
    """The path of one of the routes, its parts filled with what fits, or not."""
    _, pattern = draw(st.sampled_from(ROUTES))

    def part(match):
        kind = match[1]
        if kind == "slug":
            return draw(st.sampled_from(["storm", "none", "x" * 300, "-", "STORM"]))
        if kind in ("int", "cursor"):
            number = st.integers(0, 10**22)
            return draw(st.one_of(number.map(str), st.just("1"), words.map(quoted)))
        return quoted(draw(words))

    path = "/" + re.sub(r"<(?:(\w+):)?\w+>", part, pattern)
    return draw(st.sampled_from([path, path, path, path[:-1], f"/{path}", f"{path}x"]))


def quoted(text):
    return quote(text, safe="/")


def check(got, path):
    assert got.status < 500, path
    for name, value in got.headers.items():
        assert NAME.fullmatch(name), (path, name)
        assert VALUE.fullmatch(str(value)), (path, name, value)
    # A picture that an editor may see asks for the session, true or not.
    assert "set-cookie" not in got.headers or "/media/" in path, path
    assert got["X-Evil"] is None
    if location := got["Location"]:
        assert re.match(r"/(?![/\\])", location), (path, location)


@anything
@given(path=paths(), query=queries, said=headers, method=st.sampled_from(METHODS))
@example("/", [("q", '"')], {}, "GET")
@example("/", [("q", "'")], {}, "GET")
@example("/oembed", [("url", "http://[")], {}, "GET")
@example("//evil.test/live/storm", [], {}, "GET")
@example("/live/storm", [("x", "\r\nX-Evil: 1")], {}, "GET")
@example("/preview/%0d%0aX-Evil:1/", [], {}, "GET")
@example("/media/%0d%0aX-Evil:1.png", [], {}, "GET")
def test_no_request_breaks_a_public_address(gate_and_django, path, query, said, method):
    address = path + (f"?{urlencode(query)}" if query else "")
    for application in gate_and_django:
        check(ask(application, address, method, **said), address)


@anything
@given(path=st.text(st.characters(codec="utf-8"), max_size=40), said=headers)
@example("live/storm/\n", {})
@example("\\evil.test", {})
@example("/evil.test", {})
@example("%2f%2fevil.test/", {})
def test_no_path_breaks_it(gate_and_django, path, said):
    for raw in ("/" + quote(path), "/live/" + quote(path), "/media/" + quote(path)):
        for application in gate_and_django:
            check(ask(application, raw, **said), raw)


@anything
@given(query=st.text(st.characters(codec="utf-8", exclude_characters="#"), max_size=40))
@example("%")
@example("q=%ff%fe")
@example("page=1&page=2&&=&=;")
@example("q=" + "a+" * 500)
def test_no_query_breaks_it(gate_and_django, query):
    for path in ("/", "/live/storm/", "/live/storm/updates/1/", "/oembed"):
        for application in gate_and_django:
            address = f"{path}?{quote(query, safe='&=%+;')}"
            check(ask(application, address), address)


OURS = ("testserver", "localhost", "127.0.0.1")


@anything
@given(host=latin)
@example("testserver\tevil")
@example("testserver:80:80")
@example("[::1]")
@example("testserver@evil.test")
@example("evil.test#testserver")
@example("testserver.")
@example("xn--")
def test_no_host_but_ours_is_answered(gate_and_django, host):
    for application in gate_and_django:
        for address in ("/", "/live/storm", "/live/storm/updates/1/"):
            got = ask(application, address, HTTP_HOST=host)
            check(got, host)
            name = re.sub(r":\d+\Z", "", host.lower()).removesuffix(".")
            assert got.status == 400 or name in OURS, host
            if name not in OURS and len(host) > 3:
                assert host.encode("latin-1") not in got.body


@anything
@given(token=st.one_of(words, st.text(":abcXYZ019-_", max_size=80)))
@example(":::")
@example("a:b:c")
@example("W10:1:x")
def test_no_word_is_a_preview(gate_and_django, token):
    for application in gate_and_django:
        for address in (
            f"/preview/{quoted(token)}/",
            f"/media/a.png?preview={token!r}",
        ):
            got = ask(application, quote(address, safe="/?=%:"))
            check(got, address)
            assert got.status in (404, 301, 400), address


def test_a_true_preview_opens_where_the_guesses_did_not(gate_and_django):
    link = preview.link(LivePage.objects.get())
    for application in gate_and_django:
        assert ask(application, link).status == 200


class Unread:
    """The body of a request; whoever reads it may wait for ever."""

    def read(self, *size):
        raise AssertionError("The body was read.")

    readline = __iter__ = read


@pytest.mark.parametrize(
    "path", ["/", "/live/storm/", "/oembed", "/preview/x/", "/media/a.png", "/nowhere"]
)
def test_nobody_waits_for_a_body_that_is_not_wanted(gate_and_django, path):
    for application in gate_and_django:

        def with_body(environ, start_response, application=application):
            return application(environ | {"wsgi.input": Unread()}, start_response)

        said = {
            "CONTENT_LENGTH": "9",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "HTTP_COOKIE": f"csrftoken={'a' * 32}",
        }
        assert ask(with_body, path, "POST", **said).status in (404, 405)
        said["HTTP_HOST"] = "evil.test"
        assert ask(with_body, path, "POST", **said).status == 400
