from django.db import models
from django.utils import timezone

PRUNE = "log.prune"


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete an entry of the audit log."""


class AuditEntryQuerySet(models.QuerySet):
    def update(self, *args, **kwargs):
        raise AppendOnlyError("An entry of the audit log stays as it was written.")

    def delete(self):
        raise AppendOnlyError("Entries leave the audit log by audit_prune alone.")

    def drop(self):
        """Delete what an entry PRUNE, written before, names; returns how many.

        The database lets nothing else go.
        """
        return self._raw_delete(self.db)

    bulk_update = update


class AuditEntry(models.Model):
    """One editorial act or sign-in: who, when, from where, what, before and after.

    Written by `posts.audit`, read in the admin, never changed. Numbers and names
    instead of foreign keys, so that an entry outlives what it tells of. Triggers say
    the same in the database (`posts.audit.guard`); they are put up again after every
    `migrate`, since SQLite loses them when a migration makes the table anew.
    """

    at = models.DateTimeField("time", default=timezone.now)
    actor = models.CharField(
        max_length=150,
        blank=True,
        help_text="The account's name; empty: nobody who was signed in.",
    )
    actor_number = models.BigIntegerField(null=True)
    address = models.CharField(
        max_length=45, blank=True, help_text="The IP address of who acted."
    )
    origin = models.CharField(
        max_length=100, blank=True, help_text="The admin's view, or the command."
    )
    act = models.CharField(max_length=40, help_text="One of posts.audit.ACTS.")
    page_number = models.BigIntegerField("page", null=True)
    thing_number = models.BigIntegerField(
        "number", null=True, help_text="Of the post, account, group or contributor."
    )
    thing = models.CharField(
        max_length=200, blank=True, help_text="What it was called then."
    )
    revision = models.PositiveBigIntegerField(
        null=True, help_text="The page's, once this was done."
    )
    before = models.JSONField(default=dict, help_text="Only what the act changed.")
    after = models.JSONField(default=dict)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"
        ordering = ["-pk"]
        default_permissions = ["view"]
        indexes = [
            # A day's entries, and the oldest ones, for audit_prune.
            models.Index(fields=["at"], name="auditentry_at"),
            # What somebody did, and what was done on a page, latest first.
            models.Index(fields=["actor", "id"], name="auditentry_actor"),
            models.Index(fields=["page_number", "id"], name="auditentry_page"),
            # Which entries may go: the triggers ask for every one.
            models.Index(
                fields=["thing_number"],
                name="auditentry_pruned",
                condition=models.Q(act=PRUNE),
            ),
        ]

    def __str__(self):
        return f"{self.act} {self.thing}".strip()

    def save(self, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError("An entry of the audit log stays as it was written.")
        super().save(force_insert=True)

    def delete(self, **kwargs):
        raise AppendOnlyError("Entries leave the audit log by audit_prune alone.")
