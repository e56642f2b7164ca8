"""What differs between two texts, word by word; for history and for conflicts."""

import re
from difflib import Match, SequenceMatcher
from itertools import chain, groupby
from operator import itemgetter

from bs4 import BeautifulSoup, NavigableString

# Pairs of equal tokens to look at: what a Budget has, at most about a second.
MOST_PAIRS = 5_000_000

_LINES = re.compile(r".*\n|.+")
# A word or a sign, with the white space before it; "" ends the text.
_WORDS = re.compile(r"(\s*)(\w+(?:[^\w\s/–—…]\w+)*|[^\w\s]|\Z)")
_BLOCKS = {"p", "ul", "ol", "li", "blockquote"}
_START = re.compile(r"-?[0-9]{1,9}")


class Budget:
    """What comparisons may cost together; whoever makes many shares one among them."""

    def __init__(self):
        self.pairs = MOST_PAIRS

    def pays(self, pairs):
        if pairs > self.pairs:
            return False
        self.pairs -= pairs
        return True


def words(old: str, new: str, budget: Budget | None = None) -> list[tuple[str, str]]:
    """The runs of text that OLD and NEW share, lost and gained, in order.

    Each is (kind, text), kind "same", "removed" or "added", never two of one kind
    in a row nor an empty text: all but "added" join to OLD, all but "removed" to
    NEW. Compared are lines first, then the words of those that differ. A stretch
    for which BUDGET does not pay is one removal and one addition.
    """
    lines = _by_lines(old, new, budget or Budget())
    parts = [part for part in lines if part[1]]
    return [
        (kind, "".join(text for _, text in run))
        for kind, run in groupby(parts, key=itemgetter(0))
    ]


def _by_lines(old, new, budget):
    before, after = _LINES.findall(old), _LINES.findall(new)
    for act, i, j, k, n in _opcodes(before, after, budget):
        if act == "equal":
            yield "same", "".join(before[i:j])
        else:
            yield from _by_words("".join(before[i:j]), "".join(after[k:n]), budget)


def _by_words(old, new, budget):
    """White space is compared only between words that are alike."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    alike = ([word for _, word in before], [word for _, word in after])
    for act, i, j, k, n in _opcodes(*alike, budget):
        if act == "equal":
            for (lost, word), (gained, _) in zip(before[i:j], after[k:n], strict=True):
                yield from _swapped(lost, gained)
                yield "same", word
        else:
            lost, gained = chain(*before[i:j]), chain(*after[k:n])
            yield from _swapped("".join(lost), "".join(gained))


def _swapped(lost, gained):
    shared = lost[: _shared(lost, gained)]
    start = len(shared) - len(shared.lstrip())
    yield "same", shared[:start]
    yield "removed", lost[start:]
    yield "added", gained[start:]


def _opcodes(before, after, budget):
    """Yield difflib's opcodes; what both begin and end with costs next to nothing."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    old, new = len(before) - end, len(after) - end
    matcher = _Matcher(before[start:old], after[start:new], budget)
    yield "equal", 0, start, 0, start
    for act, *places in matcher.get_opcodes():
        yield act, *(place + start for place in places)
    yield "equal", old, len(before), new, len(after)


def _shared(before, after):
    """How many tokens are the same at the beginning."""
    pairs = enumerate(zip(before, after, strict=False))
    shorter = min(len(before), len(after))
    return next((n for n, (one, other) in pairs if one != other), shorter)


class _Matcher(SequenceMatcher):
    """A SequenceMatcher that finds nothing in a stretch for which BUDGET does not pay.

    Without a limit it may need time by the cube of the length. No word counts as
    junk for being frequent (`autojunk`).
    """

    def __init__(self, before, after, budget):
        super().__init__(None, before, after, autojunk=False)
        self.budget = budget

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None):
        tokens = self.a[alo:ahi]
        pairs = len(tokens) + sum(len(self.b2j.get(token, ())) for token in tokens)
        if not self.budget.pays(pairs):
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def readable(body: str) -> str:
    """The HTML BODY as plain lines, such as an editor would read them out.

    A line for each paragraph and line break; list items begin with '• ' or their
    number, quotes with '> ', and a context list follows the line 'For context:'. A
    link is 'text (address)'. Bold and italic are left out.
    """
    return "\n".join(_lines(BeautifulSoup(f"<div>{body}</div>", "lxml")))


def _lines(element):
    """Yield the lines of ELEMENT: its blocks, and the text between them."""
    loose = ""
    for child in element.children:
        if child.name in _BLOCKS:
            yield from _folded(loose)
            loose = ""
            yield from _block(child)
        elif child.name and child.find(_BLOCKS):
            yield from _folded(loose)
            loose = ""
            yield from _around_blocks(child)
        else:
            loose += _inline(child)
    yield from _folded(loose)


def _around_blocks(element):
    """The lines of ELEMENT, which is none of our blocks but has some inside."""
    *lines, last = list(_lines(element)) or [""]
    address = element.get("href")
    return [*lines, f"{last} ({address})" if address else last]


def _block(element):
    lines = list(_lines(element))
    if element.name == "blockquote":
        return [f"> {line}" for line in lines]
    if element.name == "li":
        first, *more = lines or [""]
        return [f"{_mark(element)} {first}".rstrip(), *(f"  {line}" for line in more)]
    if element.name == "ul" and "context" in element.get("class", []):
        return ["For context:", *lines]
    return lines


def _mark(item):
    """What stands before a list item: a bullet, or its number."""
    if item.parent.name != "ol":
        return "•"
    start = item.parent.get("start", "1")
    first = int(start) if _START.fullmatch(start) else 1
    return f"{first + len(item.find_previous_siblings('li'))}."


def _inline(node):
    """The text of NODE, with a newline for each line break."""
    if node.name is None:
        # Comments and scripts are strings too, of other classes.
        return re.sub(r"\s+", " ", node) if type(node) is NavigableString else ""
    if node.name == "br":
        return "\n"
    text = "".join(_inline(child) for child in node.children)
    address, shown = node.get("href"), text.strip()
    if node.name != "a" or not address or shown in ("", address):
        return text
    return text.replace(shown, f"{shown} ({address})")


def _folded(text):
    """The lines of TEXT, white space folded, empty ones left out."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [line for line in lines if line]
