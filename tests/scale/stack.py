"""The whole deployment on loopback: PostgreSQL, Redis, two app servers, nginx with TLS.

It runs the files of deploy/, and is asked for by the name that stands there.
"""

import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager

from tests import deployed
from tests.servers import (
    ROOT,
    app,
    environment,
    free_port,
    listens,
    nginx,
    opened,
    postgresql,
    running,
)


class Stack:
    """A running deployment.

    `url` is the site's address, `port` that of its TLS, `plain_port` of its redirect;
    `apps` are the ports of the app servers, `certificate` the path of what signs the
    site; `facts` are what `tests.scale.sample` made.
    """

    def __init__(self, folder, variables, name):
        self.folder, self.variables, self.name = folder, variables, name
        self.data = folder / "data"
        self.apps = [free_port(), free_port()]
        self.port, self.plain_port = free_port(), free_port()
        self.url = f"https://{name}:{self.port}"
        self.certificate = folder / "nginx" / deployed.KEY_PAIR[0]
        self.facts = {}
        self.servers = {}
        self._running = {}

    def start(self, number):
        """Start the app server NUMBER, 0 or 1, on its port."""
        running_app = ExitStack()
        port = self.apps[number]
        server = running_app.enter_context(app(self.variables, workers=1, port=port))
        self.servers[number], self._running[number] = server, running_app

    def stop(self, number):
        """Stop it by its process id, as an operator would; nothing if it is not up."""
        if number in self._running:
            self._running.pop(number).close()

    def stop_all(self):
        for number in list(self._running):
            self.stop(number)

    def python(self, *words):
        """What a Python program of ours writes, with the settings of the stack."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=os.environ | self.variables,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


@contextmanager
def databases(folder):
    """(DATABASE_URL, CACHE_URL) of PostgreSQL and Redis as deploy/ sets them."""
    options = deployed.settings("postgresql.conf")
    with (
        postgresql(folder / "postgresql", **options) as database,
        redis(folder / "redis") as cache,
    ):
        yield database, cache


@contextmanager
def redis(folder):
    """CACHE_URL of a Redis that runs deploy/redis.conf."""
    folder, port = opened(folder), free_port()
    configuration = str(deployed.DEPLOY / "redis.conf")
    command = ["redis-server", configuration, "--port", str(port)]
    log = folder / "redis.log"
    with running(command, lambda: listens(port), log=log, cwd=folder):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def stack(folder, name=deployed.NAME, alive=False):
    """A Stack in FOLDER that has the sample; ALIVE lets its last posts arrive."""
    folder = opened(folder)
    with databases(folder) as (database, cache):
        site = Stack(folder, variables(folder, database, cache, name), name)
        site.variables["CSRF_TRUSTED_ORIGINS"] = site.url
        site.data.mkdir(exist_ok=True)
        site.python("manage.py", "migrate", "--verbosity=0")
        site.python("manage.py", "collectstatic", "--verbosity=0", "--noinput")
        words = ["tests.scale.sample", "--site", site.url, *["--alive"] * alive]
        site.facts = json.loads(site.python("-m", *words))
        readable(site.data)
        try:
            for number in range(len(site.apps)):
                site.start(number)
            ports = (site.plain_port, site.port)
            configuration = deployed.nginx_configuration(
                folder / "nginx", site.data, site.apps, *ports, name=name
            )
            with nginx(folder / "nginx", configuration):
                yield site
        finally:
            site.stop_all()


def variables(folder, database, cache, name):
    """The environment of the app servers: that of deploy/ with our own addresses."""
    ours = environment(folder / "data", database, cache)
    chosen = {
        "HTTPS": "true",
        # The loopback address is asked for when a server starts.
        "ALLOWED_HOSTS": f"{name},127.0.0.1",
        "SITE_URL": f"https://{name}",
        # So that the sample has older posts to load.
        "POSTS_PER_PAGE": "5",
    }
    if name != deployed.NAME:
        # A name of this machine, which its browser would not forget.
        chosen["HSTS_SECONDS"] = "0"
    return (
        deployed.settings("environment.example")
        | deployed.settings("granian.env")
        | ours
        | chosen
    )


def readable(folder):
    """Let nginx, which runs as another user, read FOLDER; see UMask in the units."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, group="www-data")
