"""What must be true of a database and its pictures, whoever died in between."""

from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection
from PIL import Image

from posts.checking import check
from posts.models import PIECES, LivePage, Post, PostImage, SearchEntry
from tests.drills import _newsroom
from tests.drills._claims import BrokenError


def integrity():
    """SQLite's own check; PostgreSQL checks what it reads."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            said = cursor.execute("PRAGMA integrity_check").fetchall()
            lost = cursor.execute("PRAGMA foreign_key_check").fetchall()
        if said != [("ok",)] or lost:
            raise BrokenError(f"SQLite says {said}, {lost}")


def revisions():
    """No revision lies above its page's, and the page's is that of its last change."""
    for page in LivePage.objects.exclude(first_published_at=None):
        posts = page.posts.filter(first_published_at__isnull=False)
        stamps = [*posts.values_list("revision", flat=True), page.reset_revision]
        stamps += [getattr(page, f"{piece}_revision") for piece in PIECES]
        if max(stamps) != page.revision:
            raise BrokenError(f"{page} is at {page.revision}, its last {max(stamps)}")
        numbers = list(posts.values_list("sequence", flat=True))
        if (
            len(numbers) != len({*numbers})
            or max(numbers, default=0) > page.last_sequence
        ):
            raise BrokenError(f"{page} gave a sequence twice")


def search():
    """Every post that readers see can be found."""
    found = SearchEntry.objects.values_list("post", flat=True)
    lost = Post.objects.published().exclude(pk__in=found.exclude(post=None))
    if lost.exists():
        raise BrokenError(f"not in the search: {[*lost.values_list('pk', flat=True)]}")


def checked():
    """(what `check_data` finds broken, how much it tells that is no harm)."""
    found = list(check())
    broken = [str(finding) for finding in found if finding.is_broken]
    return broken, len(found) - len(broken)


def imported():
    """The version of the import that is in the database, the same in every post."""
    posts = Post.objects.exclude(import_reference="").with_parts()
    versions = set()
    for post in posts:
        number = post.headline.rpartition(" v")[2]
        parts = [
            post.body.removesuffix(".</p>").rpartition(" v")[2],
            *(line.role.removeprefix("v") for line in post.bylines.all()),
            *(image.alt.removeprefix("v") for image in post.images.all()),
        ]
        if parts != [number] * 3:
            raise BrokenError(f"half of an imported post: {post.headline}, {parts}")
        versions.add(int(number))
    if len(posts) != _newsroom.IMPORTED or len(versions) != 1:
        raise BrokenError(f"half of an import: {len(posts)} posts, {versions}")
    return versions.pop()


class Files:
    """The picture files: whole if a row names them. Looks at each only once."""

    def __init__(self):
        self.whole = set()

    def check(self):
        """(files that rows name, files that no row names)."""
        named = set()
        for image in PostImage.objects.exclude(file=""):
            names = [image.file.name, *(one.name for one in image.file.renditions)]
            named.update(names)
            for name in names:
                self._decode(name)
        stored = {path.name for path in Path(default_storage.location).rglob("*.*")}
        return len(named), len(stored - {Path(name).name for name in named})

    def _decode(self, name):
        if name in self.whole:
            return
        try:
            with default_storage.open(name) as file, Image.open(file) as picture:
                picture.load()
        except OSError as error:
            raise BrokenError(f"the picture {name} is not whole: {error}") from error
        self.whole.add(name)
