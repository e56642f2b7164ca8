"""Telling the WebSub hub, if there is one, that a page's feeds have changed."""

from urllib.parse import urlencode
from urllib.request import Request

from django.conf import settings
from django.urls import reverse

from posts.messenger import Messenger


def messages(slug):
    """One for each feed of the page."""
    for name in ("posts:atom", "posts:json"):
        topic = settings.SITE_URL + reverse(name, args=[slug])
        # The message is not in the standard: hubs take the one or the other name.
        data = {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}
        yield topic, Request(settings.WEBSUB_HUB, urlencode(data).encode())  # noqa: S310


hub = Messenger("hub", messages)


def tell_on_commit(page):
    """Tell the hub of PAGE's feeds when the open transaction has committed."""
    if settings.WEBSUB_HUB and page.is_public:
        hub.tell_on_commit(page.slug)
