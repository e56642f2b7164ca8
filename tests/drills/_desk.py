"""What an editor does at the desk over HTTP; each returns only when the desk said yes.

Raises RefusedError with the desk's words, and UnansweredError when nothing is known.
"""

from types import SimpleNamespace

from tests.desk import (
    act,
    desk_url,
    fields_of,
    notice,
    opened,
    save,
    told,
    turn,
    typed,
    write_piece,
)
from tests.drills._browser import Browser
from tests.reader import parse


class RefusedError(Exception):
    """The desk said no; the text is its words."""


class AtDesk:
    """The editor NAME, signed in, at the desk of PAGE."""

    def __init__(self, site, page, name):
        self.page, self.name = page, name
        self.browser = Browser(site)
        self.browser.sign_in(name)

    def composed(self, **fields):
        """A new composer's fields."""
        return typed(**fields)

    def opened(self, pk):
        """The composer's fields with the post PK."""
        return opened(self.browser, self.page, SimpleNamespace(pk=pk))

    def save(self, name, fields):
        """Press the button NAME of the composer that holds FIELDS."""
        answer = save(self.browser, self.page, name, **fields)
        if "desk:saved" not in answer.headers.get("HX-Trigger", ""):
            raise RefusedError(" ".join(notice(answer)) or "no word")

    def act(self, name, *pks, **details):
        posts = [SimpleNamespace(pk=pk) for pk in pks]
        self._done(act(self.browser, self.page, name, *posts, **details))

    def piece(self, name, **fields):
        """Save a piece of furniture with FIELDS, the rest as the desk shows it."""
        self._done(write_piece(self.browser, self.page, name, **fields))

    def status(self, name):
        self._done(turn(self.browser, self.page, name))

    def upload(self, data, name="phone.jpg"):
        """The fields of the composer's row for a picture."""
        answer = self.browser.upload(desk_url("image", self.page), name, data)
        return fields_of(parse(answer.content))

    @staticmethod
    def _done(answer):
        kind, words = told(answer) or ("error", "no word")
        if kind == "error":
            raise RefusedError(words)
