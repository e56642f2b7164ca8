"""What readers see. Every answer here is shared: no cookie, no session, no user."""

from csp.constants import NONE
from csp.decorators import csp, csp_replace
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt

from posts import cadence, pressure, preview, window
from posts.accounts.second_factor import is_signed_in
from posts.answers import current_page, of_page, public, shared, withdrawn
from posts.delta import delta
from posts.forms import ViewForm
from posts.furniture import Furniture
from posts.headers import OWNERS, for_other_sites
from posts.lifetimes import POLL, lifetime
from posts.media import file_response, originals, picture_of, public_picture
from posts.models import PIECES, LivePage
from posts.renderings import PostMarkup
from posts.window import View

# Of what is shown only as a part of another page, which has a policy of its own.
FRAGMENT = {"default-src": [NONE], "frame-ancestors": [NONE]}
# Of a picture, whatever a browser might take it for.
PICTURE = FRAGMENT | {"sandbox": True}


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
    before, after = asked["before"], asked["after"]
    is_chunk = bool(before or after)
    can_refresh = not is_chunk and live_page.status != LivePage.Status.ENDED

    def make():
        shows = window.of_view(live_page, view, before, after)
        return shown(
            request,
            "posts/livepage_detail.html",
            live_page,
            view,
            shows.posts,
            window=shows,
            can_refresh=can_refresh,
            refresh_seconds=settings.REFRESH_SECONDS,
        )

    life = lifetime(live_page, is_part=is_chunk)
    named = ("page", view.order, view.show, view.refresh, before, after)
    return of_page(request, live_page, named, life, make)


@public
def post(request, slug, pk):
    live_page = current_page(slug)
    if not live_page.is_public:
        return withdrawn(request, live_page)
    marked = get_object_or_404(live_page.posts, pk=pk, revision__gt=0)
    if not marked.is_public:
        return withdrawn(request, live_page, "posts/post_withdrawn.html")

    def make():
        shows = window.around(window.feed_of(live_page), marked)
        more = {"window": shows, "marked": marked}
        template = "posts/livepage_detail.html"
        return shown(request, template, live_page, View(), shows.posts, **more)

    life = lifetime(live_page, is_part=True)
    return of_page(request, live_page, ("post", pk), life, make)


@xframe_options_exempt
@csp_replace({"frame-ancestors": settings.EMBED_ANCESTORS})
@for_other_sites
@public
def embed(request, slug):
    live_page = current_page(slug)
    if not live_page.is_public:
        return withdrawn(request, live_page, "posts/livepage_embed_withdrawn.html")

    def make():
        count = min(settings.POSTS_IN_EMBED, settings.POSTS_PER_PAGE)
        shows = window.newest(window.feed_of(live_page), count)
        template = "posts/livepage_embed.html"
        return shown(request, template, live_page, View(), shows.posts, window=shows)

    return of_page(request, live_page, ("embed",), lifetime(live_page), make)


@csp(FRAGMENT)
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
    now, factor = timezone.now(), pressure.factor()
    wait = cadence.headers(live_page.status, live_page.revised_at, now, factor)
    if cursor == live_page.revision:
        return shared(HttpResponse(status=204, headers=wait), POLL)

    def make():
        changes = delta(live_page, cursor, view.show)
        posts = changes.window.posts if changes.window else changes.changed
        more = {"pieces": changes.pieces, "delta": changes, "window": changes.window}
        response = shown(request, "posts/_delta.html", live_page, view, posts, **more)
        if changes.window:
            response["Starts-Over"] = "1"  # for metrics and logs; nobody acts on it
        return response

    # All cursors that are ahead get the same.
    named = ("updates", min(cursor, live_page.revision + 1), view.show)
    response = of_page(request, live_page, named, POLL, make)
    for name, value in wait.items():
        response[name] = value
    return response


@csp(PICTURE)
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
        patch_cache_control(response, public=True, max_age=60, s_maxage=60)
        response[OWNERS] = "cross-origin"
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


# Parts of the views above


def may_see(request, names):
    """Whether a picture NAMES, which is not public, is for the asker's eyes."""
    page = preview.page_of(request.GET.get("preview", ""))
    if page and picture_of(page, names):
        return True
    return is_signed_in(request.user) and request.user.has_perm("posts.view_post")


def shown(request, template, live_page, view, posts, pieces=PIECES, **more):
    """Render LIVE_PAGE in VIEW; the cursor is the revision read first.

    POSTS are those that the TEMPLATE will show, PIECES the furniture that it asks for.
    """
    furniture = Furniture(live_page)
    pinned = furniture.pinned if "pinned" in pieces else []
    kept_posts = PostMarkup(live_page, [*posts, *pinned])
    context = {
        "page": live_page,
        "view": view,
        "furniture": furniture,
        "kept_posts": kept_posts,
        "quiet_seconds": settings.POLL_SECONDS_QUIET,
        **more,
    }
    response = render(request, template, context)
    kept_posts.keep()
    return response
