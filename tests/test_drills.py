"""The drills in short, and that they find what they look for."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys

import pytest
from django.test import Client

from posts.models import Contributor, LivePage
from posts.publishing import public_change
from tests.backups import back_up, manifest_of, reseal
from tests.conftest import edit, make_page, publish, publish_many
from tests.drills import _kept, _truth, soak
from tests.drills._analysis import Journals
from tests.drills._claims import NOTHING, BrokenError, Claim, content, version_of
from tests.drills._empty_place import EmptyPlace
from tests.drills._numbered import Publishing
from tests.drills._readers import Open, WrongPageError, whole
from tests.servers import ROOT


def drill(*words):
    done = subprocess.run(
        [sys.executable, "-m", "tests.drills", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_death_loses_nothing():
    said = drill("kills", "--times", "1", "--seed", "1")
    assert "1 kills" in said
    assert "check_data asked, nothing broken: 1" in said
    assert said.endswith("Nothing was lost.\n")


def test_a_short_chaos_leaves_every_page_like_a_fresh_one():
    size = ["--minutes", "0.1", "--readers", "10", "--editors", "2", "--pace", "0.7"]
    said = drill("chaos", *size, "--seed", "1")
    assert "2 editors, 10 readers" in said
    assert "changes missed: 0 []" in said
    assert "check_data: broken 0 [], no harm 0" in said


# Claims


def test_what_was_acknowledged_must_be_there():
    claim = Claim("a post", sure="first")
    claim.settle("first")
    with pytest.raises(BrokenError, match="a post is None"):
        claim.settle(None)


def test_what_was_not_acknowledged_may_be_there_or_not():
    for found in ("first", "second"):
        claim = Claim("a post", sure="first")
        claim.attempt("second")
        assert claim.settle(found) is (found == "second")
        assert (claim.sure, claim.maybe) == (found, NOTHING)
    claim.attempt("third")
    with pytest.raises(BrokenError):
        claim.settle("first")


@pytest.mark.parametrize("part", ["headline", "body", "key_event", "bylines"])
def test_half_of_a_post_is_found_out(page, part):
    fields = content("edna", 1, 2, {"image": "a"})
    post = publish(page, fields["headline"], fields["body"])
    with public_change(page) as change:
        change.post(post.pk)
        for role in fields["role"]:
            person = Contributor.objects.create(name=role)
            post.bylines.create(contributor=person, role=role)
        post.images.create(alt="v2", caption="v2", credit="v2")
    post = page.posts.with_parts().get()
    assert version_of(post, "edna", 1) == 2
    if part == "bylines":
        post.bylines.first().delete()
    else:
        wrong = {"headline": "edna 1 v3", "body": "<p>v2</p>", "key_event": True}
        edit(post, **{part: wrong[part]})
    with pytest.raises(BrokenError):
        version_of(page.posts.with_parts().get(), "edna", 1)


def test_what_is_broken_counts_and_what_is_no_harm_does_not(page, media_folder):
    nobodys = media_folder / "nobodys.jpg"
    nobodys.write_bytes(b"x")
    os.utime(nobodys, (0, 0))
    assert _truth.checked() == ([], 1)
    LivePage.objects.update(title="Past the door")
    broken, no_harm = _truth.checked()
    assert [said.partition(": ")[0] for said in broken] == ["/live/storm/"] * 2
    assert no_harm == 1


# Backups


@pytest.fixture
def kept(media_folder, editor, tmp_path):
    """A backup of an editor's three acts, each a new post and the last corrected."""
    publishing = Publishing(make_page())
    last = None
    for number in (1, 2, 3):
        last = publishing.publish(number, last)
    back_up(tmp_path / "backup")
    return tmp_path / "backup"


def test_a_backup_of_one_moment_is_taken_as_such(kept):
    assert _kept.verify(kept, sure=2, begun=3) == 3


@pytest.mark.parametrize(
    ("before", "after"),
    [("Number 2 v2", "Number 2 v1"), ("Number 3 v1", "Other 3 v1")],
)
def test_a_backup_of_two_moments_is_found_out(kept, before, after):
    path = kept / "rows/posts.post.jsonl"
    path.write_text(path.read_text().replace(before, after))
    reseal(kept)
    with pytest.raises(BrokenError, match="not of one moment"):
        _kept.verify(kept, sure=2, begun=3)


def test_a_backup_without_what_was_acknowledged_is_found_out(kept):
    with pytest.raises(BrokenError, match="has 3 posts, and should 4 to 5"):
        _kept.verify(kept, sure=4, begun=5)


