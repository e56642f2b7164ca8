from django.conf import settings

from posts.answers import home_url, site_url


def publication(request):
    """The newsroom's name, home, language and site; touches no session and no user."""
    return {
        "publication_name": settings.PUBLICATION_NAME,
        "publication_url": home_url(),
        "site_language": settings.LANGUAGE_CODE,
        "site_url": site_url(request),
    }
