"""import_live --follow: a source that grows is read again until its page ends."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from posts.importing import following, importer
from posts.models import LivePage
from tests.conftest import open_as
from tests.importing import SOURCE, posts_of, run

pytestmark = pytest.mark.django_db

THIRD = (
    "  1. Third newspublished at 10:45 Greenwich Mean Time\n\n    More.\n\n  2. Second"
)


def end():
    open_as(LivePage.objects.get(), "ended")


def follow(monkeypatch, source, *steps, more=()):
    """Follow SOURCE; each of STEPS is what happens between two looks, then it ends.

    MORE are further options.
    """
    waiting = [*steps, end]
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        waiting.pop(0)()

    monkeypatch.setattr(following.time, "sleep", sleep)
    monkeypatch.setattr(following.Follower.__init__, "__defaults__", (sleep,))
    out, err = io.StringIO(), io.StringIO()
    options = ["--title=Bridge shut", "--date=2025-02-03", "--follow", "--interval=7"]
    options += more
    call_command("import_live", str(source), *options, stdout=out, stderr=err)
    assert set(slept) == {7.0}
    return out.getvalue(), err.getvalue()


def test_what_is_new_is_published_as_the_file_grows(source, monkeypatch):
    def grow():
        assert LivePage.objects.get().status == "live"
        source.write_text(SOURCE.replace("  1. Second", THIRD))

    out, err = follow(monkeypatch, source, grow)
    assert [post.headline for post in posts_of()] == [
        "Third news",
        "Second news",
        "What it means",
        "First news",
    ]
    assert "1 created, 0 changed, 0 withdrawn, 3 skipped." in out
    assert out.count("First news") == 1  # the second look shows what is new alone
    assert out.endswith("The page has ended: followed no longer.\n")
    assert err == ""
    assert LivePage.objects.get().status == "ended"


def test_a_look_at_an_unchanged_file_imports_nothing(source, monkeypatch):
    out, _ = follow(monkeypatch, source, lambda: None, lambda: None)
    assert out.count("created") == 4  # three rows and one line of counts


def test_a_half_written_file_is_tried_again_when_it_changes(source, monkeypatch):
    whole = SOURCE.encode()
    _, err = follow(
        monkeypatch,
        source,
        lambda: source.write_bytes(whole[:40]),
        lambda: source.write_bytes(b""),
        source.unlink,
        lambda: source.write_bytes(whole.replace(b"It began.", b"It began at dawn.")),
    )
    assert err.count("Trying again when it changes.") == 3
    assert posts_of()[-1].body == "<p>It began at dawn.</p>"
    assert LivePage.objects.get().revision == 3


@pytest.mark.django_db(transaction=True)
def test_what_the_database_did_not_take_is_taken_at_the_next_look(source, monkeypatch):
    def be_busy(*args):
        monkeypatch.setattr(importer, "import_page", taken)
        raise OperationalError("database is locked")

    def grow():
        source.write_text(SOURCE.replace("It began.", "It began at dawn."))
        monkeypatch.setattr(importer, "import_page", be_busy)

    taken = importer.import_page
    _, err = follow(monkeypatch, source, grow, lambda: None)
    assert err == "The database does not answer. Trying again.\n"
    assert posts_of()[-1].body == "<p>It began at dawn.</p>"


def test_a_status_set_on_the_desk_is_not_set_back(source, monkeypatch):
    def withdraw():
        open_as(LivePage.objects.get(), "withdrawn")
        source.write_text(SOURCE.replace("It began.", "It began at dawn."))

    follow(monkeypatch, source, withdraw)
    assert LivePage.objects.get().status == "withdrawn"


@pytest.mark.parametrize("status", ["withdrawn", "ended"])
@pytest.mark.parametrize("more", [[], ["--status=live"]])
def test_a_follower_that_is_started_again_brings_no_page_back(
    source, monkeypatch, status, more
):
    monkeypatch.setattr(following.Follower, "run", lambda self, take: take())
    run(source, "--follow", *more)
    open_as(LivePage.objects.get(status="live"), status)
    run(source, "--follow", *more)
    assert LivePage.objects.get().status == status


def test_as_drafts_the_desk_publishes_and_opens_the_page(source, monkeypatch):
    def grow():
        assert LivePage.objects.get().status == "draft"
        source.write_text(SOURCE.replace("  1. Second", THIRD))

    follow(monkeypatch, source, grow, lambda: None, more=["--drafts"])
    assert [post.status for post in posts_of()] == ["draft"] * 4


def test_a_folder_is_followed_file_by_file(tmp_path):
    looks = following.Follower(tmp_path, 1).looks
    empty = looks()
    (tmp_path / "page_files").mkdir()
    picture = tmp_path / "page_files" / "tug.png"
    picture.write_bytes(b"1")
    first = looks()
    picture.write_bytes(b"22")
    assert len({str(seen) for seen in (empty, first, looks())}) == 3


def test_standard_input_can_not_be_followed():
    with pytest.raises(CommandError, match="--follow needs a file or folder"):
        call_command("import_live", "-", "--follow")


def test_an_interval_of_nothing_is_refused(source):
    with pytest.raises(CommandError, match="above 0"):
        call_command("import_live", str(source), "--follow", "--interval=0")
