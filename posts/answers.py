"""What all public answers have in common: they are the same for everybody.

No cookie, no session, no user; the page as it is now, in its own language; and how
long caches may give them away.
"""

import logging
from functools import wraps

from django.conf import settings
from django.db import Error
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from posts import renderings
from posts.lifetimes import LIVE, POLL
from posts.models import LivePage
from posts.publishing import publish_due
from posts.purging import tag

logger = logging.getLogger(__name__)


def public(view):
    """A VIEW for everybody: it only reads, so it wants no token, and no POST (405).

    A query is always in UTF-8: what a request says of its own charset is in no cache's
    key, so it must not change the answer.
    """

    @wraps(view)
    def in_utf8(request, *args, **kwargs):
        request.encoding = "utf-8"
        return view(request, *args, **kwargs)

    return csrf_exempt(require_safe(in_utf8))


def site_url(request):
    """Scheme and host of every address that is given away, without a slash."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def home_url(site=""):
    """The newsroom's own address; if it has none, the index on SITE."""
    return settings.PUBLICATION_URL or site + reverse("posts:index")


def current_page(slug):
    """The page at SLUG as it is now: what is due is published first. One query.

    Raises Http404 for a draft as for a page that does not exist.
    """
    live_page = get_object_or_404(LivePage.objects.exclude(status="draft"), slug=slug)
    if live_page.next_due_at and live_page.next_due_at <= timezone.now():
        try:
            publish_due(live_page.pk)
        except Error as error:
            # What is due waits; readers have what the page was.
            logger.warning("Nothing due could be published: %s", error)
        live_page.refresh_from_db()
    return live_page


def of_page(request, page, asked, life, make):
    """What MAKE renders of PAGE, kept by its revision; no query if it is there.

    ASKED is a tuple of strings and numbers that names the answer among those of the
    page. Django's translations are in the page's own language meanwhile, whatever the
    visitor's browser prefers.
    """

    def in_language():
        with translation.override(page.language):
            return make()

    now = (page.pk, page.revision, page.reset_revision)
    parts = (site_url(request), *now, *asked)
    response = renderings.answer(request, parts, in_language)
    return shared(response, life, tag(page.slug))


def withdrawn(request, page, template="posts/livepage_withdrawn.html"):
    """410, for PAGE or something on it, which was taken back: nothing of it is said."""
    context = {"page": page, "quiet_seconds": settings.POLL_SECONDS_QUIET}
    with translation.override(page.language):
        response = render(request, template, context, status=410)
    return shared(response, LIVE, tag(page.slug))


def shared(response, life, *tags):
    """Mark RESPONSE as one that caches may give to everybody for its Lifetime LIFE.

    TAGS are its surrogate keys: those by which a cache is told to forget it.
    """
    if tags:
        response["Cache-Tag"] = ",".join(tags)
    if life.purged and settings.PURGE_URL:
        # RFC 9213, and its older form.
        said = f"max-age={life.purged}, stale-if-error={life.in_need}"
        response["CDN-Cache-Control"] = f"public, {said}"
        response["Surrogate-Control"] = said
        life = POLL
    response["Cache-Control"] = life.cache_control
    return response
