"""Telling the WebSub hub, if there is one, that a page's feeds have changed.

It happens after the commit and beside the request, so that a slow or dead hub
delays nobody; what fails is logged and not tried again, since the next change tells
the hub of everything.
"""

import logging
from threading import Lock, Thread
from urllib.parse import urlencode
from urllib.request import urlopen

from django.conf import settings
from django.db import transaction
from django.urls import reverse

TIMEOUT = 5  # seconds

logger = logging.getLogger(__name__)

_waiting = set()  # slugs of which the hub will be told
_telling = Lock()


def tell_on_commit(page):
    """Tell the hub of PAGE's feeds when the open transaction has committed."""
    if settings.WEBSUB_HUB and page.is_public:
        transaction.on_commit(lambda: tell(page.slug), robust=True)


def tell(slug):
    """Start telling the hub, unless that is about to happen already.

    Not a daemon: a command that publishes ends when the hub has been told.
    """
    if slug not in _waiting:
        _waiting.add(slug)
        topics = [
            settings.SITE_URL + reverse(name, args=[slug])
            for name in ("posts:atom", "posts:json")
        ]
        Thread(target=_tell, args=(settings.WEBSUB_HUB, slug, topics)).start()


def _tell(hub, slug, topics):
    """One at a time: what changes meanwhile is one more message, however much."""
    with _telling:
        _waiting.discard(slug)
        for topic in topics:
            # The message is not in the standard: hubs take the one or the other name.
            data = {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}
            try:
                # The operator's own address, and http or https (see the settings).
                urlopen(hub, urlencode(data).encode(), timeout=TIMEOUT).close()  # noqa: S310
            except Exception as error:  # whatever a stranger's server may do
                logger.warning("The hub was not told of %s: %s", topic, error)
