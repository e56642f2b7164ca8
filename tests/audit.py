"""What the audit log says, as tests read it."""

from posts.models import AuditEntry


class Log:
    """The entries written since it was opened."""

    def __init__(self):
        self.first = last_number()

    def entries(self, *acts):
        """The entries since then, oldest first; only of ACTS if any are given."""
        found = AuditEntry.objects.filter(pk__gt=self.first).order_by("pk")
        return list(found.filter(act__in=acts) if acts else found)

    def acts(self):
        return [entry.act for entry in self.entries()]

    def only(self, act):
        """The one entry of this ACT since then."""
        (entry,) = self.entries(act)
        return entry


def last_number():
    newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)
    return newest.first() or 0
