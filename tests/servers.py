"""Servers for tests and benches: PostgreSQL, Redis, nginx and the live blog's own.

Each is a context manager that starts a fresh server on 127.0.0.1, waits until it
answers, and stops it by its process id, also when the body raises. What it stores
lies in the FOLDER that is given, which is made if it is not there and stays behind.
A server that ends early or does not answer within START_SECONDS raises NotStartedError.
"""

import http.client
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg

from tests.process_tree import ProcessTree

ROOT = Path(__file__).parents[1]
START_SECONDS = 60
STOP_SECONDS = 20

# The processes of PostgreSQL refuse to run as root; Debian's package brings this user.
POSTGRESQL_USER = "postgres"
# A cluster that lives as long as the tests has nothing to save from a power cut.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NotStartedError(Exception):
    """A server did not answer; the message says which one and what it wrote."""


class Server(ProcessTree):
    """A server of the live blog: `url`, `port`, `pid`, and what its processes cost."""

    def __init__(self, pid, port):
        super().__init__(pid)
        self.port = port
        self.url = f"http://127.0.0.1:{port}"


def free_port():
    """A port of 127.0.0.1 on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data, database="", cache=""):
    """The variables of production with its data in the folder DATA.

    DATABASE and CACHE are addresses as in .env.example; by default SQLite in DATA and
    a cache in each process.
    """
    return {
        "DJANGO_SETTINGS_MODULE": "liveblog.settings",
        "DEBUG": "false",
        "HTTPS": "false",
        "DATA_DIR": str(data),
        "DATABASE_URL": database or f"sqlite:///{data}/db.sqlite3",
        "CACHE_URL": cache or "locmemcache://",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": "for servers of tests and benches only",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def app(
    environment,
    server="granian",
    workers=2,
    port=None,
    options=(),
    application="liveblog.wsgi:application",
    cwd=ROOT,
    binaries=None,
):
    """A Server that serves APPLICATION with ENVIRONMENT on top of this process's own.

    SERVER is granian or gunicorn, taken from the folder BINARIES, by default that of
    this Python; OPTIONS are further words of its command line.
    """
    port = port or free_port()
    commands = {
        "granian": f"--interface wsgi --no-ws --host 127.0.0.1 --port {port}",
        "gunicorn": f"--bind 127.0.0.1:{port}",
    }
    command = [
        str(Path(binaries or Path(sys.executable).parent) / server),
        *commands[server].split(),
        *f"--workers {workers} --log-level error".split(),
        *options,
        application,
    ]
    variables = os.environ | environment
    with running(command, lambda: answers(port), cwd=cwd, env=variables) as process:
        yield Server(process.pid, port)


@contextmanager
def postgresql(folder, durable=False, **options):
    """DATABASE_URL of an empty database in a fresh cluster.

    DURABLE keeps every commit through a power cut, as production does; OPTIONS are
    settings of the server, such as `max_connections=20`.
    """
    cluster = Cluster(folder, durable, **options)
    with cluster.serving():
        yield cluster.url


class Cluster:
    """The files of a PostgreSQL in FOLDER, with the empty database at `url`.

    Its server runs as often as `serving` says: what was there last is there again.
    """

    def __init__(self, folder, durable=False, **options):
        self.folder = opened(folder)
        self.binaries, self.user = postgresql_binaries(), {}
        if os.geteuid() == 0:
            self.user = {"user": POSTGRESQL_USER, "group": POSTGRESQL_USER}
            self.user["extra_groups"] = []
            shutil.chown(self.folder, POSTGRESQL_USER, POSTGRESQL_USER)
        self.password, self.port = self.make(), free_port()
        self.options = ({} if durable else FORGETFUL) | options
        self.address = f"postgres://live:{self.password}@127.0.0.1:{self.port}"
        self.url = f"{self.address}/live"

    def make(self):
        """Make the files, in `cluster`; the password of their only role, `live`."""
        password = secrets.token_hex(16)
        initialise(self.binaries, self.folder / "cluster", password, self.user)
        return password

    @contextmanager
    def serving(self):
        """The process of the server, which has the database `live`."""
        command = [
            *f"{self.binaries}/postgres -h 127.0.0.1 -p {self.port}".split(),
            *f"-D {self.folder}/cluster -k".split(),
            "",
            *(f"--{name}={value}" for name, value in self.options.items()),
        ]
        # Its fast way to stop does not wait for those who are still connected.
        with running(
            command,
            self._connects,
            log=self.folder / "postgresql.log",
            stop=signal.SIGINT,
            cwd=self.folder,
            **self.user,
        ) as process:
            yield process

    def _connects(self):
        try:
            self.create("live")
        except psycopg.OperationalError:
            return False
        return True

    def create(self, name):
        """Make the empty database NAME, unless there is one."""
        with psycopg.connect(f"{self.address}/postgres", autocommit=True) as connection:
            try:
                connection.execute(f"CREATE DATABASE {name}")
            except psycopg.errors.DuplicateDatabase:
                return


def initialise(binaries, cluster, password, user):
    """Make the CLUSTER, whose only role is `live`, with PASSWORD."""
    secret = cluster.with_name("password")
    secret.touch(0o600)
    secret.write_text(password)
    if user:
        shutil.chown(secret, user["user"])
    command = (
        f"{binaries}/initdb --pgdata={cluster} --username=live --pwfile={secret} "
        "--auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync"
    )
    done = subprocess.run(
        command.split(), cwd=cluster.parent, capture_output=True, text=True, **user
    )
    secret.unlink()
    if done.returncode:
        raise NotStartedError(f"initdb: {done.stderr.strip()}")


def postgresql_binaries():
    """The folder of `initdb` and `postgres`, which Debian keeps out of the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parts[4]), default=None)
    if newest is None:
        raise NotStartedError("PostgreSQL is not installed.")
    return newest.parent


