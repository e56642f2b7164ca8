"""The time that a `time` element of a page tells.

`datetime` counts if it holds a full date and time (moments.py). Else the words do, as
the stamps of logs are written (stamps.py): '16:14', '6.14pm GMT 3 February'. A time
without a day is read from the post above it, the newest one having the user's date; a
day without a time tells none.
"""

import datetime
import re
from itertools import pairwise

from bs4 import Tag

from posts.importing.document import SourceError
from posts.importing.logs.abbreviations import read_zone, refuse_other_meaning
from posts.importing.logs.calendar_days import heading_day
from posts.importing.logs.stamps import read_stamp
from posts.importing.text.clock import Clock, Stamp
from posts.importing.web.article_posts import is_full
from posts.importing.web.collecting import Collecting

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LONGEST = 100  # characters of the words of a time


class Times:
    """Reads the times of a page's posts, from the newest down."""

    def __init__(self, collecting: Collecting):
        self.collecting = collecting
        self.time_zone = collecting.moments.time_zone
        self.clock = Clock(collecting.wanted.date, self.time_zone)

    def refuse_unclear_order(self, times: list[Tag | None]) -> None:
        """Raise SourceError if clocks without a day rise and nobody said why."""
        bare = [time for time in times if time is not None and not is_full(time)]
        stamps = [read_stamp(_words(time), 0) for time in bare]
        clocks = [stamp.seconds for stamp in stamps if stamp and not stamp.day]
        clocks = [clock for clock in clocks if clock is not None]
        pairs = list(pairwise(clocks))
        rises = sum(before < after for before, after in pairs)
        falls = sum(before > after for before, after in pairs)
        if rises > falls and not self.collecting.wanted.order:
            raise SourceError(
                "the times give no day, and they rise: say whether the newest or the "
                "oldest post stands first, for example --order oldest"
            )

    def read(self, time: Tag, number: int) -> datetime.datetime | None:
        """When post NUMBER was published, or SourceError."""
        what = f"post {number}"
        told = str(time.get("datetime", "")).strip()
        if is_full(time):
            moment = self.collecting.moment(told, what)
            self.clock.above = moment and moment.astimezone(datetime.UTC)
            return moment
        words = _words(time)
        stamp = read_stamp(words, 0) or read_stamp(told[:_LONGEST], 0)
        if stamp is None and (_DAY.fullmatch(told) or heading_day(words)):
            return None
        if stamp is None or stamp.seconds is None:
            raise SourceError(
                f"cannot read the time '{(words or told)[:60]}' of {what}: write it as "
                '<time datetime="2025-02-03T16:14:00+00:00">'
            )
        day = stamp.day
        if day is None and told:
            dated = read_stamp(f"{told[:20]} 00:00", 0)
            day = dated.day if dated else None
        zone = read_zone(stamp.zone, self.time_zone, None) if stamp.zone else None
        minutes, second = divmod(stamp.seconds, 60)
        clock = datetime.time(*divmod(minutes, 60), second)
        parts = (day.day, day.month, day.year) if day else (None, None, None)
        try:
            moment = self.clock.read(Stamp(None, clock, zone, *parts))
        except SourceError as error:
            raise SourceError(f"the time of {what}: {error.message}") from None
        refuse_other_meaning(stamp.zone, moment, None)
        return moment


def _words(time: Tag) -> str:
    return " ".join(time.get_text(" ").split())[:_LONGEST]
