"""Telling the numbers of posts from the numbers of lists inside their bodies.

A numbered line is 'N. TEXT', or 'N.' alone. Numbered lines that count on by one,
with nothing but blank lines between them, are a run. A blank line below two lines
that have none between them ends it.

The posts of a page are numbered 1, 2, 3 … or N, N - 1 … 1, without a gap. What
else bears a number stands in a body: a run that begins with 1 is a list there, a
number that counts on from it is its next item, and any other number is prose. Where
a list ends in the number of the next post, the number that comes after tells
whether its last lines are posts.

Where lines are indented, the numbers of posts stand no deeper than the first one.
That is asked first, since it settles most cases; numbers that make no sense so are
read without regard to indents, which copies lose.

What can be read in two ways, or leaves a gap, is a doubt: it names the line.
"""

from dataclasses import dataclass, field

from posts.importing.document import SourceError

_LONGEST = 6  # digits
_FAR = 100  # a number so far above the posts' is a year or an amount: prose


@dataclass(frozen=True)
class Numbered:
    """One numbered line; `index` is its place in the list of lines."""

    index: int
    number: int
    text: str


@dataclass
class Chain:
    """The lines that number posts, in the order of the source.

    `strays` are numbered lines that belong to no list either; `doubt` says why the
    numbers can't be trusted, None if they can.
    """

    posts: list[Numbered] = field(default_factory=list)
    strays: list[Numbered] = field(default_factory=list)
    doubt: SourceError | None = None

    def doubts(self, line: Numbered, message: str) -> None:
        """Note why LINE can't be understood; the first doubt is the one told."""
        self.doubt = self.doubt or SourceError(message, line.index + 1)


def find_numbered(lines: list[str]) -> list[Numbered]:
    """The numbered lines of a page."""
    found = []
    for index, line in enumerate(lines):
        number, dot, text = line[: _LONGEST + 2].partition(".")
        if (
            dot
            and number.isascii()
            and number.isdigit()
            and len(number) <= _LONGEST
            and int(number)
            and not text[:1].strip()
        ):
            found.append(Numbered(index, int(number), line[len(number) + 1 :].strip()))
    return found


def find_chain(numbered: list[Numbered], lines: list[str], indents: list[int]) -> Chain:
    """The Chain of posts among NUMBERED, lines of LINES; INDENTS has each one's."""
    if not numbered:
        return Chain()
    depth = indents[numbered[0].index]
    shallow = [line for line in numbered if indents[line.index] <= depth]
    if len(shallow) < len(numbered):
        chain = _best(shallow, lines)
        if len(chain.posts) > 1 and chain.doubt is None:
            return chain
    return _best(numbered, lines)


def _best(numbered: list[Numbered], lines: list[str]) -> Chain:
    runs = _runs(numbered, lines)
    rising, falling = _rising(runs), _falling(runs)
    return falling if len(falling.posts) > len(rising.posts) else rising


def _runs(numbered: list[Numbered], lines: list[str]) -> list[list[Numbered]]:
    runs: list[list[Numbered]] = []
    is_tight = False  # the last two lines of the run have no blank line between
    for line in numbered:
        above = runs[-1][-1] if runs else None
        goes_on = (
            above is not None
            and line.number == above.number + 1
            and not any(lines[above.index + 1 : line.index])
        )
        is_next = goes_on and line.index == above.index + 1
        if goes_on and (is_next or not is_tight):
            runs[-1].append(line)
        else:
            runs.append([line])
        is_tight = is_next
    return runs


def _rising(runs: list[list[Numbered]]) -> Chain:
    chain = Chain()
    top: list[Numbered] = []  # the run that begins with the first post
    ends: dict[int, list[Numbered]] = {}  # lists in the last post that reach past it
    twins: set[int] = set()  # where two of them end alike
    item = 0  # the last number of the list that is open, 0 for none
    for run in runs:
        first, last = run[0].number, len(chain.posts)
        if first > last + 1 and first - 1 in ends:
            end = ends[first - 1][last]
            if len(ends) > 1 or first - 1 in twins:
                chain.doubts(end, _either(end))
            chain.posts += ends[first - 1][last:]
            last = first - 1
        if first == last + 1:
            top = top or run
            chain.posts += run
            ends, twins, item = {}, set(), 0
        elif first == 1:
            if 1 < last == len(top):
                chain.doubts(run[0], _twice(run[0], top[0]))
            if run[-1].number > last:
                if run[-1].number in ends:
                    twins.add(run[-1].number)
                ends.setdefault(run[-1].number, run)
            item = run[-1].number
        elif item and first == item + 1:
            item = run[-1].number
        else:
            if first <= last:
                chain.doubts(run[0], _twice(run[0], chain.posts[first - 1]))
            chain.strays += run
    last = len(chain.posts)
    for run in ends.values():
        chain.doubts(run[last], _either(run[last]))
    for stray in chain.strays:
        if last < stray.number <= last + _FAR:
            chain.doubts(stray, _out_of_turn(last, stray))
    return chain


def _falling(runs: list[list[Numbered]]) -> Chain:
    chain = Chain()
    item = 0
    for run in runs:
        first = run[0].number
        last = chain.posts[-1].number if chain.posts else first + 1
        if first == last - 1 and (first > 1 or len(run) == 1):
            chain.posts.append(run[0])
            chain.strays += run[1:]
            item = 0
        elif first == 1 or (item and first == item + 1):
            item = run[-1].number
        else:
            if last <= first <= chain.posts[0].number:
                same = chain.posts[chain.posts[0].number - first]
                chain.doubts(run[0], _twice(run[0], same))
            chain.strays += run
    if chain.posts and chain.posts[-1].number != 1:
        lowest = chain.posts[-1]
        chain.doubts(lowest, _end(chain.posts[0], lowest))
    return chain


_SAY = "begin the items of a list with '•', or number the headlines anew"


def _twice(line: Numbered, before: Numbered) -> str:
    return (
        f"the number {line.number} was at line {before.index + 1} already, so "
        f"which one is a headline is not clear: {_SAY}"
    )


def _either(line: Numbered) -> str:
    return f"this may be post {line.number} or an item of a list: {_SAY}"


def _out_of_turn(last: int, line: Numbered) -> str:
    return f"the posts are numbered from 1 to {last} without this {line.number}: {_SAY}"


def _end(top: Numbered, lowest: Numbered) -> str:
    return (
        f"the numbers run from {top.number} down, but end at {lowest.number} "
        f"instead of 1: {_SAY}"
    )
