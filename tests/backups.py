"""A newsroom with everything in it, to be backed up and restored."""

import hashlib
import json
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from posts.backup import rows
from posts.models import EditingSession, ImportSource
from tests.conftest import edit, make_page, make_user, publish_many, withdraw
from tests.pages import EVERYTHING, build

# What a restore changes on purpose.
RAISED = ("revision", "reset_revision", "revised_at", "preview_version")


def newsroom():
    """Two live pages with all that a page can have, people, and text not saved yet."""
    editor = make_user("edna", "Editors")
    page = build(EVERYTHING)
    other = make_page("other", title="Überschwemmung 🌊")
    posts = publish_many(other, 3)
    edit(posts[0], headline="Post 0, corrected")
    withdraw(posts[1])
    EditingSession.objects.create(
        key="0123456789abcdef0123456789abcdef",
        user=editor,
        page=page,
        post=posts[2],
        typed="headline=Not+saved",
        typed_at=timezone.now(),
    )
    ImportSource.objects.create(user=editor, name="page.txt", data=b"\0\xff\xfe")
    return page


def back_up(folder):
    said = StringIO()
    call_command("backup", str(folder), stdout=said)
    return said.getvalue()


def restore(folder):
    said = StringIO()
    call_command("restore", str(folder), stdout=said)
    return said.getvalue()


def empty(media_root, aside):
    """An empty database, without even what migrations wrote; the pictures go ASIDE."""
    connection.check_constraints()  # PostgreSQL empties no table that waits for them
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    media_root.rename(aside)
    media_root.mkdir()


def backed_up(media_root, place):
    """The folder, in PLACE, of a backup of the newsroom, before an empty place."""
    newsroom()
    back_up(place / "backup")
    empty(media_root, place / "old-media")
    return place / "backup"


def everything():
    """{model: rows} of the database, without what a restore changes on purpose."""
    models = rows.models_in(apps)
    return unchanged({m._meta.label_lower: map(plain, rows.read(m)) for m in models})


def unchanged(found):
    """FOUND, {model: rows}, without what a restore changes and that it was there."""
    return {
        label: [
            {name: value for name, value in row.items() if name not in RAISED}
            if label == "posts.livepage"
            else row
            for row in written
            if row.get("act") != "data.restore"
        ]
        for label, written in found.items()
        if label != "posts.restore"
    }


def plain(row):
    return json.loads(rows.line(row))


def files(folder):
    """{name: (bytes, time)} of the files below FOLDER."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in Path(folder).rglob("*")
        if path.is_file()
    }


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def reseal(folder, **changes):
    """Write CHANGES into the manifest, and make all checksums true again."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(manifest_of(folder) | changes))
    sums = folder / "SHA256SUMS"
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder)}\n"
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file != sums
    ]
    sums.write_text("".join(lines))


def next_pk(model):
    """The primary key that the database gives next to a row of MODEL."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq + 1 FROM sqlite_sequence WHERE name=%s", [table])
        else:
            pk = model._meta.pk.column
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s))", [table, pk]
            )
        return cursor.fetchone()[0]
