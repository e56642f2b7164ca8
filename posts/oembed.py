"""oEmbed: how another site shows a live page whose address it was given."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html

from posts.answers import home_url, public, shared, site_url
from posts.forms import OEmbedForm
from posts.headers import for_other_sites
from posts.lifetimes import FIXED, lifetime
from posts.models import LivePage
from posts.purging import tag

WIDTH, HEIGHT = 600, 800  # pixels, unless the asker has less room
CACHE_AGE = 3600  # seconds


@for_other_sites
@public
def oembed(request):
    """The embed of the page at `url`; 404 for an address that shows none."""
    form = OEmbedForm(request.GET)
    if not form.is_valid():
        refusal = HttpResponseBadRequest("Give url; sizes are whole numbers.")
        return shared(refusal, FIXED)
    asked = form.cleaned_data
    if asked["format"] not in ("", "json"):
        refusal = HttpResponse("Only format=json is made here.", status=501)
        return shared(refusal, FIXED)
    site = site_url(request)
    ours = {host_of(urlsplit(url)) for url in (site, request.build_absolute_uri("/"))}
    page = page_at(asked["url"], ours)
    width = min(WIDTH, asked["maxwidth"] or WIDTH)
    height = min(HEIGHT, asked["maxheight"] or HEIGHT)
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": page.title,
        "provider_name": settings.PUBLICATION_NAME,
        "provider_url": home_url(site),
        "cache_age": CACHE_AGE,
        "width": width,
        "height": height,
        "html": format_html(
            '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"'
            ' style="border:0;max-width:100%"></iframe>',
            site + reverse("posts:embed", args=[page.slug]),
            page.title,
            width,
            height,
        ),
    }
    response = JsonResponse(answer)
    response["Access-Control-Allow-Origin"] = "*"  # editors ask from the browser
    return shared(response, lifetime(page, is_part=True), tag(page.slug))


def host_of(parts):
    """Host and port of an address that was split, without the port of its scheme."""
    port = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return parts.netloc.lower().removesuffix(port)


def page_at(url, hosts):
    """The public page that URL on one of our HOSTS shows, whole or around a post."""
    try:
        parts = urlsplit(url)
        match = resolve(parts.path.rstrip("/") + "/")
    except (ValueError, Resolver404) as error:
        raise Http404("There is no page at this address.") from error
    if parts.scheme not in ("http", "https") or host_of(parts) not in hosts:
        raise Http404("This address is not ours.")
    if match.view_name not in ("posts:page", "posts:post", "posts:embed"):
        raise Http404("This address shows no live page.")
    page = get_object_or_404(LivePage.objects.published(), slug=match.kwargs["slug"])
    if match.view_name == "posts:post":
        get_object_or_404(page.posts.published(), pk=match.kwargs["pk"])
    return page
