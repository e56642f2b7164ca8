"""A live page as one HTML file that opens anywhere: a record to read, print and keep.

In the page's own language, with its style and its pictures inside and without any
script. It carries schema.org's LiveBlogPosting as microdata, in the names that
posts/importing/web/schema.py lists, so that it can be imported again.
"""

from base64 import b64encode
from pathlib import PurePath

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from posts.bodies import absolute, sanitise
from posts.characters import for_xml
from posts.exporting.identity import identities
from posts.exporting.public import public_posts, refuse_hidden, says_something
from posts.models import PostImage
from posts.pictures import CONTENT_TYPES

WIDTHS = (960, 480)  # pixels of pictures inside; the second where there are many
LIGHT = 20 * 1024 * 1024  # bytes of pictures: more make a file that nobody opens


class Inside:
    """The pictures of a page as data: addresses; `lost` names those without a file."""

    def __init__(self, files):
        self.lost = []
        self._width = WIDTHS[0]
        if sum(map(self._size, files)) > LIGHT:
            self._width = WIDTHS[1]

    def address(self, file, parameter=""):
        """The data: address of FILE, "" without a file or if it is lost."""
        if not file:
            return ""
        name = self._shown(file)
        try:
            with file.storage.open(name) as opened:
                data = b64encode(opened.read()).decode()
        except OSError:
            self.lost.append(file.name)
            return ""
        return f"data:{CONTENT_TYPES[PurePath(name).suffix]}{parameter};base64,{data}"

    def _shown(self, file):
        """The name of the widest rendition that is not too wide, else of the file."""
        fits = [one.name for one in file.renditions if one.width <= self._width]
        return fits[-1] if fits else file.name

    def _size(self, file):
        try:
            return file.storage.size(self._shown(file))
        except OSError:
            return 0


def write(page, out, site=""):
    """Write PAGE to the binary file OUT; SITE is scheme and host, if known.

    Returns notes on lost pictures. Raises ExportRefusedError.
    """
    refuse_hidden(page)
    site = settings.SITE_URL or site
    inside = Inside(_files(page))
    posts = page.posts.published()
    context = {
        "page": page,
        "address": site and site + page.get_absolute_url(),
        # Of its own, or the same picture in a post would be taken for this one.
        "lead": inside.address(page.lead_image, ";name=lead"),
        "pinned": posts.exclude(pinned_place=None).order_by("pinned_place"),
        "key_events": posts.filter(key_event=True).order_by("-sort_key"),
    }
    with translation.override(page.language):
        entries = "".join(_entries(page, inside, context["address"]))
        context["entries"] = mark_safe(entries)  # noqa: S308 rendered below
        text = render_to_string("posts/export/record.html", context)
    out.write(for_xml(text).encode())
    return [f"{name}: this picture's file is lost." for name in inside.lost]


def _files(page):
    images = PostImage.objects.filter(post__in=page.posts.published())
    files = [image.file for image in images.iterator() if image.file]
    return [page.lead_image, *files] if page.lead_image else files


def _entries(page, inside, address):
    """Each post as HTML; a new day, or the end of all days, has a heading before it."""
    names = identities(page.posts.filter(working_copy_of=None))
    day = None
    # What was published since the names were read is left out.
    posts = (post for post in public_posts(page) if post.pk in names)
    for number, post in enumerate(posts):
        moment = post.published_at
        today = moment and moment.astimezone(page.zone).date()
        body = absolute(post.body, address) if address else sanitise(post.body)
        context = {
            "page": page,
            "post": post,
            "id": names[post.pk],
            "body": mark_safe(body),  # noqa: S308 just sanitised
            "opens_day": today != day or not number,
            "images": [
                (image, data)
                for image in post.images.all()
                if (data := inside.address(image.file)) or says_something(image)
            ],
        }
        yield render_to_string("posts/export/_record_post.html", context)
        day = today
