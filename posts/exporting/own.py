"""A live page in our own form, whole: JSON, in a zip with its pictures if it has any.

The form is specified in posts/importing/own.py, which reads it. The same page gives
the same bytes: keys are sorted, files carry no date, and a picture is called after
its content.
"""

import hashlib
import io
import json
import shutil
import zipfile
from datetime import UTC
from pathlib import PurePath

from posts.bodies import sanitise
from posts.characters import for_xml
from posts.exporting.identity import identities
from posts.importing.export_zip import PAGE, PICTURES
from posts.importing.own import FORMAT_NAME, VERSION
from posts.models import Post

MADE = (1980, 1, 1, 0, 0, 0)  # the date of all files: the first that zip knows
PLACELESS = (Post.Status.DRAFT, Post.Status.REVIEW, Post.Status.SCHEDULED)
TEXTS = ("headline", "label", "quote_attribution", "embed_url", "correction_note")
TIMES = ("published_at", "first_published_at", "edited_at")


class Album:
    """The picture files of one page, each under a name made of its content.

    `lost` are the names of files that are stored no more.
    """

    def __init__(self):
        self.files = {}
        self.lost = []
        self._names = {}

    def add(self, file):
        """The name of FILE in the zip; None without a file, or if it is lost."""
        if not file:
            return None
        if file.name not in self._names:
            self._names[file.name] = self._named(file)
        return self._names[file.name]

    def _named(self, file):
        try:
            with file.storage.open(file.name) as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()[:32]
        except OSError:
            self.lost.append(file.name)
            return None
        suffix = "".join(PurePath(file.name).suffixes)
        name = f"{PICTURES}/{digest}{suffix}"
        self.files[name] = file
        return name


def write(page, out, site=""):
    """Write PAGE to the binary file OUT: JSON, or a zip if it has pictures.

    Returns notes on what could not be exported. A few queries for each 500 posts;
    each picture is read twice.
    """
    album = Album()
    content = document(page, album)
    data = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if album.files:
        _write_zip(data.encode(), album, out)
    else:
        out.write(data.encode())
    return [f"{name}: this picture's file is lost." for name in album.lost]


def _write_zip(data, album, out):
    with zipfile.ZipFile(out, "w") as archive:
        _write_member(archive, PAGE, zipfile.ZIP_DEFLATED, io.BytesIO(data))
        for name, file in sorted(album.files.items()):
            with file.storage.open(file.name) as picture:
                _write_member(archive, name, zipfile.ZIP_STORED, picture)


def _write_member(archive, name, compression, content):
    member = zipfile.ZipInfo(name, MADE)
    member.compress_type = compression
    with archive.open(member, "w") as copy:
        shutil.copyfileobj(content, copy)


def document(page, album):
    """PAGE as a dict that JSON can carry; its pictures are added to ALBUM."""
    return {
        "format": FORMAT_NAME,
        "version": VERSION,
        "page": _page(page, album),
        "posts": list(_posts(page, album)),
    }


def _page(page, album):
    return {
        "slug": page.slug,
        "title": for_xml(page.title),
        "standfirst": for_xml(page.standfirst),
        "edited_by": for_xml(page.edited_by),
        "status": page.status,
        "language": page.language,
        "time_zone": page.time_zone,
        "scheduled_start": _time(page.scheduled_start),
        "started_at": _time(page.started_at),
        "ended_at": _time(page.ended_at),
        "first_published_at": _time(page.first_published_at),
        "summary": [for_xml(point.text) for point in page.summary_points.all()],
        "related": [
            {"title": for_xml(link.title), "url": for_xml(link.url)}
            for link in page.related_links.all()
        ],
        "stream": {
            "url": page.stream_url,
            "title": for_xml(page.stream_title),
            "on_air": page.stream_on_air,
        },
        "lead_image": {
            "alt": for_xml(page.lead_image_alt),
            "credit": for_xml(page.lead_image_credit),
            "picture": album.add(page.lead_image),
        },
    }


def _posts(page, album):
    """First what has no place yet, newest first, then the feed as readers have it.

    Of a page in use each query may see another state: what is new since the names
    were read is left out, and what is published meanwhile is told as a draft alone.
    """
    posts = Post.objects.filter(page=page, working_copy_of=None)
    names = identities(posts)
    copies = Post.objects.filter(page=page, working_copy_of__isnull=False)
    copies = {copy.working_copy_of_id: copy for copy in copies.with_parts()}
    waiting = posts.filter(status__in=PLACELESS).order_by("-pk")
    placed = posts.exclude(status__in=PLACELESS).order_by("-sort_key")
    for rows in (waiting, placed):
        for post in rows.with_parts().iterator(chunk_size=500):
            name = names.pop(post.pk, None)
            if name is None:
                continue
            copy = copies.get(post.pk)
            yield {
                **_said(post, album),
                "id": name,
                "pinned_place": post.pinned_place,
                "working_copy": _said(copy, album) if copy else None,
            }


def _said(post, album):
    """What POST says, and where it stands in the newsroom's work."""
    return {
        **{name: for_xml(getattr(post, name)) for name in TEXTS},
        **{name: _time(getattr(post, name)) for name in TIMES},
        "body": sanitise(for_xml(post.body)),
        "key_event": post.key_event,
        "status": post.status,
        "review_note": for_xml(post.review_note),
        "bylines": [
            {
                "name": for_xml(byline.contributor.name),
                "role": for_xml(byline.role),
                "usual_role": for_xml(byline.contributor.role),
                "picture": album.add(byline.contributor.picture),
            }
            for byline in post.bylines.all()
        ],
        "images": [
            {
                "alt": for_xml(image.alt),
                "caption": for_xml(image.caption),
                "credit": for_xml(image.credit),
                "decorative": image.decorative,
                "picture": album.add(image.file),
            }
            for image in post.images.all()
        ],
    }


def _time(moment):
    """MOMENT as '2025-02-03T16:14:00.000000Z', None for none."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
