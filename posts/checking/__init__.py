"""Broken invariants: what the door, the database and the disk promise each other.

Each module below looks at one subject and yields `Finding`s; nothing is written. The
database's own constraints are not looked at again, since nothing can break them.
"""

from posts.snapshot import snapshot

from . import copies, database, numbers, order, pictures, search, versions
from .finding import Finding

__all__ = ["SUBJECTS", "Finding", "check"]

SUBJECTS = (database, numbers, order, copies, versions, search, pictures)


def check():
    """Every Finding, of one moment of the database; the files as they are then.

    Reads every post and version, and the head of every picture. Files of nobody are
    looked for after that moment: no transaction waits for a walk over the disk.
    """
    with snapshot():
        for subject in SUBJECTS:
            yield from subject.check()
    yield from pictures.unnamed()
