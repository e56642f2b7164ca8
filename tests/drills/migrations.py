"""Migrations back and forward on a page of 10,000 posts, while readers poll.

An editor goes on publishing. While the schema is older than the code, readers keep the
page that they have and the editor is refused; what was accepted is there at the end,
and every reader's page equals a fresh one.
"""

import argparse
import contextlib
import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

from tests.reader import FURNITURE, Reader
from tests.servers import ROOT, app, environment, postgresql

BACK_TO = "0006"  # the page's own row was read without a column then
GOOD = (200, 204)


class Http:
    """A browser's requests to a server's PORT; `polls` counts the answers by status."""

    def __init__(self, port, polls):
        self.port = port
        self.polls = polls

    def get(self, url):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", url)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        self.polls[response.status] += 1
        return SimpleNamespace(status_code=response.status, content=content)


class Polling(threading.Thread):
    """A reader who polls twice a second; `good` are the moments of a good answer."""

    def __init__(self, port, url, until):
        super().__init__()
        self.polls = Counter()
        self.reader = Reader(Http(port, self.polls), url)
        self.until = until
        self.good = [time.monotonic()]

    def run(self):
        while not self.until.wait(0.5):
            with contextlib.suppress(AssertionError, OSError):
                self.reader.poll()  # else: not now, ask again
                self.good.append(time.monotonic())

    @property
    def longest_silence(self):
        return max(later - earlier for earlier, later in pairwise(self.good))


class Publishing(threading.Thread):
    """An editor who publishes twice a second: headlines `accepted`, or `refused`."""

    def __init__(self, page, until):
        super().__init__()
        self.page = page
        self.until = until
        self.accepted, self.refused = [], Counter()

    def run(self):
        from django.db import Error, connection

        from tests.conftest import publish

        while not self.until.wait(0.5):
            headline = f"Number {len(self.accepted)}"
            try:
                publish(self.page, headline)
                self.accepted.append(headline)
            except Error as error:
                self.refused[type(error).__name__] += 1
                connection.close()
        connection.close()


def main(words):
    parser = argparse.ArgumentParser(prog="migrations", description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args(words)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = ""
        if options.postgresql:
            database = stack.enter_context(postgresql(folder / "postgresql"))
        variables = environment(folder / "data", database)
        variables |= {"READERS_EVERY": "0", "DATABASE_STATEMENT_SECONDS": "0"}
        os.environ |= variables
        manage("migrate", "--verbosity=0")
        manage("collectstatic", "--verbosity=0", "--noinput")
        page = long_page(options.posts)
        server = stack.enter_context(app(variables, options=["--blocking-threads=8"]))
        return drill(server.port, page, options)


def drill(port, page, options):
    """The exit code: 0 if nothing was lost and all readers have the page."""
    until, url = threading.Event(), page.get_absolute_url()
    readers = [Polling(port, url, until) for _ in range(options.readers)]
    editor = Publishing(page, until)
    for thread in (*readers, editor):
        thread.start()
    try:
        for number in range(options.rounds):
            time.sleep(3)
            back = timed("migrate", "posts", BACK_TO, "--verbosity=0")
            time.sleep(3)
            forward = timed("migrate", "--verbosity=0")
            print(f"round {number + 1}: back in {back:.1f} s, forward in {forward:.1f}")
        time.sleep(3)
    finally:
        until.set()
        for thread in (*readers, editor):
            thread.join()
    return judge(port, page, readers, editor)


def judge(port, page, readers, editor):
    from posts.checking import check

    there = set(page.posts.values_list("headline", flat=True))
    lost = [headline for headline in editor.accepted if headline not in there]
    fresh = Reader(Http(port, Counter()), page.get_absolute_url())
    behind = [one for one in readers if not same(one.reader, fresh)]
    findings = [finding for finding in check() if finding.is_broken]
    polls = sum((one.polls for one in readers), Counter())
    print(f"polls by status: {dict(sorted(polls.items()))}")
    print(f"published: {len(editor.accepted)}, refused: {dict(editor.refused)}")
    silence = max(one.longest_silence for one in readers)
    print(f"longest without a good answer: {silence:.1f} s")
    print(f"lost: {len(lost)}, readers behind: {len(behind)}, broken: {len(findings)}")
    for finding in findings[:5]:
        print(finding)
    return 1 if lost or behind or findings else 0


def same(reader, fresh):
    reader.catch_up()
    expected = [article for article in fresh.feed if reader.holds(article.sort)]
    shown = [article for article in reader.feed if fresh.holds(article.sort)]
    return shown == expected and all(
        reader.furniture[name] == fresh.furniture[name] for name in FURNITURE
    )


def long_page(count):
    """A live page of COUNT posts in the database that the environment names."""
    import django

    django.setup()
    from posts import search
    from posts.models import LivePage
    from tests.bench.pages import make_long_page

    page = make_long_page("storm", count)
    # Its versions were written without their bylines: begin without any.
    page.posts.model.history.all().delete()
    search.write_anew(page)
    return LivePage.objects.get(pk=page.pk)


def manage(*words):
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=os.environ, check=True)


def timed(*words):
    """Seconds that the command takes, its start included."""
    began = time.monotonic()
    manage(*words)
    return time.monotonic() - began
