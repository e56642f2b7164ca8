"""The server is killed a hundred times while editors, imports and migrations work.

`kill -9` of all its processes, of an import, of the timer of scheduled posts and of a
migration, at random moments. After each: every acknowledged change is there, none is
half there, what was not acknowledged is there whole or not at all; at the end all
readers, also those that slept since any of the deaths, show what a fresh page shows.
With --database it is PostgreSQL that is killed, and the server stays.
"""

import argparse
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from tests.drills import _newsroom
from tests.servers import Cluster

EDITORS = ["edna", "edgar", "elsa"]


def main(words):
    parser = argparse.ArgumentParser(prog="kills", description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=30, help="at most")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    parser.add_argument(
        "--database", action="store_true", help="kill PostgreSQL, not the server"
    )
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="liveblog-kills-") as name:
        folder, cluster = Path(name), None
        if asked.postgresql or asked.database:
            cluster = Cluster(folder / "postgresql", durable=True)
        with cluster.serving() if cluster else nullcontext():
            address = cluster.url if cluster else ""
            variables = _newsroom.prepare(folder, EDITORS, address)
        from tests.drills._killing import Drill

        drill = Drill(folder, variables, cluster, asked)
        started = time.monotonic()
        try:
            drill.run()
        except Exception:
            print(f"Something was lost (--seed {asked.seed}).", file=sys.stderr)
            raise
        finally:
            drill.report(time.monotonic() - started)
        print("Nothing was lost.", flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
