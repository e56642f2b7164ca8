"""The mark that tells words from the form around them.

A line that begins with WORD JOINER (U+2060, which nobody sees) is a paragraph of its
post and nothing else, whatever it looks like; after a bullet it is an item of the
list, in the summary a point. A numbered headline may begin with it, too. One mark is
taken off, so that words which begin with the mark themselves are written with two.
Our text export sets it where a line would be misread.
"""

BULLET = "•"
MARK = "\u2060"


def is_marked(line: str) -> bool:
    """Whether LINE is words alone, as a paragraph or as an item of a list."""
    return MARK in line and line.removeprefix(BULLET).lstrip().startswith(MARK)


def unmarked(text: str) -> str:
    """TEXT, a paragraph or what follows a bullet, without the mark."""
    return text.removeprefix(MARK).strip() if text.startswith(MARK) else text
