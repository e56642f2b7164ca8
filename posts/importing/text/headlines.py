"""Finding the lines at which the posts of a text page begin.

The form is specified in published.py; here is how posts are told from prose about
publishing. A line with 'published at' begins a post

- if it or the label above bears a number, and a time follows or the words are glued;
- without a number, if a time follows and it is glued, or alone on its line, or the
  time has a zone or a date. On a page whose headlines are none of these, two lines
  'HEADLINE published at 16:14' are enough. 'The report was published at 16:14
  Greenwich Mean Time' is prose: no headline ends with 'was'.

Above a line that holds only 'published at' and a time stands the headline, if

- that line bears a number; or
- no blank line stands between, and the line does not end as a sentence does, or above
  it is a blank line, nothing at all, or a label that is not the post above's; or
- blank lines stand between, the line does not end as a sentence does, and no headline
  of the page stands on the line of its time.

No headline is a label, a bullet, a line about a picture, a line marked as words, or
longer than 300 characters.

Above the headline may stand a label, labels that we don't have, and a number. Where
a copy put the time on a line below 'published at', the two lines are one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from posts.importing.document import Problem
from posts.importing.text.clock import looks_like_stamp, tells_zone_or_date
from posts.importing.text.labels import cut_label, is_foreign_label, label_of
from posts.importing.text.marks import BULLET, is_marked, unmarked
from posts.importing.text.picture_lines import read_picture
from posts.importing.text.shape import ends_as_no_headline, last_filled

_PUBLISHED = "published at"
_NO_HEADLINE = ("", "Post")
_LONGEST = 300  # characters of a headline on a line of its own
# 'unpublished at', 'self-published at' and 'notice (published at' are prose, though
# nothing separates the words.
_PROSE_STARTS = ("un", "re", "pre")
_PROSE_ENDS = tuple("-–—/([{“‘«")
# With a space between, these words before 'published at' make it prose.
_VERBS = {"was", "were", "is", "are", "be", "been", "being", "got", "had", "has"}
_VERBS |= {"have", "first", "originally", "later", "and", "or", "when", "since"}
_PLAIN_SPACES = str.maketrans("\t\u00a0\u2007\u202f", "    ")


@dataclass(frozen=True)
class Opening:
    """Where a post begins: `first` and `at` are indexes of lines.

    `first` is the line that belongs to the post, `at` the one with its time. `stray`
    tells that text was found beside the number where only a label may stand;
    `foreign` are the lines above the headline with labels that we don't have.
    """

    first: int
    at: int
    headline: str
    stamp: str
    label: str
    stray: bool
    foreign: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Lead:
    """What the lines above a headline line add to it."""

    first: int
    numbered: bool
    label: str = ""
    stray: bool = False
    foreign: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    """A line with 'published at', cut up; `head` is what stands before it."""

    index: int
    numbered: bool
    head: str
    headline: str
    stamp: str
    glued: bool
    timed: bool

    @property
    def alone(self) -> bool:
        return not self.head


@dataclass(frozen=True)
class _Habits:
    """How the page writes its headlines.

    `inline` tells that some stand on the line of their time, `bare` that they can't
    be told from prose but by their number.
    """

    inline: bool
    bare: bool


def find_openings(lines: list[str], problems: list[Problem]) -> list[Opening]:
    """Return where each post begins, in order, and report the doubtful lines."""
    candidates = list(_find_candidates(lines))
    habits = _habits(candidates)
    openings: list[Opening] = []
    floor = -1
    for candidate in candidates:
        opening = _read_opening(lines, candidate, floor, habits, problems)
        if opening is not None:
            openings.append(opening)
            floor = candidate.index
    return openings


def with_times_joined(lines: list[str]) -> list[str]:
    """LINES where a time below 'published at' is on its line, its own being empty."""
    joined = list(lines)
    for index, line in enumerate(lines):
        if not line.endswith(_PUBLISHED) or line.startswith(BULLET) or is_marked(line):
            continue
        below = next((i for i in range(index + 1, len(lines)) if lines[i]), None)
        if below is not None and looks_like_stamp(lines[below]):
            joined[index] = f"{line} {lines[below]}"
            joined[below] = ""
    return joined


def _find_candidates(lines: list[str]) -> Iterator[_Candidate]:
    for index, line in enumerate(lines):
        if "ublished" not in line or line.startswith(BULLET) or is_marked(line):
            continue
        plain = line.translate(_PLAIN_SPACES)
        if _PUBLISHED not in plain and not plain.startswith("Published at "):
            continue
        numbered, text = _split_number(line)
        plain = text.translate(_PLAIN_SPACES)
        if plain.startswith("Published at ") and _PUBLISHED not in plain:
            plain = _PUBLISHED + plain[len(_PUBLISHED) :]
        head, _, stamp = plain.rpartition(_PUBLISHED)
        # The translation keeps lengths, so the headline can be cut as it was typed.
        headline = text[: len(head)].strip()
        timed = looks_like_stamp(stamp)
        yield _Candidate(index, numbered, head, headline, stamp, _is_glued(head), timed)


def _habits(candidates: list[_Candidate]) -> _Habits:
    timed = [candidate for candidate in candidates if candidate.timed]
    told = [c for c in timed if c.numbered or c.glued or _is_told_by_time(c)]
    rest = [c for c in timed if not (c.numbered or c.glued or _is_told_by_time(c))]
    bare = [c for c in rest if c.headline and not _ends_in_verb(c.head)]
    is_alone = any(candidate.alone for candidate in timed)
    is_bare = len(bare) > 1 and not told and not is_alone
    inline = is_bare or any(candidate.headline for candidate in told)
    return _Habits(inline, is_bare)


def _read_opening(
    lines: list[str],
    candidate: _Candidate,
    floor: int,
    habits: _Habits,
    problems: list[Problem],
) -> Opening | None:
    """Read the headline line at the candidate, or return None if it is prose.

    Lines up to `floor` belong to the headline line above.
    """
    index, headline = candidate.index, candidate.headline
    numbered, at = candidate.numbered, index
    if candidate.alone and candidate.timed and not numbered:
        above = _headline_above(lines, index, floor, habits)
        if above is not None:
            numbered, headline = _split_number(lines[above])
            at = above
    lead = _read_lead(lines, at, floor, numbered)
    if not _is_sure(candidate, lead.numbered, habits):
        if candidate.glued or candidate.timed:
            message = "looks like a headline, but has no number or no time"
            problems.append(Problem(index + 1, lines[index], message))
        return None
    if headline in _NO_HEADLINE:
        headline = ""
    label = lead.label
    if not label:
        label, headline = cut_label(headline)
    return Opening(
        first=lead.first,
        at=index,
        headline=unmarked(headline),
        stamp=candidate.stamp,
        label=label,
        stray=lead.stray,
        foreign=lead.foreign,
    )


def _is_sure(candidate: _Candidate, numbered: bool, habits: _Habits) -> bool:
    if numbered:
        return candidate.glued or candidate.timed
    if not candidate.timed:
        return False
    if candidate.glued or candidate.alone or _is_told_by_time(candidate):
        return True
    return habits.bare and not _ends_in_verb(candidate.head)


def _is_told_by_time(candidate: _Candidate) -> bool:
    """Whether no prose ends with such a time, even with a space before it."""
    return (
        candidate.head[-1:].isspace()
        and tells_zone_or_date(candidate.stamp)
        and not _ends_in_verb(candidate.head)
    )


def _ends_in_verb(head: str) -> bool:
    return head.rstrip().rpartition(" ")[2].casefold() in _VERBS


def _is_glued(head: str) -> bool:
    """Tell whether nothing but the form itself can explain a missing space."""
    if not head or head[-1].isspace() or head.endswith(_PROSE_ENDS):
        return False
    return head.rpartition(" ")[2].casefold() not in _PROSE_STARTS


def _headline_above(
    lines: list[str], index: int, floor: int, habits: _Habits
) -> int | None:
    """The index of the headline above the time at INDEX, if one stands there."""
    above = last_filled(lines, index, floor)
    if above is None or not _may_be_headline(lines[above]):
        return None
    numbered, text = _split_number(lines[above])
    if numbered:
        return above if text else None
    is_open = not ends_as_no_headline(text)
    if above < index - 1:
        return above if is_open and not habits.inline else None
    return above if is_open or _begins_block(lines, above, floor) else None


def _begins_block(lines: list[str], index: int, floor: int) -> bool:
    """Whether nothing, a blank line, or the label of a next post stands above."""
    if index == 0 or not lines[index - 1]:
        return True
    above = lines[index - 1]
    is_label = bool(label_of(above)) or is_foreign_label(above)
    # Directly below a time it may be the label of that post.
    return is_label and last_filled(lines, index - 1, floor) is not None


def _may_be_headline(line: str) -> bool:
    _, text = _split_number(line)
    return (
        len(text) <= _LONGEST
        and not is_marked(line)
        and not text.startswith(BULLET)
        and not label_of(text)
        and not is_foreign_label(text)
        and text.casefold() != "summary"
        and read_picture(line) is None
    )


def _split_number(line: str) -> tuple[bool, str]:
    """Cut '12. ' off: whether the line had a number, and the rest."""
    number, dot, rest = line.partition(".")
    if dot and number.isascii() and number.isdigit() and not rest[:1].strip():
        return True, rest.strip()
    return False, line


def _read_lead(lines: list[str], index: int, floor: int, numbered: bool) -> _Lead:
    """Read upwards from the headline at INDEX: labels, then perhaps a number."""
    first, label, foreign = index, "", ()
    while (above := last_filled(lines, first, floor)) is not None:
        has_number, text = _split_number(lines[above])
        found = label_of(text)
        is_foreign = is_foreign_label(text)
        is_ours = bool(found) and not label
        if has_number and numbered:
            break
        if has_number and first == index and text and not (found or is_foreign):
            return _Lead(above, False, stray=True)
        if not (is_ours or is_foreign or (has_number and not text)):
            break
        first, label = above, label or found
        foreign = (above, *foreign) if is_foreign else foreign
        if has_number:
            return _Lead(first, True, label, foreign=foreign)
    return _Lead(first, numbered, label, foreign=foreign)
