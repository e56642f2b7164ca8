import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from posts import audit
from posts.exporting.forms import FORMS
from posts.exporting.public import ExportRefusedError
from posts.models import LivePage


class Command(BaseCommand):
    help = (
        "Export a live page. All forms but json carry what readers may see; json "
        "carries everything, and import_live makes the same page of it."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="The last part of the page's address.")
        parser.add_argument(
            "--format",
            choices=FORMS,
            required=True,
            help=" ".join(f"{form.name}: {form.says}" for form in FORMS.values()),
        )
        parser.add_argument(
            "-o",
            "--output",
            default="-",
            metavar="FILE",
            help="Where to write; a folder gets a file named after the page. Default: "
            "standard output.",
        )

    @audit.came_by("export_live")
    def handle(self, slug, output, **options):
        page = self.page_at(slug)
        form = FORMS[options["format"]]
        with tempfile.TemporaryFile() as exported:
            try:
                notes = form.write(page, exported)
            except ExportRefusedError as error:
                raise CommandError(f"{slug}: {' '.join(error.messages)}") from error
            exported.seek(0)
            start = exported.read(2)
            exported.seek(0)
            if output == "-":
                self.print(exported, start)
            else:
                self.save(exported, Path(output), form.file_name(page, start))
        audit.note("page.export", page=page, after={"format": form.name})
        for note in notes:
            self.stderr.write(note)

    @staticmethod
    def page_at(slug):
        page = LivePage.objects.filter(slug=slug).first()
        if page:
            return page
        slugs = list(LivePage.objects.values_list("slug", flat=True))
        near = get_close_matches(slug, slugs, n=5, cutoff=0.5)
        hint = f" Near it: {', '.join(near)}." if near else ""
        raise CommandError(f"There is no live page '{slug}'.{hint}")

    @staticmethod
    def print(exported, start):
        if start == b"PK" and sys.stdout.isatty():
            raise CommandError(
                "This page has pictures, so its export is a zip, which no terminal can "
                "show: pass -o FILE."
            )
        try:
            shutil.copyfileobj(exported, sys.stdout.buffer)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read has had enough; nothing is left to be flushed at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def save(self, exported, path, file_name):
        if path.is_dir():
            path /= file_name
        try:
            with replacing(path) as file:
                shutil.copyfileobj(exported, file)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        self.stdout.write(f"Written: {path}")


@contextmanager
def replacing(path):
    """A file to write, which takes the place of PATH once all of it is on the disk."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
