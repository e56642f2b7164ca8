from django.core.management.base import BaseCommand

from posts import audit
from posts.audit.keeping import prune


class Command(BaseCommand):
    help = "Let the entries of the audit log go that are older than AUDIT_DAYS."

    @audit.came_by("audit_prune")
    def handle(self, **options):
        self.stdout.write(f"{prune()} entries went.")
