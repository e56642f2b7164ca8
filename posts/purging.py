"""Telling the caches in front, if they can be told, to forget what changed.

Every shared answer carries its surrogate keys in the header `Cache-Tag`: `live-<slug>`
for all that shows something of a page, `index` for the lists of pages. After a public
change one message names both: a POST with the JSON document `{"tags": [...]}`, which
is what Cloudflare's purge takes, and the same keys in the header `Surrogate-Key`,
apart by blanks, for those that read it there (Fastly).

It goes out twice: soon, but not before every process knows of the change (the gate may
answer for a quarter of a second from what it knew), and once more when a proxy between
us and that cache can't have an old answer any longer.
"""

import json
from urllib.request import Request

from django.conf import settings

from posts.messenger import Messenger


def tag(slug):
    """The surrogate key of all answers that show something of the page at SLUG."""
    return f"live-{slug}"


INDEX_TAG = "index"
DELAYS = (0.5, 5)  # seconds


def messages(slug):
    tags = [tag(slug), INDEX_TAG]
    headers = {"Content-Type": "application/json", "Surrogate-Key": " ".join(tags)}
    if settings.PURGE_TOKEN:
        headers["Authorization"] = f"Bearer {settings.PURGE_TOKEN}"
    body = json.dumps({"tags": tags}).encode()
    yield " ".join(tags), Request(settings.PURGE_URL, body, headers)  # noqa: S310


caches = Messenger("cache", messages, DELAYS)


def tell_on_commit(page):
    """Tell the caches to forget PAGE when the open transaction has committed.

    Also a page that was just withdrawn; not one that was never public.
    """
    if settings.PURGE_URL and page.first_published_at:
        caches.tell_on_commit(page.slug)
