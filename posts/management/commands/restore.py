from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from posts import audit
from posts.backup import BackupError, UnfinishedError
from posts.backup.restoring import restore
from posts.checking import check
from posts.models import LivePage


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty database and an empty folder of pictures, on "
        "SQLite or PostgreSQL, whichever it was made on. Stop the servers before."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", help="What `backup` has written.")

    @audit.came_by("restore")
    def handle(self, folder, **options):
        try:
            manifest = restore(folder)
        except UnfinishedError as error:
            raise CommandError(str(error)) from error
        except (BackupError, OSError, Error) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        rows = sum(table["rows"] for table in manifest["tables"])
        self.stdout.write(
            f"Restored: {rows} rows and {manifest['pictures']['files']} files of "
            f"pictures, as they were on {manifest['made_at']}. All sessions, "
            "preview links and invitations have ended."
        )
        due = LivePage.objects.filter(next_due_at__lte=timezone.now())
        for page in due.order_by("pk"):
            self.stdout.write(
                f"/live/{page.slug}/ has posts that were due since: they appear with "
                "the next reader, unless they are taken back first."
            )
        findings = list(check())
        for finding in findings:
            self.stderr.write(str(finding))
        if any(finding.is_broken for finding in findings):
            raise CommandError("Restored, but something is broken: see above.")
