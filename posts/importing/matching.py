"""How an import knows a post again, and who changed it since.

A post's reference is the time that its source gives it, and its place among the
posts of that moment. Digests of what was imported and of what is stored tell
whether the source changed and whether an editor did.
"""

import hashlib
import json
from collections import defaultdict, deque
from itertools import count
from typing import NamedTuple

from posts.bodies import sanitise
from posts.importing.document import ParsedPost


class Facts(NamedTuple):
    """By what a post is known again: its moment, its headline, all it said."""

    moment: str
    headline: str
    said: str
    is_shown: bool = True


# Which facts must agree, in the order in which they are tried; None matches nothing.
# The third is for a post that was written anew, the last for a corrected time.
RULES = (
    lambda facts: (facts.moment, facts.said),
    lambda facts: (facts.moment, facts.headline),
    lambda facts: (facts.moment,) if facts.is_shown else None,
    lambda facts: (facts.headline,) if facts.headline else None,
)


def matched(sources: tuple[ParsedPost, ...], posts):
    """[(source, reference, post or None)] in source order, and the posts left over.

    POSTS are those imported before, newest first. No two sources take one post, and
    no reference is given twice.
    """
    facts = [
        Facts(_moment(s), s.headline, digest(content_of_source(s))) for s in sources
    ]
    left = {post.pk: post for post in posts}
    found = [None] * len(sources)
    for rule in RULES:
        waiting = defaultdict(deque)
        for post in left.values():
            moment = post.import_reference.partition("#")[0]
            is_shown = post.status == post.Status.PUBLISHED
            known = Facts(moment, post.headline, post.import_digest, is_shown)
            waiting[rule(known)].append(post)
        for n, fact in enumerate(facts):
            key = rule(fact)
            if found[n] is None and key is not None and waiting[key]:
                found[n] = waiting[key].popleft()
                del left[found[n].pk]
    references = _references(facts, found, {post.import_reference for post in posts})
    return list(zip(sources, references, found, strict=True)), list(left.values())


def _references(facts, found, taken):
    """A reference for each source: its post's own, or a free one of its moment.

    Numbered from the oldest, so that a new post on top changes no other's.
    """
    references = []
    for fact, post in zip(reversed(facts), reversed(found), strict=True):
        reference = post.import_reference if post else ""
        if reference.partition("#")[0] != fact.moment:
            free = (f"{fact.moment}#{number}" for number in count(1))
            reference = next(name for name in free if name not in taken)
            taken.add(reference)
        references.append(reference)
    return references[::-1]


def _moment(source):
    return source.published_at.isoformat() if source.published_at else "undated"


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
