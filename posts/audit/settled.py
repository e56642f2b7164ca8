"""Which entries are there for good, with none to come between them."""

import time

from django.db import connection
from django.db.models import Max

from posts.models import AuditEntry

PAUSE = 0.1  # seconds between two looks
# Whoever writes an entry holds this lock until the end of the transaction.
_WRITING = """
    SELECT virtualtransaction FROM pg_locks
    JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE datname = current_database() AND relation = %s::regclass
    AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
"""


def wait(patience):
    """The number up to which all entries are there; None if PATIENCE ends before.

    PostgreSQL gives an entry its number before it is committed: one with a higher
    number may be there first. So wait, for so many seconds at most, until whoever was
    writing when we came is done. SQLite has one writer at a time.
    """
    table = AuditEntry._meta.db_table
    if connection.vendor == "sqlite":
        return AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        cursor.execute(f"SELECT last_value FROM {cursor.fetchone()[0]}")  # noqa: S608
        (given,) = cursor.fetchone()
        deadline = time.monotonic() + patience
        writing = _writing(cursor, table)
        while writing:
            if time.monotonic() > deadline:
                return None
            time.sleep(PAUSE)
            writing &= _writing(cursor, table)
    return given


def _writing(cursor, table):
    """The transactions that write entries now."""
    cursor.execute(_WRITING, [table])
    return {row[0] for row in cursor.fetchall()}
