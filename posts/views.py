"""What readers see. Every answer here is shared: no cookie, no session, no user."""

from dataclasses import dataclass

from csp.decorators import csp_replace
from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from posts import preview, window
from posts.delta import delta
from posts.forms import ViewForm
from posts.furniture import Furniture
from posts.media import file_response, originals, picture_of, public_picture
from posts.models import LivePage
from posts.publishing import publish_due

ENDED_ON_INDEX = 50


@dataclass(frozen=True)
class View:
    """How a reader looks at a page: which posts, in which order."""

    order: str = "newest"
    show: str = ""

    @property
    def query(self):
        """The query string that keeps this view, ready for another parameter."""
        parts = {
            "order": self.order if self.order == "oldest" else "",
            "show": self.show,
        }
        return "".join(f"{name}={value}&" for name, value in parts.items() if value)


@require_safe
def index(request):
    pages = LivePage.objects.published()
    context = {
        "live": pages.filter(status=LivePage.Status.LIVE).order_by("-started_at"),
        "upcoming": pages.filter(status=LivePage.Status.UPCOMING).order_by(
            F("scheduled_start").asc(nulls_last=True)
        ),
        "ended": pages.filter(status=LivePage.Status.ENDED).order_by(
            F("ended_at").desc(nulls_last=True)
        )[:ENDED_ON_INDEX],
    }
    return shared(render(request, "posts/livepage_index.html", context))


@require_safe
def page(request, slug):
    live_page = current_page(slug)
    if not live_page.is_public:
        return withdrawn(request, live_page)
    form = ViewForm(request.GET)
    if not form.is_valid():
        raise Http404("There is no such view of this page.")
    asked = form.cleaned_data
    view = View(asked["order"] or "newest", asked["show"])
    feed = window.feed_of(live_page, view.show)
    if asked["before"]:
        posts = window.before(feed, asked["before"], view.order)
    elif asked["after"]:
        posts = window.after(feed, asked["after"], view.order)
    elif view.order == "oldest":
        posts = window.oldest(feed)
    else:
        posts = window.newest(feed)
    return shown(request, "posts/livepage_detail.html", live_page, posts, view)


@require_safe
def post(request, slug, pk):
    live_page = current_page(slug)
    if not live_page.is_public:
        return withdrawn(request, live_page)
    marked = get_object_or_404(live_page.posts.with_parts(), pk=pk, revision__gt=0)
    if not marked.is_public:
        context = {"page": live_page}
        return in_language(request, "posts/post_withdrawn.html", context, status=410)
    posts = window.around(window.feed_of(live_page), marked)
    return shown(
        request, "posts/livepage_detail.html", live_page, posts, View(), marked=marked
    )


@xframe_options_exempt
@csp_replace({"frame-ancestors": settings.EMBED_ANCESTORS})
@require_safe
def embed(request, slug):
    live_page = current_page(slug)
    if not live_page.is_public:
        return withdrawn(request, live_page)
    posts = window.newest(window.feed_of(live_page))
    return shown(request, "posts/livepage_embed.html", live_page, posts, View())


@require_safe
def updates(request, slug, cursor):
    """The poll: 204 when there is nothing new, else the delta as a fragment."""
    form = ViewForm(request.GET)
    live_page = current_page(slug)
    if not form.is_valid():
        raise Http404("There is no such view of this page.")
    if not live_page.is_public:
        return withdrawn(request, live_page, "posts/_withdrawn.html")
    view = View(show=form.cleaned_data["show"])
    changes = delta(live_page, cursor, view.show)
    if changes is None:
        return shared(HttpResponse(status=204))
    context = {
        "page": live_page,
        "delta": changes,
        "window": changes.window,
        "view": view,
        "furniture": Furniture(live_page),
    }
    return in_language(request, "posts/_delta.html", context)


@require_safe
def media(request, name):
    """A picture, if what it belongs to is public or the asker may see it.

    `?preview=<token>` shows those of one page to whoever holds its preview link.
    """
    names = originals(name)
    public = public_picture(names)
    if not (names and (public or may_see(request, names))):
        raise Http404("There is no such picture.")
    response = file_response(request, name)
    if public:
        patch_cache_control(response, public=True, max_age=60)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


# Parts of the views above


def current_page(slug):
    """The page at SLUG as it is now: what is due is published first. One query.

    Raises Http404 for a draft as for a page that does not exist.
    """
    live_page = get_object_or_404(LivePage.objects.exclude(status="draft"), slug=slug)
    if live_page.next_due_at and live_page.next_due_at <= timezone.now():
        publish_due(live_page.pk)
        live_page.refresh_from_db()
    return live_page


def may_see(request, names):
    """Whether a picture NAMES, which is not public, is for the asker's eyes."""
    page = preview.page_of(request.GET.get("preview", ""))
    if page and picture_of(page, names):
        return True
    return request.user.is_staff and request.user.has_perm("posts.view_post")


def shown(request, template, live_page, posts, view, marked=None):
    """Render PAGE with the window POSTS; the cursor is the revision read first."""
    context = {
        "page": live_page,
        "window": posts,
        "view": view,
        "marked": marked,
        "furniture": Furniture(live_page),
    }
    return in_language(request, template, context)


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
