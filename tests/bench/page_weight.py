"""What a page weighs and how fast it is on a phone: `make bench`.

Serves pages of its own as production does and asks Lighthouse, whose mobile profile
slows the network down to 1.6 Mbit/s and the processor to a quarter. The scores
depend on the machine; the sizes don't, and tests/test_budgets.py holds them.
"""

import os
import platform
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import django
from rich.console import Console
from rich.table import Table

from tests.browsers import chromium
from tests.checkers import lighthouse
from tests.servers import app, environment

RUNS = 3
GOAL = 98
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
TIMES = {
    "first-contentful-paint": "first words",
    "largest-contentful-paint": "largest part",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
}


def prepare(data, uncompressed=()):
    """Production with its data in DATA, in this process and in the server's.

    Compressing static files takes most of the time; those with the endings UNCOMPRESSED
    are only collected, at the same addresses.
    """
    os.environ |= environment(data)
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    if uncompressed:
        settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*uncompressed, "png"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def make_pages():
    """{name: path} of the pages to look at."""
    # Models can be imported only now.
    from tests.conftest import make_page, open_as
    from tests.page_weight import publish_ordinary

    live, over = make_page("storm"), make_page("over", title="The storm of last week")
    for page in (live, over):
        publish_ordinary(page, 20)
    open_as(over, "ended")
    return {
        "live": live.get_absolute_url(),
        "ended": over.get_absolute_url(),
        "permalink": live.posts.order_by("sort_key")[10].get_absolute_url(),
        "index": "/",
    }


def get(address):
    """The body as it is sent to a browser that takes gzip."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read()


def machine():
    """This machine in one line."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    parts = [
        models[0] if models else platform.machine(),
        f"{os.cpu_count()} cores",
        f"load {os.getloadavg()[0]:.1f}",
        f"Python {platform.python_version()}",
    ]
    if browser := chromium():
        command = [browser, "--version"]
        said = subprocess.run(command, capture_output=True, text=True)
        parts.append(said.stdout.strip())
    return ", ".join(parts)


def weights(site, path):
    from tests.page_weight import BUDGETS, page_weight

    table = Table("What", "bytes", "budget", "used", title="Under gzip")
    for what, size in page_weight(get, site + path).items():
        budget = BUDGETS[what]
        table.add_row(what, f"{size:,}", f"{budget:,}", f"{size / budget:.0%}")
    return table


def speeds(site, pages):
    """Each page as Lighthouse sees it in the middle one of RUNS, one at a time."""
    title = f"Lighthouse performance, mobile profile, middle of {RUNS}, goal {GOAL}"
    table = Table("Page", "score", "lowest", *TIMES.values(), title=title)
    for name, path in pages.items():
        looks = [
            lighthouse.report(site + path, ["performance"], FLAGS) for _ in range(RUNS)
        ]
        looks.sort(key=score)
        middle = looks[RUNS // 2]
        shown = [middle["audits"][audit]["displayValue"] for audit in TIMES]
        table.add_row(name, str(score(middle)), str(score(looks[0])), *shown)
    return table


def score(report):
    return lighthouse.scores(report)["performance"]


def main():
    console = Console()
    data = tempfile.mkdtemp(prefix="liveblog-bench-")
    try:
        prepare(data)
        pages = make_pages()
        with app(environment(data)) as server:
            console.print(machine())
            console.print(weights(server.url, pages["live"]))
            console.print(speeds(server.url, pages))
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
