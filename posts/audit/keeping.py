"""How long entries are kept."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from posts.audit.entries import note
from posts.models import AuditEntry
from posts.models.audit import PRUNE


def prune():
    """Let the entries older than AUDIT_DAYS go; returns how many went.

    An entry says so, which is what the database asks for before it lets any go. With
    AUDIT_DAYS=0 all are kept.
    """
    if not settings.AUDIT_DAYS:
        return 0
    horizon = timezone.now() - timedelta(days=settings.AUDIT_DAYS)
    with transaction.atomic():
        old = AuditEntry.objects.filter(at__lt=horizon)
        last = old.aggregate(last=Max("pk"))["last"]
        if last is None:
            return 0
        # A clock that was set back leaves younger entries among them: they stay.
        went = {"before": horizon.isoformat(), "entries": old.count()}
        note(PRUNE, number=last, after=went)
        return old.drop()
