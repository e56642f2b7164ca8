"""What the answers may cost, against what was measured."""

from dataclasses import dataclass

from tests.bench.contenders import (
    ALONE,
    BARE,
    BEHIND,
    EMPTY,
    IDLE,
    NEWS,
    NGINX,
    PEER_HEAD,
    WHOLE,
)

# Both the answers a second and the processor's time for one must be that many times
# better than the other's: (what, work, who, than whom, times).
TIMES = (
    ("idle poll against an empty Django view on granian", IDLE, ALONE, EMPTY, 6),
    ("idle poll against a bare WSGI callable on granian", IDLE, ALONE, BARE, 0.75),
    ("idle poll behind nginx against nginx's own 204", IDLE, BEHIND, NGINX, 0.5),
    ("idle poll against the peer's cheapest poll", IDLE, ALONE, PEER_HEAD, 120),
)
PAGE_TIMES = 1000
IDLE_BYTES, NEWS_BYTES = 170, 1500
WORKER_MB, START_SECONDS = 150, 2


@dataclass(frozen=True)
class Goal:
    what: str
    goal: str
    measured: str
    met: bool


def goals(results, answers, everybody, started):
    """A Goal for each; STARTED is what `costs.cold_start` gives."""
    found = []
    for what, work, name, other, times in TIMES:
        rate, cpu = (results.ratio(work, name, other, of) for of in ("rate", "cpu"))
        says = f"{rate:.3g} times the requests, {cpu:.3g} times less CPU"
        if other == PEER_HEAD:
            says += f" ({results.ratio(work, BEHIND, other, 'cpu'):.3g} behind nginx)"
        goal = f"at least {times:g} times"
        found.append(Goal(what, goal, says, min(rate, cpu) >= times))
    cpu, behind = (
        results.ratio(WHOLE, name, PEER_HEAD, "cpu") for name in (ALONE, BEHIND)
    )
    found.append(
        Goal(
            "page with 200 posts against the peer's, CPU",
            f"at least {PAGE_TIMES:,} times",
            f"{cpu:,.0f} times ({behind:,.0f} behind nginx)",
            cpu >= PAGE_TIMES,
        )
    )
    for what, work, most in (
        ("idle poll on the wire, head and all", IDLE, IDLE_BYTES),
        ("one new post of 100 words, compressed, head and all", NEWS, NEWS_BYTES),
    ):
        size = answers[work, ALONE].size
        says = f"{size:,} bytes ({answers[work, BEHIND].size:,} behind nginx)"
        found.append(Goal(what, f"at most {most:,} bytes", says, size <= most))
    alone = next(one for one in everybody if one.name == ALONE)
    most = max(alone.most_memory().values()) / 1e6
    found.append(
        Goal(
            "memory of a worker at its highest",
            f"at most {WORKER_MB} MB",
            f"{most:.0f} MB",
            most <= WORKER_MB,
        )
    )
    found.append(
        Goal(
            "cold start to the first page",
            f"at most {START_SECONDS} s",
            f"{started[0]:.1f} s, {started[1]:.1f} s of the processor",
            started[0] <= START_SECONDS,
        )
    )
    return found
