"""Addresses of the site, of every kind, and what is behind them."""

from django.core.files.base import ContentFile
from django.urls import reverse

from posts import preview
from posts.models import PostImage
from tests.conftest import add_draft, make_page, open_as, publish, withdraw
from tests.gate import poll_of
from tests.pictures import encoded


def with_picture(post):
    image = PostImage(post=post, alt="The quay")
    image.file.save("quay.png", ContentFile(encoded("PNG"), "quay.png"))
    return reverse("posts:media", args=[image.file.name])


def of_every_kind():
    """Of every kind one with the status that it answers, {name: (address, status)}."""
    page = make_page()
    post = publish(page, "News")
    withdraw(gone := publish(page, "Gone"))
    open_as(make_page("taken"), "withdrawn")
    picture, hidden = with_picture(post), with_picture(add_draft(page))
    at = page.get_absolute_url()
    return {
        "index": ("/", 200),
        "search": ("/?q=news", 200),
        "no list": ("/?page=x", 404),
        "page": (at, 200),
        "post": (post.get_absolute_url(), 200),
        "post gone": (gone.get_absolute_url(), 410),
        "page gone": ("/live/taken/", 410),
        "poll gone": ("/live/taken/updates/1/", 410),
        "delta": (poll_of(page, 1), 200),
        "embed": (f"{at}embed/", 200),
        "embed gone": ("/live/taken/embed/", 410),
        "atom": (f"{at}feed.atom", 200),
        "json": (f"{at}feed.json", 200),
        "oembed": (f"/oembed?url=http://testserver{at}", 200),
        "oembed refused": ("/oembed", 400),
        "sitemap": ("/sitemap.xml", 200),
        "robots": ("/robots.txt", 200),
        "manifest": ("/manifest.webmanifest", 200),
        "picture": (picture, 200),
        "no picture": (hidden, 404),
        "preview": (preview.link(page), 200),
        "no preview": ("/preview/x/", 404),
        "without its slash": (at[:-1], 301),
        "nowhere": ("/nowhere", 404),
        "static": ("/static/posts/live.css", 200),
        "no static": ("/static/nothing.css", 404),
        "admin": ("/admin/", 302),
        "sign in": ("/admin/login/", 200),
    }
