"""Where a chaos takes place: SQLite with two workers, or the whole deployment."""

from contextlib import contextmanager

import psycopg

from tests.drills import _newsroom
from tests.process_tree import ProcessTree
from tests.servers import app


class Place:
    """`site` is where to ask, as the words of a Site; `trees` {name: ProcessTree}."""

    def __init__(self, site, trees, variables):
        self.site, self.trees, self.variables = site, trees, variables

    def database_bytes(self):
        """{part: bytes} of what the database keeps."""
        address = self.variables["DATABASE_URL"]
        if address.startswith("sqlite"):
            from django.conf import settings

            path = settings.DATABASES["default"]["NAME"]
            return {name: size(f"{path}{name}") for name in ("", "-wal")}
        with psycopg.connect(address) as connection:
            asked = "SELECT pg_database_size(current_database())"
            return {"": connection.execute(asked).fetchone()[0]}

    def cache_bytes(self):
        """What Redis uses; None where the cache is in the processes."""
        address = self.variables["CACHE_URL"]
        if not address.startswith("redis"):
            return None
        import redis

        with redis.from_url(address) as cache:
            return cache.info("memory")["used_memory"]


def size(path):
    from pathlib import Path

    return Path(path).stat().st_size if Path(path).exists() else 0


@contextmanager
def on_sqlite(folder, editors):
    variables = _newsroom.prepare(folder, editors)
    with app(variables, workers=2) as server:
        yield Place([server.port], {"server": server}, variables)


@contextmanager
def on_stack(folder, editors):
    from tests.scale.stack import stack

    with stack(folder) as stacked:
        # There chief editors need a second step, which those of the drill have not.
        stacked.stop_all()
        stacked.variables["REQUIRE_OTP_FOR"] = ""
        for number in range(len(stacked.apps)):
            stacked.start(number)
        variables = _newsroom.prepare(folder, editors, variables=stacked.variables)
        trees = {f"app server {n}": one for n, one in stacked.servers.items()}
        trees |= {
            name: ProcessTree(int((folder / path).read_text().split()[0]))
            for name, path in {
                "nginx": "nginx/nginx.pid",
                "postgresql": "postgresql/cluster/postmaster.pid",
            }.items()
        }
        words = [stacked.port, stacked.name, str(stacked.certificate)]
        yield Place(words, trees, variables)
