"""What came of a chaos, from the journals of its editors and readers.

All times are seconds on the machine's monotonic clock.
"""

import json
from bisect import bisect_right
from collections import Counter, defaultdict


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


class Journals:
    """The acts and the readers' steps in FOLDER."""

    def __init__(self, folder):
        self.acts = sorted(
            lines(folder / "editors.jsonl"), key=lambda act: act["acked"]
        )
        self.steps = defaultdict(list)
        for path in sorted(folder.glob("readers-*.jsonl")):
            for step in lines(path):
                self.steps[path.stem, step["reader"]].append(step)
        self.away = self._away()

    def changes(self):
        return Counter(act["act"] for act in self.acts)

    def _away(self):
        """[(since, until)] when the page was withdrawn: nobody can see a change."""
        spans, since = [], None
        for act in self.acts:
            if act["act"] == "withdrawn":
                since = act["acked"] - act["took"]
            elif act["act"] == "live" and since is not None:
                spans.append((since, act["acked"]))
                since = None
        return spans

    def staleness(self):
        """(longest from a change to its being seen, longest beyond the reader's wait,
        the words on that one).

        The wait is what the server told the reader before the poll that brought it. A
        change counts from its acknowledgement, or from the page's return if it was
        withdrawn meanwhile.
        """
        numbers, moments = self._first_known()
        longest = beyond = 0.0
        words = ""
        for reader, steps in self.steps.items():
            before = None
            for step in steps:
                if before is not None and step["told"] is not None:
                    n = bisect_right(numbers, before)
                    if n < len(numbers) and numbers[n] <= step["at"]:
                        since = self._visible(moments[n], step["seen"])
                        stale = step["seen"] - since
                        longest = max(longest, stale)
                        if stale - step["told"] > beyond:
                            beyond = stale - step["told"]
                            words = f"{reader} after {step['failures']} failures, "
                            words += f"itself {step['late']:.1f} s late"
                before = step["at"]
        return longest, beyond, words

    def _first_known(self):
        """(revisions in their order, when each was acknowledged first)."""
        numbers, moments = [], []
        for act in self.acts:
            if not numbers or act["revision"] > numbers[-1]:
                numbers.append(act["revision"])
                moments.append(act["acked"])
        return numbers, moments

    def _visible(self, acked, seen):
        for since, until in self.away:
            if since <= seen and acked <= until:
                acked = max(acked, until)
        return acked

    def returned(self):
        """Posts that a reader saw at a cursor at which they were surely withdrawn."""
        gone = self._withdrawn()
        found = []
        for reader, steps in self.steps.items():
            shown = {}
            for step in steps:
                shown |= dict.fromkeys(step["came"], True)
                for pk in step["went"]:
                    shown.pop(pk, None)
                for pk in shown.keys() & gone.keys():
                    if any(since <= step["at"] <= until for since, until in gone[pk]):
                        found.append((*reader, pk, step["at"]))
        return found

    def _withdrawn(self):
        """{pk: [(first, last revision) between which a post was withdrawn]}."""
        spans, open_at = defaultdict(list), {}
        for act in self.acts:
            pk = str(act["pk"])
            if act["act"] == "withdraw" and act["post"][0] == "withdrawn":
                open_at[pk] = act["post"][1]
            elif act["act"] == "republish" and pk in open_at:
                spans[pk].append((open_at.pop(pk), act["before"]))
        for pk, since in open_at.items():
            spans[pk].append((since, float("inf")))
        return spans
