"""Reads a backup that may be damaged, cut or of another make, and trusts none of it."""

import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from posts.folders import in_order

from . import ESCAPED, FORMAT, MANIFEST, MEDIA, SUMS, VERSION, BackupError, rows

_SIGNS = {written: sign for sign, written in ESCAPED}
_ESCAPED = re.compile("|".join(map(re.escape, _SIGNS)))


@dataclass(frozen=True)
class Backup:
    """A backup of which every file is as it was written."""

    folder: Path
    manifest: dict

    @property
    def media(self):
        return self.folder / MEDIA

    @property
    def migrations(self):
        """The migrations that its database had: {(app, name)}."""
        return {tuple(name.split(".", 1)) for name in self.manifest["migrations"]}

    @property
    def tables(self):
        """The tables of the manifest, but for those that are left out by now."""
        tables = self.manifest["tables"]
        return [table for table in tables if table["model"] not in rows.LEFT_OUT]

    def lines(self, table):
        """The rows of TABLE, an entry of the manifest, as lines of JSON."""
        with (self.folder / table["file"]).open("rb") as file:
            yield from file


def opened(folder):
    """The Backup in FOLDER, after every checksum was compared.

    Reads all of it. BackupError if anything is missing, too much or differs.
    """
    folder = Path(os.path.abspath(folder))
    manifest = _manifest(folder)
    sums = _sums(folder)
    for table in manifest["tables"]:
        if table["file"] not in sums:
            raise BackupError(f"{folder / table['file']} is missing from the backup.")
    for path in in_order(folder):
        name = str(path.relative_to(folder))
        if name == SUMS:
            continue
        known = sums.pop(name, None)
        if known is None or path.is_symlink():
            raise BackupError(f"{path} does not belong to the backup: take it away.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != known:
                raise BackupError(f"{path} is damaged: its checksum differs.")
    if sums:
        raise BackupError(f"{folder / min(sums)} is missing from the backup.")
    _compare(folder, manifest)
    return Backup(folder, manifest)


def _manifest(folder):
    path = folder / MANIFEST
    if not (folder / SUMS).is_file() or not path.is_file():
        raise BackupError(f"{folder} is no backup: it lacks {MANIFEST} or {SUMS}.")
    try:
        manifest = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise BackupError(f"{path} is damaged: it can't be read.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError(f"{path} says nothing of a backup of ours.")
    if manifest.get("version") != VERSION:
        raise BackupError(
            f"{path} is of version {manifest.get('version')}, and this software knows "
            f"version {VERSION} alone."
        )
    try:
        _expect_shape(manifest)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        said = f"{type(error).__name__}: {error}"
        raise BackupError(f"{path} is damaged: {said[:100]}.") from error
    return manifest


def _expect_shape(manifest):
    """Raise what comes if MANIFEST is not as `writing` writes it."""
    datetime.fromisoformat(manifest["made_at"])
    for name in manifest["migrations"]:
        _, _ = name.split(".", 1)
    models = [table["model"] for table in manifest["tables"]]
    if len(models) != len({*models}):
        raise ValueError("a table stands there twice")
    numbers = [table["rows"] for table in manifest["tables"]]
    numbers.append(manifest["pictures"]["files"])
    names = [table["file"] for table in manifest["tables"]]
    if {*map(type, numbers)} != {int} or not {*map(type, names)} <= {str}:
        raise TypeError("a name or a number is something else")


def _sums(folder):
    """{name: SHA-256} as the list of checksums says."""
    sums = {}
    for line in (folder / SUMS).read_bytes().splitlines():
        said = os.fsdecode(line)
        digest, separator, name = said.removeprefix("\\").partition("  ")
        if not separator:
            raise BackupError(f"{folder / SUMS} is damaged: '{said[:40]}'.")
        if said.startswith("\\"):
            name = _ESCAPED.sub(lambda match: _SIGNS[match[0]], name)
        sums[name] = digest
    return sums


def _compare(folder, manifest):
    """Refuse a list of checksums that was cut together with the files."""
    for table in manifest["tables"]:
        path = folder / table["file"]
        with path.open("rb") as file:
            count = sum(1 for _ in file)
        if count != table["rows"]:
            raise BackupError(f"{path} has {count} rows and had {table['rows']}.")
    files = sum(1 for _ in in_order(folder / MEDIA))
    if files != manifest["pictures"]["files"]:
        raise BackupError(
            f"{folder / MEDIA} has {files} files and had "
            f"{manifest['pictures']['files']}."
        )
