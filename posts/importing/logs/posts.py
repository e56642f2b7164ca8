"""Reading one post of a log: label, headline, bylines and body.

Headline. The words on the stamp's own line, or else the first line of the post, if
they look like one: at most 150 characters, and no mark of punctuation at the end
unless all is in capitals. A byline, bullet, or line about a picture is none. Other
words are the first paragraph.

Label. One of Analysis, Breaking, Explainer, Recap, Quote, Video: alone on the stamp's
line or on the first line of the post, or before a headline with a colon, a dash or a
bar ('Breaking: Gale warning'). 'Key event' on the first line makes the post one; a
label that we have none for (labels.py) is left out and reported.

Bylines. Before the headline or after it. Before it a name alone is one, too, if the
line between it and the text looks like a headline and has no word of a role, and 'By'
stands before the name or that line has five words. All else is as text/body.py says.
"""

import datetime
import re
from dataclasses import dataclass, field

from posts.importing.document import (
    LABELS,
    LeftOut,
    ParsedByline,
    ParsedPost,
    Problem,
)
from posts.importing.logs.stamps import Stamp
from posts.importing.text.body import Body
from posts.importing.text.bylines import is_person, read_bylines, says_role
from posts.importing.text.labels import NO_WORD, is_foreign_label, label_of
from posts.importing.text.marks import BULLET, is_marked
from posts.importing.text.picture_lines import read_picture
from posts.importing.text.shape import ends_as_sentence, next_filled

_LONGEST = 150  # characters of a headline
_TOO_LONG_A_ROLE = 5  # words
_LABEL = re.compile(
    rf"({'|'.join(LABELS)})(?:\s*[:|]\s*|\s+-\s+|\s*[–—]\s*)", re.IGNORECASE
)
_KEY_EVENT = {"key event", "key moment"}
_MARKS_KEY_EVENT = "the mark of a key event"


def looks_like_headline(text: str) -> bool:
    """Tell a headline from a sentence by its length and end."""
    if not text or len(text) > _LONGEST or text.startswith(BULLET) or is_marked(text):
        return False
    return text.isupper() or not ends_as_sentence(text)


@dataclass
class _Opening:
    """What opens a post, and the index at which the rest of it begins."""

    rest: int
    label: str = ""
    headline: str = ""
    bylines: tuple[ParsedByline, ...] = ()
    key_event: bool = False


@dataclass
class Reports:
    """What is to be said of a page's lines."""

    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def read_post(
    lines: list[str],
    stamp: Stamp,
    start: int,
    stop: int,
    published_at: datetime.datetime,
    reports: Reports,
) -> ParsedPost:
    """Read the post of STAMP whose other lines are those from START up to STOP."""
    body = Body(reports.problems)
    filled = [index for index in range(start, stop) if lines[index]]
    label, headline = _split(stamp.rest)
    opening = _Opening(start, label, headline)
    if headline:
        _read_bylines(opening, lines, stop)
    elif label or not stamp.rest:
        _read_opening(opening, lines, stop, reports)
    else:
        body.add(stamp.index + 1, stamp.rest)
    for index in range(opening.rest, stop):
        if lines[index]:
            body.add(index + 1, lines[index])
    html, images = body.finish()
    if not (opening.headline or html or images):
        message = "no words belong to this time"
        reports.problems.append(Problem(stamp.index + 1, lines[stamp.index], message))
    return ParsedPost(
        line=min([stamp.index, *filled[:1]]) + 1,
        headline=opening.headline,
        published_at=published_at,
        label=opening.label,
        bylines=opening.bylines,
        body=html,
        images=images,
        key_event=opening.key_event,
        last_line=max([stamp.index, *filled[-1:]]) + 1,
    )


def _read_opening(
    opening: _Opening, lines: list[str], stop: int, reports: Reports
) -> None:
    """Read labels, headline and bylines from the lines of the post."""
    _read_labels(opening, lines, stop, reports)
    if not _read_name(opening, lines, stop):
        _read_bylines(opening, lines, stop)
    first = next_filled(lines, opening.rest, stop)
    if first < stop and _is_headline_line(lines, first, stop):
        label, headline = ("", lines[first]) if opening.label else _split(lines[first])
        opening.label = opening.label or label
        opening.headline = headline
        opening.rest = first + 1
        if not opening.bylines:
            _read_bylines(opening, lines, stop)


def _read_labels(
    opening: _Opening, lines: list[str], stop: int, reports: Reports
) -> None:
    """Read the labels that open a post, as long as words follow them."""
    index = next_filled(lines, opening.rest, stop)
    while index < stop:
        line = lines[index]
        below = next_filled(lines, index + 1, stop)
        label = "" if opening.label else label_of(line)
        is_key = line.casefold() in _KEY_EVENT
        is_foreign = is_foreign_label(line)
        if not (label or ((is_key or is_foreign) and below < stop)):
            return
        if is_key or is_foreign:
            reason = _MARKS_KEY_EVENT if is_key else NO_WORD
            reports.left_out.append(LeftOut(index + 1, line, reason))
        opening.label = opening.label or label
        opening.key_event = opening.key_event or is_key
        opening.rest = index = below


def _read_bylines(opening: _Opening, lines: list[str], stop: int) -> None:
    opening.bylines, opening.rest = read_bylines(lines, opening.rest, stop)


def _read_name(opening: _Opening, lines: list[str], stop: int) -> bool:
    """Read a name without a role, if one stands above a headline; whether it did."""
    first = next_filled(lines, opening.rest, stop)
    second = next_filled(lines, first + 1, stop)
    third = next_filled(lines, second + 1, stop)
    if third >= stop or looks_like_headline(lines[third]) or read_picture(lines[third]):
        return False
    has_by = lines[first][:3].casefold() == "by "
    name = lines[first][3:] if has_by else lines[first]
    is_headline = has_by or len(lines[second].split()) >= _TOO_LONG_A_ROLE
    if (
        not (is_headline and is_person(name))
        or says_role(lines[second])
        or not _is_headline_line(lines, second, stop)
    ):
        return False
    opening.bylines = (ParsedByline(name, ""),)
    opening.rest = second
    return True


def _is_headline_line(lines: list[str], index: int, stop: int) -> bool:
    """Whether the line at INDEX is a headline and no alt text of the line below."""
    near = lines[index : min(index + 2, stop)]
    return looks_like_headline(near[0]) and not any(map(read_picture, near))


def _split(text: str) -> tuple[str, str]:
    """The label and the headline of TEXT; '' for what it lacks."""
    label = label_of(text)
    if label:
        return label, ""
    match = _LABEL.match(text)
    if match and looks_like_headline(text[match.end() :]):
        return match[1].casefold(), text[match.end() :]
    return "", text if looks_like_headline(text) else ""
