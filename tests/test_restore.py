"""A restored newsroom is the one that was backed up, row by row and file by file."""

import os
import re
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt, AccessAttemptExpiration
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from posts.backup import numbers, restoring, rows, writing
from posts.models import (
    AuditEntry,
    EditingSession,
    Invitation,
    LivePage,
    Post,
    PostImage,
    Restore,
    SearchEntry,
)
from posts.uploads import clear_loose
from tests.backups import (
    back_up,
    backed_up,
    empty,
    everything,
    files,
    manifest_of,
    newsroom,
    next_pk,
    reseal,
    restore,
)
from tests.checking import check_data
from tests.conftest import NOON, make_page, publish
from tests.pictures import encoded, upload
from tests.searching import entries, found

pytestmark = pytest.mark.usefixtures("media_folder")


@pytest.fixture
def backup(media_folder, tmp_path):
    return backed_up(media_folder, tmp_path)


def test_everything_is_there_again(media_folder, tmp_path):
    newsroom()
    before, words, pictures = everything(), entries(), files(media_folder)
    folder = tmp_path / "backup"
    assert back_up(folder).startswith("Backed up: ")
    empty(media_folder, tmp_path / "old-media")
    assert LivePage.objects.count() == 0
    said = restore(folder)
    assert said.startswith("Restored: ")
    assert everything() == before
    assert files(media_folder) == pictures
    assert entries() == words
    assert EditingSession.objects.get().typed == "headline=Not+saved"
    assert check_data() == ["Nothing is broken."]


@pytest.mark.django_db(transaction=True)
def test_a_loose_picture_that_was_deleted_while_the_backup_was_made_is_no_harm(
    media_folder, tmp_path, monkeypatch
):
    newsroom()
    loose = PostImage(alt="Of last week")
    loose.file.save("quay.jpg", upload(encoded()))
    PostImage.objects.filter(pk=loose.pk).update(uploaded_at=NOON)
    copy = writing._pictures
    monkeypatch.setattr(writing, "_pictures", lambda f: clear_loose() or copy(f))
    back_up(tmp_path / "backup")
    assert manifest_of(tmp_path / "backup")["lost_pictures"] == [loose.file.name]
    empty(media_folder, tmp_path / "old-media")
    assert restore(tmp_path / "backup").startswith("Restored: ")


def test_the_search_finds_what_was_restored(backup):
    restore(backup)
    assert found("corrected") == [Post.objects.get(headline="Post 0, corrected")]


def test_the_backup_can_be_verified_by_anybody(backup):
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=backup,
        capture_output=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    listed = (backup / "SHA256SUMS").read_bytes().splitlines()
    assert len(listed) == sum(path.is_file() for path in backup.rglob("*")) - 1


@pytest.mark.parametrize(
    "name", [b"a\nb", b"Icon\r", rb"a\nb", b"\\", b" a  b ", b"\xc2\x85", b"caf\xe9"]
)
def test_a_file_comes_back_whatever_its_name(media_folder, editor, tmp_path, name):
    (media_folder / os.fsdecode(name)).write_bytes(b"x")
    back_up(tmp_path / "backup")
    test_the_backup_can_be_verified_by_anybody(tmp_path / "backup")
    empty(media_folder, tmp_path / "old-media")
    restore(tmp_path / "backup")
    assert os.listdir(os.fsencode(media_folder)) == [name]


def test_what_a_row_is_in_the_backup_is_plain_to_see(backup):
    tables = {table["model"]: table for table in manifest_of(backup)["tables"]}
    table = tables["posts.contributor"]
    lines = (backup / table["file"]).read_text().splitlines()
    assert table["rows"] == len(lines) == 2
    assert '"name":"Ada Example","role":"Reporter"' in lines[0]
    assert not rows.LEFT_OUT & {*tables}


def test_every_revision_lies_above_all_that_were_given(backup):
    restore(backup)
    floor = Restore.objects.get().floor
    pages = LivePage.objects.values_list("revision", "reset_revision")
    assert {*pages} == {(floor, floor)}
    now = datetime.now(numbers.BEGINNING.tzinfo)
    milliseconds = (now - numbers.BEGINNING).total_seconds() * 1000
    assert milliseconds - 60_000 < floor <= milliseconds
    assert floor > max(Post.objects.values_list("revision", flat=True))


def test_a_clock_that_stands_wrong_lowers_no_number():
    page = make_page()
    LivePage.objects.update(revision=10**15)
    assert numbers.floor(LivePage, Post, numbers.BEGINNING) == 10**15 + numbers.LEAP
    LivePage.objects.update(revision=1)
    Post.objects.create(page=page, revision=10**15)
    assert numbers.floor(LivePage, Post, numbers.BEGINNING) == 10**15 + numbers.LEAP


