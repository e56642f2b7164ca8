"""The mark that tells words from the form around them.

A line that begins with WORD JOINER (U+2060, which nobody sees) is a paragraph of its
post and nothing else, whatever it looks like; after a bullet it is an item of the
list, in the summary a point. A numbered headline may begin with it, too. One mark is
taken off, so that words which begin with the mark themselves are written with two.
Our text export sets it where a line would be misread.

Typed lists have other bullets: lines that begin with '-' or '*' and a space are items,
too, if at least two of them follow each other, blank lines aside. One alone may be a
signature or somebody who speaks.
"""

import re
from itertools import pairwise

BULLET = "•"
MARK = "\u2060"
_TYPED = re.compile(r"[-*]\s+(?=\S)")


def is_marked(line: str) -> bool:
    """Whether LINE is words alone, as a paragraph or as an item of a list."""
    return MARK in line and line.removeprefix(BULLET).lstrip().startswith(MARK)


def with_bullets(lines: list[str]) -> list[str]:
    """LINES, in which the items of typed lists begin with BULLET."""
    filled = [(index, _TYPED.match(line)) for index, line in enumerate(lines) if line]
    bulleted = list(lines)
    for (index, typed), (below, next_typed) in pairwise(filled):
        if typed and next_typed:
            for at, match in ((index, typed), (below, next_typed)):
                bulleted[at] = f"{BULLET} {lines[at][match.end() :]}"
    return bulleted


def unmarked(text: str) -> str:
    """TEXT, a paragraph or what follows a bullet, without the mark."""
    return text.removeprefix(MARK).strip() if text.startswith(MARK) else text
