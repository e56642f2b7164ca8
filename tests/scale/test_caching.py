"""What nginx keeps, for whom, and what it leaves alone."""

import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests import deployed
from tests.installed import ask
from tests.reader import parse
from tests.scale.conftest import eventually
from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.visitor import Visitor
from tests.servers import free_port, nginx

SHARED = [
    "/",
    "/?q=ferry",
    "{live}",
    "{live}?order=oldest",
    "{live}?show=key",
    "{older}",
    "{post}",
    "{live}embed/",
    "{live}feed.atom",
    "{live}feed.json",
    "{live}updates/1/",
    "{live}updates/1/?show=key",
    "{poll}",
    "{ended}",
    "/oembed?url=https://live.example.org{live}",
    "/sitemap.xml",
    "/robots.txt",
    "/manifest.webmanifest",
]


@pytest.fixture
def at(site, reader):
    """The address that one of SHARED means here."""
    markup = parse(reader.get(site.facts["live"]).content)
    places = {
        **site.facts,
        "older": markup.select_one("#older a")["href"],
        "poll": markup.find(id="poller")["data-hx-get"],
    }
    return lambda address: address.format(**places)


def test_an_idle_poll_is_small_behind_nginx_too(reader, at):
    answer = reader.get(at("{poll}"), Accept_Encoding="br")
    assert answer.status_code == 204
    lines = [f"{name}: {value}" for name, value in answer.headers.items()]
    assert len("\r\n".join(["HTTP/1.1 204 No Content", *lines, "", ""])) <= 170


@pytest.mark.parametrize("address", SHARED)
def test_a_public_answer_is_kept_as_long_as_it_says(reader, direct, at, address):
    def given_away():
        answer = reader.get(at(address), Accept_Encoding="gzip")
        return answer.cache == "HIT" and answer

    kept = eventually(given_away)
    fresh = direct[0].get(at(address), Accept_Encoding="gzip")
    assert kept.status_code == fresh.status_code
    assert kept.status_code in (200, 204)
    assert kept.content == fresh.content
    for name in ("Cache-Control", "Content-Type", "Cache-Tag"):
        assert kept.headers.get(name) == fresh.headers.get(name), name
    assert "s-maxage" in kept.headers["Cache-Control"]
    assert "Set-Cookie" not in kept.headers


@pytest.mark.parametrize("address", SHARED)
def test_who_signed_in_gets_what_everybody_gets(site, reader, at, address):
    editor = Visitor(site)
    editor.cookies = {"sessionid": "stolen", "csrftoken": "x" * 32}

    def given_away():
        answer = editor.get(at(address), Authorization="Basic eA==")
        return answer.cache == "HIT" and answer

    seen = eventually(given_away)
    assert "Set-Cookie" not in seen.headers
    assert b"csrf" not in seen.content
    assert "Cookie" not in seen.headers.get("Vary", "")
    assert seen.content == reader.get(at(address)).content


def test_a_holder_of_a_page_gets_304_and_a_look_at_its_head_only(site, reader):
    ended = site.facts["ended"]
    whole = reader.get(ended)
    same = reader.get(ended, If_None_Match=whole.headers["ETag"])
    assert (same.status_code, same.raw) == (304, b"")
    head = reader.head(ended)
    assert (head.status_code, head.raw) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.raw))


def test_what_is_for_one_person_is_not_kept(site, reader):
    editor = Visitor(site)
    assert editor.sign_in(EDITORS[0], PASSWORD).status_code == 302
    desk = f"/admin/posts/livepage/{site.facts['page']}/desk/"
    link = editor.post(f"{desk}preview-link/", {}).content.decode()
    preview = parse(link).select_one("input, a")
    preview = preview.get("value") or preview["href"]
    preview = "/" + preview.split("/", 3)[3]
    for visitor, path in [
        (editor, "/admin/"),
        (editor, desk),
        (editor, f"{desk}updates/"),
        (reader, "/admin/login/"),
        (reader, preview),
        (editor, f"/media/{site.facts['hidden_picture']}"),
    ]:
        answers = [visitor.get(path) for _ in range(2)]
        assert [answer.cache for answer in answers] == [None, None], path
        kept = answers[0].headers["Cache-Control"]
        assert "public" not in kept, path
        assert "private" in kept or "no-cache" in kept, path


