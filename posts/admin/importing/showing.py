"""How much of a preview is shown at once, so that 10,000 posts are as calm as ten."""

from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple

from posts.characters import for_xml

# Each row has eight fields, and a form may have DATA_UPLOAD_MAX_NUMBER_FIELDS.
ROWS = 100
LINES = 50  # left out for one reason; the rest is counted


class Part(NamedTuple):
    """Some rows of the table: the FIRST to the LAST, counted from 1."""

    number: int
    first: int
    last: int
    faults: int
    is_shown: bool


class Parts:
    """The table of ROWS in parts, and the rows of the one that was ASKED for."""

    def __init__(self, rows, asked):
        count = max(1, -(-len(rows) // ROWS))
        self.shown = min(self.number(asked), count)
        self.rows = self._rows(rows, self.shown)
        self.all = [self._part(rows, number) for number in range(1, count + 1)]
        self.first = self.all[self.shown - 1].first
        self.last = self.all[self.shown - 1].last
        self.faulty = [row for row in self.rows if row.is_faulty]

    @staticmethod
    def number(text):
        """The number of a part in TEXT, which came from a browser; else 1."""
        return max(int(text), 1) if text and text.isdecimal() and len(text) < 6 else 1

    @staticmethod
    def _rows(rows, number):
        return rows[(number - 1) * ROWS : number * ROWS]

    def _part(self, rows, number):
        own = self._rows(rows, number)
        first = (number - 1) * ROWS + 1
        faults = sum(row.is_faulty for row in own)
        return Part(number, first, first + len(own) - 1, faults, number == self.shown)


class Reason(NamedTuple):
    """What was left out for one reason: how many lines, and the first of them."""

    says: str
    count: int
    lines: list


def left_out(parsed):
    """The Reasons of what was left out of PARSED (None: nothing), most lines first."""
    by_reason = defaultdict(list)
    for line in parsed.left_out if parsed else ():
        by_reason[line.reason].append(replace(line, text=for_xml(line.text)))
    reasons = [
        Reason(says, len(lines), lines[:LINES]) for says, lines in by_reason.items()
    ]
    return sorted(reasons, key=lambda reason: -reason.count)
