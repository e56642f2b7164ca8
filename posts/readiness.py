"""Whether this process can do all that it is there for: what `/readyz` says.

Four things are tried: the database (it answers, all migrations are applied, it can be
written to), the cache, the room on the disk, and whether this process knows the static
files, without which no page can be made. A thread of its own tries them, one at a time,
and whoever asks waits for LIMIT seconds at most: what hangs is not ready, and a second
question does not hang beside the first. What was found holds for KEEP seconds, so that
nobody can wear the database out by asking.

A database that is busy is ready: somebody else's long write ends, and readers notice
nothing of it. Nothing is written by trying.
"""

import logging
import shutil
import threading
import time
from functools import cache as once

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from posts import failures

LIMIT = 2  # seconds
KEEP = 1  # second
LEAST_FREE = 64 * 1024 * 1024  # bytes on the disk of DATA_DIR

logger = logging.getLogger(__name__)


class Readiness:
    """What this process lacks, looked at by whoever asks, in a thread of its own."""

    def __init__(self):
        self._lock = threading.Lock()
        self._look = None

    def lacks(self):
        """[line] that say what is wrong, none if all is well; after LIMIT at most."""
        with self._lock:
            look = self._look
            if look is None or look.is_past():
                look = self._look = Look()
        return look.wait()


class Look:
    """One look at everything; `lines` when it is over."""

    def __init__(self):
        self._over = threading.Event()
        self._until = float("inf")
        self._lines = []
        self._at = "thread"
        threading.Thread(target=self._run, name="readiness", daemon=True).start()

    def is_past(self):
        return time.monotonic() >= self._until

    def wait(self):
        if self._over.wait(LIMIT):
            return self._lines
        return [f"{self._at}: no answer within {LIMIT} seconds"]

    def _run(self):
        try:
            for name, check in CHECKS.items():
                self._at = name
                self._lines += [f"{name}: {word}" for word in check()]
        except Exception:  # a look that fails must end, too
            logger.exception("Readiness could not be told")
            self._lines.append(f"{self._at}: could not be told")
        finally:
            connection.close()
            self._until = time.monotonic() + KEEP
            self._over.set()


def database():
    """What is wrong with the database; nothing else is asked if it is away."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
        missing = migrations() - applied.keys()
        if missing:
            number = len(missing)
            yield f"{number} migration{'s are' if number > 1 else ' is'} missing"
        if applied and not is_writable():
            yield failures.READ_ONLY
    except Error as error:
        logger.warning("The database is not ready: %s", error)
        yield failures.reason(error) or failures.AWAY


@once
def migrations():
    """The last migrations of each app, as the code has them: {(app, name)}."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def is_writable():
    """Whether a write could begin, once it has its turn; nothing is written."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SHOW transaction_read_only")
            return cursor.fetchone() == ("off",)
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("DELETE FROM django_migrations WHERE 0")
        except Error as error:
            return failures.reason(error) == failures.BUSY
        return True


def cache_():
    """What is wrong with the cache; answers are made without it meanwhile."""
    try:
        cache.set("live.ready", "yes", KEEP)
    except Exception as error:  # whatever a cache's client may raise
        logger.warning("The cache is not ready: %s", error)
        yield "does not answer"


def disk():
    """What is wrong with the disk of DATA_DIR: pictures, and SQLite."""
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        yield "DATA_DIR can't be read"
        return
    if free < LEAST_FREE:
        yield f"{free // 1024**2} MB are free, less than {LEAST_FREE // 1024**2}"


def static_files():
    """Whether `collectstatic` was run before this process was started."""
    if getattr(staticfiles_storage, "hashed_files", True):
        return
    yield "none are known: run collectstatic, then restart"


CHECKS = {
    "database": database,
    "cache": cache_,
    "disk": disk,
    "static files": static_files,
}
