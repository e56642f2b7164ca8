"""One thing broken for a while, and what readers and editors got of it."""

import json
import time

from tests.drills._callers import longest, statuses
from tests.drills.restarts import PUBLISHED

KINDS = ("page", "poll", "publish")
SECONDS = 12  # for which something is broken


def outage(everybody, name, broken, seconds=SECONDS):
    """Break something for SECONDS; whether all was well again within a minute."""
    time.sleep(2)
    began = time.monotonic()
    with broken:
        time.sleep(seconds)
        ended = time.monotonic()
    well = everybody.until_fine(ended, KINDS)
    print(f"\n{name}, {seconds} s")
    for kind in KINDS:
        requests = everybody.between(began, ended, kind)
        told = statuses(requests)
        print(f"  {kind:8} {told}; the slowest {longest(requests):.2f} s")
    words = {
        one.words.partition(" (")[0][:100]
        for one in everybody.between(began, ended, "publish")
        if not one.is_fine
    }
    for said in sorted(words):
        print(f"  editors: {said}")
    print(f"  well again after {well:.1f} s" if well else "  NOT WELL after a minute")
    return well is not None


def kept(site, everybody):
    """Whether each acknowledged post of EVERYBODY is in the database of SITE once."""
    headlines = json.loads(site.python("-c", PUBLISHED))
    there = [one for one in headlines if one.startswith("Number ")]
    said = set(everybody.published)
    lost, twice = said - set(there), len(there) - len(set(there))
    print(f"\nacknowledged {len(said)}, lost {len(lost)}, twice {twice}, ", end="")
    print(f"there though unanswered {len(set(there) - said)}")
    return not lost and not twice
