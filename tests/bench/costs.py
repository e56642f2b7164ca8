"""What each answer costs, side by side in one run: part of `make bench`.

Every contender is asked for the same work by turns, by few connections, as fast as it
answers; who begins changes from round to round. The processor time of a server's whole
process tree, divided by the answers that it gave, is what a noisy machine disturbs
least; ratios are taken within a round, and the median of all rounds counts.
`--quick` is a short form, `--markdown` prints tables for docs/performance.md.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version

from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.bench import contenders, wire
from tests.bench.contenders import GUNICORN, UNGATED, WORKS
from tests.bench.goals import goals
from tests.bench.load import ACCEPTS, CONNECTIONS, load
from tests.bench.page_weight import machine, prepare
from tests.deployed import settings
from tests.servers import app, environment, opened

ROUNDS, SECONDS = 5, 2
QUICK_ROUNDS, QUICK_SECONDS = 2, 1
QUICK_WORKS = (contenders.IDLE, contenders.NEWS, contenders.WHOLE)
NOT_QUICK = (GUNICORN, UNGATED)
STARTS, QUICK_STARTS = 3, 1
FIRST = 8  # requests by which every process has made the answer once


@dataclass(frozen=True)
class Cost:
    """Of one work of one contender in one round."""

    rate: float  # answers a second
    cpu: float  # seconds of the processor for an answer, all its processes
    errors: int


class Results:
    """{(work, name): [Cost of each round]}."""

    def __init__(self):
        self.costs = {}

    def add(self, work, name, cost):
        self.costs.setdefault((work, name), []).append(cost)

    def middle(self, work, name, what):
        """The median of "rate" or "cpu"."""
        return statistics.median(getattr(c, what) for c in self.costs[work, name])

    def ratio(self, work, name, other, what):
        """How many times better NAME is than OTHER: median of the rounds' ratios."""
        pairs = zip(self.costs[work, name], self.costs[work, other], strict=True)
        found = [(getattr(a, what), getattr(b, what)) for a, b in pairs]
        better = [a / b if what == "rate" else b / a for a, b in found]
        return statistics.median(better)


def check(everybody):
    """SystemExit unless each answer is what it should be; {(work, name): Answer}."""
    answers = {}
    for one in everybody:
        for work, (method, path, status) in one.addresses.items():
            for _ in range(FIRST):
                answer = wire.ask(one.port, path, ACCEPTS, method)
                if answer.status != status:
                    raise SystemExit(f"{one.name}: {path} was answered {answer.status}")
            answers[work, one.name] = answer
    return answers


def settle(contender):
    """Wait until nothing is left of the work before, such as requests in a queue."""
    before = -1
    while (now := contender.cpu_seconds()) != before:
        before = now
        time.sleep(0.1)


def measure(contender, work, seconds):
    method = contender.addresses[work][0]
    settle(contender)
    before = contender.cpu_seconds()
    done = load(contender.url(work), seconds, method, contender.is_slow)
    used = contender.cpu_seconds() - before
    requests = max(done.requests, 1)
    return Cost(done.requests / done.seconds, used / requests, done.errors)


def run(everybody, works, rounds, seconds):
    results = Results()
    turns = []
    for number in range(rounds):
        order = everybody[::-1] if number % 2 else everybody
        turns += [
            (work, one) for work in works for one in order if work in one.addresses
        ]
    for work, one in track(turns, "Asking", transient=True):
        results.add(work, one.name, measure(one, work, seconds))
    return results


