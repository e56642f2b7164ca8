"""Two workers behind one port tell one sum, also after one was killed and replaced."""

import os
import signal
import time
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families as parsed

from tests.gate import until
from tests.installed import ask, poll
from tests.servers import app

OPTIONS = ["--respawn-failed-workers", "--respawn-interval", "0.1"]
POLLS = 40


def told(port):
    status, text = ask(port, "GET", "/metrics")
    assert status == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in parsed(text)
        for sample in family.samples
    }


def polls(port):
    """The sum of all polls, whatever they were told."""
    found = told(port).items()
    return sum(number for (name, *_), number in found if name == "liveblog_polls_total")


def test_the_workers_of_a_server_are_one_sum(installation):
    with app(installation.variables, workers=2, options=OPTIONS) as running:
        port = running.port
        for _ in range(POLLS):
            assert ask(port, "GET", poll())[0] == 200
        until(lambda: polls(port) == POLLS)
        until(lambda: told(port)["liveblog_processes",] == 2)
        found = told(port)
        assert found["liveblog_cpu_seconds_total",] > 0
        assert found["liveblog_memory_bytes",] > 2 * 20_000_000
        workers = [pid for pid in running.pids()[1:] if serves(pid)]
        os.kill(workers[0], signal.SIGKILL)
        until(lambda: polls_still(port) == POLLS)
        until(lambda: len([pid for pid in running.pids()[1:] if serves(pid)]) == 2)
        ask(port, "GET", poll())
        until(lambda: polls_still(port) == POLLS + 1)


def test_another_server_begins_at_nothing_and_the_first_one_s_folder_goes(installation):
    home = installation.variables["DATA_DIR"] + "/metrics"
    with app(installation.variables, workers=1) as running:
        assert polls(running.port) == 0
        assert len(os.listdir(home)) == 1


def serves(pid):
    """Whether PID is a worker; multiprocessing has a process of its own beside them."""
    try:
        return "resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def polls_still(port):
    """The same; None while no worker answers."""
    try:
        return polls(port)
    except OSError:
        time.sleep(0.1)
        return None
