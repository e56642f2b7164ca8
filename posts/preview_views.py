"""What the holder of a preview link sees: never shared, stored or indexed."""

from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from posts import preview
from posts.furniture import Furniture
from posts.models import Post

MOST_POSTS = 200


@csrf_exempt
@require_safe
def show(request, token):
    """The page as readers would see it if it were live, whatever its status."""
    page = preview.page_of(token)
    if page is None:
        return secret(render(request, "posts/preview_ended.html", status=404))
    # Not `published()`: that asks for a public page, and this one need not be.
    posts = page.posts.filter(status=Post.Status.PUBLISHED)
    newest = list(posts.order_by("-sort_key").with_parts()[: MOST_POSTS + 1])
    context = {
        "page": page,
        "posts": newest[:MOST_POSTS],
        "shortened": len(newest) > MOST_POSTS,
        "furniture": Furniture(page, posts),
        "preview_token": token,
        "ends": preview.expires(token),
    }
    with translation.override(page.language):
        return secret(render(request, "posts/livepage_preview.html", context))


def secret(response):
    """Mark RESPONSE so that no cache keeps it and its address goes nowhere."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
