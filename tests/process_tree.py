"""What a process and all its descendants cost, read from Linux's /proc; their death."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
DEATH_SECONDS = 180


class ProcessTree:
    """The process PID with its descendants as they are at each call."""

    def __init__(self, pid):
        self.pid = pid

    def pids(self):
        """The living processes of the tree, the oldest first; none if it is over."""
        children = {}
        for path in Path("/proc").glob("[0-9]*"):
            fields = stat(path.name)
            if fields:
                children.setdefault(int(fields[1]), []).append(int(path.name))
        found = [self.pid] if stat(self.pid) else []
        for pid in found:
            found += sorted(children.get(pid, []))
        return found

    def cpu_seconds(self):
        """Seconds of processor time, user and system, that the tree has used so far.

        Descendants that have ended count as soon as their parents have taken note.
        """
        ticks = (
            sum(map(int, fields[11:15])) for fields in map(stat, self.pids()) if fields
        )
        return sum(ticks) / TICKS

    def memory(self):
        """{pid: resident bytes}; pages that processes share count in each of them."""
        sizes = {}
        for pid in self.pids():
            try:
                statm = Path(f"/proc/{pid}/statm").read_text()
            except OSError:
                continue
            sizes[pid] = int(statm.split()[1]) * PAGE_BYTES
        return sizes

    def kill(self):
        """`kill -9` of the whole tree, the oldest first; all are dead then."""
        pids = self.pids()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # A write that the system had begun is finished before a process dies.
        deadline = time.monotonic() + DEATH_SECONDS
        while any(map(is_alive, pids)):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{pids} do not die.")
            time.sleep(0.05)


def is_alive(pid):
    """Whether the process PID is there, and not only to be taken note of."""
    fields = stat(pid)
    return fields is not None and fields[0] != "Z"


def stat(pid):
    """The fields of /proc/PID/stat from the third one on: state, parent, ..., or None.

    The second, a name in brackets, may hold blanks and brackets of its own.
    """
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
