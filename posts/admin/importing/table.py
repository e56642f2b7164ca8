"""The table of posts in a preview: what each was understood as, typed over, becomes."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.utils.text import Truncator

from posts.bodies import plain_text
from posts.importing import outcomes
from posts.importing.document import ParsedPost
from posts.importing.fitting import fit, unfit
from posts.importing.reporting import holds

from . import corrections

OUTCOMES = {
    outcomes.CREATED: "new",
    outcomes.CHANGED: "changed",
    outcomes.UNCHANGED: "unchanged",
    outcomes.KEPT: "kept as it is here",
    outcomes.WITHDRAWN: "withdrawn",
    outcomes.MISSING: "not in the source",
}
LEFT = "not taken"  # whose tick was taken away, be it on the page already or not
EDITABLE = ("", outcomes.CREATED, outcomes.CHANGED)
FIRST_WORDS = 160  # characters


class Field(NamedTuple):
    """One field of a row: what it shows, what the source has, what is wrong."""

    name: str
    value: str
    was: str
    errors: list

    @property
    def has_seconds(self):
        return self.name == "time" and self.value.count(":") > 1


@dataclass
class Row:
    """One post of the table.

    `values` are the fields as they are shown, `was` as the source has them, `errors`
    what is wrong with each ('' holds what is of none), `outcome` one of OUTCOMES or
    empty while the import is refused. `as_draft` is a note on what becomes of it
    instead where all is imported as drafts. `post` is None for one that only the live
    page has.
    """

    key: str
    line: int
    post: ParsedPost | None
    values: dict[str, str]
    was: dict[str, str]
    leave: bool = False
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    problems: list = field(default_factory=list)
    outcome: str = ""
    note: str = ""
    as_draft: str = ""

    @classmethod
    def of(cls, key, said, typed, zone, now):
        """The row of what the source SAID, with what was TYPED over it."""
        corrected = corrections.correct(said, typed, zone)
        post = fit(corrected.post)
        was = corrections.shown(post.original or post, zone)
        values = was | {name: typed[name] for name in was if name in typed}
        row = cls(key, said.line, post, values, was, leave="leave" in typed)
        if not row.leave:
            for name, message in corrected.errors.items():
                row.errors[name].append(message)
            for line, message in unfit(post, now):
                row.errors[_field(message)].append(_at(line, said.line, message))
        return row

    @classmethod
    def stored(cls, row, zone):
        """The row of a post that the source lacks, from the importer's own ROW."""
        values = {
            "time": corrections.clock(row.published_at, zone),
            "label": "",
            "headline": row.headline,
        }
        return cls("", 0, None, values, values, outcome=row.outcome, note=row.note)

    @property
    def is_editable(self):
        return self.post is not None and (self.leave or self.outcome in EDITABLE)

    @property
    def is_corrected(self):
        return self.is_editable and self.values != self.was

    @property
    def is_faulty(self):
        return any(self.errors.values())

    @property
    def fields(self):
        return [
            Field(name, self.values[name], self.was[name], self.errors[name])
            for name in corrections.FIELDS
        ]

    @property
    def shown_time(self):
        """The time as words, not as the field has it."""
        return self.values["time"].replace("T", " ")

    @property
    def all_errors(self):
        return [message for messages in self.errors.values() for message in messages]

    @property
    def other_errors(self):
        """What is wrong with the post and can't be corrected in the table."""
        return self.errors[""]

    @cached_property
    def words(self):
        """The first words of the text."""
        return Truncator(plain_text(self.post.body)).chars(FIRST_WORDS)

    @property
    def credits(self):
        """By whom the post is and what it holds, for a line of small print."""
        names = [
            f"{byline.name}, {byline.role}" if byline.role else byline.name
            for byline in self.post.bylines
        ]
        status = "" if self.post.status == "published" else self.post.status
        return [*names, *filter(None, [holds(self.post), status])]

    @property
    def says(self):
        return LEFT if self.leave else OUTCOMES.get(self.outcome, "")


def _field(message):
    """The field of the table that MESSAGE of `unfit` is about; '' for none of them."""
    for name, start in (("headline", "the headline "), ("time", "the time ")):
        if message.startswith(start):
            return name
    return ""


def _at(line, first, message):
    """MESSAGE as a sentence, with its LINE unless that is the post's FIRST."""
    said = f"{message[:1].upper()}{message[1:]}."
    return said if line == first else f"Line {line}: {said}"
