"""A server is told to stop: what is under way is finished, nothing accepted is dropped.

With real processes, on a database of their own, and on both servers that must work.
"""

import os
import signal
import threading
import time
from uuid import uuid4

import pytest

from tests.deployed import settings as deployed
from tests.servers import app

STOP_SECONDS = 10  # far below what systemd waits
THREADS = {
    "granian": ["--blocking-threads", "8"],
    "gunicorn": ["--threads", "8"],
}


class Request(threading.Thread):
    """A request that is under way; `said` is (status, text), or the error that came."""

    def __init__(self, act):
        super().__init__()
        self.act, self.said = act, None
        self.start()

    def run(self):
        try:
            self.said = self.act()
        except OSError as error:
            self.said = error


@pytest.mark.parametrize("server", ["granian", "gunicorn"])
def test_a_publish_that_is_under_way_is_finished_before_the_server_stops(
    installation, server
):
    with app(installation.variables, server=server, options=THREADS[server]) as running:
        with installation.locked():
            publishing = Request(
                lambda: installation.publish(running.port, f"By {server}", str(uuid4()))
            )
            time.sleep(1)  # it knocks at the door, and waits
            os.kill(running.pid, signal.SIGTERM)
            time.sleep(1)
            assert publishing.is_alive()
        publishing.join(STOP_SECONDS)
        assert publishing.said[0] == 200, publishing.said
        assert "Published." in publishing.said[1]
    assert f"By {server}" in installation.headlines()


def test_the_time_to_stop_is_enough_for_what_may_be_under_way():
    """A statement may take as long as a database lets it, and then systemd waits."""
    granian = deployed("granian.env")
    unit = deployed("liveblog@.service")
    database = 20  # seconds: DATABASE_STATEMENT_SECONDS, and SQLite's timeout
    kill = int(granian["GRANIAN_WORKERS_KILL_TIMEOUT"])
    assert database < kill < int(unit["TimeoutStopSec"])
    assert unit["KillMode"] == "mixed"
