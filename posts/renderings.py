"""Renderings: public answers as ready bytes, kept by revision in Django's cache.

A rendering is found by the build id, the site, the page and its revision, and what
was asked for. Whatever changes for readers raises the revision, so a rendering is
never wrong and never has to be invalidated: it is simply not asked for again.

The revision is read before the rows (see `posts.delta`), so a rendering holds at
least what its revision says; if a change commits in between it holds more, and the
reader's next poll brings that once more, which is harmless.

Bodies are kept under gzip, from which the other codings are made when first asked
for. Posts are kept by their own revision, so that after a change all others are there
already. A cache that is away is asked again after a few seconds; until then answers
are made as if nothing were kept. Nothing here depends on the clock or on the asker.
"""

import gzip
import logging
import time
from dataclasses import dataclass, replace
from hashlib import blake2b

from django.conf import settings
from django.core.cache import cache
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from posts.build import build_id
from posts.compression import LEAST, compress, encoding_for
from posts.metrics import counts
from posts.models import Post

PAGES_LAST = 300  # seconds; whoever comes later makes it anew
POSTS_LAST = 3600
REST = 5  # seconds for which a cache that failed is left alone

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rendering:
    """A body under one content coding ('' for none), and what names it."""

    body: bytes
    encoding: str
    digest: str
    content_type: str
    starts_over: bool = False  # a delta that replaces the feed

    @classmethod
    def of(cls, response):
        """What RESPONSE says, under gzip."""
        body = response.content
        digest = blake2b(body, digest_size=8).hexdigest()
        packed = compress(body, "gzip")
        starts_over = "Starts-Over" in response
        return cls(packed, "gzip", digest, response["Content-Type"], starts_over)

    def under(self, encoding):
        """The same under ENCODING; plain if that would be another one than the kept,
        and the answer is too short to gain by it.
        """
        if encoding == self.encoding:
            return self
        body = gzip.decompress(self.body)
        if len(body) < LEAST:
            encoding = ""
        return replace(self, body=compress(body, encoding), encoding=encoding)

    @property
    def etag(self):
        """A strong entity tag: other bytes have another one."""
        return f'"{self.digest}{self.encoding and "-" + self.encoding}"'


def answer(request, parts, make):
    """What MAKE renders, from the cache if it is there: 200, or 304 for its holder.

    PARTS, strings and numbers, say what is asked for, the page's revision included.
    MAKE gives an HttpResponse of which the body, the content type and Starts-Over are
    kept.
    """
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    base, coded = _key("answer", *parts), _key("answer", *parts, encoding)
    kept = _get_many([base, coded])
    counts.renderings.count("kept" if kept else "made")
    if coded not in kept:
        if base not in kept:
            began = time.monotonic()
            kept[base] = Rendering.of(make())
            counts.render_seconds.since(began)
            _set_many({base: kept[base]}, PAGES_LAST)
        kept[coded] = kept[base].under(encoding)
        if encoding == "br":  # the others are made in no time
            _set_many({coded: kept[coded]}, PAGES_LAST)
    rendering = kept[coded]
    response = HttpResponse(content_type=rendering.content_type)
    return _filled(request, response, rendering)


def answer_once(request, response):
    """RESPONSE as `answer` would give it, for what has no revision to keep it by."""
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    return _filled(request, response, Rendering.of(response).under(encoding))


def _filled(request, response, rendering):
    response.content = rendering.body
    response["ETag"] = rendering.etag
    if rendering.starts_over:
        response["Starts-Over"] = "1"
    if rendering.encoding:
        response["Content-Encoding"] = rendering.encoding
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, rendering.etag, response=response)


class PostMarkup:
    """The markup of public posts of one page, each kept by the post's own revision.

    POSTS are those that will be shown; all that is kept of them is read at once, and
    of those of which nothing is kept, bylines and pictures.
    """

    def __init__(self, page, posts):
        self._page = page
        self._made = {}
        keys = [self._key(post, look) for post in posts for look in LOOKS]
        self._kept = _get_many(keys)
        unknown = [
            post
            for post in posts
            if not any(self._key(post, look) in self._kept for look in LOOKS)
        ]
        prefetch_related_objects(unknown, *Post.PARTS)

    def html(self, post, look, make):
        """POST as MAKE renders it in LOOK, a member of LOOKS."""
        key = self._key(post, look)
        if key not in self._kept:
            self._kept[key] = self._made[key] = make()
        return self._kept[key]

    def keep(self):
        """Keep what was made; called when the answer is ready."""
        _set_many(self._made, POSTS_LAST)

    def _key(self, post, look):
        page = self._page
        # The reset revision: another time zone or language changes every post.
        return _key("post", page.pk, page.reset_revision, post.pk, post.revision, look)


# How a post is shown: in the feed, there as the first of a day, or pinned.
LOOKS = ("post", "first", "pinned")


def _key(*parts):
    said = repr((build_id(), *parts)).encode()
    return "live." + blake2b(said, digest_size=16).hexdigest()


# The cache, which may be away

_away_until = 0


def _get_many(keys):
    found = _with_cache(lambda: cache.get_many(keys)) if keys else {}
    return found or {}


def _set_many(values, seconds):
    if values:
        _with_cache(lambda: cache.set_many(values, seconds))


def _with_cache(act):
    """The result of ACT, or None: the cache is away, or switched off in development."""
    global _away_until
    if settings.DEBUG or time.monotonic() < _away_until:
        return None
    try:
        return act()
    except Exception as error:  # whatever a cache's client may raise
        _away_until = time.monotonic() + REST
        logger.warning("The cache is away: %s", error)
        return None
