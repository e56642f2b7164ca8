"""Two people in one post: what each changed, put together where that can be done.

A text is what `posts.content.written` gives: a dict of fields and parts.
"""

import re
from dataclasses import dataclass

from posts import history
from posts.errors import PublishingError


@dataclass(frozen=True)
class Disputed:
    """A field that both changed: its name, their value and mine."""

    name: str
    theirs: object
    mine: object


class OvertakenError(PublishingError):
    """Somebody else saved POST meanwhile, and both changed the same FIELDS.

    `seen` is the version that these were read from.
    """

    def __init__(self, post, fields):
        super().__init__(
            "The post was changed meanwhile. Open it to see both versions."
        )
        self.post = post
        self.fields = fields
        self.seen = history.latest(post)


def merge(post, base, theirs, mine, *, knowing=False):
    """THEIRS and MINE, two texts of POST that both began as BASE, in one.

    A field that only one of us changed takes that change; one that says the same
    stays as it is written. Where both changed a field, mine stands if I act KNOWING
    theirs; else raises OvertakenError with the Disputed fields. BASE None is not
    known: then both may have changed whatever differs.
    """
    merged, disputed = {}, []
    for name in mine:
        here, there = _plain(mine[name]), _plain(theirs[name])
        before = [_plain(base[name])] if base else []
        if here in [there, *before]:
            merged[name] = theirs[name]
        elif there in before or knowing:
            merged[name] = mine[name]
        else:
            disputed.append(Disputed(name, theirs[name], mine[name]))
    if disputed:
        raise OvertakenError(post, disputed)
    return merged


def changes(base, mine):
    """What MINE, a text, changed of BASE; all of it if BASE is not known (None)."""
    return {
        name: value
        for name, value in mine.items()
        if base is None or not alike({name: value}, base)
    }


def alike(one, other):
    """Whether the text ONE, or this part of a text, says the same as OTHER."""
    return all(_plain(one[name]) == _plain(other[name]) for name in one)


def _plain(value):
    """VALUE without what an editor's browser writes differently by itself."""
    if not isinstance(value, str):
        return value
    items = re.sub(r"<li>\s*<p>(.*?)</p>", r"<li>\1", value, flags=re.DOTALL)
    # A hard space is written on purpose: only the way to write it is the browser's.
    return re.sub(r"[ \t\r\n\f]+", " ", items.replace("&nbsp;", "\u00a0")).strip(" ")
