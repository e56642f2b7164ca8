"""Reading one post of a log: label, headline, bylines and body.

Headline. The words on the stamp's own line, or else the first line of the post, if
they look like one: at most 150 characters, and no mark of punctuation at the end
unless all is in capitals. A byline, bullet, or line about a picture is none. Other
words are the first paragraph.

Label. One of Analysis, Breaking, Explainer, Recap, Quote, Video: alone on the stamp's
line or on the first line of the post, or before a headline with a colon, a dash or a
bar ('Breaking: Gale warning').

Bylines. Before the headline or after it. All else is as posts/importing/body.py says.
"""

import datetime
import re

from posts.importing.body import Body, read_bylines
from posts.importing.document import LABELS, ParsedPost, Problem
from posts.importing.labels import label_of
from posts.importing.marks import BULLET, is_marked
from posts.importing.stamps import Stamp

_LONGEST = 150  # characters of a headline
_LABEL = re.compile(
    rf"({'|'.join(LABELS)})(?:\s*[:|]\s*|\s+-\s+|\s*[–—]\s*)", re.IGNORECASE
)
_OF_PICTURE = re.compile(
    r"Image (?:source|copyright|caption)[,:]|(?:Media|Video) caption[,:]|Copyright:"
)


def looks_like_headline(text: str) -> bool:
    """Tell a headline from a sentence by its length and end."""
    if not text or len(text) > _LONGEST or text.startswith(BULLET) or is_marked(text):
        return False
    ending = text.rstrip("\"'”’»)")
    return text.isupper() or not ending.endswith(tuple(".!?:;,…"))


def read_post(
    lines: list[str],
    stamp: Stamp,
    start: int,
    stop: int,
    published_at: datetime.datetime,
    problems: list[Problem],
) -> ParsedPost:
    """Read the post of STAMP whose other lines are those from START up to STOP."""
    body = Body(problems)
    filled = [index for index in range(start, stop) if lines[index]]
    label, headline = _split(stamp.rest)
    bylines = ()
    if not headline and stamp.rest and not label:
        body.add(stamp.index + 1, stamp.rest)
    elif headline:
        bylines, start = read_bylines(lines, start, stop)
    else:
        label, headline, bylines, start = _read_opening(lines, start, stop, label)
    for index in range(start, stop):
        if lines[index]:
            body.add(index + 1, lines[index])
    html, images = body.finish()
    if not (headline or html or images):
        message = "no words belong to this time"
        problems.append(Problem(stamp.index + 1, lines[stamp.index], message))
    return ParsedPost(
        line=min([stamp.index, *filled[:1]]) + 1,
        headline=headline,
        published_at=published_at,
        label=label,
        bylines=bylines,
        body=html,
        images=images,
        last_line=max([stamp.index, *filled[-1:]]) + 1,
    )


def _read_opening(lines: list[str], start: int, stop: int, label: str):
    """What opens a post below its stamp: label, headline, bylines, and their end."""
    at = _skip_blank(lines, start, stop)
    if not label and at < stop and label_of(lines[at]):
        label = label_of(lines[at])
        at = _skip_blank(lines, at + 1, stop)
    bylines, at = read_bylines(lines, at, stop)
    headline = ""
    first = _skip_blank(lines, at, stop)
    if first < stop and _is_headline_line(lines, first, stop):
        found, headline = ("", lines[first]) if label else _split(lines[first])
        label = label or found
        at = first + 1
    if headline and not bylines:
        bylines, at = read_bylines(lines, at, stop)
    return label, headline, bylines, at


def _is_headline_line(lines: list[str], index: int, stop: int) -> bool:
    """Whether the line at INDEX is a headline and no alt text of the line below."""
    near = lines[index : min(index + 2, stop)]
    return looks_like_headline(near[0]) and not any(map(_OF_PICTURE.search, near))


def _split(text: str) -> tuple[str, str]:
    """The label and the headline of TEXT; '' for what it lacks."""
    label = label_of(text)
    if label:
        return label, ""
    match = _LABEL.match(text)
    if match and looks_like_headline(text[match.end() :]):
        return match[1].casefold(), text[match.end() :]
    return "", text if looks_like_headline(text) else ""


def _skip_blank(lines: list[str], start: int, stop: int) -> int:
    while start < stop and not lines[start]:
        start += 1
    return start
