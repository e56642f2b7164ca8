"""Words as the search knows them.

What is written and what is sought are folded alike, so that case, accents, Arabic
vowel signs and soft hyphens don't matter, in either database: 'Łódź' is found by
'lodz'. A run of Chinese or Japanese characters is one word.
"""

import re
import unicodedata
from dataclasses import dataclass

# Words that are looked for at most; whatever follows them is left out.
MOST_WORDS = 10
# Letters of a word that count; PostgreSQL refuses a word of more than 2,046 bytes.
LONGEST = 100
# Letters after which the last word may be the beginning of a longer one.
SHORTEST_BEGINNING = 2
# Characters of a passage, and how many of them lead up to what was found.
PASSAGE, LEAD = 240, 60

_MARKS = "".join(
    mark for mark in map(chr, range(0x10000)) if unicodedata.category(mark)[0] == "M"
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[\u00ad{re.escape(_MARKS)}])*")
# Letters that no accent was put on and that are typed without; the Arabic stroke
# that only stretches a word.
_ALIKE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "\u0640": ""}
)


@dataclass(frozen=True)
class Sought:
    """The `words` that a reader looks for, folded; `left_out` says there were more."""

    words: tuple
    left_out: bool = False

    @property
    def beginning(self):
        """The last word, if what begins with it is found, too; else ""."""
        last = self.words[-1] if self.words and not self.left_out else ""
        return last if len(last) >= SHORTEST_BEGINNING else ""

    def finds(self, word):
        """Whether WORD, folded, is one of them."""
        beginning = self.beginning
        return word in self.words or bool(beginning and word.startswith(beginning))


def sought(query):
    """What the QUERY that a reader typed looks for; any text at all is one."""
    words = list(dict.fromkeys(_folded(query)))
    return Sought(tuple(words[:MOST_WORDS]), len(words) > MOST_WORDS)


def folded(text, room):
    """The words of TEXT, folded and a space apart, in at most ROOM bytes."""
    return " ".join(_folded(text)).encode()[:room].decode(errors="ignore")


def passage(text, sought, room=PASSAGE):
    """About ROOM characters of TEXT around the first word that SOUGHT finds.

    Returns runs, (characters, whether they were sought): all of TEXT in order, or
    with an ellipsis where it was cut.
    """
    text = " ".join(text.split())
    spans = [match.span() for match in _WORD.finditer(text)]
    hits = [span for span in spans if sought.finds(_fold(text[slice(*span)]))]
    begin, end = _stretch(spans, hits[0][0] if hits else 0, len(text), room)
    runs = [("… ", False)] if begin else []
    at = begin
    for start, stop in hits:
        if stop <= end:
            runs += [(text[at:start], False), (text[start:stop], True)]
            at = stop
    runs.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return [run for run in runs if run[0]]


def _stretch(spans, found, length, room):
    """Where a passage of ROOM around FOUND begins and ends: with whole words."""
    earliest = min(found - LEAD, length - room)
    starts = [start for start, _ in spans if earliest <= start <= found]
    begin = starts[0] if earliest > 0 else 0
    whole = [stop for _, stop in spans if found < stop <= begin + room]
    return begin, length if length <= begin + room else max(whole, default=begin + room)


def _folded(text):
    return filter(None, map(_fold, _WORD.findall(text)))


def _fold(word):
    if word.isascii():
        return word.lower()[:LONGEST]
    letters = unicodedata.normalize("NFKD", word).casefold().translate(_ALIKE)
    return "".join(filter(_counts, letters))[:LONGEST]


def _counts(letter):
    """Whether LETTER tells words apart: accents and vowel points do not."""
    if unicodedata.combining(letter):
        return False
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"
