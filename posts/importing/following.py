"""Reading a growing file or folder again and again until its page ends."""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection

from posts.models import LivePage

NO_ANSWER = (InterfaceError, OperationalError)  # of the database
OVER = (LivePage.Status.ENDED, LivePage.Status.WITHDRAWN)


class Follower:
    """Looks at PATH every INTERVAL seconds."""

    def __init__(self, path: Path, interval: float, sleep=time.sleep):
        self.path = path
        self.interval = interval
        self.sleep = sleep

    def run(self, take: Callable[[], LivePage | None]) -> None:
        """Call TAKE at once and after every change, until the page that it gives ends.

        The page ends in the source or here, on the desk. TAKE gives None while the
        source can't be read: it may be half written. What the database did not take,
        busy or away, is taken at the next look.
        """
        seen = page = None
        while page is None or page.status not in OVER:
            try:
                looks = self.looks()
                if looks != seen:
                    page = take() or page
                    seen = looks
                    continue
                self.sleep(self.interval)
                if page is not None:
                    page.refresh_from_db(fields=["status"])
            except NO_ANSWER:
                connection.close_if_unusable_or_obsolete()
                self.sleep(self.interval)

    def looks(self) -> list:
        """Names, sizes and times of the file, or of all files in the folder."""
        files = [self.path] if self.path.is_file() else self.path.rglob("*")
        return sorted(_look(file) for file in files)


def _look(file):
    try:
        stat = file.stat()
    except OSError:  # it was moved or replaced in this moment
        return str(file), 0, 0
    return str(file), stat.st_size, stat.st_mtime_ns
