"""What is said on the desk of two people who changed one post."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Conflict:
    """A disputed field in words: theirs, and how mine differs from it."""

    name: str
    says: str
    theirs: str
    difference: list


def conflicts(overtaken):
    """The Conflicts of a `posts.merging.OvertakenError`, one for each field."""
    found = []
    for field in overtaken.fields:
        theirs, mine = (in_words(field.name, v) for v in (field.theirs, field.mine))
        found.append(
            Conflict(field.name, NAMES[field.name], theirs, words(theirs, mine))
        )
    return found


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
