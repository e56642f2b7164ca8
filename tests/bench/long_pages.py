"""What does not grow with the length of a page: part of `make bench`.

The same answers of a page with 100 and of one with 10,000 posts, by turns, in this
process, through all middleware: once with an empty cache, so that everything is
really rendered, once with a warm one. Times are those of the processor, which a busy
machine troubles less; a ratio is the median of those of the single turns.
"""

import argparse
import gc
import os
import shutil
import statistics
import tempfile
import time

from rich import box
from rich.console import Console
from rich.table import Table

from tests.bench.page_weight import machine, prepare
from tests.bench.pages import make_long_page

SIZES = (100, 10_000)
GOAL = 1.2
TURNS, QUICK_TURNS = 15, 3
TRIES = 3  # of which the fastest counts, in each turn


class Reader:
    """What is asked for on one PAGE: by a reader, and by CLIENT, who is an editor."""

    def __init__(self, page, client):
        self.page = page
        self.client = client
        self.path = page.get_absolute_url()
        self.desk = f"/admin/posts/livepage/{page.pk}/desk/"
        public = page.posts.published().order_by("sort_key")
        self.middle = public[public.count() // 2]
        self.newest = public.last()

    def addresses(self):
        """{what: (address, status)} as the page is now."""
        from posts.desk.stream import Cursor

        self.page.refresh_from_db()
        revision = self.page.revision
        seen = Cursor.of(self.page)
        before = Cursor(seen.revision - 1, seen.posts - 1, seen.page)
        updates, middle = f"{self.path}updates", self.middle.sort_key
        return {
            "idle poll": (f"{updates}/{revision}/", 204),
            "poll with one new post": (f"{updates}/{revision - 1}/", 200),
            "starting over": (f"{updates}/{self.page.reset_revision - 1}/", 200),
            "first page": (self.path, 200),
            "first page, oldest first": (f"{self.path}?order=oldest", 200),
            "key events": (f"{self.path}?show=key", 200),
            "older page": (f"{self.path}?before={middle}", 200),
            "permalink": (self.middle.get_absolute_url(), 200),
            "embed": (f"{self.path}embed/", 200),
            "Atom feed": (f"{self.path}feed.atom", 200),
            "JSON feed": (f"{self.path}feed.json", 200),
            "desk": (self.desk, 200),
            "desk: poll": (f"{self.desk}updates/?cursor={seen}", 200),
            "desk: poll with one change": (f"{self.desk}updates/?cursor={before}", 200),
            "desk: older rows": (f"{self.desk}rows/?before={middle}", 200),
            "index": ("/", 200),
        }

    def get(self, address, status):
        response = self.client.get(address)
        assert response.status_code == status, (address, response.status_code)

    def publish(self):
        from tests.conftest import publish

        publish(self.page)

    def edit(self):
        from tests.conftest import edit

        edit(self.newest, label="" if self.newest.label else "breaking")
        self.newest.refresh_from_db()


def seconds(act, *words):
    start = time.process_time()
    act(*words)
    return time.process_time() - start


def once(reader, is_warm):
    """{what: seconds of the processor} for READER's page."""
    from django.core.cache import cache

    took = {}
    for what, (address, status) in reader.addresses().items():
        tries = []
        for _ in range(TRIES):
            if not is_warm:
                cache.clear()
            tries.append(seconds(reader.get, address, status))
        took[what] = min(tries)
    if not is_warm:
        took["an edit"] = min(seconds(reader.edit) for _ in range(TRIES))
        took["a post published"] = min(seconds(reader.publish) for _ in range(TRIES))
    return took


def by_turns(readers, turns, is_warm):
    """{what: (short, long)}: seconds for the two READERS, who begin by turns."""
    took = {}
    for turn in range(turns):
        gc.collect()
        order = (0, 1) if turn % 2 else (1, 0)
        found = {which: once(readers[which], is_warm) for which in order}
        for what in found[0]:
            short, long = took.setdefault(what, ([], []))
            short.append(found[0][what])
            long.append(found[1][what])
    return took


def shown(title, took, style):
    short, long = (f"{size:,} posts, ms" for size in SIZES)
    table = Table("What", short, long, "ratio", f"goal {GOAL}", title=title, box=style)
    for what, (some, many) in took.items():
        ratio = statistics.median(b / a for a, b in zip(some, many, strict=True))
        table.add_row(
            what,
            f"{1000 * statistics.median(some):.2f}",
            f"{1000 * statistics.median(many):.2f}",
            f"{ratio:.2f}",
            "met" if ratio <= GOAL else "NOT met",
        )
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer turns")
    parser.add_argument("--markdown", action="store_true", help="tables for the docs")
    asked = parser.parse_args()
    turns = QUICK_TURNS if asked.quick else TURNS
    style = box.MARKDOWN if asked.markdown else box.HEAVY_HEAD
    data = tempfile.mkdtemp(prefix="liveblog-bench-")
    os.environ["COLUMNS"] = "250" if asked.markdown else "100"
    try:
        prepare(data, ("css", "js", "json", "map", "svg"))
        from django.contrib.auth.models import User
        from django.test import Client

        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(User.objects.create_superuser("chief"))
        readers = [
            Reader(make_long_page(f"long-{size}", size), client) for size in SIZES
        ]
        console = Console()
        console.print(machine())
        for title, is_warm in (("cache empty", False), ("cache warm", True)):
            by_turns(readers, 1, is_warm)  # templates and statements are read once
            took = by_turns(readers, turns, is_warm)
            title = f"Processor time, {title}, middle of {turns}"
            console.print(shown(title, took, style))
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
