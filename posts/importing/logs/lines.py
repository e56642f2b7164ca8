"""Which lines of a log are its stamps, and on which side of the posts they stand.

One form. A log writes all its stamps alike (the form and separator of stamps.py), so
lines that begin with a time in another way are text. Of several forms on a page that
is the log's which has most lines, where a line with text below it counts four times:
the lines of an agenda follow each other. A separator without words, and so the
clock alone, goes with any separator, and where the clock has am, pm or a zone, any
separator goes with the clock alone; a day after the clock may come and go.

Side. Where the stamp's line holds the headline, the post follows it. A stamp alone
may stand above its post or below it:
- above, if most stamps touch the text below and not the text above, or touch the
  heading of a day above; below, if they touch the text above alone;
- else above, if nothing stands above the first stamp and text follows the last;
  below, if text stands above the first and none follows the last.
Where the two disagree, the first decides; where neither tells anything, stamps are
taken to stand above. In both cases the page's notes say so.
Headings of days, the summary, a title ('# …') and clutter are no text here; nor is
the first line of the page where no other stands above the first stamp and text
follows the last: it is the title.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from posts.importing.logs.calendar_days import heading_day
from posts.importing.logs.stamps import Form, Stamp, read_stamp
from posts.importing.text.marks import BULLET
from posts.importing.text.masthead import HEADINGS, is_masthead

HEADLINES = ("—", ":", "|")  # what stands between a clock and a headline
UNSURE_SIDE = (
    "Whether the times stand above or below their posts can't be told from the page: "
    "they are read as standing {}."
)


@dataclass(frozen=True)
class LogLines:
    """The lines that may be stamps of the log, and the others that begin with a time.

    `impossible` are those of the log's form that tell no time of day. `below` tells
    that a stamp stands below its post; `text` is the index of the first line that may
    be text of a post, below title and summary.
    """

    separators: tuple[str, ...]
    stamps: list[Stamp]
    impossible: list[Stamp]
    others: list[Stamp]
    below: bool
    text: int
    notes: tuple[str, ...] = ()


def sort_lines(lines: list[str]) -> LogLines | None:
    """Tell the log's own form among the lines that begin with a time; None if none."""
    read = (read_stamp(line, index) for index, line in enumerate(lines) if line)
    found = [stamp for stamp in read if stamp]
    if all(stamp.seconds is None for stamp in found):
        return None
    form, separator = _commonest(lines, found)
    separators = ("", separator)
    if not separator and (form.half or form.zone):
        separators = ("", *HEADLINES)
    own, others = [], []
    for stamp in found:
        alike = stamp.form == form and stamp.separator in separators
        (own if alike else others).append(stamp)
    stamps = [stamp for stamp in own if stamp.seconds is not None]
    impossible = [stamp for stamp in own if stamp.seconds is None]
    text = _end_of_head(lines, stamps[0].index)
    below, notes = (False, ()) if separator else _side(lines, stamps, text)
    return LogLines(separators, stamps, impossible, others, below, text, notes)


def next_filled(lines: list[str], index: int) -> int | None:
    """The index of the first line from INDEX on that holds text."""
    return next((i for i in range(index, len(lines)) if lines[i]), None)


def day_headings(lines: list[str], log: LogLines) -> dict[int, int]:
    """The headings of days: their lines' indexes by the index of the stamp they set.

    Such a heading stands directly above a stamp, or, where stamps stand below their
    posts, above all text or directly below a stamp. Elsewhere it is text.
    """
    stamps = {stamp.index for stamp in log.stamps}
    headings: dict[int, int] = {}
    above: int | None = None  # the last filled line
    waiting: int | None = None
    for index, line in enumerate(lines):
        if not line:
            continue
        if index in stamps:
            if waiting is not None:
                headings[index] = waiting
            waiting = None
        elif heading_day(line) is None:
            waiting = waiting if log.below or index < log.text else None
        elif not log.below or above is None or above in stamps or above < log.text:
            waiting = index
        above = index
    return headings


def _commonest(lines: list[str], found: list[Stamp]) -> tuple[Form, str]:
    weights: dict = defaultdict(Counter)
    at = {stamp.index for stamp in found}
    for stamp in found:
        if stamp.seconds is None:
            continue  # so that the log's form always has a time
        below = next_filled(lines, stamp.index + 1)
        with_text = below is not None and below not in at
        weights[stamp.form][stamp.separator] += 4 if with_text else 1
    form = max(weights, key=lambda form: weights[form].total())
    return form, weights[form].most_common(1)[0][0]


def _end_of_head(lines: list[str], first: int) -> int:
    """The index at which title, summary and headings of days above FIRST end."""
    end = 0
    in_summary = False
    for index in range(first):
        line = lines[index]
        if not line:
            continue
        if line.casefold() in HEADINGS:
            in_summary = True
        elif not (
            (in_summary and line.startswith(BULLET))
            or line.startswith("# ")
            or heading_day(line)
            or is_masthead(line)
        ):
            break
        end = index + 1
    return end


def _side(
    lines: list[str], stamps: list[Stamp], text: int
) -> tuple[bool, tuple[str, ...]]:
    """Whether stamps alone on their lines stand below their posts, and a doubt."""
    count = sum(map(bool, lines[text : stamps[0].index]))
    above = count > 0
    below = any(lines[stamps[-1].index + 1 :])
    touching = _touching(lines, stamps)
    if not touching and above == below:
        is_title = count == 1 and not any(lines[:text])
        return False, () if is_title else (UNSURE_SIDE.format("above"),)
    if not touching or above == below or above == (touching < 0):
        return touching < 0 if touching else above, ()
    return touching < 0, (UNSURE_SIDE.format("below" if touching < 0 else "above"),)


def _touching(lines: list[str], stamps: list[Stamp]) -> int:
    """Above 0 where stamps mostly touch the text below alone; 0 if nothing is told."""
    own = {stamp.index for stamp in stamps}

    def side(index: int) -> int:
        if not 0 <= index < len(lines) or not lines[index] or index in own:
            return 0
        return -1 if heading_day(lines[index]) else 1

    count = sum(max(side(i + 1), 0) - side(i - 1) for i in own)
    return count if 2 * abs(count) > len(own) else 0
