from math import ceil, inf
from time import sleep

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from posts import audit, replaying
from posts.errors import PublishingError, ReplayRefusedError
from posts.models import LivePage

# Seconds between two looks at the page: not so often that the database minds, often
# enough for a change at the desk to be noticed.
SHORTEST_LOOK, LONGEST_LOOK = 0.1, 1


class Command(BaseCommand):
    help = (
        "Publish a page again, on a new live page, at its original rhythm or faster: "
        "for training, demonstrations and load tests. The posts are scheduled, so "
        "nothing is lost when this command is stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="The page to replay, the end of its address.")
        parser.add_argument(
            "--speed",
            type=float,
            default=1,
            help="How many times as fast as it was: 60 makes an hour a minute.",
        )
        parser.add_argument(
            "--longest-pause",
            type=float,
            default=inf,
            metavar="SECONDS",
            help="Never wait longer than this for the next post.",
        )
        parser.add_argument(
            "--opening",
            type=int,
            default=1,
            metavar="N",
            help="How many posts are public at once (default: 1).",
        )
        parser.add_argument(
            "--title", default="", help="Of the new page (default: the same)."
        )
        parser.add_argument(
            "--new-slug",
            default="",
            metavar="SLUG",
            help="Of the new page (default: SLUG-replay, SLUG-replay-2, ...).",
        )
        parser.add_argument(
            "--keep-live",
            action="store_true",
            help="Don't end the page after the last post.",
        )
        parser.add_argument(
            "--detach",
            action="store_true",
            help="Schedule the posts and return; the page stays live until somebody "
            "ends it at its desk.",
        )

    @audit.came_by("replay")
    def handle(self, slug, detach, keep_live, **options):
        replay = self.start(slug, detach, options)
        self.stdout.write(f"Page: {settings.SITE_URL}{replay.page.get_absolute_url()}")
        if detach:
            self.say_what_is_left(replay)
            return
        try:
            progress = self.watch(replay)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
            self.say_what_is_left(replay)
            return
        if not progress.is_live:
            self.stdout.write("The page is not live any more.")
            self.say_what_is_left(replay)
            return
        replaying.finish(replay, keep_live=keep_live)
        self.stdout.write(
            f"All {replay.total} posts are out. "
            f"{'The page stays live.' if keep_live else 'The page has ended.'}"
        )

    @staticmethod
    def start(slug, detach, options):
        try:
            return replaying.start(
                LivePage.objects.get(slug=slug),
                speed=options["speed"],
                opening=options["opening"],
                longest_pause=options["longest_pause"],
                title=options["title"],
                slug=options["new_slug"],
                with_summary=detach,
            )
        except LivePage.DoesNotExist as error:
            raise CommandError(f"There is no live page '{slug}'.") from error
        except ReplayRefusedError as error:
            raise CommandError(str(error)) from error
        except PublishingError as error:
            raise CommandError(error.message) from error

    def watch(self, replay):
        """Publish and show until no post is left; returns the last Progress.

        Ends early when the page is not live any more.
        """
        console = Console(file=self.stdout)
        columns = (BarColumn(), TextColumn("{task.description}"))
        self.stdout.ending = ""  # or each step of the bar would be a line of its own
        try:
            with Bar(*columns, console=console) as bar:
                task = bar.add_task("", total=replay.total)
                while True:
                    progress = self.look(replay)
                    now = timezone.now()
                    if progress:
                        words = told(progress, replay.total, now)
                        bar.update(task, completed=progress.out, description=words)
                        if not (progress.left and progress.is_live):
                            return progress
                    sleep(pause(progress, now))
        finally:
            self.stdout.ending = "\n"

    @staticmethod
    def look(replay):
        """The Progress; None while the database does not answer, which is no end."""
        try:
            return replaying.go_on(replay)
        except (InterfaceError, OperationalError):
            connection.close()  # the next query opens another one
            return None

    def say_what_is_left(self, replay):
        """Say which posts are still to come, and where the page is run from."""
        progress = replaying.look(replay)
        desk = reverse("admin:desk", args=[replay.page.pk])
        if progress.left:
            next_at = progress.next_at.astimezone(replay.page.zone)
            self.stdout.write(
                f"{progress.left} of {replay.total} posts are still scheduled, the "
                f"next for {next_at:%H:%M:%S %Z}. Readers who ask for the page make "
                "them appear, and so does publish_due."
            )
        self.stdout.write(f"The rest is done at the desk: {settings.SITE_URL}{desk}")


def told(progress, total, now):
    """Such as '7 of 13, next in 12 s'."""
    words = f"{progress.out} of {total}"
    if not progress.next_at:
        return words
    seconds = max(ceil((progress.next_at - now).total_seconds()), 0)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (seconds, "s")]
    first = next((n for n, (number, _) in enumerate(parts) if number), 2)
    wait = " ".join(f"{number} {unit}" for number, unit in parts[first : first + 2])
    return f"{words}, next in {wait}"


def pause(progress, now):
    """Seconds to sleep before the next look."""
    if not (progress and progress.next_at):
        return LONGEST_LOOK
    wait = (progress.next_at - now).total_seconds()
    return min(max(wait, SHORTEST_LOOK), LONGEST_LOOK)
