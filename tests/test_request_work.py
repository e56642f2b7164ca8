"""Work, counted in calls and queries: it grows no faster than what is asked."""

import sys

import pytest

from posts.gate import Gate
from tests.gate import ask

pytestmark = pytest.mark.django_db


def calls(act):
    """How many functions ACT calls, Python's own included."""
    count = 0

    def note(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


GROWING = {
    "path": lambda n: ("/" + "a/" * n, {}),
    "slug": lambda n: (f"/live/{'a' * n}/", {}),
    "media": lambda n: (f"/media/{'a' * n}/1/480w.webp", {}),
    "media, dashes": lambda n: (f"/media/{'-' * n}.still.", {}),
    "number": lambda n: (f"/live/storm/post/{'9' * n}/", {}),
    "cursor": lambda n: (f"/live/storm/updates/{'9' * n}/", {}),
    "preview": lambda n: (f"/preview/{'a:' * n}/", {}),
    "search": lambda n: (f"/?q={'wind+' * n}", {}),
    "search, marks": lambda n: (f"/?q={'%CC%81' * n}", {}),
    "search, one word": lambda n: (f"/?q={'a' * n}", {}),
    "parameters": lambda n: ("/?" + "&".join(f"a{one}=1" for one in range(n)), {}),
    "oembed": lambda n: (f"/oembed?url=http://testserver/{'a/' * n}", {}),
    "oembed, size": lambda n: (f"/oembed?url=x&maxwidth={'9' * n}", {}),
    "at": lambda n: (f"/live/storm/?at={'9' * n}", {}),
    "before": lambda n: (f"/live/storm/?before={'9' * n}", {}),
    "codings": lambda n: ("/", {"HTTP_ACCEPT_ENCODING": "br;q=0.1, " * n}),
    "tags": lambda n: ("/", {"HTTP_IF_NONE_MATCH": '"a", ' * n}),
    "tags, open": lambda n: ("/", {"HTTP_IF_NONE_MATCH": 'W/"' * n}),
    "since": lambda n: ("/", {"HTTP_IF_MODIFIED_SINCE": "1" * n}),
    "cookies": lambda n: ("/media/a.png", {"HTTP_COOKIE": "a=b; " * n}),
    "host": lambda n: ("/", {"HTTP_HOST": "a." * n}),
    "type": lambda n: ("/", {"CONTENT_TYPE": "text/html; a=b" * n}),
    "languages": lambda n: ("/admin/login/", {"HTTP_ACCEPT_LANGUAGE": "en, " * n}),
    "ranges": lambda n: ("/media/a.png", {"HTTP_RANGE": "bytes=" + "0-1," * n}),
}


def work(application, address, said):
    """The calls that it takes to answer, without what is done but once."""
    ask(application, address, **said)
    if isinstance(application, Gate):
        application.forget()
    return calls(lambda: ask(application, address, **said))


@pytest.mark.parametrize("kind", GROWING)
def test_work_grows_no_faster_than_what_is_asked(gate_and_django, kind):
    """Counted in calls: eight times the request, nine times the calls at most."""
    for application in gate_and_django:
        few, many = (work(application, *GROWING[kind](n)) for n in (250, 2000))
        assert many <= 9 * few, (few, many)


@pytest.mark.parametrize("kind", GROWING)
def test_no_length_of_a_request_asks_the_database_more(
    gate_and_django, kind, django_assert_max_num_queries
):
    address, said = GROWING[kind](2000)
    for application in gate_and_django:
        with django_assert_max_num_queries(12):
            ask(application, address, **said)
