"""Readers who each keep a connection of their own, in a process beside the crowd.

They poll just often enough that no server takes them for gone, and each polls once
more at the end. One line of JSON when all are connected, one with what became of them
after a line on standard input.
"""

import argparse
import gc
import json
import select
import sys

from tests.bench.crowd_readers import NOBODY, Crowd


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", required=True)
    parser.add_argument("--readers", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True, help="between polls")
    asked = parser.parse_args()
    gc.disable()
    count, seconds = asked.readers, asked.seconds
    crowd = Crowd(asked.port, asked.path, count, count, seconds=seconds, seed=2)
    crowd.spread(seconds / 4)
    crowd.run(seconds / 4)
    print(json.dumps({"open": len(crowd.sockets)}), flush=True)
    crowd.run(3600, is_told)
    since = crowd.now()
    crowd.run(seconds * 1.5, lambda: answered(crowd, since) == count)
    result = {
        "open": len(crowd.sockets),
        "answered": answered(crowd, since),
        "reopened": crowd.reopened,
        "errors": dict(crowd.errors),
    }
    print(json.dumps(result), flush=True)
    crowd.close()


def answered(crowd, since):
    """The number of connections that were asked since the tick SINCE and answered."""
    return sum(
        crowd.sent_at.get(fd, -1) >= since and crowd.owners[fd] == NOBODY
        for fd in crowd.sockets
    )


def is_told():
    """Whether a line stands on standard input."""
    return bool(select.select([sys.stdin], [], [], 0)[0])


if __name__ == "__main__":
    main()
