"""Pictures that come with a source: checked, stored, and given to the rows.

They are stored as loose pictures (see `posts.uploads`) before the import begins, so
that no lock is held meanwhile, and what a failed import leaves is cleared later.
"""

import hashlib
import io
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files import File

from posts.models import Contributor, LivePage, PostImage
from posts.pictures import keep, prepare


class StoredFile(NamedTuple):
    name: str
    width: int | None
    height: int | None


class Stored:
    """The pictures of one import. `problems` tells which could not be taken.

    On a dry run they are only checked.
    """

    def __init__(self, *, dry_run):
        self.dry_run = dry_run
        self.problems = []
        self._files = {}  # by the picture's identity
        self._by_content = {}
        self._loose = []

    def file_of(self, picture):
        """The StoredFile of PICTURE; None without one, or if it was not taken."""
        return self._files.get(id(picture)) if picture else None

    def take(self, post):
        """Store the pictures of POST, a ParsedPost, and of its working copy."""
        for image in post.images:
            self._take(image.picture)
        for byline in post.bylines:
            if byline.picture and not _is_known(byline):
                self._take(byline.picture)
        if post.working_copy:
            self.take(post.working_copy)

    def take_furniture(self, parsed, page):
        """Store the lead image of PARSED if PAGE has none."""
        if parsed.lead_image and not (page and page.lead_image):
            self._take(parsed.lead_image.picture)

    def finish(self):
        """Let go of what the rows of the import have now.

        What none of them came to use stays loose, for `uploads.clear_loose`.
        """
        rows = [
            PostImage.objects.filter(post__isnull=False).values("file"),
            Contributor.objects.values("picture"),
            LivePage.objects.values("lead_image"),
        ]
        loose = PostImage.objects.filter(pk__in=self._loose, post=None)
        for files in rows:
            loose.filter(file__in=files).delete()

    def _take(self, picture):
        if picture is None or id(picture) in self._files:
            return
        data = picture.read()
        if data is None:
            self.problems.append(f"{picture.name}: this picture did not come along.")
            return
        content = hashlib.sha256(data).digest()
        if content in self._by_content:
            self._files[id(picture)] = self._by_content[content]
            return
        raw = File(io.BytesIO(data), name=picture.name)
        try:
            ready = keep(raw) if picture.as_stored else prepare(raw)
        except ValidationError as error:
            self.problems.extend(error.messages)
            return
        if not self.dry_run:
            image = PostImage()
            image.file.save(ready.name, ready)
            self._loose.append(image.pk)
            file = StoredFile(image.file.name, image.width, image.height)
            self._files[id(picture)] = self._by_content[content] = file


def _is_known(byline):
    named = Contributor.objects.filter(name=byline.name)
    return named.filter(role=byline.usual_role or "").exists()
