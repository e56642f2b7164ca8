"""What an editor writes in a post, what readers see of it, and where it sorts."""

from datetime import UTC, datetime, timedelta

from posts.errors import PublishingError
from posts.models import Byline, Contributor, Post, PostImage

# No post lies before or after these: zones and languages can show what is between.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAR_FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
# The fields that an editor writes. A new one belongs here, or no working copy,
# version or conflict knows it.
WORDING = ("headline", "body", "label", "quote_attribution", "embed_url")
FIELDS = (*WORDING, "key_event", "correction_note")
BYLINE = ("contributor_id", "role")
IMAGE = ("file", "width", "height", "alt", "decorative", "caption", "credit")


def sort_key(published_at, sequence):
    """The text by which posts are sorted: `microseconds.sequence`, zero-padded.

    Microseconds since 1970 UTC, 18 digits (enough for the year 9999), then the
    page's sequence, 9 digits. A post without a known time sorts by sequence
    below all that have one.
    """
    elapsed = (published_at - EPOCH) if published_at else timedelta()
    return f"{elapsed // timedelta(microseconds=1):018d}.{sequence:09d}"


def refuse_future(at, now):
    """PublishingError unless a public post can lie at AT (None: not known)."""
    if at and at > now:
        raise PublishingError("A public post can't lie in the future.")
    if at and at < EPOCH:
        raise PublishingError("Times before 1970 can't be shown.")


def public_content(post):
    """What readers see of POST, comparable; None where they see nothing."""
    if post.status != Post.Status.PUBLISHED:
        return None
    return (wording(post), post.published_at, post.sequence, post.key_event)


def wording(post):
    """What an editor wrote in POST: its text, bylines and images."""
    return (
        *(getattr(post, name) for name in WORDING),
        tuple(
            (
                byline.contributor.name,
                byline.contributor.picture.name,
                byline.shown_role,
            )
            for byline in post.bylines.all()
        ),
        tuple(
            (image.file.name, image.alt, image.caption, image.credit)
            for image in post.images.all()
        ),
        post.correction_note,
    )


def written(post, parts=None):
    """All that an editor wrote in POST: its FIELDS, `bylines` and `images`, in order.

    A dict that JSON can carry. PARTS, if given, are the rows of another time.
    """
    return {name: getattr(post, name) for name in FIELDS} | (
        parts
        or {
            "bylines": [_row(byline, BYLINE) for byline in post.bylines.all()],
            "images": [_row(image, IMAGE) for image in post.images.all()],
        }
    )


def _row(part, names):
    values = {name: getattr(part, name) for name in names}
    if "file" in values:
        values["file"] = values["file"].name
    return values


def compose(post, content):
    """Put CONTENT, as `written` gives it, into POST without saving anything.

    POST then shows its new parts, too. Two queries.
    """
    for name in FIELDS:
        setattr(post, name, content[name])
    people = Contributor.objects.in_bulk(
        [line["contributor_id"] for line in content["bylines"]]
    )
    bylines = [line for line in content["bylines"] if line["contributor_id"] in people]
    post._prefetched_objects_cache = {
        "bylines": _rows(
            Byline(
                post_id=post.pk,
                order=order,
                contributor=people[line["contributor_id"]],
                role=line["role"],
            )
            for order, line in enumerate(bylines, start=1)
        ),
        "images": _rows(
            PostImage(post_id=post.pk, order=order, **image)
            for order, image in enumerate(content["images"], start=1)
        ),
    }


def _rows(parts):
    """PARTS, unsaved, as the queryset that they would be."""
    parts = list(parts)
    rows = (Byline if not parts else type(parts[0])).objects.all()
    rows._result_cache, rows._prefetch_done = parts, True
    return rows


def save_parts(post):
    """Make the bylines and images of POST, which was composed, its only ones."""
    for name, rows in post._prefetched_objects_cache.items():
        model = {"bylines": Byline, "images": PostImage}[name]
        model.objects.filter(post=post).delete()
        for row in rows:
            row.post_id = post.pk
        model.objects.bulk_create(rows)
