"""Many readers in a process of their own, at the pace that the server tells them.

`python -m tests.drills._crowd FOLDER NUMBER` with a line of JSON on standard input
(`Asked`). It notes each step of each reader in FOLDER/readers-NUMBER.jsonl, polls until
FOLDER/quiet appears, lets every reader catch up with the page's last revision, which
stands there, and prints one line of JSON: what they saw. Waits as poll.js does, jitter
and back-off included.
"""

import heapq
import json
import random
import sys
import threading
import time
from collections import Counter
from itertools import count
from pathlib import Path

from tests.drills._browser import Browser, Site, UnansweredError
from tests.drills._readers import Open, WrongPageError, whole

THREADS = 6
PATIENCE = 30  # times that a question is asked again in the end
LONGEST = 30  # seconds between two tries, unless the server asks for more
LONGEST_END = 300  # seconds after which nobody can be waited for any more
GONE = 60  # seconds to the next look at a withdrawn page


class Tab(Open):
    """An open page that knows when to poll next; `told` is the server's word on it.

    `late` is by how many seconds it polled too late, since this machine was busy,
    from one change to the next.
    """

    def __init__(self, client, url, name, number):
        self.number, self.failures = number, 0
        self.after, self.told, self.late = None, None, 0.0
        super().__init__(client, url, name)

    def _get(self, url):
        again = {"Poll-Again": "1"} if self.failures else {}
        response = self.client.get(url, headers=again)
        self.after = response.headers.get("Poll-After")
        return response

    def pause(self, chance, error=None):
        """Seconds until the next poll, after an answer or the ERROR."""
        jitter = chance.uniform(0.8, 1.2)
        if error is None:
            self.failures = 0
            self.told = max(float(self.after or 0), 0) or self.seconds
            return self.told * jitter
        if error.status == 410:
            self.failures, self.told = 0, GONE
            return GONE * jitter
        self.failures += 1
        if error.after:
            self.told = error.after
            return self.told * chance.uniform(1, 1.2)
        self.told = 0
        backed_off = min(self.seconds * 2 ** (self.failures - 1), LONGEST)
        return max(backed_off, self.seconds) * jitter


class Crowd:
    """READERS tabs in several views of the page at `base`."""

    def __init__(self, folder, number, asked):
        self.folder, self.number, self.asked = folder, number, asked
        self.site = Site(*asked["site"])
        self.chance = random.Random(asked["seed"] + number)
        self.due, self.order = [], count()
        self.lock = threading.Lock()
        self.tabs, self.wrong = [], []
        self.polls, self.errors = Counter(), Counter()
        self.late, self.opened_at = 0.0, time.monotonic()
        self.log = (folder / f"readers-{number}.jsonl").open("w")

    def run(self):
        self.spread()
        threads = [threading.Thread(target=self.serve) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        missed = self.catch_up()
        self.log.close()
        return {
            "readers": len(self.tabs),
            "polls": self.polls,
            "errors": self.errors,
            "wrong": self.wrong[:20],
            "missed": missed,
            "late": round(self.late, 2),
            "cpu": round(time.process_time(), 1),
        }

    def spread(self):
        """Let the readers open their pages within the first seconds."""
        for n in range(self.asked["readers"]):
            at = self.opened_at + self.asked["spread"] * n / self.asked["readers"]
            url = self.chance.choices(*self.asked["views"])[0]
            heapq.heappush(self.due, (at, next(self.order), n, url, None))

    def is_quiet(self):
        is_late = time.monotonic() > self.asked["ends"] + LONGEST_END
        return is_late or (self.folder / "quiet").exists()

    def serve(self):
        client = Browser(self.site)
        while not self.is_quiet():
            with self.lock:
                now = time.monotonic()
                turn = (
                    heapq.heappop(self.due)
                    if self.due and self.due[0][0] <= now
                    else None
                )
            if turn is None:
                time.sleep(0.01)
                continue
            at, _, n, url, tab = turn
            late = time.monotonic() - at
            self.late = max(self.late, late)
            if tab:
                tab.late += late
            tab, pause = self.step(client, n, url, tab)
            if pause is not None:
                turn = (time.monotonic() + pause, next(self.order), n, url, tab)
                with self.lock:
                    heapq.heappush(self.due, turn)

    def step(self, client, n, url, tab):
        """Open the page or poll: (tab, seconds until the next time, None for never)."""
        asked = time.monotonic()
        try:
            if tab is None:
                name = f"reader {self.number}-{n} at {url}"
                tab = Tab(client, url, name, n)
                self.tabs.append(tab)
                self.note(tab, asked, None, [], 0)
            else:
                tab.client = client
                before, ids = tab.at, tab.ids
                told, failures = tab.told, tab.failures
                self.polls["news" if tab.poll() else "nothing new"] += 1
                if tab.at != before:
                    self.note(tab, asked, told, ids, failures)
            return tab, tab.pause(self.chance)
        except UnansweredError as error:
            self.polls["withdrawn" if error.status == 410 else "failed"] += 1
            if error.status != 410:
                self.errors[str(error.status)] += 1
            if tab is None:
                return None, max(2, error.after or 0)
            return tab, tab.pause(self.chance, error)
        except (WrongPageError, AssertionError) as error:
            self.wrong.append(repr(error))
            return tab, None

    def note(self, tab, asked, told, before, failures):
        """Where TAB is now: when it asked and saw, what it was told to wait before,
        after how many FAILURES, how late, and which posts are other than BEFORE.
        """
        now = {*tab.ids}
        line = {
            "reader": tab.number,
            "at": int(tab.at),
            "asked": asked,
            "seen": time.monotonic(),
            "told": told,
            "failures": failures,
            "late": tab.late,
            "came": [pk[5:] for pk in now - {*before}],
            "went": [pk[5:] for pk in {*before} - now],
        }
        tab.late = 0.0
        text = json.dumps(line)
        with self.lock:
            self.log.write(f"{text}\n")

    def catch_up(self):
        """All tabs catch up with the page, which is quiet now: what they show wrong."""
        client = Browser(self.site)
        quiet, base = self.folder / "quiet", self.asked["base"]
        revision = int(quiet.read_text()) if quiet.exists() else 0
        fresh = {
            show: insist(whole, client, base + show, revision)
            for show in ("", "?show=key")
        }
        missed = []
        for tab in self.tabs:
            tab.client, before = client, tab.ids
            cursor, asked = tab.at, time.monotonic()
            insist(tab.catch_up, revision)
            if tab.at != cursor:
                self.note(tab, asked, None, before, 0)
            view = "?show=key" if "show=key" in tab.poll_url else ""
            missed += sorted(tab.differences(fresh[view]))
        (self.folder / f"fresh-{self.number}.json").write_text(
            json.dumps(fresh[""].ids)
        )
        return missed


def insist(act, *words):
    """What ACT gives as soon as it is answered."""
    for _ in range(PATIENCE):
        try:
            return act(*words)
        except UnansweredError as error:
            time.sleep(error.after or 1)
    return act(*words)


def main(folder, number):
    asked = json.loads(sys.stdin.readline())
    print(json.dumps(Crowd(Path(folder), int(number), asked).run()), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
