from django.conf import settings
from django.urls import reverse_lazy

from posts.answers import site_url


def publication(request):
    """The newsroom's name, home, language and site; touches no session and no user."""
    return {
        "publication_name": settings.PUBLICATION_NAME,
        "publication_url": settings.PUBLICATION_URL or reverse_lazy("posts:index"),
        "site_language": settings.LANGUAGE_CODE,
        "site_url": site_url(request),
    }
