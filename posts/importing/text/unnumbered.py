"""Finding the headlines of an older page whose numbers were lost.

They can be told from paragraphs by what stands beside them alone, so only a page
whose head is that of an older page (masthead.py) is read. A headline is a line
between blank lines that looks like one (below), and has a byline block right below
it or a label right above it.

A line looks like a headline if it has 2 to 150 characters, no full stop, colon,
semicolon or comma at its end, no bullet, and tells of no picture. When one has
neither byline nor label, it may be a headline all the same: that is a doubt.
"""

import re
from dataclasses import dataclass, field

from posts.importing.document import SourceError
from posts.importing.text.bylines import read_bylines
from posts.importing.text.labels import label_of
from posts.importing.text.marks import BULLET, MARK
from posts.importing.text.masthead import HEADINGS, awaits_names, is_masthead
from posts.importing.text.shape import ends_as_no_headline

LONGEST_HEADLINE = 150
_ADVICE = "this may be a headline: number the headlines, as in '1. Headline'"
_PICTURE = re.compile(r"(?:image|media) (?:source|caption)\b|copyright:", re.IGNORECASE)


@dataclass
class Headlines:
    """Indexes of the lines that are headlines; `doubt` tells of one that may be."""

    found: list[int] = field(default_factory=list)
    doubt: SourceError | None = None


def looks_like_headline(line: str) -> bool:
    """Tell a headline from a paragraph, a bullet and the words of a picture."""
    return (
        1 < len(line) <= LONGEST_HEADLINE
        and not line.startswith((BULLET, MARK, "#"))
        and not ends_as_no_headline(line)
        and not _PICTURE.search(line)
    )


def is_byline_block(block: list[str]) -> bool:
    """Tell whether BLOCK, two lines, is a name and a role."""
    return len(block) == 2 and all(block) and bool(read_bylines(block, 0, 2)[0])


def find_headlines(lines: list[str], kept: list[str]) -> Headlines:
    """The Headlines below the first of LINES that is a masthead's.

    KEPT are the lines without clutter: what is clutter is no headline.
    """
    headlines = Headlines()
    in_page = False
    last, index = "", 0  # `last` is the line above that holds text
    while index < len(lines):
        line = lines[index]
        start = index
        index += 1
        if is_masthead(line):
            in_page = True
        elif in_page and _may_be_headline(kept, start) and not awaits_names(last):
            _, rest = read_bylines(kept, index, len(kept))
            if rest > index or label_of(last):
                headlines.found.append(start)
                index = rest
            elif headlines.doubt is None:
                headlines.doubt = SourceError(_ADVICE, start + 1)
        last = line or last
    return headlines


def _may_be_headline(lines: list[str], index: int) -> bool:
    line = lines[index]
    return (
        (index == 0 or not lines[index - 1])
        and not any(lines[index + 1 : index + 2])
        and line.casefold() not in HEADINGS
        and not label_of(line)
        and looks_like_headline(line)
    )
