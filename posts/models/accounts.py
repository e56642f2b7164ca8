import uuid

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone


class Session(AbstractBaseSession):
    """A browser that signed in or is about to; knows whose it is, so that it can end.

    `expire_date` is the earlier end: of the session's age or of its idleness.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="sessions",
    )
    seen_at = models.DateTimeField(
        help_text="When its owner last did something; to within a while."
    )

    @classmethod
    def get_session_store_class(cls):
        from posts.accounts.session_store import SessionStore

        return SessionStore


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those whose link still works, as far as the table can tell."""
        return self.filter(
            used_at=None, revoked_at=None, ends_at__gt=timezone.now()
        ).exclude(made_by__is_active=False)


class Invitation(models.Model):
    """A link with which somebody makes an account, or a new password for `user`.

    The link itself is not stored; see `posts.accounts.invitations`.
    """

    class Kind(models.TextChoices):
        ACCOUNT = "account", "new account"
        PASSWORD = "password", "new password"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ACCOUNT)
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField("e-mail", blank=True)
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, verbose_name="role", related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="invitations",
        help_text="Whose password it is for, or whose account was made with it.",
    )
    mark = models.CharField(
        max_length=128,
        blank=True,
        help_text="Of the password that it replaces: another one ends the link.",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        help_text="Empty: asked for by mail. Who leaves, takes open links along.",
    )
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return f"{self.get_kind_display()} for {self.name}"

    @property
    def name(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def state(self):
        """What became of it, in a word."""
        if self.used_at:
            return "used"
        if self.revoked_at:
            return "taken back"
        if self.ends_at <= timezone.now():
            return "ended"
        return "open"


class FailedSignIn(AccessAttempt):
    """What django-axes counts, under a name that its reader knows."""

    class Meta:
        proxy = True
        verbose_name = "failed sign-in"
        verbose_name_plural = "failed sign-ins"

    def __str__(self):
        return f"{self.username} from {self.ip_address}"
