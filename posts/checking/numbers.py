"""Revisions and stamps, by which readers find what changed."""

from django.db.models import F, Q

from posts.furniture import Furniture
from posts.models import PIECES, LivePage, Post

from .finding import Finding, named

SAVE_POST = "Change the post on the desk and save it: it gets a new number."


def check():
    posts = Post.objects.select_related("page").order_by("pk")
    for post in posts.filter(revision__gt=F("page__revision")):
        yield Finding(
            named(post.page, post.pk),
            f"has revision {post.revision}, above its page's {post.page.revision}: "
            "readers are not told of it.",
            SAVE_POST,
        )
    for post in posts.filter(revision__gt=0, first_revision__gt=F("revision")):
        yield Finding(
            named(post.page, post.pk),
            f"came first at revision {post.first_revision}, after its last change at "
            f"{post.revision}: readers count it wrong.",
            SAVE_POST,
        )
    # A post that was withdrawn in the change that published it has none, and rightly.
    unstamped = Q(first_revision=0) | Q(revision=0)
    for post in posts.filter(unstamped, status=Post.Status.PUBLISHED):
        yield Finding(
            named(post.page, post.pk),
            "is public and has no revision: open pages never get it.",
            SAVE_POST,
        )
    for piece in PIECES:
        yield from _stamp(piece)
    for page in LivePage.objects.published().order_by("pk"):
        yield from _behind(page)


def _stamp(piece):
    name = f"{piece}_revision"
    for page in LivePage.objects.filter(**{f"{name}__gt": F("revision")}):
        yield Finding(
            named(page),
            f"the stamp of its {piece} is {getattr(page, name)}, above its revision "
            f"{page.revision}: it comes with every poll.",
            "Change that piece on the desk.",
        )


def _behind(page):
    """Pinned posts and key events that changed, and their copies were not sent."""
    furniture = Furniture(page)
    for piece in ("pinned", "key_events"):
        stamp = getattr(page, f"{piece}_revision")
        for post in getattr(furniture, piece):
            if post.revision > stamp:
                yield Finding(
                    named(page, post.pk),
                    f"changed at {post.revision}, and the stamp of its page's {piece} "
                    f"is {stamp}: readers have an old copy there.",
                    SAVE_POST,
                )
