"""What went wrong with the database or the disk, in words for people.

Both drivers tell it by a code: SQLite by a name, PostgreSQL by an SQLSTATE.
"""

import errno
from contextvars import ContextVar

from django.db import Error, InterfaceError, OperationalError

from posts.logs import request_id

BUSY = "is busy"
FULL = "is on a disk that is full"
READ_ONLY = "can't be written to"
AWAY = "does not answer"

_SQLITE = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_IOERR": AWAY,
    "SQLITE_CANTOPEN": AWAY,
    "SQLITE_NOTADB": AWAY,
    "SQLITE_CORRUPT": AWAY,
}
# By the whole SQLSTATE, else by its class, the first two characters.
_POSTGRESQL = {
    "57014": BUSY,  # statement_timeout
    "55P03": BUSY,  # lock_timeout
    "40P01": BUSY,  # a deadlock, broken up
    "40001": BUSY,
    "53": BUSY,  # too many connections, out of memory
    "53100": FULL,
    "25006": READ_ONLY,
    "57": AWAY,  # it stops, or starts
    "58": AWAY,  # an error of the system below it
    "08": AWAY,
}
_DISK = {
    errno.ENOSPC: "The disk is full",
    errno.EDQUOT: "The disk is full",
    errno.EROFS: "The disk can't be written to",
    errno.EIO: "The disk does not answer",
}

# The id of the request in which the door was last left with a commit.
_changed = ContextVar("changed", default="")


def note_change():
    """The door was left with a commit in this request, whatever fails after it."""
    _changed.set(request_id.get())


def is_changed():
    """Whether something is saved that this request brought."""
    return bool(request_id.get()) and _changed.get() == request_id.get()


def words(error):
    """What is the matter, as a sentence without its stop; None if it is something else.

    ERROR is an exception that a view or a command raised.
    """
    if isinstance(error, OSError) and not isinstance(error, ConnectionError):
        return _DISK.get(error.errno)
    said = reason(error) if isinstance(error, Error) else None
    return said and f"The database {said}"


def reason(error):
    """What ails the database that raised ERROR, a django.db.Error: BUSY, ... or None.

    None for what is a mistake of ours: a constraint, a wrong query.
    """
    cause = error.__cause__
    if state := getattr(cause, "sqlstate", None):
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    if name := getattr(cause, "sqlite_errorname", None):
        return _SQLITE.get("_".join(name.split("_")[:2]))
    # A driver that lost its connection, or a pool that has none, gives no code.
    return AWAY if isinstance(error, OperationalError | InterfaceError) else None