def cold_start(data, starts):
    """(seconds, those of the processor) from the start of the server to its first page.

    The middle one of so many STARTS; the processor's are those of all its processes.
    """
    took = []
    path = f"/live/{contenders.SLUG}/"
    for _ in range(starts):
        start = time.monotonic()
        with app(environment(data) | settings("granian.env")) as server:
            assert wire.ask(server.port, path, ACCEPTS).status == 200
            took.append((time.monotonic() - start, server.cpu_seconds()))
    return sorted(took)[starts // 2]


# What is shown


def costs_table(results, answers, style):
    title = f"{CONNECTIONS} connections, by turns, medians"
    columns = ("requests/s", "CPU, µs", "lowest to highest", "errors", "bytes")
    table = Table("Work", "Contender", *columns, title=title, box=style)
    for work, name in results.costs:
        costs = results.costs[work, name]
        cpu = [1e6 * cost.cpu for cost in costs]
        table.add_row(
            work,
            name,
            f"{results.middle(work, name, 'rate'):,.0f}",
            f"{1e6 * results.middle(work, name, 'cpu'):,.0f}",
            f"{min(cpu):,.0f} to {max(cpu):,.0f}",
            f"{sum(cost.errors for cost in costs):,}",
            f"{answers[work, name].size:,}",
        )
    return table


def memory_table(everybody, style):
    columns = ("at the start, MB", "at its highest, MB", "largest process, MB")
    table = Table("Contender", *columns, title="Memory of all processes", box=style)
    for one in everybody:
        if one.name != contenders.PEER_GET:
            highest = one.most_memory()
            sizes = (
                sum(one.started.values()),
                sum(highest.values()),
                max(highest.values()),
            )
            table.add_row(one.name, *(f"{size / 1e6:,.0f}" for size in sizes))
    return table


def goals_table(rows, style):
    table = Table("What", "goal", "measured", "", title="Goals", box=style)
    for row in rows:
        table.add_row(row.what, row.goal, row.measured, "met" if row.met else "NOT met")
    return table


def versions():
    """What was compared, in one line."""
    names = ("django", "granian", "gunicorn")
    ours = [f"{name} {version(name)}" for name in names]
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr
    wrk = subprocess.run(["wrk", "-v"], capture_output=True, text=True).stdout
    peer = subprocess.run(
        [contenders.PEER / "pip", "freeze", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    theirs = [line for line in peer if line.startswith(("Django=", "wagtail", "gunic"))]
    return (
        f"Python {platform.python_version()}, {', '.join(ours)}, "
        f"{nginx.strip().removeprefix('nginx version: ')}, "
        f"{' '.join(wrk.split()[:2])}; peer: {', '.join(theirs)}"
    )


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer works and rounds")
    parser.add_argument("--markdown", action="store_true", help="tables for the docs")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=int, help="of each measurement")
    asked = parser.parse_args()
    asked.rounds = asked.rounds or (QUICK_ROUNDS if asked.quick else ROUNDS)
    asked.seconds = asked.seconds or (QUICK_SECONDS if asked.quick else SECONDS)
    return asked


def main():
    asked = arguments()
    # A cell of a table in Markdown can't be broken.
    os.environ["COLUMNS"] = "250" if asked.markdown else "110"
    style = box.MARKDOWN if asked.markdown else box.HEAVY_HEAD
    data = opened(tempfile.mkdtemp(prefix="liveblog-bench-"))
    console = Console()
    try:
        prepare(str(data), ("js", "json", "map", "svg"))
        addresses = contenders.make_pages()
        started = cold_start(data, QUICK_STARTS if asked.quick else STARTS)
        with ExitStack() as stack:
            everybody = [
                *stack.enter_context(contenders.yardsticks(data)),
                *stack.enter_context(contenders.ours(data, addresses)),
                *stack.enter_context(contenders.peer(data / "peer")),
            ]
            if asked.quick:
                everybody = [one for one in everybody if one.name not in NOT_QUICK]
            answers = check(everybody)
            works = QUICK_WORKS if asked.quick else WORKS
            results = run(everybody, works, asked.rounds, asked.seconds)
            console.print(machine())
            console.print(versions())
            console.print(costs_table(results, answers, style))
            console.print(memory_table(everybody, style))
            rows = goals(results, answers, everybody, started)
            console.print(goals_table(rows, style))
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
