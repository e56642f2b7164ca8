"""Every migration can be undone and done again, with a newsroom in the database."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from posts.backup import rows
from posts.checking import check
from posts.models import Post, PostImage
from tests.backups import newsroom, plain
from tests.full_page import fetch

# Columns that the first migration has, and so survive the way there and back.
LASTING = ("headline", "body", "label", "status", "published_at", "sort_key")
LASTING += ("sequence", "revision", "first_revision", "pinned_place", "edited_at")


def migrate(*names):
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate([("posts", name) for name in names] or leaves)


def lasting():
    return [
        {name: row[name] for name in LASTING} for row in map(plain, rows.read(Post))
    ]


def test_every_operation_knows_its_way_back():
    migrations = MigrationExecutor(None).loader.disk_migrations
    ours = {key: one for key, one in migrations.items() if key[0] == "posts"}
    assert len(ours) > 8
    for key, migration in sorted(ours.items()):
        for operation in migration.operations:
            assert operation.reversible, (key, operation)


@pytest.mark.django_db(transaction=True)
def test_a_newsroom_goes_back_to_the_beginning_and_forward_again(media_root):
    page = newsroom()
    PostImage.objects.create(alt="On its way into a post")
    address = page.get_absolute_url()
    before, shown = lasting(), fetch(address)
    names = sorted(
        name
        for app, name in MigrationExecutor(connection).loader.disk_migrations
        if app == "posts"
    )
    try:
        for name in reversed(names[:-1]):
            migrate(name)
    finally:
        migrate()
    assert lasting() == before
    assert list(check()) == []
    assert len(fetch(address)) > len(shown) / 2


@pytest.mark.django_db(transaction=True)
def test_the_latest_migration_takes_nothing_that_readers_see(media_root):
    page = newsroom()
    shown = fetch(page.get_absolute_url())
    names = sorted(
        name
        for app, name in MigrationExecutor(connection).loader.disk_migrations
        if app == "posts"
    )
    try:
        migrate(names[-2])
    finally:
        migrate()
    assert fetch(page.get_absolute_url()) == shown
    assert list(check()) == []
