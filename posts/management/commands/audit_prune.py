from django.core.management.base import BaseCommand

from posts import audit
from posts.accounts import invitations, lockout
from posts.audit.keeping import prune


class Command(BaseCommand):
    help = (
        "Let the entries of the audit log go that are older than AUDIT_DAYS, failed "
        "sign-ins that lock nobody out any more, and invitations that ended a month "
        "ago."
    )

    @audit.came_by("audit_prune")
    def handle(self, **options):
        failures, links = lockout.forget(), invitations.forget()
        self.stdout.write(
            f"{prune()} entries, {failures} failed sign-ins, {links} invitations went."
        )
