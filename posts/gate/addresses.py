"""The public addresses, as the gate sees them: one pattern each, and its query."""

import re

from django.conf import settings

LONGEST_QUERY = 400  # characters; a longer one is Django's

_SLUG = r"/live/([-a-zA-Z0-9_]+)/"
# The poll, in its one canonical form: slug and cursor.
POLL = re.compile(_SLUG + r"updates/(0|[1-9][0-9]{0,17})/", re.A).fullmatch
POLL_QUERIES = frozenset(("", "show=key"))

MEDIA = "/media/"
EDITORS = "/admin/"
# Who asks how we are must not be told that we are busy.
WATCHERS = frozenset(("/healthz", "/readyz", "/metrics"))

# What else may be kept, and the query parameters that its view knows.
_KEPT = [
    (re.compile(pattern, re.A).fullmatch, frozenset(parameters.split()))
    for pattern, parameters in (
        (_SLUG, "order show refresh before after at"),
        (_SLUG + r"updates/[0-9]+/", "show"),
        (_SLUG + r"post/[0-9]+/", ""),
        (_SLUG + r"embed/", ""),
        (_SLUG + r"feed\.(?:atom|json)", ""),
        (r"/()", "q month page"),
        (r"/()oembed", "url format maxwidth maxheight"),
        (r"/()sitemap(?:-[-a-zA-Z0-9_]+)?\.xml", "p"),
        (r"/()(?:robots\.txt|manifest\.webmanifest)", ""),
        (MEDIA + r"()[-./\w]+", ""),
    )
]


def kind(path):
    """What a reader asks for at PATH, as metrics name it; None if it is no reader's."""
    if path.startswith("/live/"):
        part = path.split("/")[3:4]
        return _KINDS.get(part[0].partition(".")[0] if part else None, "other")
    return {"/": "index"}.get(path)


_KINDS = {"": "page", "updates": "poll", "post": "post", "embed": "embed"}
_KINDS |= {"feed": "feed"}


def passes_by(environ):
    """Whether a request needs no turn: an editor's, by its address and its session.

    Nor does one for a static file, which asks no database, or a watcher's. Whether a
    session is a true one only Django can tell.
    """
    path = environ["PATH_INFO"]
    if path.startswith(EDITORS):
        return f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", "")
    return path in WATCHERS or path.startswith(settings.STATIC_URL)


def kept(path, query):
    """The slug, or '' for none, if the answer may be kept; None if it may not."""
    for matches, parameters in _KEPT:
        if match := matches(path):
            return match[1] if _is_known(query, parameters) else None
    return None


def _is_known(query, parameters):
    """Whether QUERY has nothing but PARAMETERS, each at most once."""
    if not query:
        return True
    names = [part.partition("=")[0] for part in query.split("&")]
    return (
        len(query) <= LONGEST_QUERY
        and len(set(names)) == len(names)
        and parameters.issuperset(names)
    )
