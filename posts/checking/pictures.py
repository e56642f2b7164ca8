"""Picture files: those that rows name, their renditions, and those of nobody."""

import os
import time
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from PIL import Image

from posts import uploads
from posts.folders import in_order
from posts.media import originals
from posts.models import Contributor, LivePage, PostImage

from .finding import Finding, named

FRESH = 3600  # seconds; what is younger may be on its way into a row
AT_ONCE = 20
# Of the last one, its name leads out of the folder.
UNREADABLE = (
    *(OSError, Image.DecompressionBombError, Image.DecompressionBombWarning),
    SuspiciousFileOperation,
)
UPLOAD = "Take it from a backup, or add the picture again."
LOOSE = "No post has it. If a text that is not saved yet has, add it there again."


def check():
    for about, file, size, is_loose in _pictures():
        yield from _compare(about, file, size, is_loose)


def _pictures():
    """What each stored picture belongs to, its file, its size as the row has it, and
    whether it is loose (`uploads`).
    """
    images = PostImage.objects.exclude(file="").select_related("post__page")
    for image in images.order_by("pk").iterator(chunk_size=500):
        post = image.post
        about = named(post.page, post.pk) if post else f"Picture {image.pk} of no post"
        yield about, image.file, (image.width, image.height), post is None
    for page in LivePage.objects.exclude(lead_image="").order_by("pk"):
        size = (page.lead_image_width, page.lead_image_height)
        yield named(page), page.lead_image, size, False
    for person in Contributor.objects.exclude(picture="").order_by("pk"):
        size = (person.picture_width, person.picture_height)
        yield f"Contributor {person}", person.picture, size, False


def _compare(about, file, size, is_loose):
    # Loose ones are deleted after a while, perhaps while a backup was made.
    loss = {"do": LOOSE, "is_broken": False} if is_loose else {"do": UPLOAD}
    try:
        with Image.open(file.path) as image:
            found = image.size
    except FileNotFoundError:
        yield Finding(about, f"the file of its picture {file.name} is lost.", **loss)
        return
    except UNREADABLE:
        yield Finding(about, f"its picture {file.name} is damaged.", UPLOAD)
        return
    if found != size:
        yield Finding(
            about,
            f"its picture {file.name} is {found[0]} by {found[1]} pixels large, and "
            f"should be {size[0]} by {size[1]}.",
            UPLOAD,
        )
        return
    root = Path(settings.MEDIA_ROOT)
    lost = [part.name for part in file.renditions if not (root / part.name).is_file()]
    if lost:
        yield Finding(
            about, f"{len(lost)} sizes of its picture {file.name} are lost.", **loss
        )


def unnamed():
    """A Finding for each file that no row, version or composer names.

    Rows are asked first: one look through the text of all versions serves AT_ONCE
    files that no row names, and where there are none, nobody looks.
    """
    root = Path(settings.MEDIA_ROOT)
    old = (
        (path, originals(str(path.relative_to(root))))
        for path in in_order(root)
        if _age(path) > FRESH
    )
    for path, _ in _without(_without(old, _in_rows), uploads.used):
        yield Finding(
            os.fsencode(path).decode(errors="backslashreplace"),
            "nothing names this file.",
            "It takes up room and can be deleted.",
            is_broken=False,
        )


def _age(path):
    """In seconds; of a file that was deleted meanwhile, none."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0


def _without(files, used):
    """FILES, (path, names), none of whose names is in the set that USED(names) gives.

    AT_ONCE are looked up together.
    """
    while batch := list(islice(files, AT_ONCE)):
        needed = used({name for _, names in batch for name in names})
        yield from (file for file in batch if needed.isdisjoint(file[1]))


def _in_rows(names):
    """Those of the file NAMES that a row names now."""
    places = ((PostImage, "file"), (LivePage, "lead_image"), (Contributor, "picture"))
    rows = (
        model.objects.filter(**{f"{field}__in": names}).values_list(field, flat=True)
        for model, field in places
    )
    return {name for found in rows for name in found}
