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
    disputed = [field for field in overtaken.fields if field.name == "bylines"]
    people = people_of(line for f in disputed for line in (*f.theirs, *f.mine))
    found = []
    for field in overtaken.fields:
        sides = (field.theirs, field.mine)
        theirs, mine = (in_words(field.name, value, people) for value in sides)
        found.append(
            Conflict(field.name, NAMES[field.name], theirs, words(theirs, mine))
        )
    return found


def people_of(bylines):
    """{pk: Contributor} of those whom BYLINES name and who are still there.

    BYLINES are rows as `posts.content.written` gives them. One query.
    """
    return Contributor.objects.in_bulk({line["contributor_id"] for line in bylines})


def in_words(name, value, people):
    """VALUE of the field NAME as text that people can compare.

    PEOPLE, as `people_of` gives them, are those whom bylines may name.
    """
    if name == "body":
        return readable(value)
    if name == "bylines":
        return "\n".join(_person(line, people) for line in value)
    if name == "images":
        return "\n".join(_picture(image) for image in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "")


def _person(line, people):
    person = people.get(line["contributor_id"])
    name = person.name if person else "somebody who is no contributor any more"
    role = line["role"] or (person.role if person else "")
    return f"{name}, {role}" if role else name


def _picture(image):
    described = "decorative" if image["decorative"] else image["alt"] or "not described"
    parts = (described, image["caption"], image["credit"])
    return " · ".join(part for part in parts if part)
