"""Reads an older live page that tells no times.

THE FORMAT

    A title

    Live Reporting

    Edited by Ada Example and Ben Sample

    All times stated are UK

      • A point of the summary

      1. Newest headline

        A paragraph.

      2. Analysis

        An older headline

        Cy Third
        Harbour correspondent

        A paragraph.

Lines, bodies, bylines and images are those of published.py; only what is told here
differs. No time is made up: `published_at` is None, and the posts keep their order.

Posts. 'N. HEADLINE', numbered without a gap (numbering.py). Both ways of numbering
belong to pages whose newest post stands first: 1, 2, 3 … counts down the page, N …
1 counts the posts as they were written. Where the oldest stands first, the user says
so. A headline longer than 150 characters is the first paragraph of a post without
one; the word 'Post' is none either.

Label. Alone on the line above the number, beside the number, or on the line after
the headline; at the end of a post it is the next one's. A label that we don't have
(labels.py) is left out there. Beside a number without a headline, the next line is
the headline if it looks like one: at most 150 characters, no full stop, colon or
comma at the end, no bullet, and no name with a role.

Without numbers, headlines are told as unnumbered.py has it. What stands above the
first post is the head (masthead.py); 'Live Reporting', 'Edited by' or 'All times
stated are …' there makes a text of one numbered line a page, and so does 'By NAMES'.
Elsewhere most of the numbered lines must have a text of their own below, so that no
ordered list is taken for a page.

A page that tells the times of half its posts belongs to another reader.
"""

import re
from dataclasses import dataclass

from posts.importing.document import (
    LeftOut,
    ParsedPage,
    ParsedPost,
    Problem,
    SourceError,
)
from posts.importing.source import Format, Source, Wanted
from posts.importing.text import published
from posts.importing.text.body import Body
from posts.importing.text.bylines import read_bylines
from posts.importing.text.clutter import take_out
from posts.importing.text.marks import with_bullets
from posts.importing.text.masthead import is_masthead, read_head
from posts.importing.text.numbering import Numbered, find_chain, find_numbered
from posts.importing.text.shape import last_filled
from posts.importing.text.surroundings import links_below, take_out_labels
from posts.importing.text.undated_openings import (
    Opening,
    numbered_openings,
    unnumbered_opening,
)
from posts.importing.text.unnumbered import find_headlines

_PUBLISHED = re.compile(r"published at\s+[0-9]")
_CLOCK = re.compile(r"\W{0,3}[0-9]{1,2}[:.h][0-9]{2}\b.{0,40}")
_UNNUMBERED = (
    "this looks like a headline, with a byline or a label, but bears no number while "
    "others do: number all headlines"
)
_NOTE = "The source tells no times: the posts keep its order and show none."


@dataclass(frozen=True)
class _Found:
    """The posts of a page, and the numbered lines that are none of them."""

    openings: list[Opening]
    strays: list[Numbered]
    left_out: list[LeftOut]
    doubt: SourceError | None


def finds(source: Source) -> int:
    """How many posts the page has; 0 where it tells their times."""
    lines = source.lines
    openings = _find(source, take_out(lines)[0]).openings
    if not openings or not _is_page(lines, openings):
        return 0
    clocks = sum(_tells_time(lines, opening) for opening in openings)
    timed = max(clocks, published.finds(source))
    return 0 if 2 * timed >= len(openings) else len(openings)


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    """Parse a page in the format above, in time linear in its length."""
    lines, left_out = take_out(source.lines)
    lines = with_bullets(lines)
    found = _find(source, lines)
    if found.doubt is not None:
        raise found.doubt
    if not found.openings:
        raise SourceError(
            "no posts found: where no times are told, a post begins with a line such "
            "as '1. Headline'"
        )
    openings = found.openings
    first = openings[0].first
    left_out += found.left_out + take_out_labels(lines, first)
    head = read_head(source.lines[:first], lines[:first])
    left_out += head.left_out
    left_out += links_below(lines, left_out, openings[-1].at)
    problems = head.problems
    problems += [
        Problem(
            line.index + 1,
            lines[line.index],
            "bears a number that is neither a post's nor a list's",
        )
        for line in found.strays
        if line.index >= first
    ]
    stops = [opening.first for opening in openings[1:]] + [len(lines)]
    posts = [
        _read_post(lines, opening, stop, problems)
        for opening, stop in zip(openings, stops, strict=True)
    ]
    if wanted.order == "oldest":
        posts.reverse()
    return ParsedPage(
        summary=tuple(head.summary),
        posts=tuple(posts),
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        left_out=tuple(sorted(left_out, key=lambda left: left.line)),
        title=head.title,
        edited_by=head.editors,
        notes=(_NOTE,),
    )


def _find(source: Source, lines: list[str]) -> _Found:
    """The posts of SOURCE; LINES are its lines without clutter.

    Labels that we don't have are taken out of them, too.
    """
    numbered = [
        line for line in find_numbered(lines) if not _PUBLISHED.search(line.text)
    ]
    chain = find_chain(numbered, lines, _indents(source.text))
    many = len(chain.posts) > 1
    stop = chain.posts[0].index if many else len(lines)
    headlines = find_headlines(source.lines[:stop], lines[:stop])
    doubt = chain.doubt
    if many and len(headlines.found) > 1:
        doubt = SourceError(_UNNUMBERED, headlines.found[0] + 1)
    if not many and headlines.found:
        openings = [unnumbered_opening(lines, index) for index in headlines.found]
        return _Found(openings, [], [], headlines.doubt)
    openings, left_out = numbered_openings(lines, chain.posts)
    return _Found(openings, chain.strays, left_out, doubt)


def _indents(text: str) -> list[int]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [len(line) - len(line.lstrip()) for line in lines]


def _is_page(lines: list[str], openings: list[Opening]) -> bool:
    """Tell a page from a text that merely holds a numbered list."""
    if any(map(is_masthead, lines[: openings[0].first])):
        return True
    nexts = [opening.first for opening in openings[1:]] + [len(lines)]
    filled = sum(
        any(lines[opening.at + 1 : stop])
        for opening, stop in zip(openings, nexts, strict=True)
    )
    return len(openings) > 1 and 2 * filled > len(openings)


def _tells_time(lines: list[str], opening: Opening) -> bool:
    below = next(filter(None, lines[opening.at + 1 : opening.at + 3]), "")
    return any(map(_CLOCK.fullmatch, (opening.headline, below)))


def _read_post(
    lines: list[str], opening: Opening, stop: int, problems: list[Problem]
) -> ParsedPost:
    body = Body(problems)
    if opening.lead:
        body.add(opening.at + 1, opening.lead)
    bylines, start = read_bylines(lines, opening.at + 1, stop)
    for index in range(start, stop):
        if lines[index]:
            body.add(index + 1, lines[index])
    html, images = body.finish()
    return ParsedPost(
        line=opening.first + 1,
        headline=opening.headline,
        published_at=None,
        label=opening.label,
        bylines=bylines,
        body=html,
        images=images,
        last_line=last_filled(lines, stop, opening.at - 1) + 1,
    )


FORMAT = Format(
    "undated",
    "posts without times, under headlines such as '1. Headline'",
    finds,
    parse,
)
