"""Working copies: a published post is revised in peace and published when ready.

A working copy is a post of its own, never public, with its own bylines and images,
so that it is edited like any other. `Change.apply_working_copy` publishes it.
"""

from django.db import transaction

from posts.content import WRITTEN
from posts.models import LivePage, Post

COPIED = (*WRITTEN, "key_event", "correction_note")
PARTS = ("bylines", "images")


def start(post, *, by=None):
    """A private copy of POST to revise in peace; the one that exists, if any."""
    with transaction.atomic():
        LivePage.objects.select_for_update().get(pk=post.page_id)
        existing = Post.objects.filter(working_copy_of=post).first()
        if existing:
            return existing
        copy = Post.objects.create(
            page_id=post.page_id,
            working_copy_of=post,
            working_copy_base=post.revision,
            created_by=by,
            changed_by=by,
            **{name: getattr(post, name) for name in COPIED},
        )
        for part in PARTS:
            for row in getattr(post, part).all():
                row.pk, row.post, row._state.adding = None, copy, True
                row.save()
        return copy


def apply(post):
    """Move what the working copy of POST says into POST, unsaved; delete the copy."""
    copy = post.working_copy
    for name in COPIED:
        setattr(post, name, getattr(copy, name))
    for part in PARTS:
        getattr(post, part).all().delete()
        getattr(copy, part).update(post=post)
    copy.delete()
