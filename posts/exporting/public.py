"""What the public forms take of a page: what readers may see, and nothing else."""

from django.urls import reverse

from posts.errors import PublishingError


class ExportRefusedError(PublishingError):
    """The page can't be exported in this form; the message says why."""


def refuse_hidden(page):
    """Refuse a page that readers can't see; only our own form may hold it."""
    if not page.is_public:
        status = "withdrawn" if page.status == "withdrawn" else "a draft"
        raise ExportRefusedError(
            f"Readers can't see this page: it is {status}. Only --format json exports "
            "it."
        )


def public_posts(page):
    """The posts of PAGE that readers may see, newest first, with their parts.

    An iterator; a few queries for each 500.
    """
    posts = page.posts.published().order_by("-sort_key").with_parts()
    return posts.iterator(chunk_size=500)


def media_address(file, site):
    """The address of a stored picture on SITE."""
    return site + reverse("posts:media", args=[file.name])


def says_something(image):
    """Whether IMAGE, whose file is not shown, has words."""
    return bool(image.alt or image.caption or image.credit)
