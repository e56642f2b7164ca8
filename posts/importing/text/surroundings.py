"""What stands above the first post, between a time and its text, and below the last.

Above the first post, labels that we don't have (labels.py) are left out.

Below the time may stand, before bylines and text, each on a line of its own:

- a label. It counts if none stands above the headline; another one is left out.
  'Video' with nothing below it is a paragraph, where a player was lost;
- a label that we don't have, which is left out;
- the same time again, 'HH:MM' with or without a zone and a date, left out;
- the alt text of the writer's portrait: a name that the next line with text repeats;
  left out.

Below the last post, behind a heading for other stories (clutter.py), every line is a
link to one until a line that ends as a sentence does or has more than 150 characters.
"""

from posts.importing.document import LeftOut
from posts.importing.text.bylines import is_person
from posts.importing.text.clock import looks_like_stamp
from posts.importing.text.clutter import OTHER_STORIES
from posts.importing.text.headlines import Opening
from posts.importing.text.labels import NO_WORD, SECOND, is_foreign_label, label_of
from posts.importing.text.marks import is_marked
from posts.importing.text.shape import next_filled

TIME_AGAIN = "the time of a post again"
PORTRAIT = "the alt text of a writer's portrait"
_LONGEST_LINK = 150


def take_out_labels(lines: list[str], first: int) -> list[LeftOut]:
    """Empty the LINES above the index FIRST that are labels we don't have."""
    found = []
    for index in range(first):
        if is_foreign_label(lines[index]):
            found.append(LeftOut(index + 1, lines[index], NO_WORD))
            lines[index] = ""
    return found


def read_below(
    lines: list[str], opening: Opening, stop: int
) -> tuple[str, int, list[LeftOut]]:
    """The label of a post, the index at which its text begins, and what is left out."""
    label, start = opening.label, opening.at + 1
    left_out = []
    while (index := next_filled(lines, start, stop)) < stop:
        line = lines[index]
        below = next_filled(lines, index + 1, stop)
        found = label_of(line)
        if found == "video" and below == stop:
            break
        if found and not label:
            label, reason = found, ""
        elif found:
            reason = SECOND
        elif is_foreign_label(line):
            reason = NO_WORD
        elif _is_same_time(line, opening.stamp):
            reason = TIME_AGAIN
        elif below < stop and lines[below] == line and is_person(line):
            reason = PORTRAIT
        else:
            break
        if reason:
            left_out.append(LeftOut(index + 1, line, reason))
        start = index + 1
    return label, start, left_out


def links_below(lines: list[str], left_out: list[LeftOut], last: int) -> list[LeftOut]:
    """Empty the LINES that link to other stories behind the post at LAST.

    LEFT_OUT is what was left out so far, headings among it; the links are returned.
    """
    headings = [left.line for left in left_out if left.reason == OTHER_STORIES]
    found = []
    start = min((line for line in headings if line > last), default=len(lines))
    for index in range(start, len(lines)):
        line = lines[index]
        if is_marked(line) or len(line) > _LONGEST_LINK or line.endswith((".", ":")):
            break
        if line:
            found.append(LeftOut(index + 1, line, OTHER_STORIES))
            lines[index] = ""
    return found


def _is_same_time(line: str, stamp: str) -> bool:
    clock = stamp.split(maxsplit=1)[:1]
    return looks_like_stamp(line) and line.split(maxsplit=1)[:1] == clock
