"""The whole stack, tried or kept: `make scale`, `make scale KEEP=1`.

First all tests on PostgreSQL and Redis, with those of the browser that follow the
update protocol; then what is only true of the whole deployment (tests/scale). With
`--keep` it runs nothing: the deployment is there to look at until Ctrl+C.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.stack import databases, stack
from tests.servers import ROOT

# Browsers take every name that ends so for their own machine.
NAME = "live.localhost"
PYTEST = [sys.executable, "-m", "pytest"]
PARALLEL = ["-n", "auto", "--maxprocesses", "8", "--dist", "worksteal"]
BROWSER = [
    f"tests/browser/test_{name}.py"
    for name in ("updates", "random_sequences", "window", "lifecycle", "desk_stream")
]
STAGES = {
    "All tests, on PostgreSQL and Redis": [
        *PYTEST,
        "--ignore=tests/browser",
        *PARALLEL,
    ],
    "The update protocol in a browser, on both": [
        *PYTEST,
        *BROWSER,
        *["-n", "2", "--dist", "loadfile"],
    ],
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--keep", action="store_true", help="run the deployment to look at, no tests"
    )
    with tempfile.TemporaryDirectory(prefix="liveblog-scale-") as folder:
        if parser.parse_args().keep:
            return keep(Path(folder))
        return try_out(Path(folder))


def try_out(folder):
    """Run every stage, also after one that failed; the exit code of all."""
    codes = []
    with databases(folder) as (database, cache):
        variables = os.environ | {"DATABASE_URL": database, "CACHE_URL": cache}
        for name, command in STAGES.items():
            codes.append(stage(name, command, variables))
    command = [*PYTEST, "tests/scale"]
    codes.append(stage("The deployment", command, os.environ | {"SCALE": "1"}))
    return max(codes)


def stage(name, command, variables):
    print(f"\n== {name}", flush=True)
    begun = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=variables).returncode
    outcome = "passed" if code == 0 else "FAILED"
    print(f"== {name}: {outcome} after {time.monotonic() - begun:.0f} s", flush=True)
    return code


def keep(folder):
    """Run the deployment until it is interrupted or terminated."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with stack(folder, name=NAME, alive=True) as site:
            print(f"Page: {site.url}{site.facts['live']} (a certificate of its own)")
            print(f"Desk: {site.url}/admin/ user={EDITORS[0]} password={PASSWORD}")
            print(f"App servers: {' '.join(map(str, site.apps))}")
            print(f"Database: {site.variables['DATABASE_URL']}")
            print(f"Cache: {site.variables['CACHE_URL']}")
            print("Stop with Ctrl+C.", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
