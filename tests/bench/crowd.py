"""A hundred thousand readers of one live page while its editor publishes: `make bench`.

Starts this app alone, on granian with two workers and SQLite, an editor who works on
its desk, readers who each keep an idle connection, and in this process the crowd. All
of it shares the machine; what each part used is told. `--help` lists what can be set;
`--quick` is a small one.
"""

import argparse
import gc
import http.client
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings
from rich.console import Console

from tests import servers
from tests.bench import crowd_checks, crowd_editor, crowd_report
from tests.bench.crowd_readers import Crowd
from tests.bench.page_weight import machine
from tests.process_tree import ProcessTree

SEEDED = 30  # posts on the page before
WARMING = 32  # browsers at once before the server's memory is first measured
IDLE_EACH = 18_000  # connections of a process, which may have 20,000 files
CLOSING = 60  # seconds in which everybody polls once more, at most
# Nothing stands in front, so a worker has as many connections as it may have files;
# one heap for each thread would never shrink.
VARIABLES = {"GRANIAN_BACKPRESSURE": "19000", "MALLOC_ARENA_MAX": "2"}


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
    parser.add_argument("--connections", type=int, default=500, help="that they share")
    parser.add_argument(
        "--idle", type=int, default=2000, help="connections beside that"
    )
    parser.add_argument(
        "--idle-interval", type=float, default=40, help="between two polls on each"
    )
    parser.add_argument(
        "--roaming", type=int, default=5000, help="readers beside them, who come and go"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--options", default="", help="for granian, beside deploy/")
    parser.add_argument("--editor", choices=["desk", "door"], default="desk")
    parser.add_argument("--encoding", default="gzip, deflate, br")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="20,000 readers, 20 s")
    asked = parser.parse_args()
    if asked.quick:
        asked.readers, asked.roaming, asked.seconds = 20_000, 1000, 20
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
    # Nobody here loads static files, but pages need their names.
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "json", "map", "svg"]
    call_command("collectstatic", verbosity=0, interactive=False)
    # Models can be imported only now.
    from tests.conftest import make_page, make_user, publish

    page = make_page()
    texts = crowd_editor.texts("before")
    for number in range(SEEDED):
        publish(page, f"Post before {number}", next(texts))
    make_user(crowd_editor.NAME, "Editors")
    page.refresh_from_db()
    return page, list(page.posts.order_by("sort_key").values_list("pk", flat=True))


def deployed():
    """The variables of granian as it is deployed."""
    lines = Path(servers.ROOT, "deploy/granian.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and line[0] != "#")


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


def warm(server, page):
    """Let every thread of the workers answer, so that it has loaded what it needs."""
    path, at = page.get_absolute_url(), page.revision
    paths = [path, "/", *(f"{path}updates/{at - back}/" for back in range(12))]
    headers = {"Accept-Encoding": "br"}

    def browse(_):
        browser = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for path in paths:
            browser.request("GET", path, headers=headers)
            browser.getresponse().read()
        browser.close()

    with ThreadPoolExecutor(WARMING) as pool:
        list(pool.map(browse, range(2 * WARMING)))


def read(crowd, server, editor, idle):
    lines = Path("/proc/stat").read_text().split("\n", 1)
    user, nice, system, _, _, irq, soft, steal = map(int, lines[0].split()[1:9])
    return Reading(
        at=time.monotonic(),
        generator=time.process_time(),
        servers=server.cpu_seconds(),
        editor=ProcessTree(editor.pid).cpu_seconds(),
        idle=sum(ProcessTree(process.pid).cpu_seconds() for process in idle),
        machine=(user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK"),
        answers=crowd.answers.total(),
        received=crowd.received,
        sent=crowd.sent,
    )


@contextmanager
def idle_readers(asked, server, path):
    """The processes of readers who each keep a connection, all of them connected."""
    words = ["--port", server.port, "--path", path, "--seconds", asked.idle_interval]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                beside("crowd_idle", *words, "--readers", min(left, IDLE_EACH))
            )
            for left in range(asked.idle, 0, -IDLE_EACH)
        ]
        for process in processes:
            told(process)
        yield processes


def play(asked, page, server, log):
    """Let the crowd read; {part of the report: value}. LOG is the editor's file."""
    path, memory = page.get_absolute_url(), {"start": server.memory()}
    opening = round(asked.interval)
    work = ["--port", server.port, "--page", page.pk, "--at", asked.editor]
    work += ["--seconds", opening + asked.seconds, "--log", log]
    with (
        idle_readers(asked, server, path) as idle,
        beside("crowd_editor", *work) as editor,
    ):
        told(editor)
        memory["idle connected"] = server.memory()
        crowd = Crowd(
            server.port, path, asked.readers + asked.roaming, asked.connections,
            roaming=asked.roaming, encoding=asked.encoding, seed=asked.seed,
        )  # fmt: skip
        crowd.spread(opening)
        tell(editor)
        crowd.run(opening)
        readings = [read(crowd, server, editor, idle)]
        crowd.run(asked.seconds)
        readings.append(read(crowd, server, editor, idle))
        memory["end"] = server.memory()
        for process in idle:
            tell(process)
        lines = close(crowd, editor, log)
        behind = len(crowd.cursors) - crowd.cursors.count(lines[-1]["revision"])
        kept = [told(process) for process in idle]
    time.sleep(1)
    memory["all gone"] = server.memory()
    return {
        "asked": asked, "crowd": crowd, "lines": lines, "readings": readings,
        "memory": memory, "idle": kept, "behind": behind,
    }  # fmt: skip


def close(crowd, editor, log):
    """Let everybody see the last that the editor did; returns the lines of LOG."""
    crowd.is_closing = True
    crowd.run(CLOSING, lambda: editor.poll() is not None)
    if editor.wait(timeout=CLOSING):
        raise SystemExit("The editor gave up.")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    last = lines[-1]["revision"]
    crowd.run(CLOSING, lambda: crowd.cursors.count(last) == len(crowd.cursors))
    crowd.close()
    return lines


def main():
    asked = arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    data = tempfile.mkdtemp(prefix="liveblog-crowd-")
    gc.disable()
    console = Console()
    console.print(machine())
    try:
        page, pks = prepare(data, asked.interval)
        variables = servers.environment(data) | deployed() | VARIABLES
        with servers.app(
            variables, workers=asked.workers, options=asked.options.split()
        ) as server:
            warm(server, page)
            seen = play(asked, page, server, Path(data, "editor.log"))
        news = crowd_checks.News(seen["lines"], pks, settings.POSTS_PER_PAGE)
        crowd_report.tell(console, news=news, **seen)
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
