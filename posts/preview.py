"""Preview links: a live page in any status, for whoever holds a signed address.

A token names the page and its `preview_version` and says when it was signed. It
ends after PREVIEW_SECONDS, or at once for every link of a page when the version
is raised; that is kept in the database, so that it holds in every process.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.urls import reverse

from posts.models import LivePage

_SALT = "posts.preview"


def link(page):
    """The path of a new preview link of PAGE, as it was last read."""
    token = signing.dumps([page.pk, page.preview_version], salt=_SALT)
    return reverse("posts:preview", args=[token])


def page_of(token):
    """The LivePage that TOKEN opens now; None if forged, ended, revoked or gone.

    One query, none for a token that is not ours or has ended.
    """
    try:
        pk, version = signing.loads(token, salt=_SALT, max_age=settings.PREVIEW_SECONDS)
    except signing.BadSignature:
        return None
    return LivePage.objects.filter(pk=pk, preview_version=version).first()


def expires(token):
    """When TOKEN, which `page_of` took, ends by itself."""
    signed_at = signing.b62_decode(token.rsplit(":", 2)[1])
    ends = datetime.fromtimestamp(signed_at, UTC)
    return ends + timedelta(seconds=settings.PREVIEW_SECONDS)


def revoke(page):
    """End every preview link of PAGE that is out; PAGE can make new ones at once."""
    LivePage.objects.filter(pk=page.pk).update(preview_version=F("preview_version") + 1)
    page.refresh_from_db(fields=["preview_version"])
