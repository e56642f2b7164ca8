"""The sessions: in the database, each with its owner and two ends.

A session ends SESSION_COOKIE_AGE after signing in, and SESSION_IDLE_SECONDS after the
last thing that its owner did; so says `expire_date`, which Django's store obeys.
"""

import time
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DBSessionStore
from django.utils import timezone

STARTED = "started"
# The end is moved when this part of the idle time has gone, to spare writes.
STEP = 1 / 20


class SessionStore(DBSessionStore):
    """Django's own, with our model."""

    seen_at = None  # as it stands in the database

    @classmethod
    def get_model_class(cls):
        from posts.models import Session

        return Session

    def _get_session_from_db(self):
        row = super()._get_session_from_db()
        if row:
            self.seen_at = row.seen_at
        return row

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.seen_at = timezone.now()
        row.expire_date = self._ends(data, row.seen_at)
        return row

    def touch(self):
        """Note that the owner did something just now; usually costs nothing."""
        now = timezone.now()
        if self.seen_at is None or not self.session_key:
            return
        if (now - self.seen_at).total_seconds() < settings.SESSION_IDLE_SECONDS * STEP:
            return
        self.model.objects.filter(session_key=self.session_key).update(
            seen_at=now, expire_date=self._ends(self._session, now)
        )
        self.seen_at = now

    @staticmethod
    def _ends(data, seen_at):
        started = data.get(STARTED, seen_at.timestamp())
        latest = min(
            started + settings.SESSION_COOKIE_AGE,
            seen_at.timestamp() + settings.SESSION_IDLE_SECONDS,
        )
        return datetime.fromtimestamp(latest, tz=UTC)


def start(request):
    """From now on the session's age is counted: its owner has just signed in."""
    request.session[STARTED] = int(time.time())


def end_all(user, but=None):
    """End every session of USER, in every browser; not the one whose key is BUT."""
    sessions = user.sessions.all()
    if but:
        sessions = sessions.exclude(session_key=but)
    sessions.delete()


def forget_ended():
    """Take what has ended out of the table."""
    SessionStore.clear_expired()
