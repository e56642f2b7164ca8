"""Where each live page is now, as polls need to know it: one SELECT for a crowd."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.db import Error, connection
from django.utils import timezone

from posts import cadence, pressure
from posts.lifetimes import POLL
from posts.models import LivePage

KEEP = 0.25  # seconds
PATIENCE = 0.25  # seconds that a SELECT may take while others wait for it
REST = 1  # seconds for which a database that failed is left alone
MOST = 1000  # pages known at a time


class DatabaseAwayError(Exception):
    """Nobody knows where a page is now."""


@dataclass(frozen=True)
class PageState:
    """A page as it was at most KEEP seconds ago.

    `cursor` is the revision as polls write it, `headers` those of an idle poll's
    answer, `seconds` the interval that it names, `factor` that of `posts.pressure`.
    `due_at` is by the clock of `time.time`, `until` monotonic.
    """

    pk: int
    is_public: bool
    revision: int
    cursor: str
    due_at: float
    seconds: float
    factor: int
    headers: tuple
    is_overloaded: bool
    until: float

    def is_due(self):
        """Whether a scheduled post waits for Django to publish it."""
        return self.due_at <= time.time()

    def is_at_rest(self):
        """Whether a cursor equal to the revision has all that there is."""
        return self.is_public and not self.is_due()


class Pages:
    """The PageState of pages by slug; None for a page that readers can't know."""

    def __init__(self):
        self._known = OrderedDict()
        self._asking = threading.Lock()
        self._asked_at = 0.0
        self._away_until = 0.0

    def find(self, slug):
        """Where the page is, as it was at most KEEP seconds ago; None for no slug."""
        if not slug:
            return None
        known = self._known.get(slug)
        if known and time.monotonic() < known.until:
            return known
        return self.ask(slug)

    def was_withdrawn(self, slug):
        """Whether the page had been taken back when it was last asked for."""
        known = self._known.get(slug)
        return known is not None and not known.is_public

    def ask(self, slug):
        """Where the page is, asked of the database after this call began.

        One thread asks for all: who waited meanwhile takes its word if it began later.
        DatabaseAwayError if the database does not answer, or not at once: while a
        SELECT hangs, nobody else's thread does.
        """
        began = time.monotonic()
        if began < self._away_until:
            raise DatabaseAwayError
        if not self._asking.acquire(blocking=False):
            rest = self._asked_at + PATIENCE - began
            if rest <= 0 or not self._asking.acquire(timeout=rest):
                raise DatabaseAwayError
        self._asked_at = time.monotonic()
        try:
            known = self._known.get(slug)
            if known and known.until - KEEP > began:
                return known
            known = self._select(slug)
            self._known.pop(slug, None)
            if known:
                self._known[slug] = known
                while len(self._known) > MOST:
                    self._known.popitem(last=False)
            return known
        except Error as error:
            self._away_until = time.monotonic() + REST
            raise DatabaseAwayError from error
        finally:
            self._asking.release()

    def _select(self, slug):
        at = time.monotonic()
        row = self._row(slug)
        if row is None or row[2] == LivePage.Status.DRAFT:
            return None
        pk, revision, status, due_at, revised_at = row
        factor = pressure.factor()
        asked = (status, revised_at, timezone.now(), factor)
        headers = {"Cache-Control": POLL.cache_control} | cadence.headers(*asked)
        return PageState(
            pk=pk,
            is_public=status in LivePage.PUBLIC_STATUSES,
            revision=revision,
            cursor=str(revision),
            due_at=due_at.timestamp() if due_at else float("inf"),
            seconds=cadence.seconds(*asked),
            factor=factor,
            headers=tuple(headers.items()),
            is_overloaded=pressure.is_overloaded(),
            until=at + KEEP,
        )

    @staticmethod
    def _row(slug):
        """The page's row, over this thread's own connection, opened anew if it broke.

        Four times a second at most for a page, so that the ORM costs nothing.
        """
        pages = LivePage.objects.filter(slug=slug).values_list(
            "pk", "revision", "status", "next_due_at", "revised_at"
        )
        try:
            return pages.first()
        except Error:
            if connection.in_atomic_block:
                raise
            connection.close()
            return pages.first()
        finally:
            # As Django does at the end of a request: a pool wants it back.
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
