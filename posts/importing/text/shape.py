"""The shape of lines: which hold text, how they end, and the small words of names."""

from itertools import pairwise

# Signs that may close a line behind its last mark.
_CLOSING = "\"'”’»)"
# Small words inside names: Ana de la Cruz, Bilal bin Said, Jan van der Meer.
PARTICLES = {"al", "bin", "da", "de", "del", "der", "di", "do", "dos", "du", "el"}
PARTICLES |= {"ibn", "la", "le", "ten", "ter", "van", "von", "y"}


def last_filled(lines: list[str], index: int, floor: int) -> int | None:
    """The index of the last line above INDEX, below FLOOR, that holds text."""
    return next((i for i in range(index - 1, floor, -1) if lines[i]), None)


def next_filled(lines: list[str], start: int, stop: int) -> int:
    """The index of the first line from START on that holds text; else STOP."""
    return next((i for i in range(start, stop) if lines[i]), stop)


def ends_as_sentence(text: str) -> bool:
    """Whether a mark of punctuation ends TEXT."""
    return text.rstrip(_CLOSING).endswith((".", "!", "?", ":", ";", ",", "…"))


def ends_as_no_headline(text: str) -> bool:
    """Whether TEXT ends in a mark that no headline does; one may ask or exclaim."""
    return ends_as_sentence(text) and not text.rstrip(_CLOSING).endswith(("!", "?"))


def look_wrapped(lines: list[str]) -> bool:
    """Whether most of LINES are pieces of paragraphs, cut at a width of the screen.

    Such a line has 50 to 100 characters and no end, and the next goes on in small
    letters.
    """
    cut = sum(
        50 <= len(line) <= 100 and not ends_as_sentence(line) and below[:1].islower()
        for line, below in pairwise(lines)
    )
    return cut > 10 and 3 * cut > sum(map(bool, lines))
