"""How an import knows a post again.

A post's reference is the source's own name for it (`id:…`) or, where it has none,
the time that the source gives it and its place among the posts of that moment. What
no reference finds is sought by what it says: first all of it, then the headline,
then most of the words, so that small changes upstream lose nothing.

The headline or the minute alone make two posts one only where the source still holds
some post that is known and reaches back to this one. Else it may be another part of
the page, whose posts are new: 'Good morning' of another day, say.
"""

import hashlib
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count
from typing import NamedTuple

from posts.bodies import plain_text
from posts.importing.document import ParsedPost
from posts.importing.traces import Trace

NAMED = "id:"  # what stands before a source's own name in a reference
LONGEST = 80  # characters of a reference
ALIKE = 0.6  # the share of words that two versions of one post have in common
TOO_COMMON = 20  # posts; a word in more of them tells nothing
_WORD = re.compile(r"\w{3,}")


class Known(NamedTuple):
    """A post that was imported before, as it is stored."""

    pk: int
    reference: str
    trace: Trace
    headline: str
    status: str
    published_at: datetime | None

    @property
    def moment(self):
        """When its source says that it was published."""
        if self.reference.startswith(NAMED):
            return moment_of(self.published_at)
        return self.reference.partition("#")[0]


class Facts(NamedTuple):
    """By what a source is known again: its name, moment, headline and all it says."""

    reference: str
    moment: str
    headline: str
    said: str


def facts_of(sources: list[ParsedPost], said: list[str]) -> list[Facts]:
    """The Facts of each of SOURCES, which says what the digest beside it tells.

    A name that several of them bear names nothing.
    """
    names = [_name(source.id) for source in sources]
    bearers = Counter(names)
    return [
        Facts(
            name if bearers[name] == 1 else "",
            moment_of(source.published_at),
            source.headline,
            digest,
        )
        for source, digest, name in zip(sources, said, names, strict=True)
    ]


def _name(id):
    """The reference that a source's own name makes; '' without one."""
    reference = f"{NAMED}{id}" if id else ""
    if len(reference) > LONGEST:
        reference = f"{NAMED}sha256-{hashlib.sha256(id.encode()).hexdigest()}"
    return reference[:LONGEST]


def moment_of(time):
    """A post's time as a reference begins with it."""
    return time.isoformat() if time else "undated"


# Which facts must agree, in the order in which they are tried; None matches nothing.
RULES = (
    (lambda f: f.reference or None, lambda k: k.reference),
    (lambda f: (f.moment, f.said), lambda k: (k.moment, k.trace.source)),
    (
        lambda f: (f.moment, f.headline) if f.headline else None,
        lambda k: (k.moment, k.headline),
    ),
)
# After the words were compared: a post that was written anew in its minute, and one
# whose time was corrected.
LAST_RULES = (
    (
        lambda f: f.moment if f.moment != "undated" else None,
        lambda k: k.moment if k.status == "published" else None,
    ),
    (lambda f: f.headline or None, lambda k: k.headline),
)


class Match(NamedTuple):
    """A source's reference, and the post that it is; None: a new one."""

    reference: str
    known: Known | None


def matched(
    sources: tuple[ParsedPost, ...],
    facts: list[Facts],
    known: Iterable[Known],
    bodies: Callable[[list[int]], dict[int, str]],
) -> tuple[list[Match], list[Known]]:
    """A Match for each of SOURCES, and the posts left over.

    KNOWN stands newest first; BODIES gives those of the posts with these pks. No two
    sources take one post, and no reference is given twice.
    """
    known = list(known)
    left = {post.pk: post for post in known}
    found = [None] * len(sources)

    def take(n, post):
        found[n] = post
        del left[post.pk]

    def apply(rules):
        for of_source, of_known in rules:
            waiting = defaultdict(deque)
            for post in left.values():
                waiting[of_known(post)].append(post)
            for n, fact in enumerate(facts):
                key = of_source(fact)
                if found[n] is None and key is not None and waiting[key]:
                    take(n, waiting[key].popleft())

    apply(RULES)
    lost = [n for n, post in enumerate(found) if post is None]
    if lost and left:
        for n, post in _by_words(sources, lost, left, bodies(list(left))):
            take(n, post)
    # Where nothing is recognised it may be another page; a lone post is rewritten.
    if any(found) or len(known) == 1:
        unreached = _unreached(sources, left.values())
        passed_over = {pk: left.pop(pk) for pk in unreached}
        apply(LAST_RULES)
        left |= passed_over
    references = _references(facts, found, {post.reference for post in known})
    return list(map(Match, references, found)), list(left.values())


def _by_words(sources, lost, left, bodies):
    """Pairs of a source and a post that share most of their words, best first.

    Words that stand in many posts are passed over, so the cost is linear.
    """
    words = {pk: _words(left[pk].headline, bodies[pk]) for pk in left}
    posts_with = defaultdict(list)
    for pk, of_post in words.items():
        for word in of_post:
            posts_with[word].append(pk)
    pairs = []
    for n in lost:
        of_source = _words(sources[n].headline, sources[n].body)
        shared = defaultdict(int)
        for word in of_source:
            posts = posts_with.get(word, ())
            if len(posts) <= TOO_COMMON:
                for pk in posts:
                    shared[pk] += 1
        for pk in shared:
            common = len(of_source & words[pk])
            alike = 2 * common / (len(of_source) + len(words[pk]))
            if alike >= ALIKE:
                pairs.append((-alike, n, -pk))
    taken = set()
    for _, n, pk in sorted(pairs):
        if n not in taken and -pk not in taken:
            taken |= {n, -pk}
            yield n, left[-pk]


def _unreached(sources, left):
    """The pks of the posts in LEFT that are older or newer than all of SOURCES."""
    moments = [source.published_at for source in sources if source.published_at]
    if not moments:
        return []
    oldest, newest = min(moments), max(moments)
    return [
        post.pk
        for post in left
        if post.published_at and not oldest <= post.published_at <= newest
    ]


def _words(headline, body):
    return set(_WORD.findall(f"{headline} {plain_text(body)}".casefold()))


def _references(facts, found, taken):
    """A reference for each source: its own name, its post's, or a free one.

    Numbered from the oldest, so that a new post on top changes no other's.
    """
    references = []
    numbers = defaultdict(lambda: count(1))
    for fact, post in zip(reversed(facts), reversed(found), strict=True):
        reference = post.reference if post else ""
        if fact.reference:
            reference = fact.reference
        elif not reference or _is_of_another_moment(reference, fact.moment):
            names = (f"{fact.moment}#{n}" for n in numbers[fact.moment])
            reference = next(name for name in names if name not in taken)
        taken.add(reference)
        references.append(reference)
    return references[::-1]


def _is_of_another_moment(reference, moment):
    return not reference.startswith(NAMED) and reference.partition("#")[0] != moment
