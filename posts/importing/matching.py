"""How an import knows a post again, and who changed it since.

A post's reference is the time that its source gives it, and its place among the
posts of that moment. Digests of what was imported and of what is stored tell
whether the source changed and whether an editor did.
"""

import hashlib
import json
from collections import defaultdict

from posts.bodies import sanitise
from posts.importing.document import ParsedPost


def matched(sources: tuple[ParsedPost, ...], known):
    """[(source, reference, post or None)] in source order, and the posts left over.

    KNOWN maps references to posts imported before. A source without a post of its
    reference takes a left-over one with the same headline: its time was corrected.
    """
    known = dict(known)
    found = [
        (source, reference, known.pop(reference, None))
        for reference, source in _referenced(sources)
    ]
    left = {post.headline: post for post in known.values() if post.headline}
    found = [
        (source, reference, post or left.pop(source.headline, None))
        for source, reference, post in found
    ]
    taken = {post.pk for _, _, post in found if post}
    return found, [post for post in known.values() if post.pk not in taken]


def _referenced(posts):
    """(reference, post) for each post, in source order.

    Posts of one moment are numbered from the oldest, so that a new one on top
    leaves the others' references alone.
    """
    counts = defaultdict(int)
    references = []
    for post in reversed(posts):
        moment = post.published_at.isoformat() if post.published_at else "undated"
        counts[moment] += 1
        references.append(f"{moment}#{counts[moment]}")
    return zip(reversed(references), posts, strict=True)


def content_of_source(source):
    return [
        source.headline,
        sanitise(source.body),
        source.label,
        source.published_at.timestamp() if source.published_at else None,
        [[byline.name, byline.role] for byline in source.bylines],
        [[image.alt, image.caption, image.credit] for image in source.images],
    ]


def content_of_post(post):
    return [
        post.headline,
        post.body,
        post.label,
        post.published_at.timestamp() if post.published_at else None,
        [[byline.contributor.name, byline.role] for byline in post.bylines.all()],
        [[image.alt, image.caption, image.credit] for image in post.images.all()],
    ]


def digest(content):
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
