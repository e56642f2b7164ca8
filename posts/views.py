"""What readers see. Every answer here is shared: no cookie, no session, no user."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt

from posts import preview, window
from posts.answers import current_page, in_language, public, shared, withdrawn
from posts.delta import delta
from posts.forms import ViewForm
from posts.furniture import Furniture
from posts.media import file_response, originals, picture_of, public_picture
from posts.models import LivePage
from posts.window import View


@public
def page(request, slug):
    live_page = current_page(slug)
    if not live_page.is_public:
        return withdrawn(request, live_page)
    form = ViewForm(request.GET)
    if not form.is_valid():
        raise Http404("There is no such view of this page.")
    asked = form.cleaned_data
    view = View(
        order=asked["order"] or "newest",
        show=asked["show"],
        refresh=asked["refresh"] != "off",
    )
    posts = window.of_view(live_page, view, asked["before"], asked["after"])
    is_chunk = asked["before"] or asked["after"]
    return shown(
        request,
        "posts/livepage_detail.html",
        live_page,
        posts,
        view,
        can_refresh=not is_chunk and live_page.status != LivePage.Status.ENDED,
        refresh_seconds=settings.REFRESH_SECONDS,
    )


@public
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
@public
def embed(request, slug):
    live_page = current_page(slug)
    if not live_page.is_public:
        return withdrawn(request, live_page, "posts/livepage_embed_withdrawn.html")
    count = min(settings.POSTS_IN_EMBED, settings.POSTS_PER_PAGE)
    posts = window.newest(window.feed_of(live_page), count)
    return shown(request, "posts/livepage_embed.html", live_page, posts, View())


@public
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


@public
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


def may_see(request, names):
    """Whether a picture NAMES, which is not public, is for the asker's eyes."""
    page = preview.page_of(request.GET.get("preview", ""))
    if page and picture_of(page, names):
        return True
    return request.user.is_staff and request.user.has_perm("posts.view_post")


def shown(request, template, live_page, posts, view, **more):
    """Render PAGE with the window POSTS; the cursor is the revision read first."""
    context = {
        "page": live_page,
        "window": posts,
        "view": view,
        "furniture": Furniture(live_page),
        **more,
    }
    return in_language(request, template, context)
