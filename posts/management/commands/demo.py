import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, count
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from posts import audit, replaying
from posts.accounts import second_factor
from posts.importing import importer
from posts.importing.document import Picture
from posts.importing.reading import read
from posts.importing.source import Source, Wanted
from posts.models import Contributor, LivePage
from posts.publishing import public_change

SAMPLE = Path(settings.BASE_DIR) / "posts" / "sample"
ARCHIVE = "ferry-adrift"
DAY = date(2025, 2, 4)  # a Tuesday in winter, as the sample has it
TITLE = "Ferry adrift off Wrackhaven: 75 people wait out the storm"
STANDFIRST = (
    "The Lady of Sillan lost both engines within sight of her harbour. "
    "Our correspondents follow the night from the quay."
)
SUMMARY = (
    "The ferry Lady of Sillan lost both engines off the Tailors sandbank and lies at "
    "anchor in a rising storm, with 64 passengers and 11 crew",
    "A tug is with her; the coastguard says that nobody aboard is hurt",
    "Crossings between Wrackhaven and the Isle of Sillan are off until further notice",
)
PICTURES = {
    "A striped lighthouse": "lighthouse.jpg",
    "A chart of a bay": "chart.jpg",
    "The Lady of Sillan": "ferry-at-dusk.jpg",
}
TO_COME = 5  # posts that the visitor sees arriving


class Command(BaseCommand):
    help = (
        "Show the live blog: sample page, desk account with a fresh password, server. "
        "The sample is replayed: its last posts arrive while you look."
    )

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--pause",
            type=float,
            default=20,
            help="Seconds between two of the posts that arrive (default: 20).",
        )

    @audit.came_by("demo")
    def handle(self, port, pause, **options):
        self.refuse_used_port(port)
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, signal.default_int_handler)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        user, password = self.account()
        page = self.sample_page(user, port, timedelta(seconds=pause))
        server = self.start_server(port)
        try:
            self.wait_for(server, port)
            root = f"http://127.0.0.1:{port}"
            self.stdout.write(f"Desk: {root}/admin/ user={user} password={password}")
            self.stdout.write(f"Page: {root}{page.get_absolute_url()}")
            self.stdout.write("Stop with Ctrl+C.")
            self.stdout.flush()
            server.wait()
        except KeyboardInterrupt:
            pass
        finally:
            self.stop(server)

    @staticmethod
    def refuse_used_port(port):
        """The server shares its port with others of its kind, so look before."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} is in use. Try `make demo PORT={port + 1}`."
                ) from error

    @staticmethod
    def start_server(port):
        granian = Path(sys.executable).parent / "granian"
        address = f"--host 127.0.0.1 --port {port}"
        rest = "--interface wsgi --no-ws --http 1 --workers 2 --blocking-threads 8"
        quiet = "--log-level error --workers-kill-timeout 5"
        command = [granian, *f"{address} {rest} {quiet}".split()]
        return subprocess.Popen(  # noqa: S603 our own server, our own arguments
            [*command, "liveblog.wsgi:application"],
            cwd=settings.BASE_DIR,
            stdout=sys.stderr,
            start_new_session=True,  # Ctrl+C reaches us alone; we stop the server
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "liveblog.settings"},
        )

    @staticmethod
    def stop(server):
        """End the server and its workers, kindly if they can."""
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()

    @staticmethod
    def account():
        """The demo's account; its password is made anew at every start.

        A second step that a visitor gave it is gone, or nobody might get in.
        """
        password = secrets.token_urlsafe(9)
        user, _ = get_user_model().objects.get_or_create(username="editor")
        user.is_staff = user.is_superuser = True
        user.set_password(password)
        user.save()
        second_factor.remove(user)
        Contributor.objects.get_or_create(
            user=user, defaults={"name": "Edda Lorne", "role": "Live editor"}
        )
        return user, password

    def sample_page(self, user, port, pause):
        """The sample, replayed on a new live page; yesterday's is ended first."""
        for old in LivePage.objects.filter(slug__startswith="ferry", status="live"):
            with public_change(old, by=user) as change:
                change.open_as(LivePage.Status.ENDED)
        archive = self.archive(user)
        replay = replaying.start(
            archive,
            opening=archive.posts.published().count() - TO_COME,
            longest_pause=pause.total_seconds(),
            by=user,
        )
        self.add_furniture(replay.page, user, port)
        self.add_upcoming(user)
        return replay.page

    @staticmethod
    def archive(user):
        """The sample as an ended page, imported from its file.

        Importing it again at the next start changes nothing. A page that a visitor
        took apart stays as it is, and another one is made beside it.
        """
        parsed = sample()
        slugs = chain([ARCHIVE], (f"{ARCHIVE}-{number}" for number in count(2)))
        pages = (
            importer.import_page(
                parsed, importer.Settings(title=TITLE, slug=slug, by=user)
            ).page
            for slug in slugs
        )
        return next(p for p in pages if p.posts.published().count() > TO_COME)

    @staticmethod
    def add_furniture(page, user, port):
        """What the replay can't know: how the story stands now, and our stream."""
        with public_change(page, by=user) as change:
            change.write_summary(SUMMARY)
            change.page.stream_title = "The harbour of Wrackhaven, from the north wall"
            change.page.stream_url = (
                f"http://127.0.0.1:{port}{settings.STATIC_URL}sample/harbour.webm"
            )
            change.page.stream_on_air = True
            change.page.save()

    @staticmethod
    def add_upcoming(user):
        page, is_new = LivePage.objects.get_or_create(
            slug="inquiry",
            defaults={
                "title": "The ferry inquiry: first day of hearings",
                "standfirst": "Live from the town hall when the doors open.",
                "scheduled_start": timezone.now() + timedelta(days=1),
                "created_by": user,
            },
        )
        if is_new:
            with public_change(page, by=user) as change:
                change.open_as(LivePage.Status.UPCOMING)

    @staticmethod
    def wait_for(server, port):
        """Wait until the server answers; CommandError if it can't start."""
        for _ in range(150):
            if server.poll() is not None:
                raise CommandError("The server did not start; see above.")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise CommandError("The server did not answer within 15 seconds.")


def sample():
    """The sample's ParsedPage, with what its text can't carry."""
    source = Source((SAMPLE / "ferry.txt").read_bytes())
    parsed = read(source, Wanted(date=DAY))
    posts = [
        replace(
            post,
            images=tuple(with_picture(image) for image in post.images),
            key_event=n % 3 == 2,
        )
        for n, post in enumerate(parsed.posts)
    ]
    posts[-1] = replace(posts[-1], pinned_place=1)
    return replace(
        parsed,
        posts=tuple(posts),
        standfirst=STANDFIRST,
        edited_by="the harbour desk",
        related=(("All live pages", "https://example.org/live"),),
    )


def with_picture(image):
    for start, name in PICTURES.items():
        if image.alt.startswith(start):
            path = SAMPLE / "pictures" / name
            return replace(image, picture=Picture(name, path.read_bytes))
    return image
