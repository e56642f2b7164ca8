import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from .livepage import LivePage

KEPT = timedelta(days=1)
AT_MOST = 5  # sources of one user


class ImportSourceQuerySet(models.QuerySet):
    def kept(self):
        """Those that are not forgotten yet."""
        return self.filter(created_at__gt=timezone.now() - KEPT)

    def clear(self, user):
        """Delete what is older than a day, and of USER's all but the latest few."""
        self.filter(created_at__lte=timezone.now() - KEPT).delete()
        latest = self.filter(user=user).order_by("-created_at", "-pk")
        self.filter(pk__in=list(latest.values_list("pk", flat=True)[AT_MOST:])).delete()


class ImportSource(models.Model):
    """A source on its way through the import screen, and what was typed there.

    In the database, so that every worker process knows it and no step loses what an
    editor typed. Only its user sees it, for a day.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="import_sources"
    )
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    typed = models.JSONField(default=dict, help_text="The settings, as form data.")
    corrections = models.JSONField(
        default=dict, help_text="What was typed over a post, by the post's key."
    )
    page = models.ForeignKey(
        LivePage,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="What it was imported into.",
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ImportSourceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return self.name
