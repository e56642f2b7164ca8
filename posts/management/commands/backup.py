from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.template.defaultfilters import filesizeformat

from posts.backup import BackupError
from posts.backup.writing import write


class Command(BaseCommand):
    help = (
        "Back up all pages, posts, versions, accounts and pictures of one moment, "
        "while others go on writing. Settings are not among them."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", help="A new or an empty folder.")

    def handle(self, folder, **options):
        try:
            manifest = write(folder)
        except (BackupError, OSError, Error) as error:
            raise CommandError(f"No backup was made. {error}") from error
        pictures = manifest["pictures"]
        rows = sum(table["rows"] for table in manifest["tables"])
        self.stdout.write(
            f"Backed up: {rows} rows of {len(manifest['tables'])} tables and "
            f"{pictures['files']} files of pictures, "
            f"{filesizeformat(pictures['bytes'])}, in {folder}"
        )
        for name in manifest["lost_pictures"]:
            self.stderr.write(f"{name}: this picture's file is lost.")
