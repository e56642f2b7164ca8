"""Opening what a user names: a file."""

from pathlib import Path

from posts.importing.source import Source


def at(path: Path) -> Source:
    """The Source in the file PATH; OSError if it can't be read."""
    return Source(path.read_bytes(), str(path))
