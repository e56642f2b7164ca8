"""Finding the lines at which the posts of a text page begin.

The format is specified in posts/importing/text.py.
"""

from dataclasses import dataclass

from posts.importing.body import BULLET
from posts.importing.clock import looks_like_stamp
from posts.importing.document import LABELS, Problem

_PUBLISHED = "published at"
_NO_HEADLINE = ("", "Post")
# 'unpublished at', 'self-published at' and 'notice (published at' are prose, though
# nothing separates the words.
_PROSE_STARTS = ("un", "re", "pre")
_PROSE_ENDS = tuple("-–—/([{“‘«")
_PLAIN_SPACES = str.maketrans("\t\u00a0\u2007\u202f", "    ")


@dataclass(frozen=True)
class Opening:
    """Where a post begins: `first` and `at` are indexes of lines.

    `first` is the line that belongs to the post, `at` the one with its time. `stray`
    tells that text was found beside the number where only a label may stand.
    """

    first: int
    at: int
    headline: str
    stamp: str
    label: str
    stray: bool


@dataclass(frozen=True)
class _Lead:
    """What the lines above a headline line add to it."""

    first: int
    numbered: bool
    label: str = ""
    stray: bool = False


def find_openings(lines: list[str], problems: list[Problem]) -> list[Opening]:
    """Return where each post begins, in order, and report the doubtful lines."""
    openings: list[Opening] = []
    floor = -1
    for index, line in enumerate(lines):
        if line.startswith(BULLET):
            continue
        if _PUBLISHED not in line.translate(_PLAIN_SPACES):
            continue
        opening = _read_opening(lines, index, floor, problems)
        if opening is not None:
            openings.append(opening)
            floor = index
    return openings


def _read_opening(
    lines: list[str], index: int, floor: int, problems: list[Problem]
) -> Opening | None:
    """Read the headline line at `index`, or return None if it is prose.

    Lines up to `floor` belong to the headline line above.
    """
    numbered, text = _split_number(lines[index])
    head, _, stamp = text.translate(_PLAIN_SPACES).rpartition(_PUBLISHED)
    # The translation keeps lengths, so the headline can be cut as it was typed.
    headline = text[: len(head)].strip()
    lead = _read_lead(lines, index, floor, numbered)
    glued = _is_glued(head)
    timed = looks_like_stamp(stamp)
    sure = glued or timed if lead.numbered else timed and (glued or not head)
    if not sure:
        if glued or timed:
            message = "looks like a headline, but has no number or no time"
            problems.append(Problem(index + 1, lines[index], message))
        return None
    if headline in _NO_HEADLINE:
        headline = ""
    return Opening(lead.first, index, headline, stamp, lead.label, lead.stray)


def _split_number(line: str) -> tuple[bool, str]:
    """Cut '12. ' off: whether the line had a number, and the rest."""
    number, dot, rest = line.partition(".")
    if dot and number.isascii() and number.isdigit() and not rest[:1].strip():
        return True, rest.strip()
    return False, line


def _is_glued(head: str) -> bool:
    """Tell whether nothing but the format itself can explain a missing space."""
    if not head or head[-1].isspace() or head.endswith(_PROSE_ENDS):
        return False
    return head.rpartition(" ")[2].casefold() not in _PROSE_STARTS


def _read_lead(lines: list[str], index: int, floor: int, numbered: bool) -> _Lead:
    above = last_filled(lines, index, floor)
    if above is None:
        return _Lead(index, numbered)
    number_above, text = _split_number(lines[above])
    if number_above and numbered:
        return _Lead(index, numbered)
    label = text.casefold() if text.casefold() in LABELS else ""
    if number_above:
        return _Lead(above, not text or bool(label), label, bool(text) and not label)
    if not label:
        return _Lead(index, numbered)
    top = last_filled(lines, above, floor)
    if not numbered and top is not None and _split_number(lines[top]) == (True, ""):
        return _Lead(top, True, label)
    return _Lead(above, numbered, label)


def last_filled(lines: list[str], index: int, floor: int) -> int | None:
    """Return the index of the last line above `index` that holds text."""
    return next((i for i in range(index - 1, floor, -1) if lines[i]), None)
