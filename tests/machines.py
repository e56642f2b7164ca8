"""What machines are given to read in the tests, harmless and hostile."""

import json

from django.core.files.base import ContentFile
from django.urls import reverse

from posts.models import Byline, Contributor, Post, PostImage
from posts.publishing import public_change
from tests.conftest import set_page
from tests.pictures import encoded

SITE = "http://testserver"
# What ends scripts, comments, sections and attributes; controls that XML refuses;
# a non-character; right to left.
HOSTILE = "</script><!-- ]]> \"'&amp; \x01\x0b\ufffe مرحبا"
# The same as XML can carry it.
HOSTILE_IN_XML = "</script><!-- ]]> \"'&amp;  مرحبا"


def picture(size=(600, 300)):
    return ContentFile(encoded("PNG", size), name="bay.png")


def add_picture(post, alt="A tug", **fields):
    with public_change(post.page) as change:
        change.post(post.pk)
        image = PostImage(post=post, alt=alt, **fields)
        image.file.save("bay.png", picture())
    return image


def add_lead_image(page):
    page.refresh_from_db()
    page.lead_image.save("bay.png", picture(), save=False)
    set_page(page, lead_image=page.lead_image, lead_image_alt="The bay")
    return page.lead_image


def media(file):
    """The address of a stored picture as machines are told it."""
    return SITE + reverse("posts:media", args=[file.name])


def add_byline(post, name, **fields):
    with public_change(post.page) as change:
        change.post(post.pk)
        person, _ = Contributor.objects.get_or_create(name=name)
        Byline.objects.create(post=post, contributor=person, **fields)


def publish_undated(page, headline="Undated", body="<p>x</p>"):
    """A post as an import brings it whose file has no times."""
    with public_change(page) as change:
        post = Post(headline=headline, body=body)
        change.import_rows([post])
        post.save()
    post.refresh_from_db()
    return post


def json_ld(soup):
    """The one JSON-LD document of a page."""
    (script,) = soup.find_all("script", type="application/ld+json")
    return json.loads(script.string)
