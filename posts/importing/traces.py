"""What an import leaves on a post, by which the next one tells who changed it since.

A trace is four digests: of all that the source said, of the wording that was stored,
of the picture files that the source brought and of those that were stored for them.
If the source still says the same, nothing is to be done; if what is stored has
another wording than was stored then, an editor changed it, and wins.
"""

import hashlib
import json
from typing import NamedTuple

from posts.importing.document import ParsedPost

LENGTH = 15  # of a digest in hexadecimal digits; four and their dots have 63


class Trace(NamedTuple):
    """The four digests, as `Post.import_digest` keeps them, dots between."""

    source: str = ""
    wording: str = ""
    pictures: str = ""
    files: str = ""

    @classmethod
    def read(cls, text):
        parts = text.split(".")
        return cls(*parts) if len(parts) == len(cls._fields) else cls()

    def __str__(self):
        return ".".join(self)


def trace_of(source: ParsedPost):
    """The Trace of SOURCE, as if it were stored without picture files."""
    said = source.original or source
    pictures = [_fingerprint(image.picture) for image in said.images]
    wording = wording_of_source(said)
    marks = [said.status, said.key_event, said.pinned_place, said.review_note]
    copy = said.working_copy and str(trace_of(said.working_copy))
    everything = [wording, marks, copy, pictures]
    return Trace(digest(everything), digest(wording), digest(pictures), digest([]))


def _fingerprint(picture):
    data = picture.read() if picture else None
    return hashlib.sha256(data).hexdigest() if data else ""


def wording_of_source(source):
    return _wording(
        source,
        [[byline.name, byline.role] for byline in source.bylines],
        source.images,
    )


def wording_of_post(post):
    """The same of POST, which comes with its parts."""
    return _wording(
        post,
        [[byline.contributor.name, byline.role] for byline in post.bylines.all()],
        post.images.all(),
    )


def _wording(said, bylines, images):
    return [
        said.headline,
        said.body,
        said.label,
        said.published_at.timestamp() if said.published_at else None,
        bylines,
        [[i.alt, i.caption, i.credit, i.decorative] for i in images],
        said.quote_attribution,
        said.embed_url,
        said.correction_note,
    ]


# What `_wording` lists, in words, for reports.
PARTS = (
    *("headline", "body", "label", "time", "bylines", "pictures"),
    *("quoted person", "embed address", "correction note"),
)


def differences(source, post):
    """The names of the parts in which SOURCE and POST differ, in one line."""
    pairs = zip(PARTS, wording_of_source(source), wording_of_post(post), strict=True)
    return ", ".join(name for name, theirs, ours in pairs if theirs != ours)


def files_of(post):
    """The digest of the picture files that are stored in POST."""
    return digest([image.file.name for image in post.images.all() if image.file])


def digest(content):
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:LENGTH]
