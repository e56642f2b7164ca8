"""What a restore leaves where the machine dies, and what the next one says of it.

`make drill NAME=backups` kills real ones.
"""

import time
from itertools import groupby
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection

from posts.backup import restoring, rows
from posts.models import LivePage
from tests.backups import backed_up, restore

pytestmark = pytest.mark.usefixtures("media_folder")


@pytest.fixture
def backup(media_folder, tmp_path):
    return backed_up(media_folder, tmp_path)


def test_what_a_restore_that_came_through_left_is_told_of_the_database(backup):
    """Who moved the pictures aside would have a database without them."""
    restore(backup)
    with pytest.raises(CommandError, match="The database is not empty"):
        restore(backup)


def test_what_a_killed_restore_left_of_pictures_is_cleared_away(backup, media_folder):
    (media_folder / restoring.ARRIVING).mkdir()
    (media_folder / restoring.ARRIVING / "half.jpg").write_bytes(b"x")
    restore(backup)
    assert not (media_folder / restoring.ARRIVING).exists()
    assert not (media_folder / "half.jpg").exists()


def test_pictures_are_in_place_on_the_disk_before_the_rows(backup, monkeypatch):
    """Power may fail after the commit: a disk of its own may know no new names yet.

    What takes long, the pictures themselves, is on it before the transaction begins.
    """
    done = []
    rename, insert = Path.rename, rows.insert
    monkeypatch.setattr(Path, "rename", lambda *a: done.append("name") or rename(*a))
    monkeypatch.setattr(rows, "insert", lambda *a: done.append("row") or insert(*a))
    monkeypatch.setattr(restoring.os, "sync", lambda: done.append("sync"))
    restore(backup)
    assert [kind for kind, _ in groupby(done)] == ["sync", "row", "name", "sync"]


@pytest.fixture
def hasty_database():
    """PostgreSQL that ends a transaction in which nothing was asked for a second."""
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL alone")
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '1s'")
    yield
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_slow_disk_does_not_cost_the_rows(backup, monkeypatch, hasty_database):
    """As deploy/postgresql.conf has it, with half a minute."""
    monkeypatch.setattr(restoring.os, "sync", lambda: time.sleep(2))
    restore(backup)
    assert LivePage.objects.count() == 2
