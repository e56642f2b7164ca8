"""The counts of all processes of one server, in files: one for each process.

A server is the process whose children the workers are. Its folder is METRICS_DIR, or,
if that is not set, one of its own in DATA_DIR, named by its number and by when it
began, since numbers are given again.
"""

import json
import logging
import os
import secrets
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from . import counts

SILENT = 5  # times METRICS_EVERY after which a process that does not write is gone

logger = logging.getLogger(__name__)


class Process:
    """This process, which writes what it counted into the file NAME."""

    def __init__(self):
        self.name = f"{secrets.token_hex(8)}.json"
        # Now: who outlives its server has another parent, which may live for ever.
        self.server = f"{os.getppid()}-{_began(os.getppid())}"
        self.is_started = False
        self._fails = False
        self._writing = threading.Lock()

    def start(self):
        """Write from now on, until this process ends."""
        if self.is_started or not settings.METRICS_EVERY:
            return
        self.is_started = True
        forget_others()
        threading.Thread(target=self._run, name="metrics", daemon=True).start()

    def write(self):
        """Write what is counted until now; what can't be written is told once."""
        with self._writing:
            numbers = counts.taken()
            try:
                put(folder() / self.name, numbers)
            except OSError as error:
                if not self._fails:
                    logger.warning("Metrics are not written: %s", error.strerror)
                self._fails = True
            else:
                self._fails = False
            return numbers

    def of_all(self):
        """What each process of this server counted, as `counts.taken` has it."""
        if not settings.METRICS_EVERY:
            return [counts.taken()]
        mine = self.write()
        others = [
            _read(path) for path in folder().glob("*.json") if path.name != self.name
        ]
        return [mine, *filter(None, others)]

    def _run(self):
        while every := settings.METRICS_EVERY:
            self.write()
            time.sleep(every)


def put(path, numbers):
    """Write NUMBERS to PATH, so that whoever reads it has the old ones or these."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".new").write_text(json.dumps(numbers))
    path.with_suffix(".new").replace(path)


def is_fresh(numbers):
    """Whether the process that wrote NUMBERS still runs."""
    return time.time() - numbers["at"] < SILENT * max(settings.METRICS_EVERY, 1)


def folder():
    if settings.METRICS_DIR:
        return Path(settings.METRICS_DIR)
    return _home() / this_process.server


def forget_others():
    """Take away what servers left that have ended, in a folder of our own."""
    if settings.METRICS_DIR or not _home().is_dir():
        return
    for path in _home().iterdir():
        number, _, began = path.name.partition("-")
        if number.isdecimal() and _began(number) != began:
            shutil.rmtree(path, ignore_errors=True)


def _home():
    return Path(settings.DATA_DIR) / "metrics"


def _began(number):
    """When the process NUMBER began, in ticks of the system; '' if it is over."""
    with suppress(OSError):
        stat = Path(f"/proc/{number}/stat").read_text()
        return stat.rpartition(")")[2].split()[19]
    return ""


def _read(path):
    with suppress(OSError, ValueError):
        return json.loads(path.read_text())
    return None


this_process = Process()


def start():
    """Let this process tell what it counts, and its forks."""
    this_process.start()


def _begin():
    """A fork has a file of its own, and none of its parent's threads and locks."""
    global this_process
    started, this_process = this_process.is_started, Process()
    if started:
        this_process.start()


os.register_at_fork(after_in_child=_begin)