def test_a_new_page_begins_above_the_restore_too(backup):
    restore(backup)
    floor = Restore.objects.get().floor
    page = make_page("new")
    assert page.revision == page.reset_revision == floor + 1
    assert publish(page).revision == floor + 2


def test_no_primary_key_is_given_twice(backup):
    restore(backup)
    floor = Restore.objects.get().floor
    assert floor <= next_pk(LivePage) <= floor + 1
    assert floor <= next_pk(Post) <= floor + 1
    assert floor // 1000 <= next_pk(User) <= floor // 1000 + 1
    assert floor // 1000 <= next_pk(Post.history.model) <= floor // 1000 + 1


def test_the_same_backup_is_restored_twice_and_no_number_comes_again(
    backup, media_folder, tmp_path
):
    restore(backup)
    page = LivePage.objects.get(slug="other")
    last = publish(page)
    page.refresh_from_db()
    empty(media_folder, tmp_path / "second-media")
    restore(backup)
    again = LivePage.objects.get(slug="other")
    assert again.reset_revision > page.revision
    assert next_pk(Post) > last.pk


def test_preview_links_end(backup):
    restore(backup)
    versions = LivePage.objects.values_list("preview_version", flat=True)
    assert min(versions) > 1_000_000


def test_invitations_end(media_folder, editor, tmp_path):
    lasting = {"first_name": "Ada", "ends_at": timezone.now() + timedelta(days=1)}
    Invitation.objects.create(**lasting)
    used = Invitation.objects.create(used_at=NOON, **lasting)
    back_up(tmp_path / "backup")
    empty(media_folder, tmp_path / "old-media")
    restore(tmp_path / "backup")
    states = {one.pk: one.state for one in Invitation.objects.all()}
    assert states.pop(used.pk) == "used"
    assert [*states.values()] == ["taken back"]


def test_the_audit_log_says_that_there_was_a_restore(backup):
    restore(backup)
    last = AuditEntry.objects.latest("pk")
    made_at = manifest_of(backup)["made_at"]
    assert (last.act, last.origin, last.thing) == ("data.restore", "restore", made_at)


def test_posts_that_were_due_since_are_told(media_folder, tmp_path):
    page = newsroom()
    page.posts.filter(status="scheduled").update(published_at=NOON)
    Post.history.filter(status="scheduled").update(published_at=NOON)
    LivePage.objects.filter(pk=page.pk).update(next_due_at=NOON)
    back_up(tmp_path / "backup")
    empty(media_folder, tmp_path / "old-media")
    assert restore(tmp_path / "backup").splitlines()[1:] == [
        "/live/storm/ has posts that were due since: they appear with the next reader, "
        "unless they are taken back first."
    ]


# Refusals


def refused(folder):
    with pytest.raises(CommandError) as error:
        restore(folder)
    return str(error.value)


def test_a_database_with_anything_in_it_is_refused(backup):
    User.objects.create_user("root")
    make_page("mine")
    said = refused(backup)
    assert said.startswith("Nothing was restored. The database is not empty: it has ")
    assert "1 live pages" in said
    assert "1 users" in said
    assert LivePage.objects.get().slug == "mine"


def test_a_folder_with_pictures_in_it_is_refused(backup, media_folder):
    (media_folder / "mine.jpg").write_bytes(b"x")
    (media_folder / "yours.jpg").write_bytes(b"x")
    assert refused(backup) == (
        f"Nothing was restored. {media_folder} is not empty: it has mine.jpg and 1 "
        "more. Move them aside."
    )
    assert not LivePage.objects.exists()


@pytest.mark.parametrize("fails", ["insert", "move_keys"])
def test_a_restore_that_fails_leaves_nothing(backup, media_folder, monkeypatch, fails):
    module = rows if fails == "insert" else numbers
    act = getattr(module, fails)

    def fail(first, *more):
        if fails == "move_keys" or first._meta.label_lower == "posts.postimage":
            raise OSError("No space left on device")
        return act(first, *more)

    monkeypatch.setattr(module, fails, fail)
    seeds = everything()
    assert refused(backup) == "Nothing was restored. No space left on device"
    assert everything() == seeds
    assert list(media_folder.iterdir()) == []
    monkeypatch.undo()
    restore(backup)


def test_pictures_are_taken_away_again_if_the_last_can_not_come(
    backup, media_folder, monkeypatch
):
    rename = Path.rename
    left = [1]

    def fail_at_the_second(path, target):
        if not left:
            raise OSError("The disk is gone")
        left.pop()
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_at_the_second)
    assert refused(backup) == "Nothing was restored. The disk is gone"
    assert left == []
    assert list(media_folder.iterdir()) == []
    assert not LivePage.objects.exists()


