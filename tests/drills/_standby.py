"""The outage in which a standby takes over from PostgreSQL, a part of `outages`.

The primary waits at each commit until the standby has it, too, and the app servers
have both addresses and take the one that can be written to. So when every process of
the primary is killed and the standby promoted, nothing that was acknowledged may be
missing, and nothing has to be told to the app servers.
"""

import socket
import subprocess
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

from tests import deployed
from tests.drills._browser import Site, wait_until
from tests.drills._outage import kept, outage
from tests.drills._readers import Watch
from tests.drills.restarts import callers, is_ready
from tests.process_tree import ProcessTree
from tests.scale.stack import stack
from tests.servers import Cluster

UNTIL_PROMOTED = 8  # seconds, in which somebody finds out that the primary is dead
PATIENCE = 60  # seconds until an app server must be ready
NAME = "standby"
REVISION = "SELECT revision FROM posts_livepage WHERE id = %s"


class Standby(Cluster):
    """A hot standby in FOLDER of the server at the address PRIMARY."""

    def __init__(self, folder, primary, **options):
        self.primary = primary
        super().__init__(folder, cluster_name=NAME, **options)

    def make(self):
        words = f"--pgdata={self.folder}/cluster --checkpoint=fast --no-sync"
        command = [
            f"{self.binaries}/pg_basebackup",
            f"--dbname={self.primary}",
            "--write-recovery-conf",
            *words.split(),
        ]
        subprocess.run(command, check=True, cwd=self.folder, **self.user)
        return urlsplit(self.primary).password

    def create(self, name):
        """Only look whether it is there: a standby has what its primary has."""
        with psycopg.connect(f"{self.address}/{name}"):
            pass

    def promote(self):
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SELECT pg_promote()")

    def both(self):
        """DATABASE_URL that names the primary and, after it, this one."""
        port = urlsplit(self.primary).port
        addresses = f"127.0.0.1:{port},127.0.0.1:{self.port}"
        url = self.primary.replace(f"127.0.0.1:{port}", addresses)
        return f"{url}?target_session_attrs=read-write"


def wait_for_each_other(primary):
    """From now on PRIMARY acknowledges a commit when the standby has written it.

    Said after the copy was made: the standby, promoted, shall wait for nobody.
    """
    with psycopg.connect(primary, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
        connection.execute("SELECT pg_reload_conf()")

        def is_in_step():
            asked = "SELECT sync_state FROM pg_stat_replication"
            return connection.execute(asked).fetchall() == [("sync",)]

        wait_until(is_in_step, what="Replication")


def with_standby(folder):
    with stack(folder) as site:
        primary = site.variables["DATABASE_URL"]
        options = deployed.settings("postgresql.conf")
        standby = Standby(folder / "standby", primary, **options)
        with standby.serving():
            wait_for_each_other(primary)
            site.stop_all()
            site.variables["DATABASE_URL"] = standby.both()
            for number in range(2):
                site.start(number)
            well = FailOver(site, standby).run()
            site.stop_all()
    bury(folder / "postgresql" / "cluster", standby)
    return well


def bury(cluster, heir):
    """Start and end PostgreSQL on CLUSTER, with no port: what its dead left in shared
    memory is freed."""
    command = [f"{heir.binaries}/postgres", "--single", "-D", str(cluster), "live"]
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    subprocess.run(command, check=True, cwd=cluster, **quiet, **heir.user)


class FailOver:
    """The course of it; `wrong` says what did not hold."""

    def __init__(self, site, standby):
        self.site, self.standby = site, standby
        where = Site(site.port, site.name, str(site.certificate))
        live = site.facts["live"]
        self.watch = Watch(where, [live, f"{live}?order=oldest"], every=0.5)
        self.wrong = []

    def run(self):
        self.watch.start()
        try:
            with callers(self.site) as everybody:
                self.outage(everybody, "The primary killed", self.killed())
                self.outage(everybody, "Its address silent", self.silent())
        finally:
            self.watch.is_over = True
            self.watch.join()
        self.judge(everybody)
        for one in self.wrong:
            print(f"WRONG: {one}")
        return not self.wrong

    def outage(self, everybody, name, broken):
        if not outage(everybody, name, broken, UNTIL_PROMOTED):
            self.wrong.append(f"{name}: not well within a minute")

    @contextmanager
    def killed(self):
        """The primary dies with all its processes, and the standby takes over."""
        path = self.site.folder / "postgresql" / "cluster" / "postmaster.pid"
        ProcessTree(int(path.read_text().split()[0])).kill()
        yield
        seen = max(int(reader.at) for reader in self.watch.readers)
        with psycopg.connect(self.standby.url) as connection:
            asked = connection.execute(REVISION, [self.site.facts["page"]])
            revision = asked.fetchone()[0]
        print(f"\nreaders are at revision {seen}, the standby at {revision}")
        if revision < seen:
            self.wrong.append("a revision went back")
        began = time.monotonic()
        self.standby.promote()
        self.wait_until_ready("promoted, both app servers", range(2), began)

    @contextmanager
    def silent(self):
        """Nothing is refused where the primary was, as if its machine had vanished.

        An app server that is restarted then must come to be ready.
        """
        with socket.create_server(("127.0.0.1", urlsplit(self.standby.primary).port)):
            self.site.stop(1)
            began = time.monotonic()
            self.site.start(1)
            self.wait_until_ready("\nan app server restarted", [1], began)
            yield

    def wait_until_ready(self, what, numbers, began):
        ports = [self.site.apps[number] for number in numbers]
        try:
            wait_until(lambda: all(map(is_ready, ports)), PATIENCE, what)
        except RuntimeError as error:
            self.wrong.append(error)
        print(f"{what}: ready after {time.monotonic() - began:.1f} s")

    def judge(self, everybody):
        """What the new primary holds, and what pages that stayed open show."""
        time.sleep(5)  # longer than any cache keeps a poll
        if not kept(self.site, everybody):
            self.wrong.append("an acknowledged post is lost, or there twice")
        differ = self.watch.caught_up(self.site.facts["live"])
        polls, failed = self.watch.polls, dict(self.watch.failures)
        print(f"open pages: {polls} polls, failed {failed}, behind {differ}")
        print(self.site.python("manage.py", "check_data").strip())
        if differ or self.watch.error:
            self.wrong.append(self.watch.error or "an open page is behind")
