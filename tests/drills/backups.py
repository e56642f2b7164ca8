"""A backup and a restore are killed again and again at random moments.

Backups are made while an editor publishes a post with a picture and corrects the one
before in one act. Whatever takes a backup's name is whole and of one moment. A restore
is killed while it migrates and while rows and pictures arrive; what is there then is
nothing or everything, and the restore that comes through equals the backup.
"""

import argparse
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from tests.drills import _newsroom
from tests.servers import Cluster

EDITOR = "edna"


def main(words):
    parser = argparse.ArgumentParser(prog="backups", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="deaths of each")
    parser.add_argument("--minutes", type=float, default=20, help="at most")
    parser.add_argument("--posts", type=int, default=1000, help="there before")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="liveblog-backups-") as name:
        folder, cluster = Path(name), None
        if asked.postgresql:
            cluster = Cluster(folder / "postgresql", durable=True)
        with cluster.serving() if cluster else nullcontext():
            address = cluster.url if cluster else ""
            variables = _newsroom.prepare(folder, [EDITOR], address)
            from tests.drills._backing_up import Drill

            drill = Drill(folder, variables, cluster, asked)
            started = time.monotonic()
            try:
                drill.run()
            except Exception:
                print(f"A promise is broken (--seed {asked.seed}).", file=sys.stderr)
                raise
            finally:
                drill.report(time.monotonic() - started)
        print("Every promise was kept.", flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
