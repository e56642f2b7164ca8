"""What all public answers have in common: they are the same for everybody.

No cookie, no session, no user; the page as it is now, in its own language.
"""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from posts.models import LivePage
from posts.publishing import publish_due


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


def withdrawn(request, live_page, template="posts/livepage_withdrawn.html"):
    """410: the page existed and was taken back. Nothing of its content is said."""
    return in_language(request, template, {"page": live_page}, status=410)


def in_language(request, template, context, status=200):
    """Render in the page's own language, whatever the visitor's browser prefers."""
    context["quiet_seconds"] = settings.POLL_SECONDS_QUIET
    with translation.override(context["page"].language):
        return shared(render(request, template, context, status=status))


def shared(response):
    """Mark RESPONSE as one that a cache may give to everybody, for a second."""
    patch_cache_control(response, public=True, max_age=0, s_maxage=1)
    return response
