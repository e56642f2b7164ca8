"""What the live blog stores, one module for each subject."""

from .accounts import FailedSignIn, Invitation, Session
from .audit import AppendOnlyError, AuditEntry
from .contributor import Contributor
from .editing import EditingSession
from .importing import ImportSource
from .livepage import PIECES, LivePage, RelatedLink, SummaryPoint, usual_poll_seconds
from .post import PINNED_PLACES, Byline, Post, PostImage
from .readers import ReaderCount
from .restore import Restore
from .search import SearchEntry

__all__ = [
    "PIECES",
    "PINNED_PLACES",
    "AppendOnlyError",
    "AuditEntry",
    "Byline",
    "Contributor",
    "EditingSession",
    "FailedSignIn",
    "ImportSource",
    "Invitation",
    "LivePage",
    "Post",
    "PostImage",
    "ReaderCount",
    "RelatedLink",
    "Restore",
    "SearchEntry",
    "Session",
    "SummaryPoint",
    "usual_poll_seconds",
]
