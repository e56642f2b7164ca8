"""The database file itself, and rows that point to nothing. SQLite alone: PostgreSQL
checks every reference by itself, and its files with its own tools.
"""

from django.db import connection

from .finding import Finding

MOST = 100  # complaints of one kind


def check():
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA quick_check({MOST})")
        for (said,) in cursor.fetchall():
            if said != "ok":
                yield Finding(
                    "The database file", f"is damaged: {said}.", "Restore a backup."
                )
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, target, _ in cursor.fetchmany(MOST):
            yield Finding(
                f"{table} row {row}",
                f"points to a row of {target} that is not there.",
                "Restore a backup, or delete the row.",
            )
