"""Where our own export lies: in a zip, or as a JSON text with its pictures beside it.

Nothing is read of a zip but `page.json` and the pictures that it names, each up to a
limit, so that neither a name nor a bomb in it does any harm.
"""

import re
from functools import cached_property

from posts.importing.companions import LARGEST_PICTURE, open_zip, read_member
from posts.importing.document import Picture, SourceError
from posts.importing.source import LARGEST, Source

PAGE = "page.json"
PICTURES = "pictures"
_PICTURE = re.compile(PICTURES + r"/[A-Za-z0-9_-]{1,100}(?:\.[A-Za-z0-9]{1,10}){1,3}")


class _Files:
    """The two have in common: `json` is the text, parsed; `picture` reads a field.

    A file that is named twice is one Picture, and is stored once.
    """

    def __init__(self):
        self._pictures = {}

    def picture(self, record):
        """The Picture that the field `picture` of RECORD names, or None."""
        name = record.text_or_none("picture")
        if name is None:
            return None
        if not _PICTURE.fullmatch(name):
            raise record.error("picture", f"write it as '{PICTURES}/name.jpg'")
        if not self.has(name):
            raise record.error("picture", f"there is no file '{name}' beside the text")
        picture = Picture(name, lambda: self.read(name), as_stored=True)
        return self._pictures.setdefault(name, picture)


class Beside(_Files):
    """A JSON text as it lies in a folder."""

    def __init__(self, source):
        super().__init__()
        self._source = source
        self._present = {}

    @property
    def json(self):
        return self._source.json

    def has(self, name):
        if name not in self._present:
            self._present[name] = self.read(name) is not None
        return self._present[name]

    def read(self, name):
        return self._source.beside(name)


class Archive(_Files):
    """A zip; SourceError if it is none or holds too many files."""

    def __init__(self, source):
        super().__init__()
        self._zip = open_zip(source.data)
        self._names = frozenset(self._zip.namelist())

    @cached_property
    def json(self):
        """The parsed `page.json`; None if there is none."""
        if PAGE not in self._names:
            return None
        data = read_member(self._zip, PAGE, LARGEST)
        if data is None:
            raise SourceError(f"{PAGE} in this zip is damaged or too large")
        try:
            return Source(data).json
        except SourceError as error:
            raise SourceError(f"{PAGE}: {error.message}", error.line) from None

    def has(self, name):
        return name in self._names

    def read(self, name):
        return read_member(self._zip, name, LARGEST_PICTURE)
