"""The two small files that browsers and robots ask every site for."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language_info

from posts.answers import public, shared, site_url
from posts.lifetimes import FIXED

PAPER, ACCENT = "#fffefb", "#a3182a"  # as in live.css and icon.svg


@public
def robots(request):
    """Robots may read all that is public; polls are for open pages."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "Disallow: /live/*/updates/",
        "",
        f"Sitemap: {site_url(request)}{reverse('posts:sitemap')}",
        "",
    ]
    text = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    return shared(text, FIXED)


@public
def manifest(request):
    """What a phone needs to put the index on its home screen."""
    language = settings.LANGUAGE_CODE
    icons = [("icon-192", 192, "any"), ("icon-512", 512, "any")]
    icons.append(("icon-maskable-512", 512, "maskable"))
    response = JsonResponse(
        {
            "name": settings.PUBLICATION_NAME,
            "lang": language,
            "dir": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "start_url": reverse("posts:index"),
            "display": "minimal-ui",
            "background_color": PAPER,
            "theme_color": ACCENT,
            "icons": [
                {
                    "src": static(f"posts/{name}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for name, size, purpose in icons
            ],
        },
        content_type="application/manifest+json",
    )
    return shared(response, FIXED)
