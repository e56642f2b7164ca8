"""Opening what a user names: a file, a folder, a zip or an MHTML file.

THE FORMS

- A file. Its pictures lie in a folder beside it whose name begins as the file's does
  ('storm.html' and 'storm_files'), or in 'pictures', as our own export has it.
- A folder with one page in it, and pictures anywhere below. A page is told by the end
  of its name: html, htm, xhtml, mhtml, mht, txt, json, xml, atom, rss.
- A zip of either; the page is the only one on the uppermost level that has any. A zip
  with a 'page.json' is our own export.
- An MHTML file (mhtml.py).
"""

from collections import defaultdict
from pathlib import Path, PurePosixPath

from posts.importing import mhtml
from posts.importing.companions import (
    MOST_FILES,
    Folder,
    Zipped,
    open_zip,
    read_member,
)
from posts.importing.document import SourceError
from posts.importing.export_zip import PAGE as OWN_PAGE
from posts.importing.source import LARGEST, Source

LARGEST_ARCHIVE = 512 * 1024 * 1024  # bytes of a source with its pictures
_PAGES = {".html", ".htm", ".xhtml", ".mhtml", ".mht", ".txt", ".json", ".xml"}
_PAGES |= {".atom", ".rss"}


def at(path: Path) -> Source:
    """The Source at PATH, a file or a folder; OSError if it can't be read."""
    if path.is_dir():
        names = [file.name for file in _files_in(path)]
        return _opened(path / _only(names, "folder"), Folder(path))
    stem = path.stem.casefold()

    def is_its_own(name: str) -> bool:
        folder, _, rest = name.casefold().partition("/")
        ending = folder.removeprefix(stem)
        is_named_so = folder.startswith(stem) and ending[:1] in ("", "_", ".", "-")
        return bool(rest) and (is_named_so or folder == "pictures")

    return _opened(path, Folder(path.parent, is_its_own))


def unwrap(source: Source) -> Source:
    """The page inside SOURCE, a zip or MHTML; else, or for our export, SOURCE."""
    if len(source.data) > LARGEST_ARCHIVE:
        raise _too_large()
    if source.kind == "mhtml":
        return mhtml.unwrap(source)
    return _unzipped(source) if source.kind == "zip" else source


def _opened(path: Path, beside: Folder) -> Source:
    if path.stat().st_size > LARGEST_ARCHIVE:
        raise _too_large()
    return Source(path.read_bytes(), str(path), beside)


def _files_in(folder: Path) -> list[Path]:
    files = []
    for file in folder.iterdir():
        files.append(file)
        if len(files) > MOST_FILES:
            raise SourceError(f"this folder holds more than {MOST_FILES:,} files")
    whole = folder.resolve()
    return [
        file
        for file in files
        if file.is_file() and file.resolve().is_relative_to(whole)
    ]


def _unzipped(source: Source) -> Source:
    archive = open_zip(source.data)
    names = archive.namelist()
    if OWN_PAGE in names:
        return source
    levels = defaultdict(list)
    for name in names:
        if _is_page(name) and not name.startswith("__MACOSX/"):
            levels[name.count("/")].append(name)
    page = _only(levels[min(levels)] if levels else [], "zip")
    data = read_member(archive, page, LARGEST)
    if data is None:
        raise SourceError(f"'{page[-80:]}' in this zip is damaged or too large")
    folder = page.rpartition("/")[0]
    return Source(data, source.name, Zipped(archive, folder))


def _only(names: list[str], place: str) -> str:
    """The one page among NAMES, or SourceError."""
    pages = sorted(filter(_is_page, names))
    if len(pages) == 1:
        return pages[0]
    if not pages:
        raise SourceError(f"there is no page in this {place}: a file such as page.html")
    shown = ", ".join(name[-80:] for name in pages[:10])
    more = f" and {len(pages) - 10} more" if len(pages) > 10 else ""
    raise SourceError(
        f"there are several pages in this {place}: {shown}{more}. Name one of them"
    )


def _is_page(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in _PAGES and not path.name.startswith(".")


def _too_large() -> SourceError:
    most = LARGEST_ARCHIVE // 1024**2
    return SourceError(f"the file has more than {most} MB: take out what is no picture")
