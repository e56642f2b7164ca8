"""The furniture at the desk's side: status, summary, stream, pinned posts, links."""

import hashlib

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.http import Http404

from posts import acts
from posts.characters import one_line
from posts.models import LivePage, RelatedLink
from posts.publishing import PublishingError

from .numbers import number
from .stream import Cursor


class StreamForm(forms.ModelForm):
    """The watch-live stream of a page."""

    class Meta:
        model = LivePage
        fields = ["stream_url", "stream_title", "stream_on_air"]


def save(change, user, piece, data):
    """Write one PIECE of the furniture as the desk sent it, in DATA.

    Raises PermissionDenied without the right, OvertakenError if a colleague changed
    the piece since the desk showed it, PublishingError for what can't be stored.
    """
    if not user.has_perm(acts.PUBLISH):
        raise PermissionDenied
    if piece not in _SAVES:
        raise Http404("There is no such piece of furniture.")
    if piece != "status" and data.get("seen") != version(change.page, piece):
        raise OvertakenError(piece)
    _SAVES[piece](change, user, data)


class OvertakenError(Exception):
    """A colleague changed this piece of furniture meanwhile; its name is the text."""


def version(page, piece):
    """What names the state of a PIECE of PAGE, so that nobody overwrites unseen."""
    said = {
        "summary": lambda: [point.text for point in page.summary_points.all()],
        "related": lambda: [
            (link.title, link.url) for link in page.related_links.all()
        ],
        "stream": lambda: (page.stream_url, page.stream_title, page.stream_on_air),
        "pinned": lambda: list(pinned(page).values_list("pk", flat=True)),
    }[piece]()
    # When it was last changed, too: what came back to the same words was changed.
    said = (said, getattr(page, f"{piece}_revision"))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def pinned(page):
    """The pinned posts of PAGE in their order, whether the page is public or not."""
    return page.posts.filter(pinned_place__isnull=False).order_by("pinned_place")


def _save_status(change, user, data):
    status = data.get("status")
    if status not in acts.STATUS_SAYS:
        raise PublishingError("There is no such status.")
    possible = acts.possible_statuses(change.page)
    if status in possible and status not in acts.next_statuses(user, change.page):
        raise PermissionDenied
    # Its other furniture may change meanwhile: withdrawing a page must not wait.
    seen = Cursor.parse(data.get("cursor", "")).page
    acts.set_status(change, status, seen=seen)


def _save_summary(change, user, data):
    texts = [one_line(text) for text in data.getlist("text")]
    change.write_summary([text for text in texts if text])


def _save_related(change, user, data):
    links = []
    for title, url in zip(data.getlist("title"), data.getlist("url"), strict=False):
        title, url = one_line(title), one_line(url)
        if not (title or url):
            continue
        links.append((title, _address(title, url)))
    change.write_related(links)


def _address(title, url):
    if not title:
        raise PublishingError(f"Give the link to {url} a title.")
    url = url if "://" in url else f"https://{url}"
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise PublishingError(f"'{title}': this is no web address.") from error
    if len(title) > RelatedLink._meta.get_field("title").max_length:
        raise PublishingError(f"'{title[:40]}…' is too long for a link.")
    if len(url) > RelatedLink._meta.get_field("url").max_length:
        raise PublishingError(f"'{title}': this address is too long.")
    return url


def _save_stream(change, user, data):
    form = StreamForm(data, instance=change.page)
    if not form.is_valid():
        raise PublishingError(
            [error for errors in form.errors.values() for error in errors]
        )
    form.save()


def _save_pinned(change, user, data):
    change.arrange_pinned([number(pk) for pk in data.getlist("pinned")])


_SAVES = {
    "status": _save_status,
    "summary": _save_summary,
    "related": _save_related,
    "stream": _save_stream,
    "pinned": _save_pinned,
}
PIECES = tuple(_SAVES)