@contextmanager
def redis(folder):
    """CACHE_URL of an empty Redis that stores nothing on disk."""
    folder, port = opened(folder), free_port()
    command = [
        *f"redis-server --bind 127.0.0.1 --port {port} --appendonly no --save".split(),
        "",
    ]
    log = folder / "redis.log"
    with running(command, lambda: listens(port), log=log, cwd=folder):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def nginx(folder, configuration):
    """The process of an nginx that runs CONFIGURATION, a whole nginx.conf.

    Relative paths in it start at FOLDER. It has answered on the first port that the
    configuration listens on, if it names one.
    """
    folder = opened(folder)
    path = folder / "nginx.conf"
    path.write_text(configuration)
    command = ["nginx", "-p", f"{folder}/", "-c", str(path), "-e", "stderr"]
    if not re.search(r"\bdaemon\s+off\s*;", configuration):
        command += ["-g", "daemon off;"]
    port = re.search(r"\blisten\s+(?:[\w.]+:)?(\d+)\b", configuration)

    def ready():
        return not port or listens(int(port[1]))

    with running(command, ready, log=folder / "nginx.log") as process:
        yield process


@contextmanager
def running(command, ready, log=None, stop=signal.SIGTERM, **options):
    """The process of COMMAND as soon as READY() is true; the signal STOP ends it.

    What it writes goes to the file LOG, or else where this process writes; OPTIONS are
    those of subprocess.Popen.
    """
    with Path(log).open("ab") if log else nullcontext() as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, **options)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                wrote = Path(log).read_text(errors="replace")[-2000:] if log else ""
                raise NotStartedError(
                    f"{Path(command[0]).name} does not answer. {wrote}"
                )
            time.sleep(0.05)
        yield process
    finally:
        end(process, stop)


def end(process, stop):
    """Stop PROCESS with the signal STOP, and by force all that it left behind."""
    family = ProcessTree(process.pid).pids()
    if process.poll() is None:
        process.send_signal(stop)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait()


def opened(folder):
    """FOLDER, made if need be, which servers that run as another user can reach.

    The temporary folders that pytest and tempfile make for root let nobody pass.
    """
    folder = Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for parent in folder.parents:
            if parent.is_relative_to(tempfile.gettempdir()):
                parent.chmod(parent.stat().st_mode | 0o001)
    return folder


def listens(port):
    """Whether anybody takes connections on PORT."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers(port):
    """Whether a server on PORT answers, whatever it says."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/robots.txt")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
