"""Writes a backup; the package's docstring says of what."""

import hashlib
import json
import os
import platform
import shutil
import tempfile
import tomllib
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import FileField
from django.utils import timezone

from posts.folders import in_order
from posts.snapshot import snapshot

from . import (
    ESCAPED,
    FORMAT,
    MANIFEST,
    MEDIA,
    ROWS,
    SUMS,
    VERSION,
    BackupError,
    rows,
)

CHUNK = 1024 * 1024
UNFINISHED = ".unfinished"


def write(folder):
    """Back everything up into FOLDER, which must be new or empty; the manifest.

    BackupError, also where nobody has an account yet, or OSError leaves nothing
    behind; a killed process leaves a folder that begins with a dot and ends in
    UNFINISHED.
    """
    folder = Path(os.path.abspath(folder))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} is not empty: name a folder that is new.")
    migrations = applied_migrations()
    with renamed_when_whole(folder) as place, _names() as named:
        files = Files(place)
        with snapshot():
            _refuse_empty_database()
            made_at = timezone.now()
            tables = [_table(model, files, named) for model in rows.models_in(apps)]
        named.seek(0)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": made_at.isoformat(),
            "software": software(),
            "migrations": migrations,
            "tables": tables,
            "pictures": _pictures(files),
            "lost_pictures": sorted(_lost(named, place / MEDIA)),
        }
        said = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        files.write(MANIFEST, [said.encode()])
    return manifest


def _refuse_empty_database():
    """BackupError if the database waits for a restore, or is another than was meant.

    It would have the name of a good backup, and older ones go for it.
    """
    if not get_user_model().objects.exists():
        raise BackupError(
            "The database has no accounts: it is empty, or not the one that is meant."
        )


def _names():
    return tempfile.TemporaryFile("w+", encoding="utf-8")


def applied_migrations():
    """The names of all migrations; BackupError if some are not applied yet."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    if executor.migration_plan(graph.leaf_nodes()):
        raise BackupError("The database lacks migrations: run migrate first.")
    return sorted(f"{app}.{name}" for app, name in graph.nodes)


def software():
    """The versions that made a backup, for whoever reads it years later."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return {
        "liveblog": project["project"]["version"],
        "django": django.get_version(),
        "python": platform.python_version(),
        "database": connection.vendor,
    }


@contextmanager
def renamed_when_whole(folder):
    """A new folder beside FOLDER, which takes its place when the block is done.

    All of it is on the disk by then.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    place = tempfile.mkdtemp(UNFINISHED, f".{folder.name}.", folder.parent)
    try:
        yield Path(place)
        os.sync()
        os.rename(place, folder)
        os.sync()
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def sums_line(digest, name):
    """A line as `sha256sum` has it: signs that would break it are written out."""
    said = name
    for sign, written in ESCAPED:
        said = said.replace(sign, written)
    mark = "\\" if said != name else ""
    return os.fsencode(f"{mark}{digest}  {said}\n")


class Files:
    """The files of a backup in the making, each with its checksum in the list."""

    def __init__(self, place):
        self.place = place

    def write(self, name, chunks):
        """Write CHUNKS, bytes, to the file NAME; its size and SHA-256."""
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with path.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        with (self.place / SUMS).open("ab") as sums:
            sums.write(sums_line(digest.hexdigest(), name))
        return {"bytes": size, "sha256": digest.hexdigest()}


def _table(model, files, named):
    """Write the rows of MODEL, and the pictures that they name to the file NAMED."""
    label = model._meta.label_lower
    pictures = [f.attname for f in rows.fields_of(model) if isinstance(f, FileField)]
    count = 0

    def lines():
        nonlocal count
        for row in rows.read(model):
            named.writelines(f"{row[name]}\n" for name in pictures if row[name])
            yield rows.line(row)
            count += 1

    name = f"{ROWS}/{label}.jsonl"
    written = files.write(name, lines())
    return {"model": label, "file": name, "rows": count, **written}


def _pictures(files):
    """Copy MEDIA_ROOT, with its times; how much it was.

    What is deleted meanwhile is not there; nothing is ever overwritten.
    """
    root = Path(settings.MEDIA_ROOT)
    count = size = 0
    for path in in_order(root):
        name = f"{MEDIA}/{path.relative_to(root)}"
        try:
            with path.open("rb") as file:
                size += files.write(name, iter(lambda: file.read(CHUNK), b""))["bytes"]
                found = os.stat(file.fileno())
        except FileNotFoundError:
            continue
        os.utime(files.place / name, ns=(found.st_atime_ns, found.st_mtime_ns))
        count += 1
    return {"files": count, "bytes": size}


def _lost(named, media):
    """The names in the file NAMED of which MEDIA has no file."""
    names = (line.rstrip("\n") for line in named)
    return {name for name in names if not (media / name).is_file()}
