"""What an import did or would do: a Row for each post, and the Report of all."""

from dataclasses import dataclass, field
from datetime import datetime

from posts.importing.document import ParsedPost
from posts.models import LivePage

CREATED = "created"
CHANGED = "changed"
UNCHANGED = "unchanged"
KEPT = "kept"
WITHDRAWN = "withdrawn"
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one post.

    `line` is its place in the source, 0 for none; `source` is None for a post that
    the source lacks, `post_pk` on a dry run for one that would be new. `headline`
    is it or the first words; `note` says what changed, or why nothing did.
    """

    outcome: str
    line: int
    source: ParsedPost | None
    post_pk: int | None
    headline: str
    published_at: datetime | None
    note: str = ""


@dataclass
class Report:
    """What an import did: a Row a post, in source order, and the page."""

    page: LivePage | None = None
    rows: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def count(self, outcome):
        return sum(row.outcome == outcome for row in self.rows)
