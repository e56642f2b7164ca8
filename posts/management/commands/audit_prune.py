from django.core.management.base import BaseCommand

from posts import audit
from posts.accounts import lockout
from posts.audit.keeping import prune


class Command(BaseCommand):
    help = (
        "Let the entries of the audit log go that are older than AUDIT_DAYS, and "
        "failed sign-ins that lock nobody out any more."
    )

    @audit.came_by("audit_prune")
    def handle(self, **options):
        failures = lockout.forget()
        self.stdout.write(f"{prune()} entries and {failures} failed sign-ins went.")
