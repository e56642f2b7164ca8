"""A hundred thousand readers of one live page while its editor publishes: `make bench`.

Starts this app alone, on granian with two workers and SQLite, an editor who works on
its desk, readers who each keep an idle connection, and in this process the crowd. All
of it shares the machine; what each part used is told. `--help` lists what can be set;
`--quick` is a small one.
"""

import argparse
import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings
from rich.console import Console

from tests import servers
from tests.bench import crowd_checks, crowd_report
from tests.bench.crowd_readers import Crowd
from tests.process_tree import ProcessTree

SEEDED = 30  # posts on the page before
WARMING = 40  # requests to the server before its memory is measured
CLOSING = 60  # seconds in which everybody polls once more, at most
# Kept connections count against granian's backpressure, and one that is idle for
# longer than the time to read a head is closed.
OPTIONS = (
    "--http 1 --blocking-threads 4 --backlog 4096 --backpressure 19000 "
    "--http1-header-read-timeout 60000"
)


class Reading(NamedTuple):
    """What was used and done so far: processor seconds, bytes, answers."""

    at: float
    generator: float
    servers: float
    editor: float
    idle: float
    machine: float
    answers: int
    received: int
    sent: int


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=120, help="of the measurement")
    parser.add_argument("--interval", type=float, default=10, help="between two polls")
    parser.add_argument("--connections", type=int, default=1000, help="that they share")
    parser.add_argument(
        "--idle", type=int, default=8000, help="connections beside that"
    )
    parser.add_argument(
        "--idle-interval", type=float, default=40, help="between two polls on each"
    )
    parser.add_argument(
        "--roaming", type=float, default=0.05, help="share of readers who come and go"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--options", default=OPTIONS, help="for granian")
    parser.add_argument("--editor", choices=["desk", "door"], default="desk")
    parser.add_argument("--encoding", default="gzip, deflate, br")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="20,000 readers, 20 s")
    asked = parser.parse_args()
    if asked.quick:
        asked.readers, asked.seconds = 20_000, 20
        asked.idle, asked.idle_interval = 1000, 12
    return asked


def prepare(data, interval):
    """Production with its data in DATA; a live page, an editor. (page, pks)."""
    os.environ |= servers.environment(data) | {
        "POLL_SECONDS": str(interval),
        "PRESSURE": "false",  # nobody is asked to poll less often
    }
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    # Models can be imported only now.
    from tests.conftest import make_page, make_user
    from tests.page_weight import publish_ordinary

    page = make_page()
    publish_ordinary(page, SEEDED)
    make_user("edna", "Editors")
    page.refresh_from_db()
    return page, list(page.posts.order_by("sort_key").values_list("pk", flat=True))


@contextmanager
def beside(module, *words):
    """A process that runs MODULE and talks by lines; ended with the block."""
    command = [sys.executable, "-m", f"tests.bench.{module}", *map(str, words)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, cwd=servers.ROOT, **pipes)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def tell(process):
    process.stdin.write("\n")
    process.stdin.flush()


def told(process):
    """The next line of PROCESS, which is JSON."""
    line = process.stdout.readline()
    if not line:
        raise SystemExit("A process beside the crowd ended early.")
    return json.loads(line)


def warm(site, page):
    """Let every worker answer a few times, so that it has loaded what it needs."""
    paths = [page.get_absolute_url(), f"{page.get_absolute_url()}updates/0/", "/"]
    for number in range(WARMING):
        urllib.request.urlopen(site + paths[number % len(paths)], timeout=30).close()


def read(crowd, server, editor, idle):
    lines = Path("/proc/stat").read_text().split("\n", 1)
    user, nice, system, _, _, irq, soft, steal = map(int, lines[0].split()[1:9])
    return Reading(
        at=time.monotonic(),
        generator=time.process_time(),
        servers=server.cpu_seconds(),
        editor=ProcessTree(editor.pid).cpu_seconds(),
        idle=ProcessTree(idle.pid).cpu_seconds(),
        machine=(user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK"),
        answers=crowd.answers.total(),
        received=crowd.received,
        sent=crowd.sent,
    )


def play(asked, page, pks, server, log):
    """Let the crowd read; everything that the report tells. LOG is the editor's."""
    path, start = page.get_absolute_url(), server.memory()
    opening = round(asked.interval)
    own = ["--port", server.port, "--path", path, "--readers", asked.idle]
    own += ["--seconds", asked.idle_interval]
    work = ["--port", server.port, "--page", page.pk, "--at", asked.editor]
    work += ["--seconds", opening + asked.seconds, "--log", log]
    with beside("crowd_idle", *own) as idle, beside("crowd_editor", *work) as editor:
        opened = told(idle)["open"]
        told(editor)
        crowd = Crowd(
            server.port, path, asked.readers, asked.connections,
            roaming=round(asked.roaming * asked.readers),
            encoding=asked.encoding, seed=asked.seed,
        )  # fmt: skip
        crowd.spread(opening)
        tell(editor)
        crowd.run(opening)
        readings = [read(crowd, server, editor, idle)]
        crowd.run(asked.seconds)
        readings.append(read(crowd, server, editor, idle))
        memory = {"start": start, "end": server.memory()}
        tell(idle)
        crowd.is_closing = True
        crowd.run(CLOSING, lambda: editor.poll() is not None)
        if editor.wait(timeout=1):
            raise SystemExit("The editor gave up.")
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        last = lines[-1]["revision"]
        crowd.run(CLOSING, lambda: crowd.cursors.count(last) == asked.readers)
        behind = asked.readers - crowd.cursors.count(last)
        kept = told(idle)
        crowd.close()
    time.sleep(1)
    memory["after"] = server.memory()
    news = crowd_checks.News(lines, pks, settings.POSTS_PER_PAGE)
    return {
        "asked": asked, "crowd": crowd, "news": news, "readings": readings,
        "memory": memory, "idle": kept | {"wanted": asked.idle, "opened": opened},
        "behind": behind, "lines": lines,
    }  # fmt: skip


def main():
    asked = arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    data = tempfile.mkdtemp(prefix="liveblog-crowd-")
    gc.disable()
    try:
        page, pks = prepare(data, asked.interval)
        variables = servers.environment(data)
        with servers.app(
            variables, workers=asked.workers, options=asked.options.split()
        ) as server:
            warm(server.url, page)
            seen = play(asked, page, pks, server, Path(data, "editor.log"))
        crowd_report.tell(Console(), **seen)
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
