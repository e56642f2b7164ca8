"""Restart both app servers behind nginx, again and again, under readers and editors.

Each is stopped by SIGTERM and started again, as `systemctl restart` does, the next one
when `/readyz` of the last says so and nginx has had time to take it back. Every request
that failed is printed, and what nginx wrote meanwhile; a change that was acknowledged
and is not there fails the drill.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from tests.drills._callers import Callers, longest, statuses
from tests.installed import ask
from tests.scale.sample import EDITORS, PASSWORD
from tests.scale.stack import stack
from tests.scale.visitor import Visitor

FAIL_TIMEOUT = 2  # seconds for which nginx leaves a server alone; deploy/nginx.conf
PUBLISHED = """
import django, json; django.setup()
from posts.models import Post
said = Post.objects.published().values_list("headline", flat=True)
print(json.dumps(list(said)))
"""


def main(words):
    parser = argparse.ArgumentParser(prog="restarts", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args(words)
    with (
        tempfile.TemporaryDirectory(prefix="liveblog-restarts-") as folder,
        stack(Path(folder)) as site,
    ):
        return drill(site, asked.rounds)


def callers(site):
    """Six readers, of polls and pages, and two editors, all through nginx."""
    live, poll = site.facts["live"], f"{site.facts['live']}updates/0/"
    editors = [signed_in(site, name) for name in EDITORS]
    return Callers(
        reader(site),
        publisher(site, editors),
        {"page": (live, 2), "poll": (poll, 2), "feed": (f"{live}feed.atom", 2)},
        publishers=len(editors),
        every=0.3,
    )


def reader(site):
    def read(path):
        answer = Visitor(site).get(path)
        return answer.status_code, answer.content.decode()

    return read


def signed_in(site, name):
    visitor = Visitor(site)
    if visitor.sign_in(name, PASSWORD).status_code != 302:
        raise SystemExit(f"{name} could not sign in.")
    return visitor


def publisher(site, editors):
    """Publish by each of EDITORS in turn, as the desk's script does."""
    address = f"/admin/posts/livepage/{site.facts['page']}/desk/save/"
    turns = []

    def publish(headline):
        turns.append(1)
        editor = editors[len(turns) % len(editors)]
        fields = {"key": str(uuid4()), "headline": headline, "body": ""}
        data = fields | {"act": "publish"}
        answer = editor.post(address, data, HX_Request="true")
        return answer.status_code, answer.content.decode()

    return publish


def is_ready(port):
    try:
        return ask(port, "GET", "/readyz")[0] == 200
    except OSError:
        return False


def drill(site, rounds):
    stops, starts = [], []
    with callers(site) as everybody:
        time.sleep(3)
        began = time.monotonic()
        for number in [0, 1] * rounds:
            at = time.monotonic()
            site.stop(number)
            stops.append(time.monotonic() - at)
            at = time.monotonic()
            site.start(number)
            while not is_ready(site.apps[number]):
                time.sleep(0.05)
            starts.append(time.monotonic() - at)
            time.sleep(FAIL_TIMEOUT + 1)
        ended = time.monotonic()
        time.sleep(2)
    return report(site, everybody, began, ended, stops, starts)


def report(site, everybody, began, ended, stops, starts):
    print(f"{len(stops)} restarts in {ended - began:.0f} s; ", end="")
    print(f"to stop took {max(stops):.1f} s at most, to be ready {max(starts):.1f} s")
    failed = []
    for kind in ("page", "poll", "feed", "publish"):
        requests = everybody.between(began, ended, kind)
        failed += [one for one in requests if not one.is_fine]
        print(f"{kind:8} {statuses(requests)}; the slowest {longest(requests):.2f} s")
    for one in failed:
        print(
            f"FAILED {one.kind} at {one.began - began:.2f} s: {one.status} {one.words}"
        )
    if failed:
        print((site.folder / "nginx" / "error.log").read_text().strip())
    headlines = json.loads(site.python("-c", PUBLISHED))
    there = [one for one in headlines if one.startswith("Number ")]
    lost = sorted(set(everybody.published) - set(there))
    twice = len(there) - len(set(there))
    print(f"published and acknowledged {len(everybody.published)}, lost {len(lost)}, ")
    print(f"there twice {twice}, requests failed {len(failed)}")
    return 1 if lost or failed else 0
