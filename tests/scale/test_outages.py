"""App servers come and go; readers notice little, editors are told."""

import os
import signal
import time
from contextlib import contextmanager

import pytest

from tests.desk import save
from tests.reader import parse
from tests.scale.conftest import eventually
from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.visitor import Visitor

# Seconds for which nginx leaves an app server alone that failed; see nginx.conf.
FAIL_TIMEOUT = 2


@contextmanager
def without(site, *numbers):
    """While the app servers NUMBERS are down."""
    for number in numbers:
        site.stop(number)
    try:
        yield
    finally:
        for number in numbers:
            site.start(number)
        time.sleep(FAIL_TIMEOUT + 1)


@pytest.fixture
def poll(site, reader):
    page = parse(reader.get(site.facts["live"]).content)
    return page.find(id="poller")["data-hx-get"]


def answers(visitor, path):
    """An answer that nginx had to ask an app server for."""
    answer = visitor.get(path)
    return answer.status_code < 400 and answer.cache in ("MISS", "EXPIRED", "HIT")


def test_readers_have_the_page_while_all_app_servers_are_down(
    site, reader, direct, poll
):
    paths = [site.facts["live"], site.facts["ended"], "/", site.facts["post"]]
    known = {path: direct[0].get(path).content for path in paths}
    for path in paths:
        eventually(lambda path=path: reader.get(path).content == known[path])
    with without(site, 0, 1):
        for path in paths:
            eventually(lambda path=path: reader.get(path).cache in ("STALE", "HIT"))
        live = eventually(
            lambda: (seen := reader.get(paths[0])).cache == "STALE" and seen
        )
        assert live.status_code == 200
        for path in paths:
            assert reader.get(path).content == known[path], path
        away = eventually(
            lambda: (seen := reader.get(poll)).status_code == 503 and seen
        )
        assert away.headers["Retry-After"] == "5"
        assert away.headers["Cache-Control"] == "no-store"
        unknown = reader.get("/live/never-asked-for/")
        assert unknown.status_code == 503
        style = reader.get("/static/posts/live.css")
        assert style.status_code == 200
    for path in (*paths, poll):
        eventually(lambda path=path: answers(reader, path))


@pytest.mark.parametrize("number", [0, 1])
def test_one_app_server_is_enough(site, reader, page, poll, number):
    editor = Visitor(site)
    assert editor.sign_in(EDITORS[number], PASSWORD).status_code == 302
    with without(site, number):
        for n in range(30):
            assert reader.get(f"{site.facts['live']}?at={n}").status_code == 200
            assert reader.get(poll).status_code in (200, 204)
        said = save(editor, page, "publish", headline=f"Without number {number}")
        assert said.status_code == 200


def test_a_worker_that_dies_is_replaced(site, direct):
    """Killed by its process id, as the kernel does when memory is short."""
    tree = site.servers[0]
    parent, *workers = tree.pids()
    os.kill(workers[-1], signal.SIGKILL)
    eventually(lambda: workers[-1] not in tree.pids())

    def again():
        try:
            return direct[0].get("/robots.txt").status_code == 200
        except OSError:
            return False

    eventually(again)
    assert tree.pids()[0] == parent
