"""Floods a server in seven ways while an editor publishes: no flood stops that.

Polls, pages, odd addresses and the admin with made-up sessions as fast as they are
answered; heads and bodies that never end; huge and broken requests. The editor, at
another address, signs in before it, as one does who is at work, and presses Publish
twice a second, first while nothing else goes on. Every post must be public at once.
Polls may delay a publish by a second, other floods, which no crowd of readers makes, by
a few.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import django

from tests.deployed import settings
from tests.drills._flooders import KINDS
from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.stack import stack
from tests.scale.visitor import Visitor
from tests.servers import ROOT, app, environment, free_port

# Seconds that a publish may take longer than without a flood.
LIMITS = {"polls": 1.0}
LIMIT = 3.0
ORDINARY = 20  # publishes before it
PAUSE = 0.5  # seconds between two
# What an app server can't bear alone: its threads wait for the bodies of forms, and
# made-up sessions take no turns.
FOR_NGINX = {"bodies", "sessions"}


def main(words):
    parser = argparse.ArgumentParser(prog="flood", description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="of each kind")
    parser.add_argument("--crowd", type=int, default=200, help="connections")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument(
        "--alone", action="store_true", help="one app server on SQLite, without nginx"
    )
    asked = parser.parse_args(words)
    kinds = asked.kinds.split(",")
    print(f"{asked.crowd} connections, {asked.seconds} s of each kind")
    print(f"{'flood':10} {'publishes':>9} {'longest':>8} {'mean':>8}  answers")
    with tempfile.TemporaryDirectory(prefix="liveblog-flood-") as folder:
        served = alone if asked.alone else stack
        with served(Path(folder)) as site:
            os.environ.update(site.variables)
            django.setup()
            if asked.alone:
                kinds = [kind for kind in kinds if kind not in FOR_NGINX]
            editor = Visitor(site, app=0 if asked.alone else None)
            assert editor.sign_in(EDITORS[0], PASSWORD).status_code == 302
            publishing = Publishing(site, editor)
            took = publishing.go_on("nothing", lambda count: count < ORDINARY)
            report("nothing", took)
            ordinary = statistics.mean(took)
            longest = {kind: trial(site, publishing, kind, asked) for kind in kinds}
    delays = {kind: took - ordinary for kind, took in longest.items()}
    over = {kind for kind, delay in delays.items() if delay > LIMITS.get(kind, LIMIT)}
    told = ", ".join(f"{kind} {delay:.2f} s" for kind, delay in delays.items())
    print(f"delayed at most: {told}; too long: {', '.join(over) or 'none'}")
    return int(bool(over))


@contextmanager
def alone(folder):
    """One app server on SQLite that has the sample."""
    port = free_port()
    site = SimpleNamespace(
        name="127.0.0.1", apps=[port], port=port, certificate="", url=""
    )
    variables = settings("granian.env") | environment(folder / "data")
    (folder / "data").mkdir()
    where = {"cwd": ROOT, "env": os.environ | variables, "check": True}
    for words in ("migrate --verbosity=0", "collectstatic --verbosity=0 --noinput"):
        subprocess.run([sys.executable, "manage.py", *words.split()], **where)
    command = [sys.executable, "-m", "tests.scale.sample", "--site", "http://127.0.0.1"]
    done = subprocess.run(command, **where, capture_output=True, text=True)
    site.facts, site.variables = json.loads(done.stdout), variables
    with app(variables, workers=1, port=port):
        yield site


class Publishing:
    """EDITOR at the desk of the sample on SITE, a post every PAUSE seconds."""

    def __init__(self, site, editor):
        self.page, self.editor = SimpleNamespace(pk=site.facts["page"]), editor

    def go_on(self, kind, may_go_on):
        """Seconds that each publish took, while MAY_GO_ON(how many) says so."""
        # Django is set up only now.
        from tests.desk import save

        took = []
        while may_go_on(len(took)):
            began = time.monotonic()
            headline = f"{kind} {len(took)}"
            answer = save(self.editor, self.page, "publish", headline=headline)
            took.append(time.monotonic() - began)
            assert answer.status_code == 200, answer.status_code
            assert headline.encode() in answer.content
            time.sleep(max(0, PAUSE - took[-1]))
        return took


def trial(site, publishing, kind, asked):
    """The longest that a publish took while the flood of KIND went on, in seconds."""
    command = [sys.executable, "-m", "tests.drills._flooders", kind]
    command += [f"--port={site.port}", f"--name={site.name}"]
    command += [f"--live={site.facts['live']}", f"--crowd={asked.crowd}"]
    command += [f"--seconds={asked.seconds}", f"--certificate={site.certificate}"]
    flood = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        time.sleep(1.5)  # until it is in full spate
        most = asked.seconds / PAUSE
        took = publishing.go_on(kind, lambda n: flood.poll() is None and n < most)
    finally:
        came = json.loads(flood.communicate(timeout=60)[0] or "{}")
    report(kind, took, came)
    return max(took)


def report(kind, took, came=""):
    mean = statistics.mean(took)
    print(f"{kind:10} {len(took):9} {max(took):6.2f} s {mean:6.2f} s  {came}")
