"""Who may see an uploaded picture, and how it is sent to whoever may."""

import re
from pathlib import PurePath
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date

from posts.models import Contributor, LivePage, Post, PostImage
from posts.pictures import CONTENT_TYPES, SUFFIXES

# `<stem>.jpg`, and its renditions `<stem>/480w.webp` or, square, `<stem>/1/80w.webp`.
_NAME = re.compile(r"([\w-]+(?:\.still)?)(?:(\.[a-z]+)|/(?:1/)?[1-9]\d*w\.webp)", re.A)


def originals(name):
    """The names one of which is the picture's that the file NAME shows.

    NAME is a picture or a rendition of one; the list is empty if it is neither.
    """
    match = _NAME.fullmatch(name)
    if not match:
        return []
    stem, suffix = match.groups()
    if suffix:
        return [name] if suffix in CONTENT_TYPES else []
    return [f"{stem}{suffix}" for suffix in SUFFIXES.values()]


def public_picture(names):
    """Whether one of the pictures NAMES belongs to what readers may see now."""
    return _shown(names, LivePage.objects.published(), Post.objects.published())


def picture_of(page, names):
    """Whether one of the pictures NAMES belongs to PAGE or to a post on it.

    For the holder of a preview link: what was withdrawn is gone for them, too.
    """
    return _shown(
        names,
        LivePage.objects.filter(pk=page.pk),
        Post.objects.filter(page=page).exclude(status=Post.Status.WITHDRAWN),
    )


def _shown(names, pages, posts):
    return (
        PostImage.objects.filter(file__in=names, post__in=posts).exists()
        or pages.filter(lead_image__in=names).exists()
        or Contributor.objects.filter(
            picture__in=names, bylines__post__in=posts
        ).exists()
    )


def file_response(request, name):
    """The stored file NAME, 304 if the asker has it, or the word to nginx to send it.

    Only for a name that `originals` knows, and after the check of who asks. Raises
    Http404 if there is no such file.
    """
    try:
        changed = int(default_storage.get_modified_time(name).timestamp())
        size = default_storage.size(name)
    except FileNotFoundError as error:
        raise Http404("There is no such picture.") from error
    path = PurePath(name)
    etag = f'"{changed:x}-{size:x}"'  # as nginx makes it, which answers for us
    response = get_conditional_response(request, etag, changed)
    if response is None and settings.MEDIA_ACCEL:
        response = HttpResponse()
        response["X-Accel-Redirect"] = quote(settings.MEDIA_ACCEL + name)
    elif response is None:
        response = FileResponse(default_storage.open(name))
    response["Content-Type"] = CONTENT_TYPES[path.suffix]
    response["Content-Disposition"] = content_disposition_header(False, path.name)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    return response
