"""Readers over HTTP who check at every step what must never be seen."""

import copy
import threading
import time
from collections import Counter
from functools import lru_cache
from itertools import cycle

from tests.drills._browser import Browser, UnansweredError
from tests.reader import FURNITURE, Reader, delta_of

# What one reader has understood, all others have at the same cursor.
understood = lru_cache(maxsize=256)(delta_of)


PATIENCE = 30  # seconds for which a server in need may give what is old


class WrongPageError(Exception):
    """A reader saw what must never be seen."""


class Open(Reader):
    """A page that stays open in the browser CLIENT; `name` says which view it is."""

    understood = staticmethod(understood)

    def __init__(self, client, url, name=""):
        super().__init__(client, url)
        self.name = name or url
        self.check(self.at)

    def poll(self):
        before = self.at
        is_news = super().poll()
        self.check(before)
        return is_news

    def catch_up(self, revision=0):
        """Poll until nothing is new and the page's REVISION is seen."""
        ends = time.monotonic() + PATIENCE
        super().catch_up()
        while int(self.at) < revision and time.monotonic() < ends:
            time.sleep(0.2)
            super().catch_up()

    def check(self, before):
        """WrongPageError for a post twice, a wrong order or a cursor gone back."""
        if len(self.ids) != len({*self.ids}):
            twice = [one for one, times in Counter(self.ids).items() if times > 1]
            raise WrongPageError(f"{self.name}: {twice} twice")
        sorts = [article.sort for article in self.feed]
        if sorts != sorted(sorts, reverse=self.order == "newest"):
            raise WrongPageError(f"{self.name}: out of order")
        if int(self.at) < int(before):
            raise WrongPageError(f"{self.name}: the cursor went from {before} back")

    def asleep(self):
        """A copy that stays as the page is now."""
        other = copy.copy(self)
        other.feed, other.furniture = list(self.feed), dict(self.furniture)
        other.unread = set(self.unread)
        return other

    def differences(self, fresh):
        """What differs from the page FRESH, which is whole, within our edges."""
        expected = [article for article in fresh.feed if self.holds(article.sort)]
        if self.order != fresh.order:
            expected.reverse()
        found = {
            f"{self.name}: {name}"
            for name in FURNITURE
            if self.furniture[name] != fresh.furniture[name]
        }
        if self.ids != [article.id for article in expected]:
            found.add(f"{self.name}: which posts, or their order")
        theirs = {article.id: article for article in expected}
        found |= {
            f"{self.name}: {article.id}"
            for article in self.feed
            if article.id in theirs and theirs[article.id] != article
        }
        if self.at != fresh.at:
            found.add(f"{self.name}: cursor {self.at}, not {fresh.at}")
        return found


def whole(client, url, revision=0):
    """A freshly loaded page, at REVISION if that can be had, with all that is older."""
    ends = time.monotonic() + PATIENCE
    page = Open(client, url)
    while int(page.at) < revision and time.monotonic() < ends:
        time.sleep(0.2)
        page = Open(client, url)
    while page.load("older"):
        pass
    return page


class Watch(threading.Thread):
    """Several readers who poll all the time, EVERY so many seconds, until `is_over`.

    Each in turn leaves a copy behind that sleeps: `sleepers`.
    """

    def __init__(self, site, urls, every=0.05):
        super().__init__(daemon=True)
        self.client = Browser(site)
        self.readers = [Open(self.client, url) for url in urls]
        self.every = every
        self.is_over = False
        self.error = None
        self.sleepers = []
        self.polls, self.failures = 0, Counter()
        self.lock = threading.Lock()

    def run(self):
        for reader in cycle(self.readers):
            if self.is_over:
                return
            try:
                with self.lock:
                    self.polls += 1
                    reader.poll()
            except UnansweredError as error:
                self.failures[error.status] += 1
                time.sleep(0.2)
            except Exception as error:
                self.error = error
                return
            time.sleep(self.every)

    def leave_one_asleep(self, n):
        with self.lock:
            self.sleepers.append(self.readers[n % len(self.readers)].asleep())

    def caught_up(self, base, revision):
        """Let all catch up with the quiet page at BASE: a list of what differs then."""
        with self.lock:
            fresh = {
                show: whole(self.client, base + show, revision)
                for show in ("", "?show=key")
            }
            found = []
            for reader in [*self.readers, *(one.asleep() for one in self.sleepers)]:
                reader.catch_up(revision)
                view = "?show=key" if "show=key" in reader.poll_url else ""
                found += sorted(reader.differences(fresh[view]))
            return found
