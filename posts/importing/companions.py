"""Files that came with a saved page: in its folder, or in its zip.

`companions(address)` gives the bytes of the file that the page calls ADDRESS, and
`companions.has(address)` tells whether there is one. Only relative addresses lead to
a file; they are percent-decoded and never lead out of the folder, not by '..' and not
by a link in the file system. A file that is larger than LARGEST_PICTURE is none, and
a page that asks for more than MOST_READ in all gets no more. A zip is looked into,
never unpacked.
"""

import io
import posixpath
import zipfile
import zlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from posts.importing.document import SourceError

MOST_FILES = 20_000  # in a folder or zip
LARGEST_PICTURE = 64 * 1024 * 1024  # bytes
MOST_READ = 2 * 1024**3  # bytes of all files of one page
_REFUSED = ("\\", ":", "\0")
# What a damaged, encrypted or strangely compressed file makes `zipfile` raise.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, KeyError),
)


def path_of(address: str, folder: str = "") -> str:
    """The path that ADDRESS means to a page in FOLDER; '' if it leads out."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or path.startswith("/") or not path:
        return ""
    path = posixpath.normpath(posixpath.join(folder, path))
    if path.startswith(("../", "/")) or path in (".", ".."):
        return ""
    return "" if any(mark in path for mark in _REFUSED) else path


class Folder:
    """Files below ROOT, as a page in ROOT calls them; MAY_SEE refuses some paths."""

    def __init__(self, root: Path, may_see=lambda path: True):
        self.root = root.resolve()
        self.may_see = may_see
        self.left = MOST_READ

    def has(self, address: str) -> bool:
        return self._file(address) is not None

    def __call__(self, address: str) -> bytes | None:
        file = self._file(address)
        try:
            size = file.stat().st_size if file else self.left + 1
            if size > self.left:
                return None
            self.left -= size
            return file.read_bytes()
        except OSError:
            return None

    def _file(self, address: str) -> Path | None:
        path = path_of(address)
        if not path or not self.may_see(path):
            return None
        try:
            file = (self.root / path).resolve(strict=True)
            is_inside = file.is_relative_to(self.root) and file.is_file()
            is_small = is_inside and file.stat().st_size <= LARGEST_PICTURE
            return file if is_small else None
        except (OSError, RuntimeError):
            return None


class Zipped:
    """Files in ARCHIVE, as a page in its FOLDER calls them."""

    def __init__(self, archive: zipfile.ZipFile, folder: str):
        self.archive = archive
        self.folder = folder
        self.sizes = {info.filename: info.file_size for info in archive.infolist()}
        self.left = MOST_READ

    def has(self, address: str) -> bool:
        size = self.sizes.get(path_of(address, self.folder), LARGEST_PICTURE + 1)
        return size <= LARGEST_PICTURE

    def __call__(self, address: str) -> bytes | None:
        if not self.has(address):
            return None
        most = min(LARGEST_PICTURE, self.left)
        data = read_member(self.archive, path_of(address, self.folder), most)
        self.left -= len(data or b"")
        return data


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive in DATA, or SourceError if it is damaged or holds too many files."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED:
        raise SourceError("this zip is damaged: it can't be opened") from None
    if len(archive.infolist()) > MOST_FILES:
        raise SourceError(f"this zip holds more than {MOST_FILES:,} files")
    return archive


def read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    """The bytes of a file in ARCHIVE; None if it is damaged or has over MOST."""
    try:
        with archive.open(name) as member:
            data = member.read(most + 1)
    except _DAMAGED:
        return None
    return data if len(data) <= most else None