def test_rows_that_the_database_refuses_are_told_in_one_sentence(backup):
    path = backup / "rows/posts.byline.jsonl"
    path.write_text(path.read_text().replace('"contributor_id":', '"contributor":'))
    reseal(backup)
    assert refused(backup) == (
        "Nothing was restored. The database does not take the rows of posts.byline: "
        "'contributor_id'"
    )
    assert not LivePage.objects.exists()


@pytest.mark.parametrize("revision", ["9223372036854775807", "[" * 100_000])
def test_a_row_that_nobody_wrote_is_told_in_one_sentence(backup, revision):
    path = backup / "rows/posts.livepage.jsonl"
    said = re.sub(
        r'"revision":\d+', f'"revision":{revision}', path.read_text(), count=1
    )
    path.write_text(said)
    reseal(backup)
    assert refused(backup).startswith(
        "Nothing was restored. The database does not take the rows of "
    )
    assert not LivePage.objects.exists()


def test_a_picture_whose_name_leads_elsewhere_is_told(backup, capsys):
    path = backup / "rows/posts.postimage.jsonl"
    said = re.sub(
        r'"file":"[^"]+"', '"file":"../db.sqlite3"', path.read_text(), count=1
    )
    path.write_text(said)
    reseal(backup)
    with pytest.raises(CommandError, match="Restored, but something is broken"):
        restore(backup)
    assert "its picture ../db.sqlite3 is damaged." in capsys.readouterr().err


# Releases


def age(backup):
    """Make BACKUP one of the release before restores were known."""
    manifest = manifest_of(backup)
    migrations = [
        name
        for name in manifest["migrations"]
        if not name.startswith("posts.") or name < "posts.0011"
    ]
    loader = MigrationExecutor(connection).loader
    nodes = [tuple(name.split(".", 1)) for name in migrations]
    state = loader.project_state(nodes).apps
    known = {model._meta.label_lower for model in rows.models_in(state)}
    for table in manifest["tables"]:
        if table["model"] not in known:
            (backup / table["file"]).unlink()
    tables = [table for table in manifest["tables"] if table["model"] in known]
    assert len(tables) < len(manifest["tables"])
    reseal(backup, migrations=migrations, tables=tables)


@pytest.mark.django_db(transaction=True)
def test_an_older_backup_comes_back_under_a_newer_release(backup):
    age(backup)
    assert restore(backup).count("\n") == 1
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())
    assert Post.objects.filter(headline="Post 0, corrected").count() == 1
    assert LivePage.objects.first().revision == Restore.objects.get().floor
    assert SearchEntry.objects.count() > 3


@pytest.mark.django_db(transaction=True)
def test_a_release_that_is_not_reached_is_told(backup, monkeypatch):
    age(backup)
    monkeypatch.setattr(restoring, "call_command", lambda *words, **options: 1 / 0)
    try:
        assert refused(backup) == (
            "The rows are there, but not brought to this release: division by zero "
            "Make the place empty and begin anew."
        )
    finally:
        call_command("migrate", interactive=False, verbosity=0)


def test_what_an_older_backup_has_of_a_table_that_is_left_out_stays_in_it(
    media_folder, tmp_path, monkeypatch
):
    newsroom()
    before = everything()
    failed = AccessAttempt.objects.create(username="hunter2", failures_since_start=1)
    AccessAttemptExpiration.objects.create(access_attempt=failed, expires_at=NOON)
    with monkeypatch.context() as patch:
        patch.setattr(rows, "LEFT_OUT", frozenset(["posts.searchentry"]))
        back_up(tmp_path / "backup")
    tables = {
        table["model"]: table for table in manifest_of(tmp_path / "backup")["tables"]
    }
    assert tables["axes.accessattempt"]["rows"] == 1
    assert {*tables} & rows.LEFT_OUT == rows.LEFT_OUT - {"posts.searchentry"}
    empty(media_folder, tmp_path / "old-media")
    said = restore(tmp_path / "backup")
    kept = sum(tables[label]["rows"] for label in {*tables} - rows.LEFT_OUT)
    assert said.startswith(f"Restored: {kept} rows ")
    assert everything() == before
    assert not AccessAttempt.objects.exists()


def test_failures_to_sign_in_are_in_no_backup_and_in_no_ones_way(backup):
    """Those since the servers were started before the restore go."""
    failed = AccessAttempt.objects.create(username="hunter2", failures_since_start=1)
    AccessAttemptExpiration.objects.create(access_attempt=failed, expires_at=NOON)
    assert not list(backup.glob("rows/axes.accessattempt*"))
    restore(backup)
    assert not AccessAttempt.objects.exists()


def test_a_backup_of_a_newer_release_is_refused(backup):
    names = manifest_of(backup)["migrations"]
    reseal(backup, migrations=[*names, "posts.9999_wonders"])
    assert refused(backup) == (
        "Nothing was restored. The backup is from a newer or another release: this one "
        "does not know the migration posts.9999_wonders."
    )
