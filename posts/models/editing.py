from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from .livepage import LivePage
from .post import Post

# A composer says every few seconds that it is open; after this silence it is not.
PRESENT = timedelta(seconds=45)


class EditingSessionQuerySet(models.QuerySet):
    def present(self):
        """Those whose composer is open on somebody's screen now."""
        return self.filter(seen_at__gt=timezone.now() - PRESENT)


class EditingSession(models.Model):
    """A composer somewhere: who has it open, and what was typed and not yet saved.

    In the database, so that every worker process knows it and a crashed browser
    loses nothing.
    """

    key = models.UUIDField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="editing_sessions"
    )
    page = models.ForeignKey(LivePage, models.CASCADE, related_name="editing_sessions")
    post = models.ForeignKey(
        Post, models.SET_NULL, null=True, related_name="editing_sessions"
    )
    typed = models.TextField(
        blank=True, help_text="The composer's form, urlencoded; empty: nothing unsaved."
    )
    typed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = EditingSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="editingsession_one_a_composer"
            )
        ]
        indexes = [
            # Who is at work on this page: WHERE page AND seen_at > x.
            models.Index(fields=["page", "seen_at"], name="editingsession_present"),
        ]

    def __str__(self):
        return f"{self.user} on {self.page}"