def test_a_backup_with_half_a_picture_is_found_out(kept):
    picture = max((kept / "media").rglob("*.jpg"), key=lambda path: path.stat().st_size)
    picture.write_bytes(picture.read_bytes()[:5000])
    with pytest.raises(BrokenError, match="sha256sum"):
        _kept.verify(kept, sure=2, begun=3)
    reseal(kept)
    with pytest.raises(BrokenError, match="a picture is not whole"):
        _kept.verify(kept, sure=2, begun=3)


def test_what_is_unlike_after_a_restore_is_found_out(kept, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(kept, other)
    assert _kept.differences(kept, other) == []
    path = other / "rows/posts.post.jsonl"
    path.write_text(path.read_text().replace("Number 3", "Number 4"))
    max((other / "media").iterdir()).unlink()
    media = manifest_of(other)["pictures"]
    reseal(other, pictures=media | {"files": media["files"] - 1})
    assert _kept.differences(kept, other) == ["posts.post", "the pictures"]


def test_half_of_a_restore_is_found_out(tmp_path):
    place = EmptyPlace(tmp_path, None)
    with contextlib.closing(sqlite3.connect(place.scratch.path)) as other:
        other.execute("CREATE TABLE posts_post (id)")
        assert not place.is_restored
        other.execute("INSERT INTO posts_post VALUES (1)")
        other.commit()
    with pytest.raises(BrokenError, match="half of a restore"):
        place.is_restored  # noqa: B018 it looks


# Readers


def test_a_reader_who_shows_something_else_is_found_out(page):
    posts = publish_many(page, 3)
    client = Client()
    reader = Open(client, page.get_absolute_url(), "reader")
    assert reader.differences(whole(client, page.get_absolute_url())) == set()
    edit(posts[1], headline="Edited")
    fresh = whole(client, page.get_absolute_url())
    cursor = f"reader: cursor {reader.at}, not {fresh.at}"
    assert reader.differences(fresh) == {f"reader: post-{posts[1].pk}", cursor}
    reader.catch_up()
    reader.feed.pop()
    assert reader.differences(fresh) == {"reader: which posts, or their order"}


def test_a_post_that_is_there_twice_is_found_out(page):
    publish(page)
    reader = Open(Client(), page.get_absolute_url(), "reader")
    reader.feed.append(reader.feed[0])
    with pytest.raises(WrongPageError, match="twice"):
        reader.poll()


# Journals


def act(name, revision, acked, **more):
    line = {"act": name, "pk": None, "revision": revision, "acked": acked, "took": 0.1}
    return line | more


def step(at, seen, told=5, came=(), went=()):
    line = {"reader": 1, "at": at, "asked": seen, "seen": seen, "told": told}
    return line | {"came": came, "went": went, "failures": 0, "late": 0}


@pytest.fixture
def journals(tmp_path):
    def journals(acts, steps):
        for name, lines in {"editors": acts, "readers-0": steps}.items():
            text = "".join(f"{json.dumps(line)}\n" for line in lines)
            (tmp_path / f"{name}.jsonl").write_text(text)
        return Journals(tmp_path)

    return journals


def test_staleness_counts_from_the_first_change_that_a_reader_lacked(journals):
    acts = [act("edit", 5, 100), act("edit", 6, 103), act("edit", 7, 110)]
    found = journals(acts, [step(4, 99, told=None), step(6, 107.5), step(7, 111)])
    assert found.staleness()[:2] == (7.5, 2.5)


def test_what_changed_on_a_withdrawn_page_counts_from_its_return(journals):
    acts = [act("edit", 5, 100), act("withdrawn", 6, 101), act("live", 7, 150)]
    found = journals(acts, [step(4, 99, told=None), step(7, 190, told=30)])
    assert found.staleness()[:2] == (40, 10)


def test_a_withdrawn_post_that_comes_back_is_found_out(journals):
    withdrawn = act("withdraw", 6, 100, pk=1, post=["withdrawn", 6], before=5)
    again = act("republish", 9, 110, pk=1, post=["published", 9], before=8)
    steps = [step(4, 90, came=["1"]), step(6, 101, went=["1"])]
    assert (
        journals([withdrawn, again], [*steps, step(9, 111, came=["1"])]).returned()
        == []
    )
    found = journals([withdrawn, again], [*steps, step(8, 109, came=["1"])])
    assert found.returned() == [("readers-0", 1, "1", 8)]


def test_what_grows_is_told_from_what_is_flat(capsys):
    samples = soak.Samples(60)
    samples.found = {
        "memory of server": [(minute, 100 + minute) for minute in range(61)],
        "open files of server": [(minute, 30 + minute % 2) for minute in range(61)],
    }
    assert not samples.report(60)
    said = capsys.readouterr().out
    assert "memory of server: 110.0 -> 160.0, +60.0 an hour GROWS" in said
    assert "open files of server: 30.0 -> 30.0, +0.0 an hour flat" in said
