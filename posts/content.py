"""What readers see of a post, in a form that can be compared, and where it sorts."""

from datetime import UTC, datetime, timedelta

from posts.models import Post

# No post lies before or after these: zones and languages can show what is between.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAR_FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
# The fields that an editor writes, which a working copy carries too.
WRITTEN = ("headline", "body", "label", "quote_attribution", "embed_url")


def sort_key(published_at, sequence):
    """The text by which posts are sorted: `microseconds.sequence`, zero-padded.

    Microseconds since 1970 UTC, 18 digits (enough for the year 9999), then the
    page's sequence, 9 digits. A post without a known time sorts by sequence
    below all that have one.
    """
    elapsed = (published_at - EPOCH) if published_at else timedelta()
    return f"{elapsed // timedelta(microseconds=1):018d}.{sequence:09d}"


def public_content(post):
    """What readers see of POST, comparable; None where they see nothing."""
    if post.status != Post.Status.PUBLISHED:
        return None
    return (wording(post), post.published_at, post.sequence, post.key_event)


def wording(post):
    """What an editor wrote in POST: its text, bylines and images."""
    return (
        *(getattr(post, name) for name in WRITTEN),
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
