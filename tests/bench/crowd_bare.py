"""What the crowd's generator costs by itself: readers of a server that does nothing.

`python -m tests.bench.crowd_bare` lets the crowd poll a bare WSGI callable on granian,
first one that has nothing new, then one that has a delta of a few kilobytes for
everybody, and tells the processor's time of the generator for each poll.
"""

import argparse
import gc
import random
import time
from functools import cache

from rich.console import Console
from rich.table import Table

from tests import servers
from tests.bench.crowd_readers import Crowd

PATH = "/live/bare/"
DELTA_BYTES = 3000
POLLER = (
    '<html><div id="poller" data-hx-get="{path}updates/{cursor}/" data-seconds="5">'
)


def application(environ, start_response):
    """A page; then nothing new under /live/bare/, a delta under /live/news/."""
    path = environ["PATH_INFO"]
    page, _, cursor = path.partition("updates/")
    if not cursor:
        body = answer(page, 1)
    elif page == PATH:
        start_response("204 No Content", [])
        return [b""]
    else:
        body = answer(page, int(cursor.rstrip("/")) + 1)
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@cache
def answer(page, cursor):
    words = random.Random(cursor).randbytes(DELTA_BYTES // 2).hex()
    return (POLLER.format(path=page, cursor=cursor) + words).encode()


def measure(server, path, asked):
    """(polls a second, µs of the generator for each, of the servers for each)."""
    crowd = Crowd(
        server.port, path, asked.readers, asked.connections, seconds=asked.interval
    )
    crowd.spread(asked.interval)
    crowd.run(asked.interval * 1.3)
    answers, at = crowd.answers.total(), time.monotonic()
    own, theirs = time.process_time(), server.cpu_seconds()
    crowd.run(asked.seconds)
    answers = crowd.answers.total() - answers
    rate = answers / (time.monotonic() - at)
    own, theirs = time.process_time() - own, server.cpu_seconds() - theirs
    crowd.close()
    if crowd.errors:
        raise SystemExit(f"The bare server failed: {dict(crowd.errors)}")
    return rate, own / answers * 1e6, theirs / answers * 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=100_000)
    parser.add_argument("--interval", type=float, default=10)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    gc.disable()
    table = Table("Answer", "polls a second", "generator, µs", "server, µs")
    options = ["--http", "1", "--backlog", "4096", "--backpressure", "19000"]
    bare = "tests.bench.crowd_bare:application"
    with servers.app({}, options=options, application=bare) as server:
        for name, path in {"204": PATH, "200, 3 kB": "/live/news/"}.items():
            rate, own, theirs = measure(server, path, asked)
            table.add_row(name, f"{rate:,.0f}", f"{own:.1f}", f"{theirs:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