def test_links_from_elsewhere_share_one_answer(site, reader):
    ended = site.facts["ended"]
    reader.get(ended)
    for query in ("?fbclid=1", "?utm_source=x&utm_medium=y", "?at="):
        assert reader.get(ended + query).cache == "HIT", query
    oldest = f"{ended}?order=oldest"
    reader.get(oldest)
    for query in ("&fbclid=1", "&order=newest"):
        seen = reader.get(oldest + query)
        assert seen.cache == "HIT", query
        assert seen.content == reader.get(oldest).content


def test_a_search_is_kept_by_its_words_alone(reader):
    def given_away(path):
        return eventually(
            lambda: (seen := reader.get(path)).cache == "HIT" and seen.content
        )

    assert given_away("/?q=ferry") != given_away("/?q=tug")
    assert given_away("/?x=1&q=ferry") == given_away("/?q=ferry")


def test_an_address_that_is_not_there_is_not_asked_for_again_at_once(site, reader):
    def given_away():
        seen = reader.get("/live/never/")
        assert seen.status_code == 404
        return seen.cache == "HIT"

    assert eventually(given_away)


class Held(ThreadingHTTPServer):
    """An app server that gives `words` after `seconds`, to be kept for a second.

    `asked` are the addresses as they came.
    """

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Holding)
        self.words, self.seconds, self.asked = b"old", 0, []


class Holding(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.requestline.split()[1])
        time.sleep(self.server.seconds)
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=0, s-maxage=1")
        self.end_headers()
        self.wfile.write(self.server.words)

    def log_message(self, *args):
        pass


@pytest.fixture
def held(tmp_path):
    """A Held server behind nginx, which listens on its `port`."""
    with Held() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        server.port, folder = free_port(), tmp_path / "nginx"
        configuration = deployed.nginx_configuration(
            folder, tmp_path / "data", [server.server_port], server.port
        )
        with nginx(folder, configuration):
            yield server
        server.shutdown()


def said(held, path):
    return ask(held.port, "GET", path, headers={"Host": deployed.NAME})


def test_nobody_gets_an_old_delta_while_it_is_made_anew(held):
    """Two whose tabs slept come back at once; a post was withdrawn meanwhile."""
    poll = "/live/storm/updates/5/"
    assert said(held, poll) == (200, "old")
    time.sleep(3)
    held.words, held.seconds = b"new", 1
    with ThreadPoolExecutor(2) as readers:
        answers = list(readers.map(lambda _: said(held, poll), range(2)))
    assert answers == [(200, "new")] * 2


@pytest.mark.parametrize(
    ("spelled", "kept"),
    [
        ("/oembed?url=a", "/oembed?url=a"),
        ("/x/../oembed?url=a", "/oembed?url=a"),
        ("/%2foembed?url=a", "/oembed?url=a"),
        ("//oembed?url=a", "/oembed?url=a"),
        ("/x/../static/new.css", "/static/new.css"),
        ("/static/%6eew.css?x=1", "/static/new.css"),
        ("/static/x/%2e%2e/new.0123456789ab.css", "/static/new.0123456789ab.css"),
        ("/static/a%20%0d%0aX:%3fy", "/static/a%20%0D%0AX:%3Fy"),
        ("/x/../?q=ferry", "/?q=ferry"),
        ("/x/../live/storm/", "/live/storm/"),
        ("/x/../live/storm/updates/5/", "/live/storm/updates/5/"),
        ("/x/../live/storm/embed/", "/live/storm/embed/"),
        ("/x/../robots.txt", "/robots.txt"),
        ("/x/../sitemap.xml", "/sitemap.xml"),
    ],
)
def test_the_app_is_asked_for_what_its_answer_is_kept_under(held, spelled, kept):
    """So that nobody gets, under a good address, what an odd spelling of it gives."""
    said(held, spelled)
    assert held.asked == [kept]
