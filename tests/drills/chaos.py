"""Eight editors and five hundred readers do for ten minutes whatever comes to mind.

Every act of the desk, in a random order on one page, and imports at the same time; on
SQLite with two workers or, with --stack, on PostgreSQL with two app servers behind
nginx. At the end every reader's page equals a fresh one, in every view.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.servers import ROOT

VIEWS = {"": 12, "?order=oldest": 2, "?show=key": 3, "embed/": 1, "post": 2}
PROCESSES = 2  # of readers
QUIET = 15  # seconds in which readers see the last changes at their own pace


def main(words):
    parser = arguments("chaos", __doc__, minutes=10, readers=500, editors=8, pace=4)
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="liveblog-chaos-") as name:
        return 0 if run(Path(name), asked) else 1


def arguments(name, says, **usual):
    """A parser of what a chaos is asked for, with what is USUAL in the drill NAME."""
    parser = argparse.ArgumentParser(prog=name, description=says)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--readers", type=int)
    parser.add_argument("--editors", type=int)
    parser.add_argument("--pace", type=float, help="seconds between acts")
    parser.add_argument("--stack", action="store_true", help="the whole deployment")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.set_defaults(**usual)
    return parser


def run(folder, asked, sample=lambda place: None):
    """One chaos in FOLDER; whether nothing was wrong. Calls SAMPLE once a second."""
    from tests.drills._place import on_sqlite, on_stack

    editors = [f"editor-{n}" for n in range(asked.editors)]
    where = on_stack if asked.stack else on_sqlite
    with where(folder, editors) as place:
        journals = folder / "journals"
        journals.mkdir()
        cpu = {name: tree.cpu_seconds() for name, tree in place.trees.items()}
        results = play(folder, journals, asked, editors, place, sample)
        cpu = {
            name: round(tree.cpu_seconds() - cpu[name])
            for name, tree in place.trees.items()
        }
        print(f"CPU seconds of the servers: {cpu}")
        return report(journals, asked, *results)


def play(folder, journals, asked, editors, place, sample):
    """What the editors' process and those of the readers say in the end."""
    from tests.drills import _newsroom

    page = _newsroom.the_page()
    base = page.get_absolute_url()
    post = page.posts.published()[4].get_absolute_url()
    urls = [post if view == "post" else base + view for view in VIEWS]
    told = {
        "site": place.site,
        "seed": asked.seed,
        "pace": asked.pace,
        "base": base,
        "editors": editors,
        "views": [urls, list(VIEWS.values())],
        "ends": time.monotonic() + asked.minutes * 60,
        "readers": asked.readers // PROCESSES,
        "spread": min(15, asked.minutes * 20),
    }
    with ExitStack() as running:

        def start(module, *words, told=None):
            return running.enter_context(program(place, module, *words, told=told))

        crowds = [
            start("_crowd", str(journals), str(n), told=told) for n in range(PROCESSES)
        ]
        desk = start("_editors", str(journals), told=told)
        wire = start("_errands", "import", str(folder), "2", "10")
        while time.monotonic() < told["ends"] and desk.poll() is None:
            sample(place)
            time.sleep(1)
        (journals / "stop").touch()
        worked = answer(desk)
        wire.terminate()
        imports = len(wire.communicate()[0].split()) - 1
        time.sleep(min(QUIET, asked.minutes * QUIET))
        # With a name only when it is whole: the readers look for it all the time.
        (journals / "loud").write_text(str(_newsroom.the_page().revision))
        (journals / "loud").rename(journals / "quiet")
        return imports, worked, [answer(crowd) for crowd in crowds]


@contextmanager
def program(place, module, *words, told=None):
    """A process of the program MODULE, which is TOLD something; it ends with us."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.drills.{module}", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | place.variables,
        text=True,
    )
    try:
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def answer(process):
    said, _ = process.communicate(timeout=600)
    if process.returncode:
        raise RuntimeError(f"{process.args[2]} ended with {process.returncode}")
    return json.loads(said.splitlines()[-1])


def report(journals, asked, imports, worked, crowds):
    """Print the figures; whether nothing was wrong."""
    from posts.models import Post
    from tests.drills import _newsroom, _truth
    from tests.drills._analysis import Journals

    found = Journals(journals)
    changes = found.changes()
    polls, errors = (
        sum((Counter(one[name]) for one in crowds), Counter())
        for name in ("polls", "errors")
    )
    wrong, missed = (
        [line for one in crowds for line in one[name]] for name in ("wrong", "missed")
    )
    posts = Post.objects.filter(page__slug=_newsroom.SLUG).published()
    shown = [
        f"post-{pk}" for pk in posts.order_by("-sort_key").values_list("pk", flat=True)
    ]
    fresh = [json.loads(path.read_text()) for path in journals.glob("fresh-*.json")]
    returned = found.returned()
    longest, beyond, words = found.staleness()
    _truth.integrity()
    _truth.revisions()
    _truth.search()
    broken, told = _truth.checked()
    readers = sum(one["readers"] for one in crowds)
    cpu = sum(one["cpu"] for one in crowds)
    print(f"{asked.minutes:g} minutes, {asked.editors} editors, {readers} readers")
    print(f"  changes acknowledged: {changes.total()} {dict(changes)}")
    print(f"  imports: {imports}, posts on the page at the end: {len(shown)}")
    print(f"  polls: {polls.total()} {dict(polls)}")
    print(f"  changes missed: {len(missed)} {missed[:10]}")
    print(f"  seen twice, out of order or gone back: {len(wrong)} {wrong[:5]}")
    print(f"  withdrawn posts that came back: {len(returned)} {returned[:5]}")
    print(
        f"  fresh pages other than the database: {sum(one != shown for one in fresh)}"
    )
    print(f"  check_data: broken {len(broken)} {broken[:5]}, no harm {told}")
    print(f"  longest staleness: {longest:.1f} s", end="")
    print(f", beyond the wait {beyond:.1f} s ({words})")
    print(f"  errors shown to readers: {dict(errors)}")
    print(f"  errors shown to editors: {worked['errors']}, {worked['broken']}")
    print(f"  longest act of an editor: {worked['longest']:.1f} s")
    print(f"  refused or in conflict: {worked['refused']}")
    print(
        f"  the readers themselves: {cpu:.0f} s of CPU, "
        f"{1000 * cpu / max(1, polls.total()):.1f} ms a poll, "
        f"at most {max(one['late'] for one in crowds)} s late",
        flush=True,
    )
    lost = missed or wrong or returned or broken
    return not (lost or worked["broken"] or fresh != [shown] * PROCESSES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
