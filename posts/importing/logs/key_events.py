"""The list of key events above the posts of a log.

    Key events

    14:20 Talks resume
    11:05 — The minister arrives

A line 'Key events', 'Key moments' or 'Timeline' above the first post, and below it
times with their words, on the same line or on the next one. Each names a post of the
page: a stamp with the same time and day further down, with the same words behind it or
on the first line below. The first line that names none ends the list.

The list is left out and reported, since the page makes its own, and the posts it
names become key events.
"""

from posts.importing.document import LeftOut
from posts.importing.logs.lines import next_filled
from posts.importing.logs.stamps import Stamp, read_stamp

_HEADINGS = {"key events", "key moments", "timeline"}
_REASON = "a list of key events, which the posts tell"


def take_key_events(lines: list[str]) -> tuple[set[int], list[LeftOut]]:
    """Empty the lines of the list; the indexes of the stamps named, and what went."""
    at = next((i for i, line in enumerate(lines) if line.casefold() in _HEADINGS), None)
    if at is None or any(read_stamp(line, i) for i, line in enumerate(lines[:at])):
        return set(), []
    named: dict = {}
    for index in range(at + 1, len(lines)):
        stamp = read_stamp(lines[index], index)
        if stamp:
            named[_name(lines, stamp)[0]] = index
    found, last = set(), at
    index = next_filled(lines, at + 1)
    while index is not None:
        stamp = read_stamp(lines[index], index)
        name, end = _name(lines, stamp) if stamp else (None, index)
        if name is None or not name[-1] or named[name] <= index:
            break
        found.add(named[name])
        last = end
        index = next_filled(lines, end + 1)
    if not found:
        return found, []
    left_out = []
    for index in range(at, last + 1):
        if lines[index]:
            left_out.append(LeftOut(index + 1, lines[index], _REASON))
            lines[index] = ""
    return found, left_out


def _name(lines: list[str], stamp: Stamp) -> tuple[tuple, int]:
    """The time, day and words of STAMP, and the index of the line that ends them."""
    below = None if stamp.rest else next_filled(lines, stamp.index + 1)
    words = stamp.rest if below is None else lines[below]
    time = (stamp.seconds, stamp.zone, stamp.day)
    return (*time, words.casefold()), stamp.index if below is None else below
