import sys
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from rich.console import Console
from rich.table import Table
from rich.text import Text

from posts.importing import importer
from posts.importing.document import SourceError
from posts.importing.reading import read
from posts.importing.source import Source, Wanted
from posts.models import LivePage
from posts.models.livepage import validate_time_zone
from posts.publishing import PublishingError


def iso_date(value):
    """Read --date; argparse turns the error into a usage message."""
    return date.fromisoformat(value)


class Command(BaseCommand):
    help = (
        "Import a live page from a newsroom page saved as text. Running it again "
        "with the same source changes nothing; an editor's changes always win."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", help="A text file, or - for standard input.")
        parser.add_argument("--title", required=True, help="The live page's title.")
        parser.add_argument("--slug", default="", help="Default: made of the title.")
        parser.add_argument(
            "--date",
            type=iso_date,
            metavar="YYYY-MM-DD",
            help="The day of the newest post, where posts give only a clock time.",
        )
        parser.add_argument(
            "--time-zone",
            default="Europe/London",
            help="The page's time zone, an IANA name (default: Europe/London).",
        )
        parser.add_argument(
            "--status",
            choices=[value for value in LivePage.Status.values if value != "withdrawn"],
            default="",
            help="The page's status; a new page is 'ended' unless this says otherwise.",
        )
        parser.add_argument(
            "--withdraw-missing",
            action="store_true",
            help="Withdraw imported posts that the source no longer has.",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Say what would happen; write nothing.",
        )

    def handle(self, source, **options):
        name = "standard input" if source == "-" else source
        try:
            validate_time_zone(options["time_zone"])
            if options["slug"]:
                validate_slug(options["slug"])
            wanted = Wanted(options["date"], options["time_zone"])
            parsed = read(Source(self.read(source), name), wanted)
            report = importer.import_page(parsed, self.settings(options))
        except SourceError as error:
            raise CommandError(f"{name}: {error}") from error
        except (PublishingError, importer.ImportRefusedError) as error:
            raise CommandError(f"{name}: {getattr(error, 'message', error)}") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.show(report, parsed.problems, name, options)

    @staticmethod
    def settings(options):
        names = ("title", "slug", "time_zone", "status", "withdraw_missing", "dry_run")
        return importer.Settings(**{key: options[key] for key in names})

    @staticmethod
    def read(source):
        if source == "-":
            return sys.stdin.buffer.read()
        try:
            return Path(source).read_bytes()
        except OSError as error:
            raise CommandError(f"{source}: {error.strerror}.") from error

    def show(self, report, problems, name, options):
        """Print what was created, changed and skipped, and what found no place."""
        console = Console(file=self.stdout, width=None if sys.stdout.isatty() else 100)
        table = Table(title=Text(report.page.title), title_justify="left")
        for heading in ("Line", "Time", "Post", "Outcome", "Note"):
            table.add_column(heading)
        for row in report.rows:
            if row.outcome == importer.UNCHANGED and len(report.rows) > 40:
                continue
            moment = row.post.published_at
            local = moment.astimezone(report.page.zone) if moment else None
            table.add_row(
                str(row.line or ""),
                f"{local:%Y-%m-%d %H:%M}" if local else "not known",
                Text(str(row.post)),
                row.outcome,
                row.note,
            )
        console.print(table)
        skipped = [importer.UNCHANGED, importer.KEPT, importer.MISSING]
        console.print(
            f"{report.count(importer.CREATED)} created, "
            f"{report.count(importer.CHANGED)} changed, "
            f"{report.count(importer.WITHDRAWN)} withdrawn, "
            f"{sum(map(report.count, skipped))} skipped"
            f"{' (dry run: nothing written)' if options['dry_run'] else ''}.",
            highlight=False,
        )
        for note in report.notes:
            console.print(note, highlight=False)
        for problem in problems:
            console.print(
                f"{name}: line {problem.line}: {problem.message}: {problem.text}",
                highlight=False,
                markup=False,
                soft_wrap=True,
            )
        if not options["dry_run"]:
            console.print(f"Page: {report.page.get_absolute_url()}", highlight=False)
