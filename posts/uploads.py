"""Pictures on their way into a post: stored when they are added to a composer.

Such a picture is loose, a PostImage without a post. The post that is saved gets a
row of its own for the same file.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from posts import audit
from posts.models import Contributor, EditingSession, LivePage, Post, PostImage
from posts.pictures import prepare

KEPT = timedelta(days=7)
AT_ONCE = 20  # loose pictures looked at in one go


def take(file):
    """Store the UploadedFile FILE as a loose PostImage, with the credit in its notes.

    Raises ValidationError with a message that names the file. Encoding takes up to
    a few seconds, so don't hold a lock. Clears what was forgotten.
    """
    ready = prepare(file)
    image = PostImage(credit=ready.credit)
    image.file.save(ready.name, ready, save=False)
    with transaction.atomic():
        image.save()
        audit.note("picture.upload", thing=image, name=image.file.name)
    clear_loose()
    return image


def clear_loose():
    """Delete loose pictures of last week that nobody uses, with all their files.

    In use are those of a row (post, page, contributor), of a version, and of a
    composer with unsaved text. At most AT_ONCE are looked at, by lot, so that
    those that stay can't keep the others from their turn. One query where there
    is nothing to clear.
    """
    elsewhere = PostImage.objects.filter(file=OuterRef("file"), post__isnull=False)
    candidates = list(
        PostImage.objects.filter(post=None, uploaded_at__lt=timezone.now() - KEPT)
        .exclude(Exists(elsewhere))
        .order_by("?")[:AT_ONCE]
    )
    if not candidates:
        return
    needed = used({image.file.name for image in candidates if image.file})
    for image in candidates:
        if image.file.name not in needed:
            _delete(image)


def used(names):
    """Those of the file NAMES that a page, person, version or composer still needs.

    Five queries, one of them through the text of all versions of posts.
    """
    if not names:
        return set()
    rows = [
        LivePage.objects.filter(lead_image__in=names).values_list("lead_image"),
        LivePage.history.filter(lead_image__in=names).values_list("lead_image"),
        Contributor.objects.filter(picture__in=names).values_list("picture"),
    ]
    exact = {name for found in rows for (name,) in found}
    versions = Post.history.annotate(said=Cast("parts", TextField()))
    texts = [
        *_texts(versions, "said", names),
        *_texts(EditingSession.objects, "typed", names),
    ]
    return exact | {name for name in names for text in texts if name in text}


def _texts(rows, field, names):
    """The texts in FIELD of ROWS that hold any of NAMES, which no encoding changes."""
    anywhere = Q()
    for name in names:
        anywhere |= Q(**{f"{field}__contains": name})
    return rows.filter(anywhere).values_list(field, flat=True)


def _delete(image):
    """Delete a loose IMAGE, and its files unless another row has come to use them."""
    deleted, _ = PostImage.objects.filter(pk=image.pk, post=None).delete()
    others = PostImage.objects.filter(file=image.file.name)
    if deleted and image.file and not others.exists():
        image.file.delete(save=False)
