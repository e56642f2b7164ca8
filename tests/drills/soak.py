"""An hour of chaos in small: memory, open files, database and cache stay flat.

Two editors and fifty readers. Once in SAMPLE seconds the size of each server is taken;
after the first sixth, in which caches fill, a straight line is laid through what was
found, and must not rise by more than is allowed in an hour.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path

from tests.drills import chaos

SAMPLE = 60
MB = 1024 * 1024
# What may come in an hour, in MB, files or processes. The database grows by what is
# written, and its server keeps each table's file open in each connection that asked
# for it once, so these are told, not judged.
ALLOWED = {"memory": 24, "open files": 8, "processes": 2, "wal": 8, "cache": 32}
TOLD = ("database", "open files of postgresql")


def main(words):
    usual = {"minutes": 60, "readers": 50, "editors": 2, "pace": 6}
    parser = chaos.arguments("soak", __doc__, **usual)
    parser.add_argument("--every", type=float, default=SAMPLE, help="seconds")
    asked = parser.parse_args(words)
    samples = Samples(asked.every)
    with tempfile.TemporaryDirectory(prefix="liveblog-soak-") as name:
        is_right = chaos.run(Path(name), asked, samples.take)
    return 0 if samples.report(asked.minutes) and is_right else 1


class Samples:
    """Sizes by name, each a list of (minutes since the start, value)."""

    def __init__(self, every):
        self.every, self.began, self.next = every, time.monotonic(), 0
        self.found = {}

    def take(self, place):
        now = time.monotonic()
        if not self.found:
            self.began = self.next = now
        if now < self.next:
            return
        self.next += self.every
        for name, value in measured(place).items():
            minutes = (now - self.began) / 60
            self.found.setdefault(name, []).append((minutes, value))

    def report(self, minutes):
        """Print what each was and how it grows; whether all is flat."""
        flat = True
        for name, points in self.found.items():
            later = [point for point in points if point[0] >= minutes / 6]
            if len(later) < 3:
                print(f"  {name}: too few samples")
                continue
            first, last, growth = later[0][1], later[-1][1], 60 * slope(later)
            allowed = None if name in TOLD else ALLOWED[name.partition(" of ")[0]]
            is_flat = allowed is None or growth <= allowed
            flat = flat and is_flat
            word = "" if allowed is None else "flat" if is_flat else "GROWS"
            print(f"  {name}: {first:.1f} -> {last:.1f}, {growth:+.1f} an hour {word}")
        return flat


def measured(place):
    """{name: MB, or a number of open files or processes}."""
    sizes = {}
    for name, tree in place.trees.items():
        pids = tree.pids()
        sizes[f"memory of {name}"] = sum(map(memory, pids)) / MB
        sizes[f"open files of {name}"] = sum(map(open_files, pids))
        sizes[f"processes of {name}"] = len(pids)
    for name, size in place.database_bytes().items():
        sizes["wal" if name else "database"] = size / MB
    if (cache := place.cache_bytes()) is not None:
        sizes["cache"] = cache / MB
    return sizes


def memory(pid):
    """Bytes that the process PID holds, of shared pages its share (`Pss`, proc(5))."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(re.search(r"^Pss: +(\d+) kB$", told, re.MULTILINE)[1]) * 1024


def open_files(pid):
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def slope(points):
    """By how much the second of each pair rises with the first, by least squares."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / sum((x - mean_x) ** 2 for x, _ in points)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
