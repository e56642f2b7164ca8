"""The head of an older page: what stands above its first post.

    A title

    Live Reporting

    Edited by Ada Example and Ben Sample

    All times stated are UK

    Summary

      • A point of the summary

Title. '# TITLE', or the first line of all if 'Live Reporting' comes later in the
head. A title has at most 200 characters.

Editors. 'Edited by NAMES', or 'Edited by' with the names on the next line. Several
such lines are joined by commas, as long as they fit into 200 characters; a line that
doesn't is reported and left.

Left out. 'Live Reporting' and its like, 'All times stated are …', and who reports
('By NAMES', 'Reporting by NAMES'): the page has no place for them, since its posts
bear bylines of their own. 'By NAMES' holds names only, so that a sentence is none.

Summary. An optional line 'Summary', then bullets, or plain lines where a copy lost
them all. Any other line is kept as a point of the summary and reported.
"""

import re
from dataclasses import dataclass, field

from posts.importing.document import LeftOut, Problem
from posts.importing.text.marks import BULLET, is_marked, unmarked
from posts.importing.text.shape import PARTICLES

_LONGEST = 200  # characters of a title, and of the names of all editors
_REPORTING = {"live reporting", "live coverage", "live updates", "live", "live page"}
_TIMES = re.compile(
    r"(?i:all times(?: are)?(?: stated| given| shown| listed)?(?: are)?(?: in)?)"
    r"(?: (?:[A-Z(][\w()/+:-]{0,30}|local|the|time|zone)){1,6}\.?"
)
_EDITORS = re.compile(r"(?:page )?edited by\b:?\s*", re.IGNORECASE)
_REPORTERS = re.compile(
    r"(?:(?:live )?reporting by|reported by|written by|compiled by|reporters?:|by)"
    r"\s+(\S.*)",
    re.IGNORECASE,
)
_SMALL = PARTICLES | {"and", "with", "in", "at", "&"}
_FURNITURE = "page furniture"
HEADINGS = {"summary", "key points"}


@dataclass
class Head:
    """What the head tells; `problems` and `left_out` are about its lines."""

    title: str = ""
    editors: str = ""
    summary: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def is_masthead(line: str) -> bool:
    """Tell whether only the head of an older page has such a line."""
    return bool(_why_left_out(line) or _EDITORS.match(line))


def awaits_names(line: str) -> bool:
    """Tell whether the names of the editors may stand on the next line."""
    editors = _EDITORS.match(line)
    return editors is not None and editors.end() == len(line)


def read_head(lines: list[str], kept: list[str]) -> Head:
    """Read the lines above the first post; KEPT are LINES without clutter."""
    head = Head()
    filled = [(number, line) for number, line in enumerate(kept, 1) if line]
    if filled:
        first, line = filled[0]
        if _is_title(line) and any(map(_is_reporting, lines[first:])):
            head.title = line.removeprefix("# ").strip()
            del filled[0]
    # Copies lose bullets, but then all of them.
    has_bullets = any(line.startswith(BULLET) for _, line in filled)
    names_follow = heading_seen = False
    for number, line in filled:
        editors = _EDITORS.match(line)
        reason = _why_left_out(line)
        if names_follow and _are_names(line):
            _add_editors(head, number, line, line)
        elif awaits_names(line):
            head.left_out.append(LeftOut(number, line, _FURNITURE))
        elif editors:
            _add_editors(head, number, line, line[editors.end() :])
        elif reason:
            head.left_out.append(LeftOut(number, line, reason))
        elif line.startswith("# ") and not head.title and len(line) <= _LONGEST:
            head.title = line[2:].strip()
        elif line.startswith(BULLET) or is_marked(line):
            head.summary.append(unmarked(line.removeprefix(BULLET).strip()))
        elif line.casefold() in HEADINGS and not heading_seen:
            heading_seen = True
        else:
            head.summary.append(line)
            is_point = heading_seen and line.casefold() not in HEADINGS
            if has_bullets or not is_point:
                message = "above the first post, no bullet: taken for a summary point"
                head.problems.append(Problem(number, line, message))
        names_follow = awaits_names(line)
    head.summary = [point for point in head.summary if point]
    return head


def _why_left_out(line: str) -> str:
    if _is_reporting(line):
        return _FURNITURE
    if len(line) <= _LONGEST and _TIMES.fullmatch(line):
        return "says which clock the page goes by"
    reporters = _REPORTERS.fullmatch(line) if len(line) <= _LONGEST else None
    if reporters and _are_names(reporters[1]):
        return "says who reports; posts have bylines of their own"
    return ""


def _is_reporting(line: str) -> bool:
    return line.casefold() in _REPORTING


def _is_title(line: str) -> bool:
    return (
        len(line) <= _LONGEST
        and not line.startswith(BULLET)
        and line.casefold() not in HEADINGS
        and not is_masthead(line)
    )


def _are_names(text: str) -> bool:
    """Tell names, joined by commas and small words, from a sentence."""
    words = text.replace(",", " ").split()
    return (
        0 < len(words) <= 30
        and not text.endswith((".", ":", ";", "?", "!"))
        and all(word in _SMALL or not word[0].islower() for word in words)
        and words[-1] not in _SMALL
        and not text.startswith(BULLET)
    )


def _add_editors(head: Head, number: int, line: str, names: str) -> None:
    joined = ", ".join(filter(None, [head.editors, names.strip(" .")]))
    if len(joined) <= _LONGEST:
        head.editors = joined
    else:
        message = f"the names of the editors are longer than {_LONGEST} characters"
        head.problems.append(Problem(number, line, message))
