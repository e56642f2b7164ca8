import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from rich.console import Console
from rich.progress import Progress

from posts import audit
from posts.importing import following, furniture, importer, saved
from posts.importing.document import SourceError
from posts.importing.reading import FORMATS, read
from posts.importing.reporting import show
from posts.importing.source import Source, Wanted
from posts.models import LivePage
from posts.models.livepage import validate_time_zone
from posts.publishing import PublishingError

STDIN = "standard input"
REFUSALS = (SourceError, PublishingError, importer.ImportRefusedError)


def iso_date(value):
    """Read --date; argparse turns the error into a usage message."""
    return date.fromisoformat(value)


class Command(BaseCommand):
    is_known = False  # the page of a source that is followed was imported already
    status_of_new = ""
    help = (
        "Import a live page: saved text, saved HTML (file, folder, MHTML), JSON-LD, a "
        "feed, or our own export. Running it again with the same source changes "
        "nothing; an editor's changes always win."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", help="A file or folder, or - for standard input.")
        parser.add_argument(
            "--title", default="", help="The live page's title (default: the source's)."
        )
        parser.add_argument("--slug", default="", help="Default: made of the title.")
        parser.add_argument(
            "--date",
            type=iso_date,
            metavar="YYYY-MM-DD",
            help="The day of the newest post, where posts give only a clock time.",
        )
        parser.add_argument(
            "--time-zone",
            default="",
            help="The page's time zone, an IANA name (default: the source's, else "
            "Europe/London).",
        )
        parser.add_argument(
            "--order",
            choices=["newest", "oldest"],
            default="",
            help="Which post stands first in the source, where that can't be told.",
        )
        parser.add_argument(
            "--format",
            choices=sorted(FORMATS),
            default="",
            help="Read the source as this form instead of telling it by its looks.",
        )
        parser.add_argument(
            "--status",
            choices=[value for value in LivePage.Status.values if value != "withdrawn"],
            default="",
            help="The page's status (default of a new page: the source's, else ended).",
        )
        parser.add_argument(
            "--drafts",
            action="store_true",
            help="Change nothing that is public: new posts and a new page are drafts, "
            "for the desk to publish.",
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
        parser.add_argument(
            "--verbose",
            action="store_true",
            help="List each line that was left out as no part of the story.",
        )
        parser.add_argument(
            "--follow",
            action="store_true",
            help="Read the source again whenever it changes, and publish what is new, "
            "until the page ends.",
        )
        parser.add_argument(
            "--interval",
            type=float,
            default=5,
            metavar="SECONDS",
            help="Between two looks at a source that is followed (default: 5).",
        )

    @audit.came_by("import_live")
    def handle(self, source, **options):
        self.name = STDIN if source == "-" else source
        self.refuse_nonsense(source, options)
        self.console = Console(
            file=self.stdout, width=None if sys.stdout.isatty() else 140
        )
        if not options["follow"]:
            self.import_once(source, options)
            return
        # A page that is there keeps its status, so that starting again opens none that
        # was ended or withdrawn meanwhile.
        self.status_of_new = options["status"] or LivePage.Status.LIVE
        options["status"] = ""
        follower = following.Follower(Path(source), options["interval"])
        try:
            follower.run(lambda: self.import_again(source, options))
        except KeyboardInterrupt:
            self.stdout.write("Followed no longer; the page stays as it is.")
        else:
            self.stdout.write("The page has ended: followed no longer.")

    @staticmethod
    def refuse_nonsense(source, options):
        try:
            if options["time_zone"]:
                validate_time_zone(options["time_zone"])
            if options["slug"]:
                validate_slug(options["slug"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["follow"] and (source == "-" or options["dry_run"]):
            raise CommandError("--follow needs a file or folder, and no --dry-run.")
        if options["drafts"] and (options["status"] or options["withdraw_missing"]):
            raise CommandError(
                "--drafts changes nothing that is public: leave out --status and "
                "--withdraw-missing."
            )
        if options["interval"] <= 0:
            raise CommandError("--interval must be above 0.")

    def import_once(self, source, options, *, again=False):
        """Read and import SOURCE, say what came of it, and return the live page."""
        try:
            parsed = read(self.open(source), self.wanted(options))
            report = self.write(parsed, options)
        except REFUSALS as error:
            raise CommandError(f"{self.name}: {_words(error)}") from error
        show(
            self.console,
            report,
            parsed,
            self.name,
            dry_run=options["dry_run"],
            verbose=options["verbose"],
            again=again,
        )
        return report.page

    def import_again(self, source, options):
        """The same of a source that is followed; None while it can't be read."""
        try:
            page = self.import_once(source, options, again=self.is_known)
        except CommandError as error:
            self.stderr.write(f"{error} Trying again when it changes.")
            return None
        except following.NO_ANSWER:
            self.stderr.write("The database does not answer. Trying again.")
            raise
        # What changes in the source from now on changes this page and no other.
        options |= {"slug": page.slug}
        self.is_known = True
        return page

    def open(self, source):
        if source == "-":
            return Source(sys.stdin.buffer.read(), STDIN)
        try:
            return saved.at(Path(source))
        except OSError as error:
            raise CommandError(f"{source}: {error.strerror}.") from error

    @staticmethod
    def wanted(options):
        names = ("date", "time_zone", "order", "format")
        wanted = Wanted(**{name: options[name] for name in names})
        if wanted.time_zone:
            return wanted
        zone = furniture.zone_of_named_page(options["title"], options["slug"])
        return replace(wanted, time_zone=zone)

    def write(self, parsed, options):
        names = ("title", "slug", "time_zone", "status", "withdraw_missing", "dry_run")
        settings = importer.Settings(
            **{name: options[name] for name in names},
            status_of_new=self.status_of_new,
            as_drafts=options["drafts"],
        )
        console = Console(stderr=True)
        with Progress(
            console=console, transient=True, disable=not sys.stderr.isatty()
        ) as bar:
            task = bar.add_task("Importing", total=len(parsed.posts))
            return importer.import_page(
                parsed, settings, lambda done, total: bar.update(task, completed=done)
            )


def _words(error):
    """What a refusal says, in one line."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error)
