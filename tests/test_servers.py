"""The servers that tests and benches start: they answer, tell their cost, and end."""

import sys
import time
from contextlib import contextmanager

import pytest

from tests import servers
from tests.process_tree import ProcessTree, is_alive
from tests.servers import NotStartedError, environment, free_port, listens, running

# Listens on the port given, with a child, and does not mind SIGTERM.
STUBBORN = """
import os, signal, socket, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
taken = socket.create_server(("127.0.0.1", int(sys.argv[1])))
os.fork()
until = time.process_time() + 0.2
while time.process_time() < until: pass
time.sleep(600)
"""


@pytest.fixture
def impatient(monkeypatch):
    """Servers have little time to stop by themselves."""
    monkeypatch.setattr(servers, "STOP_SECONDS", 0.2)


@contextmanager
def stubborn(**options):
    """(process, port) of it; OPTIONS as those of `running`."""
    port = free_port()
    command = [sys.executable, "-c", STUBBORN, str(port)]
    with running(command, lambda: listens(port), **options) as process:
        yield process, port


def fail_beside_it(pids):
    """Raise ZeroDivisionError beside it, when PIDS holds its processes."""
    with stubborn() as (process, _):
        tree = ProcessTree(process.pid)
        while len(tree.pids()) < 2:
            time.sleep(0.01)
        pids += tree.pids()
        raise ZeroDivisionError


def test_a_server_is_gone_with_its_children_even_if_the_body_raises(impatient):
    pids = []
    with pytest.raises(ZeroDivisionError):
        fail_beside_it(pids)
    for _ in range(1000):
        if not any(map(is_alive, pids)):
            break
        time.sleep(0.01)
    assert not any(map(is_alive, pids))


def test_a_server_that_ends_early_says_what_it_wrote(tmp_path):
    command = [sys.executable, "-c", "print('no such folder'); raise SystemExit(3)"]
    log = tmp_path / "log"
    with (
        pytest.raises(NotStartedError, match="no such folder"),
        running(command, lambda: False, log=log),
    ):
        pytest.fail("it never answered")


def test_the_cost_of_a_server_is_that_of_all_its_processes(impatient):
    with stubborn() as (process, _):
        tree = ProcessTree(process.pid)
        while len(tree.pids()) < 2 or tree.cpu_seconds() < 0.3:
            time.sleep(0.01)
        memory = tree.memory()
    assert process.pid in memory
    assert len(memory) == 2
    assert all(size > 1_000_000 for size in memory.values())


def test_a_process_that_is_over_costs_nothing():
    tree = ProcessTree(2**22 + 1)  # above the highest number that Linux gives
    assert (tree.pids(), tree.cpu_seconds(), tree.memory()) == ([], 0, {})


def test_the_variables_are_those_of_production(tmp_path):
    variables = environment(tmp_path)
    assert variables["DEBUG"] == "false"
    assert variables["DATABASE_URL"] == f"sqlite:///{tmp_path}/db.sqlite3"
    variables = environment(tmp_path, "postgres://live@db/live", "redis://cache/0")
    assert variables["DATABASE_URL"] == "postgres://live@db/live"
    assert variables["CACHE_URL"] == "redis://cache/0"
