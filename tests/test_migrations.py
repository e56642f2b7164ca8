"""Every migration can be undone and done again, with a newsroom in the database."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from posts.backup import rows
from posts.checking import check
from posts.migrating import Executor
from posts.models import Post, PostImage
from tests.backups import newsroom, plain
from tests.drills._scratch import SCHEMA
from tests.full_page import fetch

# Columns that the first migration has, and so survive the way there and back.
LASTING = ("headline", "body", "label", "status", "published_at", "sort_key")
LASTING += ("sequence", "revision", "first_revision", "pinned_place", "edited_at")


def migrate(*names):
    executor = Executor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate([("posts", name) for name in names] or leaves)


class DeadError(Exception):
    """The machine stopped here."""


def ours():
    """The names of our migrations, in order."""
    loader = Executor(connection).loader
    return sorted(name for app, name in loader.disk_migrations if app == "posts")


def schema():
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA[connection.vendor])
        return cursor.fetchall()


def lasting():
    return [
        {name: row[name] for name in LASTING} for row in map(plain, rows.read(Post))
    ]


def test_every_operation_knows_its_way_back():
    migrations = Executor(None).loader.disk_migrations
    ours = {key: one for key, one in migrations.items() if key[0] == "posts"}
    assert len(ours) > 8
    for key, migration in sorted(ours.items()):
        for operation in migration.operations:
            assert operation.reversible, (key, operation)


@pytest.mark.django_db(transaction=True)
def test_a_newsroom_goes_to_the_beginning_and_back_dying_at_each_step(
    media_root, monkeypatch
):
    def die(*args):
        raise DeadError

    def go(method, name):
        """Die before the migration is written down, find it undone, do it."""
        before = schema()
        with monkeypatch.context() as patch:
            patch.setattr(MigrationRecorder, method, die)
            with pytest.raises(DeadError):
                call_command("migrate", "posts", name, verbosity=0)
        assert schema() == before, name
        migrate(name)

    page = newsroom()
    PostImage.objects.create(alt="On its way into a post")
    address = page.get_absolute_url()
    before, shown = lasting(), fetch(address)
    names = ours()
    try:
        for name in reversed(names[:-1]):
            go("record_unapplied", name)
        for name in names[1:]:
            go("record_applied", name)
    finally:
        migrate()
    assert lasting() == before
    assert list(check()) == []
    assert len(fetch(address)) > len(shown) / 2


@pytest.mark.django_db(transaction=True)
def test_the_latest_migration_takes_nothing_that_readers_see(media_root):
    page = newsroom()
    shown = fetch(page.get_absolute_url())
    names = ours()
    try:
        migrate(names[-2])
    finally:
        migrate()
    assert fetch(page.get_absolute_url()) == shown
    assert list(check()) == []
