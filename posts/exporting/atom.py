"""A live page as an Atom feed with all its posts; see posts/feeds.py."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from posts.exporting.public import ExportRefusedError, refuse_hidden
from posts.feeds import AtomFeed, filled


def write(page, out, site=""):
    """Write PAGE to the binary file OUT; SITE is scheme and host of its addresses.

    SITE_URL from the settings, if it is set. Raises ExportRefusedError.
    """
    refuse_hidden(page)
    site = settings.SITE_URL or site
    if not site:
        raise ExportRefusedError(
            "A feed needs the address of the site: set SITE_URL, such as "
            "https://live.example.org."
        )
    path = reverse("posts:atom", args=[page.slug])
    with translation.override(page.language):
        filled(AtomFeed, page, site, path, most=None).write(out, "utf-8")
    return []
