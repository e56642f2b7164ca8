"""What a crowd saw against what its editor did: how late, what was missed or doubled.

A reader's answers form a chain: each begins at the cursor where the one before ended.
So nobody missed anything if every chain ends at the last revision and every answer
brought all that was done between its two cursors. Answers are shared, so each is held
to that once, and counts for all readers who got it.
"""

from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

from tests.bench.crowd_http import OPENS

BINS = 100  # of waiting times, in a second


class Act(NamedTuple):
    """One thing that the editor did; `pressed` in seconds of the monotonic clock."""

    revision: int
    kind: str
    pk: int
    pressed: float


class News:
    """All that the editor did, on a page that began with the posts SEEDED.

    LINES are those of crowd_editor, SEEDED pks from the oldest to the newest, PER_PAGE
    how many posts a first page has.
    """

    def __init__(self, lines, seeded, per_page):
        self.acts = sorted(
            Act(line["revision"], line["act"], line["pk"], line["pressed"])
            for line in lines
        )
        self.revisions = [act.revision for act in self.acts]
        if len(set(self.revisions)) < len(self.revisions):
            raise ValueError("Two acts have one revision.")
        self.seeded, self.per_page = list(seeded), per_page

    def between(self, after, upto):
        """The acts with AFTER < revision <= UPTO."""
        first, last = (bisect_right(self.revisions, at) for at in (after, upto))
        return self.acts[first:last]

    def later(self, cursor):
        """The pks of posts that were touched after CURSOR."""
        return {act.pk for act in self.acts[bisect_right(self.revisions, cursor) :]}

    def faults(self, cursor, body):
        """(missed, doubled) pks in the answer BODY to a reader at CURSOR.

        What was touched again after the body's cursor may lie in either of the two
        answers: rows are read after the page's revision.
        """
        doubled = {pk for pk, count in Counter(body.changed).items() if count > 1}
        if cursor == OPENS or body.is_fresh:
            return self._missed_on_page(body), doubled
        acts = self.between(cursor, body.cursor)
        last = {act.pk: act.kind for act in acts}
        removed = {pk for pk, kind in last.items() if kind == "withdraw"}
        placed, gone = set(body.changed), set(body.gone)
        missed = (removed - gone) | (last.keys() - removed - placed)
        missed -= self.later(body.cursor)
        new = {act.pk for act in acts if act.kind == "publish"}
        return missed, doubled | (body.unread - new) | (placed & gone)

    def _missed_on_page(self, body):
        public = dict.fromkeys(self.seeded)
        for act in self.between(0, body.cursor):
            if act.kind == "publish":
                public[act.pk] = None
            elif act.kind == "withdraw":
                public.pop(act.pk, None)
        newer = set(body.changed) - public.keys()
        room = max(self.per_page - len(newer), 0)
        expected = list(public)[-room:] if room else []
        return set(expected) - set(body.changed) - self.later(body.cursor)


class Waits:
    """How long something took, of many: {bins: count}, each rounded up to 10 ms."""

    def __init__(self):
        self.bins = Counter()

    def add(self, seconds, count=1):
        self.bins[-int(-seconds * BINS // 1)] += count

    @property
    def count(self):
        return self.bins.total()

    def at(self, share):
        """The seconds that SHARE of all took at most; None if there are none."""
        left = share * self.count
        for number in sorted(self.bins):
            left -= self.bins[number]
            if left <= 0:
                return number / BINS
        return None


def waits(news, crowd, moment_seconds):
    """{"publish": Waits, "correct": Waits} over all readers, but those just back.

    From the press of the button to the answer with what it did. A post that was
    withdrawn before a reader asked counts as a withdrawal only.
    """
    found = {"publish": Waits(), "correct": Waits()}
    shown = {}
    for (moment, cursor, number), readers in crowd.seen.items():
        if cursor == OPENS:
            continue
        if (cursor, number) not in shown:
            shown[cursor, number] = _shown(news, cursor, crowd.bodies[number])
        at = crowd.start + moment * moment_seconds
        for kind, pressed in shown[cursor, number]:
            found[kind].add(at - pressed, readers)
    return found


def _shown(news, cursor, body):
    """[(kind, pressed)] of the acts that BODY shows to a reader at CURSOR."""
    placed, gone = set(body.changed), set(body.gone)
    return [
        ("publish" if act.kind == "publish" else "correct", act.pressed)
        for act in news.between(cursor, body.cursor)
        if act.pk in (gone if act.kind == "withdraw" else placed)
    ]


def faults(news, crowd):
    """(missed, doubled): over all readers, posts that an answer lacked or had twice."""
    readers_of = Counter(crowd.seen_on_return)
    for (_, cursor, number), readers in crowd.seen.items():
        readers_of[cursor, number] += readers
    missed = doubled = 0
    for (cursor, number), readers in readers_of.items():
        lacks, twice = news.faults(cursor, crowd.bodies[number])
        missed += readers * len(lacks)
        doubled += readers * len(twice)
    return missed, doubled
