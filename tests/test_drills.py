"""The drills in short, and that they find what they look for."""

import json
import subprocess
import sys

import pytest
from django.test import Client

from posts.models import Contributor
from posts.publishing import public_change
from tests.conftest import edit, publish, publish_many
from tests.drills import soak
from tests.drills._analysis import Journals
from tests.drills._claims import NOTHING, BrokenError, Claim, content, version_of
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
    assert said.endswith("Nothing was lost.\n")


def test_a_short_chaos_leaves_every_page_like_a_fresh_one():
    size = ["--minutes", "0.1", "--readers", "10", "--editors", "2", "--pace", "0.7"]
    said = drill("chaos", *size, "--seed", "1")
    assert "2 editors, 10 readers" in said
    assert "changes missed: 0 []" in said


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
        change.watch(post)
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
