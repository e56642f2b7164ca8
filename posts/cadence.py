"""How long a reader waits from one poll to the next.

The page's poller says it once, for as long as its rendering is kept
(`usual_poll_seconds`). Renderings are keyed by revision, so nothing that depends on
the clock or on the load may stand in them: what differs from the poller's word comes
with each answer to a poll, in the header `Poll-After`, and holds for the next wait
only. Readers add their own jitter.
"""

from datetime import timedelta

from django.conf import settings

from posts.models import LivePage, usual_poll_seconds

LIVE = LivePage.Status.LIVE


def seconds(status, revised_at, now, factor=1):
    """Seconds until the next poll of a page with this STATUS.

    REVISED_AT is when its revision was last raised, or None; FACTOR says how much
    slower than usual the server wants it (`posts.pressure`), but for a page that is
    polled rarely anyway: what is taken back there must not stay for minutes. A calm
    page is never polled more often than a lively one, whatever the settings say.
    """
    usual = usual_poll_seconds(status)
    if status == LIVE and not _is_lively(revised_at, now):
        usual = max(usual, settings.POLL_SECONDS_CALM)
    return max(usual, min(usual * factor, settings.POLL_SECONDS_QUIET))


def headers(status, revised_at, now, factor=1):
    """What an answer to a poll says about the next one, as {header: value}.

    Empty when the page's poller says the same already.
    """
    wait = seconds(status, revised_at, now, factor)
    return {} if wait == usual_poll_seconds(status) else {"Poll-After": f"{wait:g}"}


def _is_lively(revised_at, now):
    lively = timedelta(seconds=settings.LIVELY_SECONDS)
    return revised_at is not None and now - revised_at < lively
