"""A backup is of one moment, while others write, and whole or not there at all."""

import re
import threading

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.db import connection, connections

from posts.backup import rows, writing
from posts.models import Post, PostImage
from posts.publishing import public_change
from tests.backups import back_up, manifest_of, plain, reseal, restore
from tests.conftest import make_page, publish, publish_many
from tests.pictures import encoded, upload
from tests.servers import ROOT

pytestmark = pytest.mark.usefixtures("media_folder", "editor")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups/monday"


def rows_in(folder, model):
    lines = (folder / f"rows/{model}.jsonl").read_bytes().splitlines()
    return [rows.json.loads(line) for line in lines]


def elsewhere(act):
    """Do ACT as another process would, and wait until it is done."""
    errors = []

    def run():
        try:
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    assert not thread.is_alive(), "the writer has to wait for the backup"
    assert not errors, errors


@pytest.fixture
def meanwhile(monkeypatch):
    """`meanwhile(label, act)`: ACT is done elsewhere once the model's rows are read."""

    def set_up(label, act):
        read = rows.read

        def reading(model):
            yield from read(model)
            if model._meta.label_lower == label:
                elsewhere(act)

        monkeypatch.setattr(rows, "read", reading)

    return set_up


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_is_in_no_table(folder, meanwhile):
    page = make_page()
    publish_many(page, 2)
    meanwhile("posts.livepage", lambda: publish(page, "Too late"))
    back_up(folder)
    assert Post.objects.filter(headline="Too late").exists()
    (saved,) = rows_in(folder, "posts.livepage")
    posts = rows_in(folder, "posts.post")
    assert [post["headline"] for post in posts] == ["Post 0", "Post 1"]
    assert max(post["revision"] for post in posts) == saved["revision"]
    assert len(rows_in(folder, "posts.historicalpost")) == 2


@pytest.mark.django_db(transaction=True)
def test_pictures_that_come_meanwhile_do_no_harm(folder, meanwhile, media_folder):
    page = make_page()

    def add(name="late.jpg"):
        with public_change(page) as change:
            post = change.add(Post(headline="With a picture"))
            image = PostImage(post=post, alt="A quay")
            image.file.save(name, upload(encoded()))

    add("early.jpg")
    meanwhile("posts.postimage", add)
    back_up(folder)
    (image,) = rows_in(folder, "posts.postimage")
    assert (folder / "media" / image["file"]).is_file()
    assert manifest_of(folder)["lost_pictures"] == []


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_is_deleted_meanwhile_is_told(folder, meanwhile, media_folder):
    image = PostImage(alt="A quay")
    image.file.save("quay.jpg", upload(encoded()))
    name = image.file.name
    meanwhile("posts.postimage", (media_folder / name).unlink)
    back_up(folder)
    assert manifest_of(folder)["lost_pictures"] == [name]
    assert manifest_of(folder)["pictures"]["files"] == 1  # its rendition


