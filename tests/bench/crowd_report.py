"""The tables of the crowd's bench: who used what, what readers saw, the goals."""

import os
from collections import Counter

from rich.table import Table

from tests.bench import crowd_checks
from tests.bench.crowd_readers import MOMENT, TICK

MEGABYTE = 1 << 20
LATE = 2  # seconds that news may be late beyond the interval
MOST_GROWTH, MOST_MEMORY = 1.3, 150  # times its start; megabytes a worker


def tell(console, *, asked, crowd, news, readings, memory, idle, behind, lines):
    console.print(set_up(asked))
    console.print(used(asked, readings, crowd))
    waits = crowd_checks.waits(news, crowd, MOMENT * TICK)
    console.print(seen(asked, crowd, readings, waits, lines))
    console.print(
        goals(
            asked=asked, crowd=crowd, news=news, waits=waits, readings=readings,
            memory=memory, idle=idle, behind=behind,
        )
    )  # fmt: skip
    console.print(sizes(memory))


def set_up(asked):
    return (
        f"{asked.readers:,} readers polling every {asked.interval:g} s with the jitter "
        f"of the page's script, and {asked.roaming:,} who come and go; "
        f"{asked.connections:,} kept connections shared, {asked.idle:,} more "
        f"readers with one each (a poll every {asked.idle_interval:g} s); "
        f"{asked.workers} workers of granian, SQLite; editor at the {asked.editor}; "
        f"{asked.seconds} s."
    )


def used(asked, readings, crowd):
    """The processor's time of each part in the measured window."""
    before, after = readings
    seconds = after.at - before.at
    answers = after.answers - before.answers
    parts = {
        "generator": after.generator - before.generator,
        "servers": after.servers - before.servers,
        "editor": after.editor - before.editor,
        "idle readers": after.idle - before.idle,
    }
    whole = after.machine - before.machine
    parts["all else on the machine"] = whole - sum(parts.values())
    table = Table("Part", "cores used", "of all", "µs a poll", title="Processor")
    for name, cpu in parts.items():
        table.add_row(
            name,
            f"{cpu / seconds:.2f}",
            f"{cpu / seconds / os.cpu_count():.0%}",
            f"{cpu / answers * 1e6:.1f}" if name in ("generator", "servers") else "",
        )
    return table


def seen(asked, crowd, readings, waits, lines):
    before, after = readings
    seconds = after.at - before.at
    table = Table("What", "measured", title="What the crowd saw")
    table.add_row("polls a second", f"{rate_of(readings):,.0f}")
    acts = Counter(line["act"] for line in lines)
    table.add_row("the editor's acts", ", ".join(f"{n} {k}" for k, n in acts.items()))
    took = sorted(line["took"] for line in lines)
    table.add_row("an act took", f"{middle(took):.2f} s, at most {took[-1]:.2f} s")
    for kind, name in {"publish": "publish", "correct": "correct or withdraw"}.items():
        table.add_row(f"from {name} to visible", spread(waits[kind]))
    table.add_row("an answer took", spread(of_ticks(crowd.took)))
    if any(crowd.returns):
        table.add_row("from return to the news", spread(of_ticks(crowd.returns)))
    statuses = sorted(crowd.answers.items())
    table.add_row("answers", ", ".join(f"{n:,} × {status}" for status, n in statuses))
    table.add_row("told to ask at another time (Poll-After)", f"{crowd.put_off:,}")
    table.add_row("distinct bodies", f"{len(crowd.bodies):,}")
    hour = (after.received - before.received) / len(crowd.cursors) / seconds * 3600
    table.add_row("received by a reader in an hour", f"{hour / 1e6:.2f} MB")
    hour = (after.sent - before.sent) / len(crowd.cursors) / seconds * 3600
    table.add_row("sent by a reader in an hour", f"{hour / 1e6:.2f} MB")
    late = f"{crowd.latest * TICK * 1000:.0f} ms, {crowd.longest_queue:,} readers"
    table.add_row("generator late, waiting for a connection, at most", late)
    return table


def goals(**seen):
    table = Table("Goal", "measured", "met", title="Goals")
    for goal, value, is_met in judged(**seen):
        table.add_row(goal, value, "yes" if is_met else "NO")
    return table


def judged(asked, crowd, news, waits, readings, memory, idle, behind):
    """[(goal, what was measured, whether it is met)]"""
    rate = rate_of(readings)
    missed, doubled = crowd_checks.faults(news, crowd)
    latest = waits["publish"].at(0.99)
    after = memory["all gone"]
    grown = max(after[pid] / size for pid, size in workers(memory["start"]))
    largest = max(size for _, size in workers(memory["end"])) / MEGABYTE
    errors = crowd.errors + sum((Counter(part["errors"]) for part in idle), Counter())
    errors = ", ".join(f"{n:,} × {why}" for why, n in errors.items())
    answered, reopened = (
        sum(part[name] for part in idle) for name in ("answered", "reopened")
    )
    planned = asked.readers / asked.interval
    return [
        (f"{planned:,.0f} polls a second", f"{rate:,.0f}", rate >= planned),
        (
            f"publish to visible, p99: at most {asked.interval + LATE:g} s",
            f"{latest:.2f} s",
            latest <= asked.interval + LATE,
        ),
        ("no error", errors or "none", not errors),
        ("no post missed", f"{missed:,}", not missed),
        ("no post twice", f"{doubled:,}", not doubled),
        ("every reader has the last revision", f"{behind:,} lack it", not behind),
        (
            "every idle connection answers at the end",
            f"{answered:,} of {asked.idle:,}, {reopened} reopened",
            answered == asked.idle and not reopened,
        ),
        (
            f"memory of a worker after that: at most {MOST_GROWTH} times its start",
            f"{grown:.2f} times",
            grown <= MOST_GROWTH,
        ),
        (
            f"memory of a worker at the end, all connected: at most {MOST_MEMORY} MB",
            f"{largest:.0f} MB",
            largest <= MOST_MEMORY,
        ),
    ]


def rate_of(readings):
    """Answers a second between the two READINGS."""
    before, after = readings
    return (after.answers - before.answers) / (after.at - before.at)


def workers(memory):
    """[(pid, bytes)] of the workers: the server's first process only starts them."""
    first, *others = sorted(memory.items())
    return others or [first]


def sizes(memory):
    table = Table("Memory of", *memory, title="MB, resident")
    for pid in sorted(memory["start"]):
        row = [f"{memory[when].get(pid, 0) / MEGABYTE:.1f}" for when in memory]
        table.add_row(str(pid), *row)
    return table


def of_ticks(counts):
    """Waits from COUNTS, a list by ticks."""
    waits = crowd_checks.Waits()
    for ticks, count in enumerate(counts):
        if count:
            waits.add(ticks * TICK, count)
    return waits


def spread(waits):
    if not waits.count:
        return "nobody"
    parts = {"p50": 0.5, "p99": 0.99, "max": 1}
    said = ", ".join(f"{name} {waits.at(share):.2f} s" for name, share in parts.items())
    return f"{said} ({waits.count:,} times)"


def middle(values):
    return values[len(values) // 2]
