"""A database that a migration makes from nothing, however often it is killed."""

import sqlite3

import psycopg
from django.db import connection

from tests.drills._claims import BrokenError

SCHEMA = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY sql",
    "postgresql": """
        SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable)
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION SELECT concat_ws(' ', conrelid::regclass, conname,
                               pg_get_constraintdef(oid)) FROM pg_constraint
        ORDER BY 1""",
}
APPLIED = "SELECT app, name FROM django_migrations ORDER BY app, name"


class Scratch:
    """Beside the drill's own database, in FOLDER or in CLUSTER; anew when `is_done`."""

    def __init__(self, folder, cluster):
        self.cluster, self.number = cluster, 0
        self.path = folder / "scratch.sqlite3"
        self.is_done = False
        self._anew()

    @property
    def name(self):
        return f"scratch{self.number}"

    @property
    def variables(self):
        if not self.cluster:
            return {"DATABASE_URL": f"sqlite:///{self.path}"}
        return {"DATABASE_URL": f"{self.cluster.address}/{self.name}"}

    def _anew(self):
        self.is_done, self.is_there = False, False
        self.number += 1
        for path in self.path.parent.glob(f"{self.path.name}*"):
            path.unlink()

    def there(self):
        """Make the empty database, while its server runs."""
        if self.cluster and not self.is_there:
            self.cluster.create(self.name)
        self.is_there = True

    def judge(self):
        """Whether it is complete; BrokenError if it is then unlike the drill's own."""
        if not self.is_done:
            return False
        for query in (SCHEMA[connection.vendor], APPLIED):
            with connection.cursor() as cursor:
                cursor.execute(query)
                expected = sorted(cursor.fetchall())
            found = sorted(self.rows(query))
            if found != expected:
                odd = set(found) ^ set(expected)
                raise BrokenError(f"migrated from nothing, it differs: {odd}")
        self._anew()
        return True

    def rows(self, query):
        if self.cluster:
            with psycopg.connect(f"{self.cluster.address}/{self.name}") as other:
                return other.execute(query).fetchall()
        other = sqlite3.connect(self.path)
        try:
            return other.execute(query).fetchall()
        finally:
            other.close()
