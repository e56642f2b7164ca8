"""A place that a backup is restored into, and what a restore that died left there."""

import re
import shutil
import sqlite3

import psycopg
from django.apps import apps

from posts.backup import rows
from posts.backup.restoring import ARRIVING
from tests.drills._browser import wait_until
from tests.drills._claims import BrokenError
from tests.drills._scratch import Scratch


class EmptyPlace:
    """A database with no tables, in FOLDER or in CLUSTER, and a folder of its own."""

    def __init__(self, folder, cluster):
        self.folder, self.cluster = folder, cluster
        self.scratch = Scratch(folder, cluster)
        self.data, self.moved = folder / "place", 0
        self._anew()

    def _anew(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir()
        self.scratch.there()

    @property
    def variables(self):
        return self.scratch.variables | {"DATA_DIR": str(self.data)}

    @property
    def media(self):
        return self.data / "media"

    @property
    def arriving(self):
        return self.media / ARRIVING

    def pictures(self):
        """The names of what is in place among the pictures."""
        if not self.media.is_dir():
            return []
        return [path.name for path in self.media.iterdir() if path.name != ARRIVING]

    def move_pictures_aside(self):
        self.moved += 1
        self.media.rename(self.data / f"media.old{self.moved}")

    def end(self):
        """Make a new one of a place where all was restored; its schema is the usual."""
        self.scratch.is_done = True
        self.scratch.judge()
        self._anew()

    # What is there

    def settle(self):
        """Wait until PostgreSQL has noticed that whoever was connected is dead."""
        query = (
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if self.cluster:
            wait_until(lambda: self.scratch.rows(query) == [(0,)], what="Its death")

    def count(self, table):
        """The rows of TABLE; None: there is no such table."""
        try:
            ((count,),) = self.scratch.rows(f'SELECT count(*) FROM "{table}"')  # noqa: S608
        except (sqlite3.OperationalError, psycopg.Error) as error:
            if not re.search("no such table|does not exist", str(error)):
                raise
            return None
        return count

    @property
    def is_restored(self):
        """Whether the rows are there; BrokenError if it is only some."""
        self.settle()
        is_restored = bool(self.count("posts_restore"))
        if not is_restored:
            tables = [
                model._meta.db_table
                for model in rows.models_in(apps)
                if model._meta.label_lower not in rows.MIGRATED
            ]
            found = {table: self.count(table) for table in tables}
            if any(found.values()):
                raise BrokenError(f"half of a restore: {found}")
        return is_restored

    def stage(self, manifest):
        """How far the restore of the backup of MANIFEST has come that was killed."""
        if self.is_restored:
            return "all there, not yet looked at"
        if self.pictures():
            return "pictures in place, rows not"
        if self.arriving.is_dir():
            copied = sum(path.is_file() for path in self.arriving.rglob("*"))
            if copied == manifest["pictures"]["files"]:
                return "among the rows"
            return "among the pictures"
        done = self.count("django_migrations") or 0
        return "migrated" if done == len(manifest["migrations"]) else "migrating"
