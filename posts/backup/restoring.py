"""Fills an empty place from a backup; the package's docstring says of what.

The database is first brought to the migrations that the backup was made under, so that
rows and columns fit, and after it to those of this software: an older backup comes back
under a newer release. Nothing is written before the backup was read and compared whole.
The rows, the numbers that follow (`numbers`) and the pictures come in one transaction.
"""

import os
import shutil
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.db.migrations.exceptions import (
    InvalidMigrationPlan,
    IrreversibleError,
)
from django.utils import timezone

from posts import audit, search
from posts.folders import in_order
from posts.migrating import Executor
from posts.models import Invitation, LivePage, Restore

from . import BackupError, UnfinishedError, numbers, rows
from .reading import opened

# What is raised where a row is none that this software wrote.
UNFIT = (Error, LookupError, ValueError, TypeError, OverflowError, RecursionError)
ARRIVING = ".restoring"  # in MEDIA_ROOT, for pictures that no row names yet


def restore(folder):
    """Put the backup in FOLDER into the empty database and the empty MEDIA_ROOT.

    Returns its manifest, with the tables that were restored. BackupError, with one
    sentence, leaves rows and pictures as they were: none.
    """
    backup = opened(folder)
    targets = _targets(backup)
    # In this order: who is told of pictures alone knows that there are no rows, and
    # may move them aside.
    refuse_full_database()
    refuse_full_media()
    _migrate(targets)
    now = timezone.now()
    with _pictures(backup) as put_in_place:
        is_current = not _plan()
        with transaction.atomic():
            floor = _load(backup, targets, now)
            if is_current:
                _complete(backup, floor, now)
            put_in_place()
    if not is_current:
        _bring_up_to_date(backup, floor, now)
    return backup.manifest | {"tables": backup.tables}


def _bring_up_to_date(backup, floor, now):
    try:
        call_command("migrate", interactive=False, verbosity=0)
        with transaction.atomic():
            _complete(backup, floor, now)
    except Exception as error:
        raise UnfinishedError(
            f"The rows are there, but not brought to this release: {error} Make the "
            "place empty and begin anew."
        ) from error


def refuse_full_media():
    root = Path(settings.MEDIA_ROOT)
    if root.is_dir():
        there = sorted(path.name for path in root.iterdir() if path.name != ARRIVING)
        if there:
            raise BackupError(
                f"{root} is not empty: it has {there[0]}"
                + (
                    f" and {len(there) - 1} more. Move them aside."
                    if there[1:]
                    else ". Move it aside."
                )
            )


def refuse_full_database():
    """BackupError if any table has rows but those that migrations wrote."""
    there = set(connection.introspection.table_names())
    found = []
    with connection.cursor() as cursor:
        for model in rows.models_in(apps):
            meta = model._meta
            if meta.db_table in there and meta.label_lower not in rows.MIGRATED:
                table = connection.ops.quote_name(meta.db_table)
                cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 our own name
                (count,) = cursor.fetchone()
                if count:
                    found.append(f"{count} {meta.verbose_name_plural}")
    if found:
        raise BackupError(
            f"The database is not empty: it has {', '.join(found)}. Restore into a new "
            "one."
        )


# Migrations


def _targets(backup):
    """The last migration of each app that the backup's database had."""
    graph = Executor(connection).loader.graph
    unknown = sorted(backup.migrations - set(graph.nodes))
    if unknown:
        raise BackupError(
            f"The backup is from a newer or another release: this one does not know "
            f"the migration {'.'.join(unknown[0])}."
        )
    targets = []
    for app in sorted({app for app, _ in graph.nodes}):
        theirs = [node for node in backup.migrations if node[0] == app]
        last = [
            node
            for node in theirs
            if not any(child.key in theirs for child in graph.node_map[node].children)
        ]
        targets += last or [(app, None)]
    return targets


def _migrate(targets):
    executor = Executor(connection)
    try:
        executor.migrate(targets)
    except (InvalidMigrationPlan, IrreversibleError) as error:
        raise BackupError(
            "The database is ahead of the backup and can't go back: restore into a new "
            "one."
        ) from error


def _plan():
    executor = Executor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


# Rows


def _load(backup, targets, now):
    """Write all rows of BACKUP, and let all numbers go on above it; the floor."""
    loader = Executor(connection).loader
    state = loader.project_state([node for node in targets if node[1]]).apps
    models = {model._meta.label_lower: model for model in rows.models_in(state)}
    tables = {table["model"]: table for table in backup.tables}
    if set(models) != set(tables):
        odd = min(set(models) ^ set(tables))
        raise BackupError(f"The backup does not fit its own migrations: {odd}.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            # Its last act, for as long as the disk needs, is none of the database's.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    _clear(models)
    label = ""
    try:
        for label, table in tables.items():
            rows.insert(models[label], backup.lines(table))
        connection.check_constraints()
        pages, posts = models["posts.livepage"], models["posts.post"]
        floor = numbers.floor(pages, posts, now)
        numbers.raise_pages(pages, floor, now)
        numbers.move_keys(models.values(), now)
    except UNFIT as error:
        said = " ".join(str(error).split())
        raise BackupError(
            f"The database does not take the rows of {label}: {said[:300]}"
        ) from error
    ContentType.objects.clear_cache()
    return floor


def _clear(models):
    """Delete what migrations wrote, and what a server did meanwhile."""
    tables = [models[label]._meta.db_table for label in rows.MIGRATED]
    left_out = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.label_lower in rows.LEFT_OUT
    }
    there = left_out.intersection(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in [*sorted(there), *tables]:
            name = connection.ops.quote_name(table)
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 our own name


def _complete(backup, floor, now):
    """Write what is made anew, and that there was a restore.

    Invitations end: those that were taken back after the backup would be open again.
    """
    made_at = datetime.fromisoformat(backup.manifest["made_at"])
    Restore.objects.create(restored_at=now, made_at=made_at, floor=floor)
    pending = Invitation.objects.filter(used_at=None, revoked_at=None)
    pending.update(revoked_at=now)
    for page in LivePage.objects.order_by("pk").iterator(chunk_size=rows.BATCH):
        search.write_anew(page)
    made = {"made_at": backup.manifest["made_at"], "floor": floor}
    audit.note("data.restore", name=backup.manifest["made_at"], after=made)


# Pictures


@contextmanager
def _pictures(backup):
    """Copy the pictures of BACKUP to where nobody finds them; yields who moves them.

    They are on the disk by then, and are taken away again if the block fails.
    """
    root = Path(settings.MEDIA_ROOT)
    arriving = root / ARRIVING
    shutil.rmtree(arriving, ignore_errors=True)  # of a restore that was killed
    arriving.mkdir(parents=True)
    moved = []

    def put_in_place():
        for path in sorted(arriving.iterdir()):
            moved.append(root / path.name)
            path.rename(moved[-1])
        os.sync()  # what the rows name has its name, also after a power cut

    try:
        for path in in_order(backup.media):
            copy = arriving / path.relative_to(backup.media)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)  # with its time, which is in its entity tag
            copy.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        os.sync()  # gigabytes may take minutes: before there is a transaction
        yield put_in_place
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(arriving, ignore_errors=True)
