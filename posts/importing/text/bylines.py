"""Reading who wrote a post, from the lines below its headline.

A byline is two lines, name and role, both at most 60 characters long and without a
punctuation mark at the end.

Name. A person's: two to four words, each with a capital (small words such as 'van'
and 'de la' aside), which may follow 'By'; or two such names joined by 'and'. Or an
organisation's: two to seven words, each with a capital ('of', 'the', 'for', 'and'
aside), one of them a word such as House, Council, Police or University; its role or
place then has at most four words and begins with a capital.

Shape. The two lines count
- as a block of their own, between blank lines or at the post's end; a third line
  'Reporting from …' belongs to the role;
- directly above a line that is no other short line: a sentence, a bullet, or a line
  about a picture;
- in a post that has lost its blank lines, above anything, if the role says so: it
  holds a word such as correspondent, editor or minister, or begins with 'in', 'at' or
  'reporting';
- apart by blank lines, if the role says so and the post goes on below.

Several such bylines may follow each other. A name alone is no byline: next to a
picture's credit or caption it is the picture's alt text, elsewhere a paragraph. But
one that follows 'By' is, where no role comes after it: 'By Ada Example', or with the
role behind a comma, 'By Ada Example, harbour correspondent'.
"""

import re

from posts.importing.document import ParsedByline
from posts.importing.text.marks import BULLET, is_marked
from posts.importing.text.picture_lines import read_picture
from posts.importing.text.shape import PARTICLES, ends_as_sentence, next_filled

_LONGEST = 60
_LINKS = {"of", "the", "for", "and", "&", "on", "in"}
_ORGANISATIONS = {
    *("house", "commons", "lords", "parliament", "council", "office", "ministry"),
    *("department", "court", "university", "college", "police", "agency", "service"),
    *("authority", "trust", "institute", "commission", "committee", "board", "bank"),
    *("union", "association", "society", "foundation", "centre", "center", "museum"),
    *("embassy", "government", "senate", "congress", "assembly", "party", "coastguard"),
    *("hospital", "school", "news", "radio", "press", "federation", "organisation"),
    *("organization", "chamber", "bureau", "corporation", "network"),
}
_ROLE = re.compile(
    r"(?:in|at|on board|reporting)\s|.*\b(?:correspondents?|reporters?|editors?"
    r"|journalists?|producers?|presenters?|analysts?|writers?|columnists?|critics?"
    r"|commentators?|photographers?|economists?|specialists?|experts?|professors?"
    r"|director|chief|head|leader|minister|secretary|mayor|spokes(?:man|woman|person)"
    r"|chairman|chairwoman|chair|president|team|desk|reporting)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"reporting (?:from|in|at|on)\s", re.IGNORECASE)


def read_bylines(
    lines: list[str], start: int, stop: int
) -> tuple[tuple[ParsedByline, ...], int]:
    """Read the bylines that open a post.

    Returns them and the index at which the rest of the post begins.
    """
    bylines: list[ParsedByline] = []
    while True:
        found, after = _read_one(lines, start, stop)
        if not found:
            return tuple(bylines), start
        bylines += found
        start = after


def is_person(name: str) -> bool:
    """Whether NAME has the shape of one person's name."""
    words = name.split()
    return (
        2 <= len(words) <= 4
        and words[-1] not in PARTICLES
        and all(word in PARTICLES or _has_capital(word) for word in words)
        and is_short_and_open(name)
    )


def says_role(text: str) -> bool:
    """Whether TEXT holds a word that only a role does, or begins like one."""
    return _ROLE.match(text) is not None


def is_short_and_open(text: str) -> bool:
    """Tell a caption-like line from a sentence, which ends with a mark."""
    return len(text) <= _LONGEST and not ends_as_sentence(text)


def _read_one(
    lines: list[str], start: int, stop: int
) -> tuple[list[ParsedByline], int]:
    first = next_filled(lines, start, stop)
    second = next_filled(lines, first + 1, stop)
    in_one_line = _in_one_line(lines[first]) if first < stop else []
    otherwise = (in_one_line, first + 1) if in_one_line else ([], start)
    if second >= stop:
        return otherwise
    names, role = _names(lines[first]), lines[second]
    if not names or not _may_be_role(role, lines[first]):
        return otherwise
    after = second + 1
    if second > first + 1:
        fits = _ROLE.match(role) and next_filled(lines, after, stop) < stop
    elif after == stop or not lines[after]:
        fits = True
    elif _FROM.match(lines[after]) and _ends_names(lines, after + 1, stop):
        role = f"{role}, {lines[after][0].lower()}{lines[after][1:]}"
        fits = is_short_and_open(lines[after])
        after += 1
    else:
        fits = _ends_names(lines, after, stop) or (
            _ROLE.match(role) and "" not in lines[start:after]
        )
    if not fits:
        return otherwise
    return [ParsedByline(name, role) for name in names], after


def _in_one_line(line: str) -> list[ParsedByline]:
    """The bylines of 'By NAME' or 'By NAME, ROLE', if LINE is one."""
    text, _, role = line.partition(", ")
    if line[:3].casefold() != "by " or not is_short_and_open(line):
        return []
    if role and not says_role(role):
        return []
    return [ParsedByline(name, role) for name in _names(text) if is_person(name)]


def _names(line: str) -> list[str]:
    """The names that LINE consists of; none if it is no name."""
    if is_marked(line) or len(line) > _LONGEST:
        return []
    text = line[3:] if line[:3].casefold() == "by " else line
    if is_person(text):
        return [text]
    pair = re.split(r" and | & ", text)
    if len(pair) == 2 and all(map(is_person, pair)):
        return pair
    return [line] if _is_organisation(line) else []


def _is_organisation(name: str) -> bool:
    words = name.split()
    return (
        2 <= len(words) <= 7
        and _has_capital(words[0])
        and _has_capital(words[-1])
        and all(word in _LINKS or _has_capital(word) for word in words)
        and any(word.casefold() in _ORGANISATIONS for word in words)
        and is_short_and_open(name)
    )


def _may_be_role(role: str, name: str) -> bool:
    if is_marked(role) or role.startswith(BULLET) or read_picture(role) is not None:
        return False
    if not is_short_and_open(role):
        return False
    if _is_organisation(name):
        return len(role.split()) <= 4 and _has_capital(role)
    return True


def _ends_names(lines: list[str], index: int, stop: int) -> bool:
    """Whether what stands directly below a role can't be one more short line."""
    if index >= stop or not lines[index]:
        return True
    line = lines[index]
    return (
        is_marked(line)
        or line.startswith(BULLET)
        or not is_short_and_open(line)
        or read_picture(line) is not None
    )


def _has_capital(word: str) -> bool:
    # Not isupper(): Arabic or Chinese names have no capitals.
    return word[0].isalpha() and not word[0].islower()
