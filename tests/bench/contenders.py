"""Who is compared: this app in three ways, its peer, and the least that is possible.

All run at once, each on ports of its own, and wait for their turn. Every server has two
processes; granian runs with the settings of deploy/granian.env, nginx in front of the
app with deploy/nginx.conf.
"""

import json
import os
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.pages import texts
from tests.deployed import nginx_configuration, settings
from tests.process_tree import ProcessTree
from tests.servers import ROOT, app, environment, free_port, nginx

HERE = Path(__file__).parent
PEER = ROOT / "var/peer/bin"
SLUG, LONG = "storm", "long"
FEW, MANY = 20, 200  # posts on the one page and on the other
WORKERS = 2
# What is asked for.
IDLE, NEWS, FIRST, WHOLE = "idle poll", "one new post", "page of 20", "page of 200"
INDEX, STATIC = "index", "static file"
WORKS = (IDLE, NEWS, FIRST, WHOLE, INDEX, STATIC)
# Who is asked.
ALONE, GUNICORN, BEHIND = "app on granian", "app on gunicorn", "app behind nginx"
UNGATED = "app on granian, no gate"
PEER_HEAD, PEER_GET = "peer on gunicorn", "peer on gunicorn, GET"
EMPTY, BARE, NGINX = "empty Django view", "bare WSGI callable", "nginx alone"

# No reader's pace is told to wrk, so nobody may be asked to come back later; pages
# show as many posts as there are.
VARIABLES = {"POSTS_PER_PAGE": str(MANY), "PRESSURE": "false"}

NOTHING_BUT_NGINX = """
worker_processes {workers};
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    keepalive_requests 10000000;
    types {{ text/css css; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location = / {{ return 204; }}
        location /static/ {{ root {data}; gzip_static on; }}
    }}
}}
"""


@dataclass
class Contender:
    """`addresses` are {work: (method, path, status)}; `is_slow`: too slow for wrk."""

    name: str
    port: int
    addresses: dict
    trees: list
    is_slow: bool = False
    started: dict = field(default_factory=dict)  # memory before the load

    def __post_init__(self):
        self.started = self.memory()

    def url(self, work):
        return f"http://127.0.0.1:{self.port}{self.addresses[work][1]}"

    def cpu_seconds(self):
        return sum(tree.cpu_seconds() for tree in self.trees)

    def memory(self):
        """{pid: resident bytes} of all its processes."""
        return {pid: size for tree in self.trees for pid, size in tree.memory().items()}

    def most_memory(self):
        """{pid: resident bytes at their highest}, as the kernel kept them."""
        return {pid: highest(pid) for pid in self.memory()}


def highest(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def make_pages():
    """The data of the app, made through its door: two live pages and one that ended.

    Returns {work: (method, path, status)}. Django is set up in this process.
    """
    # Models and storage can be imported only now.
    from django.templatetags.static import static

    from tests.conftest import make_page, open_as, publish

    pages = [(SLUG, FEW), (LONG, MANY), ("over", FEW)]
    for slug, count in pages:
        page = make_page(slug, title=f"A storm over the bay: {slug}")
        # The last post of `texts` is the oldest, as on the peer's page.
        for headline, body in reversed(list(texts(count))):
            publish(page, headline, body)
    open_as(page, "ended")
    page = type(page).objects.get(slug=SLUG)
    path = page.get_absolute_url()
    return {
        IDLE: ("GET", f"{path}updates/{page.revision}/", 204),
        NEWS: ("GET", f"{path}updates/{page.revision - 1}/", 200),
        FIRST: ("GET", path, 200),
        WHOLE: ("GET", f"/live/{LONG}/", 200),
        INDEX: ("GET", "/", 200),
        STATIC: ("GET", static("posts/live.css"), 200),
    }


@contextmanager
def ours(data, addresses):
    """This app on granian, on gunicorn, and on two granians behind nginx."""
    variables = environment(data) | settings("granian.env") | VARIABLES
    with (
        app(variables, workers=WORKERS) as alone,
        app(variables, server="gunicorn", workers=WORKERS) as gunicorn,
        app(variables | {"READER_GATE": "false"}, workers=WORKERS) as ungated,
        app(variables, workers=1) as first,
        app(variables, workers=1) as second,
    ):
        port = free_port()
        folder = data / "nginx"
        ports = [first.port, second.port]
        text = nginx_configuration(folder, data, ports, port, name="127.0.0.1")
        with nginx(folder, text) as process:
            front = ProcessTree(process.pid)
            yield [
                Contender(ALONE, alone.port, addresses, [alone]),
                Contender(BEHIND, port, addresses, [front, first, second]),
                Contender(GUNICORN, gunicorn.port, addresses, [gunicorn]),
                Contender(UNGATED, ungated.port, addresses, [ungated]),
            ]


@contextmanager
def peer(folder):
    """wagtail-live with a page of MANY posts of the same words."""
    folder.mkdir()
    variables = {
        "DATA": str(folder),
        "PYTHONPATH": str(HERE),
        "DJANGO_SETTINGS_MODULE": "peer.settings",
    }
    filled = subprocess.run(
        [PEER / "python", HERE / "peer/fill.py"],
        input=json.dumps(list(texts(MANY))),
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )
    if filled.returncode:
        raise SystemExit(f"The peer's page was not made: {filled.stderr[-2000:]}")
    found = json.loads(filled.stdout)
    log = f"--capture-output --error-logfile {folder}/gunicorn.log"
    with app(
        variables,
        server="gunicorn",
        workers=WORKERS,
        options=log.split(),
        application="peer.wsgi:application",
        cwd=folder,
        binaries=PEER,
    ) as server:
        asked = {
            IDLE: ("HEAD", found["idle poll"], 200),
            NEWS: ("GET", found["one new post"], 200),
            WHOLE: ("GET", found["page"], 200),
        }
        nothing_new = {IDLE: ("GET", found["idle poll, GET"], 200)}
        yield [
            Contender(PEER_HEAD, server.port, asked, [server], is_slow=True),
            Contender(PEER_GET, server.port, nothing_new, [server], is_slow=True),
        ]


@contextmanager
def yardsticks(data):
    """An empty Django view, a bare WSGI callable, and nginx by itself."""
    variables = settings("granian.env") | {"DJANGO_SETTINGS_MODULE": ""}
    nothing = {IDLE: ("GET", "/", 204)}
    folder, port = data / "nothing-but-nginx", free_port()
    from django.templatetags.static import static

    text = NOTHING_BUT_NGINX.format(
        folder=folder, data=data, port=port, workers=WORKERS
    )
    modules = [f"tests.bench.{name}:application" for name in ("empty", "bare")]
    with (
        app(variables, workers=WORKERS, application=modules[0]) as empty,
        app(variables, workers=WORKERS, application=modules[1]) as bare,
        nginx(folder, text) as process,
    ):
        files = nothing | {STATIC: ("GET", static("posts/live.css"), 200)}
        as_large = nothing | {WHOLE: ("GET", "/bytes", 200)}
        yield [
            Contender(EMPTY, empty.port, nothing, [empty]),
            Contender(BARE, bare.port, as_large, [bare]),
            Contender(NGINX, port, files, [ProcessTree(process.pid)]),
        ]
