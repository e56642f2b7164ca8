"""What an import did or would do, as tables and lines on a terminal."""

from collections import Counter

from rich.table import Table
from rich.text import Text

from posts.importing import outcomes

SHORT = 40  # rows; a longer table leaves out what nothing was done to
QUIET = (outcomes.UNCHANGED, outcomes.MISSING)
HEADINGS = ("Line", "Time", "Label", "Post", "By", "Holds", "Outcome", "Note")
OUTCOMES = (outcomes.CREATED, outcomes.CHANGED, outcomes.WITHDRAWN)


def show(console, report, parsed, name, *, dry_run, verbose=False, again=False):
    """Print REPORT of the import of PARSED, which came from the source called NAME.

    The posts with their lines, what they were understood as and what becomes of
    them; then counts, notes, and each line that found no proper place. VERBOSE adds
    each line that was left out. AGAIN, of a source that is followed, leaves out the
    posts that nothing was done to.
    """

    def say(words):
        console.print(words, highlight=False, markup=False, soft_wrap=True)

    console.print(_table(report, short=again or len(report.rows) > SHORT))
    say(_counts(report, dry_run=dry_run))
    say(f"Read as '{parsed.format}'.")
    if missing := report.count(outcomes.MISSING):
        say(f"{missing} imported earlier and not in the source: left alone.")
    for note in (*parsed.notes, *report.notes):
        say(note)
    for problem in parsed.problems:
        say(f"{name}: line {problem.line}: {problem.message}: {problem.text}")
    for line in _left_out(parsed, name, verbose=verbose):
        say(line)
    if not dry_run:
        say(f"Page: {report.page.get_absolute_url()}")


def _table(report, *, short):
    """The posts, without the columns in which nothing stands."""
    shown = [row for row in report.rows if not (short and row.outcome in QUIET)]
    lines = [_cells(row, report.page.zone) for row in shown]
    table = Table(title=Text(report.page.title), title_justify="left")
    told = [n for n in range(len(HEADINGS)) if any(line[n] for line in lines)]
    for n in told:
        table.add_column(HEADINGS[n], overflow="fold")
    for line in lines:
        table.add_row(*(Text(line[n]) for n in told))
    return table


def _cells(row, zone):
    """What the table tells of ROW, a text for each of HEADINGS."""
    source = row.source
    return (
        str(row.line or ""),
        _time(row.published_at, zone),
        source.label if source else "",
        row.headline,
        ", ".join(line.name for line in source.bylines) if source else "",
        holds(source) if source else "",
        row.outcome,
        row.note,
    )


def _time(moment, zone):
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "not known"


def holds(source):
    """What the body of SOURCE was understood as: '3 paragraphs, 1 list, 1 picture'."""
    found = {
        "paragraph": source.body.count("<p>"),
        "context note": source.body.count('<ul class="context">'),
        "list": source.body.count("<ul>") + source.body.count("<ol"),
        "quote": source.body.count("<blockquote"),
        "picture": len(source.images),
        "embed": int(bool(source.embed_url)),
    }
    return ", ".join(
        f"{count} {noun}{'s' * (count > 1)}" for noun, count in found.items() if count
    )


def _counts(report, *, dry_run):
    done = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in OUTCOMES)
    skipped = len(report.rows) - sum(map(report.count, OUTCOMES))
    nothing = " (dry run: nothing written)" if dry_run else ""
    return f"{done}, {skipped} skipped{nothing}."


def _left_out(parsed, name, *, verbose):
    """The lines that are no part of the story: how many of each kind, or each."""
    reasons = Counter(line.reason for line in parsed.left_out)
    if reasons:
        kinds = ", ".join(f"{why} ({count})" for why, count in reasons.most_common())
        more = "" if verbose else " --verbose lists them."
        yield f"Left out: {kinds}.{more}"
    if verbose:
        for line in parsed.left_out:
            yield f"{name}: line {line.line}: left out, {line.reason}: {line.text}"
