"""Reading the headline and label with which a post of an older page begins.

The form is specified in undated.py.
"""

from dataclasses import dataclass

from posts.importing.document import LeftOut
from posts.importing.text.labels import NO_WORD, is_foreign_label, label_of
from posts.importing.text.marks import unmarked
from posts.importing.text.numbering import Numbered
from posts.importing.text.shape import last_filled
from posts.importing.text.unnumbered import (
    LONGEST_HEADLINE,
    is_byline_block,
    looks_like_headline,
)

_NO_HEADLINE = ("", "Post")


@dataclass(frozen=True)
class Opening:
    """Where a post begins: indexes of lines.

    `first` is the first line of the post, `at` the last one of its headline and
    label. `lead` is the text beside the number if it is no headline but the first
    paragraph.
    """

    first: int
    at: int
    headline: str = ""
    label: str = ""
    lead: str = ""


def numbered_openings(
    lines: list[str], posts: list[Numbered]
) -> tuple[list[Opening], list[LeftOut]]:
    """The Opening of each post at POSTS, and the labels that we don't have.

    The latter are emptied in LINES where they stand alone.
    """
    openings: list[Opening] = []
    left_out: list[LeftOut] = []
    floor = -1
    stops = [line.index for line in posts] + [len(lines)]
    for line, stop in zip(posts, stops[1:], strict=True):
        for index in (
            last_filled(lines, line.index, floor),
            _next_filled(lines, line.index, stop),
        ):
            if index is not None and is_foreign_label(lines[index]):
                left_out.append(LeftOut(index + 1, lines[index], NO_WORD))
                lines[index] = ""
        opening, foreign = _read(lines, line, floor, stop)
        if foreign:
            text = lines[line.index]
            left_out.append(LeftOut(line.index + 1, text, NO_WORD))
        openings.append(opening)
        floor = opening.at
    return openings, left_out


def unnumbered_opening(lines: list[str], index: int) -> Opening:
    """The Opening at the headline INDEX of a page without numbers."""
    above = last_filled(lines, index, -1)
    label = "" if above is None else label_of(lines[above])
    return Opening(above if label else index, index, lines[index], label)


def _read(
    lines: list[str], line: Numbered, floor: int, stop: int
) -> tuple[Opening, bool]:
    """The Opening at LINE, and whether a label that we don't have stands there.

    Lines up to FLOOR belong to the headline above, those from STOP on to the next.
    """
    first = at = line.index
    headline, label = line.text, label_of(line.text)
    below = _next_filled(lines, at, stop)
    is_foreign = (
        is_foreign_label(headline)
        and below is not None
        and _is_headline_at(lines, below, stop)
    )
    if label or is_foreign or not headline:
        headline = ""
        if not label and below is not None and (label := label_of(lines[below])):
            at = below
            below = _next_filled(lines, at, stop)
        if below is not None and _is_headline_at(lines, below, stop):
            headline, at = lines[below], below
    if not label:
        above = last_filled(lines, first, floor)
        if above is not None and (label := label_of(lines[above])):
            first = above
    if headline in _NO_HEADLINE:
        headline = ""
    if len(headline) > LONGEST_HEADLINE:
        return Opening(first, at, "", label, headline), is_foreign
    if not label:
        below = _next_filled(lines, at, stop)
        # A label that ends the post is the next one's.
        if below is not None and _next_filled(lines, below, stop) is not None:
            label = label_of(lines[below])
            at = below if label else at
    return Opening(first, at, unmarked(headline), label), is_foreign


def _is_headline_at(lines: list[str], index: int, stop: int) -> bool:
    line = lines[index]
    is_byline = is_byline_block(lines[index : min(index + 2, stop)])
    return looks_like_headline(line) and not label_of(line) and not is_byline


def _next_filled(lines: list[str], index: int, stop: int) -> int | None:
    """The index of the next line below INDEX, above STOP, that holds text."""
    return next((i for i in range(index + 1, stop) if lines[i]), None)
