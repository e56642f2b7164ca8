"""Break the database, the cache and the disk in turn; see what readers and editors get.

With PostgreSQL, Redis, two app servers and nginx: the database stopped and started, its
connections cut, every query two seconds late; the cache silent, and gone. With a
standby, too: the primary killed and the standby promoted. With SQLite and one app
server: locked for longer than anybody waits, its disk full (if this machine lets us
mount a small one). Prints for each what was answered and after how many seconds all was
well again.
"""

import argparse
import subprocess
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from redis import Redis

from tests.drills._callers import Callers
from tests.drills._outage import SECONDS, kept, outage
from tests.drills._slow import slow
from tests.drills._standby import with_standby
from tests.drills.restarts import callers
from tests.installed import SLUG, Installation, ask
from tests.scale.stack import stack
from tests.servers import app, listens, postgresql_binaries, running

LOCKED = 30  # seconds, longer than SQLite's writers wait


def main(words):
    parser = argparse.ArgumentParser(prog="outages", description=__doc__)
    parser.add_argument("--only", choices=[*PARTS])
    only = parser.parse_args(words).only
    well = True
    with tempfile.TemporaryDirectory(prefix="liveblog-outages-") as folder:
        for name, part in PARTS.items():
            if only in (None, name):
                well &= part(Path(folder) / name)
    return 0 if well else 1


# PostgreSQL, Redis, nginx


def with_postgresql(folder):
    with (
        ExitStack() as until_the_end,
        stack(folder) as site,
        slow(site.variables["DATABASE_URL"]) as proxy,
    ):
        database = site.variables["DATABASE_URL"]
        site.stop_all()
        site.variables["DATABASE_URL"] = proxy.address
        for number in range(2):
            site.start(number)
        cluster, cache = folder / "postgresql" / "cluster", site.variables["CACHE_URL"]
        with callers(site) as everybody:
            done = [
                outage(everybody, "PostgreSQL stopped", stopped(cluster)),
                outage(everybody, "PostgreSQL: connections cut", cut(database), 5),
                outage(everybody, "Each answer 2 s late", proxy.late(2), 30),
                outage(everybody, "Redis silent", silent(cache)),
                outage(
                    everybody,
                    "Redis gone",
                    gone(cache, until_the_end),
                ),
            ]
        done.append(kept(site, everybody))
        pg_ctl(cluster, "stop", "--mode=fast")
        return all(done)


@contextmanager
def stopped(cluster):
    """PostgreSQL is stopped, as for an upgrade, and started on the same port."""
    options = (cluster / "postmaster.opts").read_text().split('"')[1::2]
    pg_ctl(cluster, "stop", "--mode=fast")
    yield
    pg_ctl(cluster, "start", "-o", " ".join(f"'{one}'" for one in options))


def pg_ctl(cluster, *words):
    user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    command = [f"{postgresql_binaries()}/pg_ctl", "-D", str(cluster), "-w", *words]
    log = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, check=True, cwd=cluster.parent, **user, **log)


@contextmanager
def cut(database):
    """All connections end, as when a machine takes over from another."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    yield


@contextmanager
def silent(address):
    """Redis takes what is said to it, and says nothing."""
    with Redis.from_url(address) as redis:
        redis.execute_command("CLIENT", "PAUSE", SECONDS * 1000, "ALL")
    yield


@contextmanager
def gone(address, until_the_end):
    """Redis is not there, and then an empty one is."""
    port = urlsplit(address).port
    with Redis.from_url(address) as redis, suppress(ConnectionError):
        redis.shutdown(nosave=True)
    yield
    command = f"redis-server --bind 127.0.0.1 --port {port} --appendonly no --save"
    until_the_end.enter_context(running([*command.split(), ""], lambda: listens(port)))


# SQLite


def with_sqlite(folder):
    folder.mkdir(parents=True)
    with small_disk(folder) as is_small:
        site = Installation(folder, static=True, LOG_LEVEL="CRITICAL")
        options = ["--blocking-threads", "8"]
        with app(site.variables, workers=2, options=options) as server:
            live = f"/live/{SLUG}/"
            paths = {"page": (live, 2), "poll": (f"{live}updates/0/", 2)}

            def read(path):
                return ask(server.port, "GET", path)

            def publish(headline):
                return site.publish(server.port, headline, str(uuid4()))

            with Callers(read, publish, paths, publishers=4) as everybody:
                done = [outage(everybody, "SQLite locked", site.locked(), LOCKED)]
                if is_small:
                    done.append(outage(everybody, "The disk full", full(folder)))
        there = site.headlines()
        lost = set(everybody.published) - set(there)
        print(f"\nacknowledged {len(everybody.published)}, lost {len(lost)}")
        return not lost and all(done)


@contextmanager
def small_disk(folder):
    """A disk of 64 MB at FOLDER; whether there is one."""
    command = f"mount -t tmpfs -o size=64m tmpfs {folder}".split()
    is_small = subprocess.run(command, capture_output=True).returncode == 0
    if not is_small:
        print("No small disk can be mounted here: that one is left out.")
    try:
        yield is_small
    finally:
        if is_small:
            subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def full(folder):
    """Not a byte is left on the disk of FOLDER."""
    filler = folder / "filler"
    stop = threading.Event()

    def fill():
        # Whatever becomes free is taken, too.
        with filler.open("wb", buffering=0) as file:
            while not stop.is_set():
                with suppress(OSError):
                    while file.write(b"x" * 4096):
                        pass
                time.sleep(0.05)

    thread = threading.Thread(target=fill)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        filler.unlink()


PARTS = {
    "postgresql": with_postgresql,
    "failover": with_standby,
    "sqlite": with_sqlite,
}
