"""What all public answers have in common: they are the same for everybody.

No cookie, no session, no user; the page as it is now, in its own language; and how
long caches may give them away.
"""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from posts import renderings
from posts.models import LivePage
from posts.publishing import publish_due
from posts.purging import tag


@dataclass(frozen=True)
class Lifetime:
    """For how many seconds shared caches may give an answer away (RFC 9111, 5861).

    `fresh` without asking us; for `stale` more while they ask; for `in_need` more if
    we don't answer. A browser always asks, which costs a 304. `purged` is for the
    caches of a CDN alone, where a purge tells it of every change (`posts.purging`).
    """

    fresh: int
    stale: int = 0
    in_need: int = 0
    purged: int = 0


HOUR, DAY = 3600, 86_400
# An open page asks every few seconds: a second of one answer serves a whole crowd,
# and while a proxy fetches the next one it need not let everybody through.
POLL = Lifetime(1, stale=1)
# A page heals itself with its first poll, a few seconds after it was loaded.
LIVE = Lifetime(1, stale=5, in_need=HOUR)
# Older posts, permalinks, feeds: asked for by few at a time, and changed rarely.
LIVE_PART = Lifetime(10, stale=10, in_need=HOUR, purged=HOUR)
ENDED = Lifetime(60, stale=60, in_need=DAY, purged=HOUR)
INDEX = Lifetime(2, stale=10, in_need=HOUR)
SITEMAP = Lifetime(60, stale=60, in_need=DAY)
FIXED = Lifetime(HOUR, stale=HOUR, in_need=DAY)


def lifetime(page, *, is_part=False):
    """The Lifetime of PAGE as it is now, or of a part of it."""
    if page.status == LivePage.Status.ENDED:
        return ENDED
    return LIVE_PART if is_part else LIVE


def public(view):
    """A VIEW for everybody: it only reads, so it wants no token, and no POST (405)."""
    return csrf_exempt(require_safe(view))


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
        publish_due(live_page.pk)
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

    parts = (site_url(request), page.pk, page.revision, *asked)
    response = renderings.answer(request, parts, in_language)
    return shared(response, life, tag(page.slug))


def withdrawn(request, page, template="posts/livepage_withdrawn.html"):
    """410: the page existed and was taken back. Nothing of its content is said."""
    return gone(request, page, template)


def gone(request, page, template):
    """410 with the words of TEMPLATE, in the page's language."""
    context = {"page": page, "quiet_seconds": settings.POLL_SECONDS_QUIET}
    with translation.override(page.language):
        response = render(request, template, context, status=410)
    return shared(response, LIVE, tag(page.slug))


def shared(response, life, *tags):
    """Mark RESPONSE as one that caches may give to everybody for its Lifetime LIFE.

    TAGS are its surrogate keys: those by which a cache is told to forget it.
    """
    response["Cache-Control"] = cache_control(life)
    if tags:
        response["Cache-Tag"] = ",".join(tags)
    if tags and life.purged and settings.PURGE_URL:
        # RFC 9213, and its older form; what a purge does not reach doesn't read them.
        response["CDN-Cache-Control"] = f"public, max-age={life.purged}"
        response["Surrogate-Control"] = f"max-age={life.purged}"
    return response


def cache_control(life):
    """The Lifetime LIFE as caches read it."""
    said = f"public, max-age=0, s-maxage={life.fresh}"
    if life.stale:
        said += f", stale-while-revalidate={life.stale}"
    if life.in_need:
        said += f", stale-if-error={life.in_need}"
    return said
