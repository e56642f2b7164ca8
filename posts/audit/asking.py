"""Who asks: the request that this thread answers, and what acts where there is none.

The door is told who acts. This is for the rest: the address, the way in, and whoever
saves an account in the stock admin, whose signals carry no user.
"""

import sys
from contextlib import contextmanager
from contextvars import ContextVar

from posts import address

_request = ContextVar("request", default=None)
_origin = ContextVar("origin", default="")


def remember_request(get_response):
    """Middleware: lets `asking` know the request while it is answered."""

    def middleware(request):
        token = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(token)

    return middleware


def asking():
    """The request that is answered now; None in a command, and for what goes by itself.

    Don't look at its user on behalf of a reader: that reads the session.
    """
    return _request.get()


@contextmanager
def came_by(origin):
    """What is done inside is done by ORIGIN, such as a command, and by nobody's hand.

    A reader's request may be what sets it off, but it is not the reader who acts.
    The outermost origin counts. Decorates functions, too.
    """
    request = _request.set(None)
    name = _origin.set(_origin.get() or origin)
    try:
        yield
    finally:
        _origin.reset(name)
        _request.reset(request)


def origin():
    """The command, or the name of the view, by which an act came in; "" if neither."""
    match = getattr(asking(), "resolver_match", None)
    return _origin.get() or (match.view_name if match else _command())


def _command():
    """Django's own commands, such as createsuperuser, don't call `came_by`."""
    name, *words = sys.argv
    return words[0] if words and name.endswith("manage.py") else ""


def address_of(request):
    """The IP address that REQUEST came from, as far as it is believed; "" if none."""
    return address.address_of(request) or ""
