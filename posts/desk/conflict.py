"""Two people in one post: what each changed, put together where that can be done."""

import re
from dataclasses import dataclass

from posts import history
from posts.differences import readable, words
from posts.models import Contributor

NAMES = {
    "headline": "Headline",
    "body": "Text",
    "label": "Label",
    "quote_attribution": "Who said it",
    "embed_url": "Embed address",
    "key_event": "Key event",
    "correction_note": "Word to readers",
    "bylines": "Bylines",
    "images": "Pictures",
}


class OvertakenError(Exception):
    """Somebody saved the post meanwhile, and both changed the same `fields`."""

    def __init__(self, post, fields):
        super().__init__(fields)
        self.post = post
        self.fields = fields


@dataclass(frozen=True)
class Disputed:
    """A field that both changed: their value and mine, and how they differ."""

    name: str
    theirs: object
    mine: object

    @property
    def says(self):
        return NAMES[self.name]

    @property
    def theirs_in_words(self):
        return in_words(self.name, self.theirs)

    @property
    def difference(self):
        """From theirs to mine, as `posts.differences.words` gives it."""
        return words(in_words(self.name, self.theirs), in_words(self.name, self.mine))


def merge(post, theirs, mine, seen):
    """MINE and THEIRS (contents of POST) in one, given that mine began at SEEN.

    SEEN is the number of the version that I started from. A field that only one of
    us changed takes that change. Raises OvertakenError for those that both did.
    """
    if history.latest(post) == seen:
        return mine
    base = _content_at(post, seen) or theirs
    merged, disputed = {}, []
    for name in mine:
        here, there, before = (
            _plain(name, side[name]) for side in (mine, theirs, base)
        )
        if there == before or here == there:
            merged[name] = mine[name]
        elif here == before:
            merged[name] = theirs[name]
        else:
            disputed.append(Disputed(name, theirs[name], mine[name]))
    if disputed:
        raise OvertakenError(post, disputed)
    return merged


def _content_at(post, seen):
    """The content of POST in the version SEEN; 0 stands for the first one."""
    versions = history.versions_of(post)
    version = versions.filter(history_id=seen).first() if seen else versions.first()
    return history.content_of(version) if version else None


def _plain(name, value):
    """VALUE without what an editor's browser writes differently by itself."""
    if name == "body":
        items = re.sub(r"<li>\s*<p>(.*?)</p>", r"<li>\1", value, flags=re.DOTALL)
        return " ".join(items.replace("&nbsp;", " ").split())
    return value


def in_words(name, value):
    """VALUE of the field NAME as text that people can compare."""
    if name == "body":
        return readable(value)
    if name == "bylines":
        return "\n".join(_person(line) for line in value)
    if name == "images":
        return "\n".join(_picture(image) for image in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "")


def _person(line):
    person = Contributor.objects.filter(pk=line["contributor_id"]).first()
    name = person.name if person else "somebody who is no contributor any more"
    role = line["role"] or (person.role if person else "")
    return f"{name}, {role}" if role else name


def _picture(image):
    described = "decorative" if image["decorative"] else image["alt"] or "not described"
    parts = (described, image["caption"], image["credit"])
    return " · ".join(part for part in parts if part)
