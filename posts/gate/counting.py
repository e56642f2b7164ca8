"""What readers were told, counted once: by the gate, or by Django where none stands."""

from posts.metrics import counts

from . import addresses

_OUTCOMES = {200: "news", 204: "idle", 404: "unknown", 410: "gone", 503: "refused"}


def outcome(status, headers):
    """What an answer tells a poll, as `counts.polls` names it.

    STATUS is a number, HEADERS a mapping by names in small letters.
    """
    if status == 200 and "starts-over" in headers:
        return "over"
    if status == 204 and "no-store" in headers.get("cache-control", ""):
        return "soon"
    return _OUTCOMES.get(status, "failed")


def answered(path, status, outcome):
    """Count an answer with STATUS to whoever asked for PATH; OUTCOME is a poll's."""
    kind = addresses.kind(path)
    if kind == "poll":
        counts.polls.count(outcome)
    elif kind and status < 400:
        counts.views.count(kind)
    if status >= 400:
        counts.errors.count(str(status))


def gave_old(answer):
    """Count an old ANSWER that is given in place of a new one; returns it."""
    counts.gate.count("old")
    counts.stale_seconds.observe(answer.age)
    return answer
