"""Exporting as the command does, and reading what came of it."""

import io

from posts.exporting import own
from posts.importing.reading import read
from posts.importing.source import Source, Wanted


def exported(page, module=own, site=""):
    """PAGE in the form of MODULE, as bytes."""
    out = io.BytesIO()
    module.write(page, out, site)
    return out.getvalue()


def read_back(data, **wanted):
    """The ParsedPage of an export."""
    return read(Source(data), Wanted(**wanted))
