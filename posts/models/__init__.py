"""What the live blog stores; DESIGN's words, one module a subject."""

from .contributor import Contributor
from .livepage import PIECES, LivePage, RelatedLink, SummaryPoint
from .post import PINNED_PLACES, Byline, Post, PostImage

__all__ = [
    "PIECES",
    "PINNED_PLACES",
    "Byline",
    "Contributor",
    "LivePage",
    "Post",
    "PostImage",
    "RelatedLink",
    "SummaryPoint",
]
