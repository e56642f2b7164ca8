"""One state of the whole database to read from, while others go on writing."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot():
    """All that is read inside is of one moment, and no writer waits for it.

    Nothing can be written inside. Within another transaction it is that one's state.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite:
        # The usual IMMEDIATE would take the write lock (liveblog/database.py).
        usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SET TRANSACTION READ ONLY")
            # Both databases take the moment of the first read.
            cursor.execute("SELECT COUNT(*) FROM django_migrations")
            yield
    finally:
        if is_sqlite:
            connection.transaction_mode = usual
