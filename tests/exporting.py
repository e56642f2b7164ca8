"""Exporting as the command does, and reading what came of it."""

import io

from posts.exporting import own
from posts.importing.reading import read
from posts.importing.source import Source, Wanted
from posts.models import Contributor, LivePage, Post


def exported(page, module=own, site=""):
    """PAGE in the form of MODULE, as bytes."""
    out = io.BytesIO()
    module.write(page, out, site)
    return out.getvalue()


def read_back(data, **wanted):
    """The ParsedPage of an export."""
    return read(Source(data), Wanted(**wanted))


def empty_the_installation():
    """Nothing is left, not even what readers saw."""
    Post.objects.update(pinned_place=None, first_published_at=None, status="draft")
    LivePage.objects.update(first_published_at=None, status="draft")
    Post.objects.all().delete()
    LivePage.objects.all().delete()
    Contributor.objects.all().delete()
