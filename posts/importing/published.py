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

Summary. An optional line 'Summary', then bullets, before the first post.

Posts. Numbered, newest first. The headline line is
    N. HEADLINEpublished at HH:MM[ ZONE NAME][ D Month[ YYYY]]
The headline ends at the LAST 'published at'; when it is empty or the word 'Post',
the post has no headline. A line without a number starts a post only if 'published
at' is glued to the word before it, as above. Prose such as 'The report, published
at noon, says' starts none, and a numbered line without a time is a paragraph.

Label. One of Analysis, Breaking, Explainer, Recap, Quote, Video, alone on the line
above the headline line; the number then stands before the label, before the
headline, or on a line of its own.

Time. The named zone gives the offset from UTC (the names are in clock.py); without
one the caller's time zone holds. A day and month without a year take the caller's
year. A line without a date is read from the post above: the date passed in is the
newest post's, and a clock that rises while reading down has crossed midnight.
'published at an unknown time' tells that nobody knows it.

Byline. A block of exactly two lines right after the headline: a name of two to four
words, then a role. Both are at most 60 characters long and end without a
punctuation mark. Several such blocks are several bylines.

Body. Paragraphs, and bullets '•'. Bullets make one list until the next paragraph;
blank lines and images do not end it. A bullet that begins 'For context:' goes into
a list of class 'context'.

Images. 'ALT TEXTImage source, CREDIT', and before or after it an optional line
'Image caption, TEXT', which may also be glued to the credit.

What fits nowhere is kept, as a paragraph of its post or as a point of the summary,
and reported as a Problem. A time, zone or date that cannot be read is a
SourceError, since guessing it would misplace the post.
"""

from posts.importing.body import Body, read_bylines
from posts.importing.clock import Clock, read_stamp
from posts.importing.clutter import take_out
from posts.importing.document import (
    LABELS,
    LeftOut,
    ParsedPage,
    ParsedPost,
    Problem,
    SourceError,
)
from posts.importing.headlines import Opening, find_openings, last_filled
from posts.importing.labels import NO_WORD
from posts.importing.masthead import read_head
from posts.importing.source import TIME_ZONE, Format, Source, Wanted
from posts.importing.surroundings import links_below, read_below


def finds(source: Source) -> int:
    """How many lines begin a post."""
    return len(find_openings(source.lines, []))


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    """Parse a page in the format above, in time linear in its length."""
    lines, left_out = take_out(source.lines)
    problems: list[Problem] = []
    openings = find_openings(lines, problems)
    if not openings:
        raise SourceError(
            "no posts found: a post begins with a line such as "
            "'1. Headlinepublished at 16:14 Greenwich Mean Time'"
        )
    first, last = openings[0].first, openings[-1].at
    head = read_head(source.lines[:first], lines[:first])
    left_out += head.left_out
    problems += head.problems
    left_out += links_below(lines, left_out, last)
    clock = Clock(wanted.date, wanted.time_zone or TIME_ZONE)
    stops = [opening.first for opening in openings[1:]] + [len(lines)]
    posts = tuple(
        _read_post(lines, opening, stop, clock, problems, left_out)
        for opening, stop in zip(openings, stops, strict=True)
    )
    return ParsedPage(
        summary=tuple(head.summary),
        posts=posts,
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        left_out=tuple(sorted(left_out, key=lambda left: left.line)),
        title=head.title,
        edited_by=head.editors,
    )


def _read_post(
    lines: list[str],
    opening: Opening,
    stop: int,
    clock: Clock,
    problems: list[Problem],
    left_out: list[LeftOut],
) -> ParsedPost:
    published_at = clock.read(read_stamp(opening.stamp, opening.at + 1))
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
