"""Word to other servers about a public change, after its commit.

It goes beside the request, so that a slow or dead server delays nobody; what fails is
logged and not tried again, since the next change tells of everything.
"""

import logging
import time
from threading import Lock, Thread
from urllib.request import urlopen

from django.db import transaction

TIMEOUT = 5  # seconds

logger = logging.getLogger(__name__)


class Messenger:
    """Carries messages to RECEIVER, which is its name in the log, one at a time.

    MESSAGES(slug) gives what to send about a page: pairs of what is told and a
    `urllib.request.Request`. A page that changes again meanwhile is told of once.
    They are sent once after each of DELAYS, seconds since the last time.
    """

    def __init__(self, receiver, messages, delays=(0,)):
        self._receiver = receiver
        self._delays = delays
        self._messages = messages
        self._waiting = set()
        self._telling = Lock()

    def tell_on_commit(self, slug):
        """Tell of the page when the open transaction has committed."""
        transaction.on_commit(lambda: self.tell(slug), robust=True)

    def tell(self, slug):
        """Start telling of the page, unless that is about to happen already.

        Not a daemon: a command that publishes ends when the message is out.
        """
        if slug not in self._waiting:
            self._waiting.add(slug)
            try:
                Thread(target=self._tell, args=(slug,), name=self._receiver).start()
            except RuntimeError:  # no thread to be had
                self._waiting.discard(slug)
                raise

    def _tell(self, slug):
        for delay in self._delays:
            time.sleep(delay)
            self._send(slug)

    def _send(self, slug):
        with self._telling:
            self._waiting.discard(slug)
            for said, request in self._messages(slug):
                try:
                    # The operator's own address: http or https (see the settings).
                    urlopen(request, timeout=TIMEOUT).close()  # noqa: S310
                except Exception as error:  # whatever a stranger's server may do
                    logger.warning(
                        "The %s was not told of %s: %s", self._receiver, said, error
                    )