def test_rows_are_read_in_small_batches_and_none_twice(
    folder, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(rows, "BATCH", 3)
    publish_many(make_page(), 7)
    with django_assert_num_queries(4):
        found = list(rows.read(Post))
    assert [row["headline"] for row in found] == [f"Post {n}" for n in range(7)]


def test_a_moment_keeps_its_microseconds_and_its_zone(page):
    post = publish(page)
    (row,) = map(plain, rows.read(Post))
    assert row["published_at"] == post.published_at.isoformat()
    assert row["published_at"].endswith("+00:00")


def test_a_folder_with_anything_in_it_is_refused(folder):
    folder.mkdir(parents=True)
    (folder / "note").write_text("mine")
    with pytest.raises(CommandError) as error:
        back_up(folder)
    assert str(error.value) == (
        f"No backup was made. {folder} is not empty: name a folder that is new."
    )
    assert [path.name for path in folder.parent.rglob("*")] == ["monday", "note"]


def test_an_empty_folder_is_taken(folder):
    folder.mkdir(parents=True)
    back_up(folder)
    assert manifest_of(folder)["format"] == "liveblog backup"


def test_nobody_else_may_read_it(folder):
    back_up(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("place", ["_table", "_pictures", "software"])
def test_a_backup_that_fails_leaves_nothing(folder, monkeypatch, place):
    def fail(*args):
        raise OSError("No space left on device")

    publish(make_page())
    monkeypatch.setattr(writing, place, fail)
    with pytest.raises(CommandError, match=r"^No backup was made. No space left"):
        back_up(folder)
    assert list(folder.parent.iterdir()) == []


def test_a_backup_takes_its_place_when_it_is_whole(folder, monkeypatch):
    there = []
    monkeypatch.setattr(
        writing,
        "_pictures",
        lambda files: there.extend(folder.parent.iterdir()) or {"files": 0, "bytes": 0},
    )
    back_up(folder)
    assert [path.name.endswith(writing.UNFINISHED) for path in there] == [True]
    assert list(folder.parent.iterdir()) == [folder]


def test_a_database_that_lacks_migrations_is_refused(folder, monkeypatch):
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    monkeypatch.setattr(plan, lambda self, targets: targets)
    with pytest.raises(CommandError, match="run migrate first"):
        back_up(folder)
    assert not folder.parent.exists()


def test_the_way_to_restore_stops_every_timer_and_starts_it_again():
    """Nothing may look at a place that is not full yet."""
    said = (ROOT / "docs/reliability.md").read_text()
    timers = {path.stem for path in (ROOT / "deploy").glob("*.timer")}
    for act, units in (("stop", r"\{timer,service\}"), ("start", "timer")):
        (names,) = re.findall(
            rf"^systemctl {act} liveblog\.target liveblog-\{{(\S+)\}}\.{units}$",
            said,
            re.MULTILINE,
        )
        assert {f"liveblog-{name}" for name in names.split(",")} == timers


def test_a_database_that_is_empty_is_refused(folder):
    """As while a restore is on its way: its rows come all at once, at its end."""
    User.objects.all().delete()
    publish(make_page())
    with pytest.raises(CommandError) as error:
        back_up(folder)
    assert str(error.value) == (
        "No backup was made. The database has no accounts: it is empty, or not the "
        "one that is meant."
    )
    assert list(folder.parent.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_the_next_writer_takes_the_lock_as_ever(folder):
    """A transaction that begins by reading must not fail when it comes to write."""
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite alone")
    back_up(folder)
    assert connection.transaction_mode == "IMMEDIATE"


# Damage


@pytest.fixture
def damaged(folder, media_folder, settings, tmp_path):
    """`damaged(act)`: what a restore says of a backup that ACT, given it, spoilt."""
    page = make_page()
    image = PostImage(post=publish(page), alt="A quay")
    image.file.save("quay.jpg", upload(encoded()))
    back_up(folder)

    def refusal(spoil):
        spoil(folder)
        # Where no word of it could have been written.
        settings.MEDIA_ROOT = tmp_path / "nowhere"
        with pytest.raises(CommandError) as error:
            restore(folder)
        assert not settings.MEDIA_ROOT.exists()
        said = str(error.value)
        assert said.startswith("Nothing was restored. ")
        return said.removeprefix("Nothing was restored. ")

    return refusal


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["rows/posts.post.jsonl", "picture"])
def test_a_flipped_bit_is_refused(damaged, folder, name):
    path = folder / name
    if name == "picture":
        path = sorted((folder / "media").iterdir())[-1]
    assert damaged(lambda _: flip(path)) == (
        f"{path} is damaged: its checksum differs."
    )


def test_a_manifest_that_was_changed_is_refused(damaged, folder):
    def spoil(folder):
        path = folder / "manifest.json"
        path.write_text(path.read_text().replace('"liveblog": "0', '"liveblog": "1'))

    said = f"{folder / 'manifest.json'} is damaged: its checksum differs."
    assert damaged(spoil) == said


@pytest.mark.parametrize("name", ["manifest.json", "SHA256SUMS"])
def test_what_is_no_backup_is_refused(damaged, folder, name):
    said = f"{folder} is no backup: it lacks manifest.json or SHA256SUMS."
    assert damaged(lambda folder: (folder / name).unlink()) == said


@pytest.mark.parametrize("name", ["rows/posts.post.jsonl", "rows/auth.user.jsonl"])
def test_a_missing_file_is_refused(damaged, folder, name):
    said = f"{folder / name} is missing from the backup."
    assert damaged(lambda folder: (folder / name).unlink()) == said


def test_a_file_that_is_missing_from_the_list_too_is_refused(damaged, folder):
    def spoil(folder):
        (folder / "rows/posts.post.jsonl").unlink()
        reseal(folder)

    said = f"{folder / 'rows/posts.post.jsonl'} is missing from the backup."
    assert damaged(spoil) == said


def test_a_picture_that_is_missing_from_the_list_too_is_refused(damaged, folder):
    def spoil(folder):
        sorted((folder / "media").rglob("*.jpg"))[0].unlink()
        reseal(folder)

    assert damaged(spoil) == f"{folder / 'media'} has 1 files and had 2."


def test_rows_that_were_cut_off_are_refused(damaged, folder):
    def spoil(folder):
        (folder / "rows/posts.post.jsonl").write_text("")
        reseal(folder)

    said = f"{folder / 'rows/posts.post.jsonl'} has 0 rows and had 1."
    assert damaged(spoil) == said


def test_a_file_too_many_is_refused(damaged, folder):
    path = folder / "media/more.jpg"
    said = f"{path} does not belong to the backup: take it away."
    assert damaged(lambda _: path.write_bytes(b"x")) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 2}, "is of version 2, and this software knows version 1 alone."),
        ({"format": "other"}, "says nothing of a backup of ours."),
    ],
)
def test_a_foreign_version_is_refused(damaged, folder, changes, said):
    spoil = lambda folder: reseal(folder, **changes)  # noqa: E731
    assert damaged(spoil) == f"{folder / 'manifest.json'} {said}"


