"""Copies of many posts at once, such as a replay makes of a whole page."""

from posts.content import FIELDS, written
from posts.models import Byline, Post, PostImage

PUBLISHED, SCHEDULED = Post.Status.PUBLISHED, Post.Status.SCHEDULED
AT_ONCE = 500  # posts that are read and written in one go


def copy_posts(change, source, times, public):
    """Copy posts of the page SOURCE onto the page of the open CHANGE.

    TIMES is {pk: time}, oldest first. Those whose pk is in PUBLIC are published, the
    others scheduled. Bylines and images come along, which share the stored files.
    Returns {pk: pk of the copy}. Four queries to read AT_ONCE posts, three to write.
    """
    pks = list(times)
    copied = {}
    for first in range(0, len(pks), AT_ONCE):
        found = source.posts.with_parts().in_bulk(pks[first : first + AT_ONCE])
        posts, bylines, images = {}, [], []
        for pk in pks[first : first + AT_ONCE]:
            content = written(found[pk])
            posts[pk] = post = Post(
                page=change.page,
                status=PUBLISHED if pk in public else SCHEDULED,
                published_at=times[pk],
                created_by=change.by,
                changed_by=change.by,
                **{name: content[name] for name in FIELDS},
            )
            bylines += _parts(Byline, post, content["bylines"])
            images += _parts(PostImage, post, content["images"])
        change.import_rows([post for pk, post in posts.items() if pk in public])
        Post.objects.bulk_create(posts.values())
        Byline.objects.bulk_create(bylines, batch_size=AT_ONCE)
        PostImage.objects.bulk_create(images, batch_size=AT_ONCE)
        copied |= {pk: post.pk for pk, post in posts.items()}
    return copied


def _parts(model, post, rows):
    return [model(post=post, order=n, **row) for n, row in enumerate(rows, start=1)]
