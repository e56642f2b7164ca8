"""Reads a live page that was saved as plain text.

THE FORMAT

A page is UTF-8 text, with or without a byte order mark, with any line endings and
with or without a newline at the end. Every block is one line; blank lines separate
blocks. Spaces at either end of a line mean nothing, be they plain, tabs or
non-breaking: a post is known by its number and its time, never by its indent.

    Summary

      • First point of the summary

      1. Newest headlinepublished at 16:14 Greenwich Mean Time

        A paragraph.

      2. Analysis

        An older headlinepublished at 16:04 Greenwich Mean Time

        Ada Example
        Harbour correspondent

        • First of a list
        • Second of a list

Head. What stands above the first post: title, editors, and a summary, which is an
optional line 'Summary' and bullets (masthead.py).

Posts. Newest first, unless the user says otherwise. The headline line is
    [N. ]HEADLINEpublished at HH:MM[ ZONE NAME][ [Weekday] D Month[ YYYY]]
The headline ends at the LAST 'published at'; when it is empty or the word 'Post',
the post has no headline. Copies lose numbers, and the glue before 'published at', or
put the headline on a line of its own above it: how these are told from prose is
specified in headlines.py. Prose such as 'The report, published at noon, says' starts
no post, and a numbered line without a time is a paragraph.

Label. One of Analysis, Breaking, Explainer, Recap, Quote, Video, alone on the line
above the headline; the number then stands before the label, before the headline, or
on a line of its own. It may also stand below the time (surroundings.py). A label that
we don't have (labels.py) is left out.

Time. The named zone gives the offset from UTC (the names are in clock.py); without
one the caller's time zone holds. Which day it is, where the line does not tell, is
specified in clock.py. 'published at an unknown time' tells that nobody knows it.

Bylines. Name and role, right after the headline (bylines.py).

Body. Paragraphs, and bullets '•' (body.py). Pictures are lines of alt text, credit
and caption (picture_lines.py). A line marked as words is a paragraph or an item
whatever it looks like, and a numbered headline may begin with the mark (marks.py).

Clutter. Menus, consent, footers and links to other stories are left out, each line
with the reason (clutter.py, surroundings.py).

What fits nowhere is kept, as a paragraph of its post or as a point of the summary,
and reported as a Problem. A time, zone or date that cannot be read is a
SourceError, since guessing it would misplace the post.
"""

import datetime
from itertools import pairwise

from posts.importing.document import (
    LABELS,
    LeftOut,
    ParsedPage,
    ParsedPost,
    Problem,
    SourceError,
)
from posts.importing.source import TIME_ZONE, Format, Source, Wanted
from posts.importing.text.body import Body
from posts.importing.text.bylines import read_bylines
from posts.importing.text.clock import Clock, Stamp, read_stamp
from posts.importing.text.clutter import LINK_MARK, doubtful_links, take_out
from posts.importing.text.headlines import (
    Opening,
    find_openings,
    with_times_joined,
)
from posts.importing.text.labels import NO_WORD
from posts.importing.text.marks import with_bullets
from posts.importing.text.masthead import read_head
from posts.importing.text.shape import last_filled
from posts.importing.text.surroundings import links_below, read_below, take_out_labels

_MAY_BE_LINK = "', external' may be a mark of a link here, and was kept"
_RISES = (
    "the clocks of most posts are later than those above them: say --order oldest if "
    "the oldest post stands first, or --order newest if days were crossed"
)


def finds(source: Source) -> int:
    """How many lines begin a post."""
    return len(find_openings(with_times_joined(source.lines), []))


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    """Parse a page in the format above, in time linear in its length."""
    lines, left_out = take_out(source.lines)
    lines = with_bullets(with_times_joined(lines))
    problems: list[Problem] = []
    openings = find_openings(lines, problems)
    if not openings:
        raise SourceError(
            "no posts found: a post begins with a line such as "
            "'1. Headlinepublished at 16:14 Greenwich Mean Time'"
        )
    first, last = openings[0].first, openings[-1].at
    left_out += take_out_labels(lines, first)
    if any(left.reason == LINK_MARK for left in left_out):
        problems += [
            Problem(index + 1, source.lines[index], _MAY_BE_LINK)
            for index in doubtful_links(lines)
        ]
    head = read_head(source.lines[:first], lines[:first])
    left_out += head.left_out
    problems += head.problems
    left_out += links_below(lines, left_out, last)
    moments, is_oldest_first = _read_times(openings, wanted)
    stops = [opening.first for opening in openings[1:]] + [len(lines)]
    posts = [
        _read_post(lines, opening, stop, moment, problems, left_out)
        for opening, stop, moment in zip(openings, stops, moments, strict=True)
    ]
    if is_oldest_first:
        posts.reverse()
    return ParsedPage(
        summary=tuple(head.summary),
        posts=tuple(posts),
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        left_out=tuple(sorted(left_out, key=lambda left: left.line)),
        title=head.title,
        edited_by=head.editors,
    )


def _read_times(
    openings: list[Opening], wanted: Wanted
) -> tuple[list[datetime.datetime | None], bool]:
    """The time of each post, None where nobody knows it; is the oldest post first?

    Where the lines tell their days, the times tell the order. Clocks alone that rise
    most of the time while reading down would be a day back each time: the user is
    asked.
    """
    stamps = [read_stamp(opening.stamp, opening.at + 1) for opening in openings]
    clock = Clock(wanted.date, wanted.time_zone or TIME_ZONE)
    if wanted.order == "oldest":
        return [clock.read(stamp) for stamp in stamps[::-1]][::-1], True
    moments = [clock.read(stamp) for stamp in stamps]
    known = [pair for pair in zip(stamps, moments, strict=True) if pair[1]]
    steps = [_step(*above, *below) for above, below in pairwise(known)]
    if wanted.order or len(steps) < 2 or sum(steps) <= 0:
        return moments, False
    if all(stamp.year for stamp, _ in known):
        return moments, True
    raise SourceError(_RISES, known[1][0].line)


def _step(
    above: Stamp, earlier: datetime.datetime, below: Stamp, later: datetime.datetime
) -> int:
    """1 if reading down comes to a later clock, or to a later day that is told.

    -1 if it comes to an earlier one, 0 if to the same.
    """
    pair = (later, earlier) if below.month else (below.clock, above.clock)
    return (pair[0] > pair[1]) - (pair[0] < pair[1])


def _read_post(
    lines: list[str],
    opening: Opening,
    stop: int,
    published_at: datetime.datetime | None,
    problems: list[Problem],
    left_out: list[LeftOut],
) -> ParsedPost:
    body = Body(problems)
    if opening.stray:
        line = lines[opening.first]
        body.add(opening.first + 1, line)
        message = f"no label; labels are {', '.join(LABELS)}"
        problems.append(Problem(opening.first + 1, line, message))
    left_out += [LeftOut(index + 1, lines[index], NO_WORD) for index in opening.foreign]
    label, start, left_below = read_below(lines, opening, stop)
    left_out += left_below
    bylines, start = read_bylines(lines, start, stop)
    for index in range(start, stop):
        if lines[index]:
            body.add(index + 1, lines[index])
    html, images = body.finish()
    return ParsedPost(
        line=opening.first + 1,
        headline=opening.headline,
        published_at=published_at,
        label=label,
        bylines=bylines,
        body=html,
        images=images,
        last_line=last_filled(lines, stop, opening.at - 1) + 1,
    )


FORMAT = Format("published", "posts with 'published at' and a time", finds, parse)