def test_a_folder_that_is_not_there_is_refused(damaged, folder, tmp_path):
    with pytest.raises(CommandError, match="is no backup"):
        restore(tmp_path / "never")


@pytest.mark.parametrize("name", ["../outside.jsonl", "{}/outside.jsonl"])
def test_rows_are_read_from_no_file_without_a_checksum(damaged, folder, name):
    name = name.format(folder.parent)

    def spoil(folder):
        tables = manifest_of(folder)["tables"]
        (folder / tables[0]["file"]).rename(folder.parent / "outside.jsonl")
        tables[0]["file"] = name
        reseal(folder, tables=tables)

    assert damaged(spoil) == f"{folder / name} is missing from the backup."


def test_a_link_is_no_file_of_a_backup(damaged, folder, tmp_path):
    (tmp_path / "secret").write_text("x")
    path = folder / "media/more.jpg"

    def spoil(folder):
        path.symlink_to(tmp_path / "secret")
        pictures = manifest_of(folder)["pictures"]
        reseal(folder, pictures=pictures | {"files": pictures["files"] + 1})

    said = f"{path} does not belong to the backup: take it away."
    assert damaged(spoil) == said


@pytest.mark.parametrize(
    "changes",
    [
        {"tables": None},
        {"tables": [{"model": "posts.post"}]},
        {"tables": [{"model": "a.b", "file": "rows/a.jsonl", "rows": 0}] * 2},
        {"tables": [{"model": "a.b", "file": 1, "rows": 0}]},
        {"pictures": {}},
        {"pictures": {"files": "1"}},
        {"migrations": [1]},
        {"migrations": ["posts"]},
        {"made_at": "yesterday"},
    ],
)
def test_a_manifest_of_another_shape_is_told_in_one_sentence(damaged, folder, changes):
    said = damaged(lambda folder: reseal(folder, **changes))
    assert said.startswith(f"{folder / 'manifest.json'} is damaged: ")


def test_a_manifest_without_end_is_told_in_one_sentence(damaged, folder):
    path = folder / "manifest.json"
    said = damaged(lambda _: path.write_text("[" * 100_000))
    assert said == f"{path} is damaged: it can't be read."


def test_a_path_that_leads_out_of_the_backup_is_no_file_of_it(damaged, folder):
    def spoil(folder):
        (folder.parent / "outside.jsonl").write_text("")
        with (folder / "SHA256SUMS").open("a") as sums:
            sums.write(f"{'0' * 64}  ../outside.jsonl\n")

    said = f"{folder / '../outside.jsonl'} is missing from the backup."
    assert damaged(spoil) == said


@pytest.mark.django_db(transaction=True)
def test_the_snapshot_is_not_kept_while_pictures_are_copied(folder, monkeypatch):
    seen = []

    def copy(files):
        seen.append(connection.in_atomic_block)
        return {"files": 0, "bytes": 0}

    monkeypatch.setattr(writing, "_pictures", copy)
    back_up(folder)
    assert seen == [False]
