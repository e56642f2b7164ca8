"""Acts of the desk that come late or twice, after a colleague's: what they may undo."""

import json

import pytest

from posts.models import Post
from tests.acts import DETAILS, changed, do, make
from tests.conftest import add_draft, edit, make_user, publish
from tests.desk import act, cursor, desk_url, state, told
from tests.reader import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(db):
    return make_user("olga", "Reporters")


def test_the_undo_of_a_withdrawal_brings_all_back_in_their_places(client, page, editor):
    client.force_login(editor)
    posts = [publish(page, f"Post {n}") for n in range(2)]
    times = [(post.pk, post.published_at, post.sort_key) for post in posts]
    response = act(client, page, "withdraw", *posts)
    assert not Post.objects.published().exists()
    undo = parse(response.content).select_one("#desk-said .undo")
    assert told(response) == (
        "done",
        "Withdrawn: it leaves every open page (2 posts).",
    )
    asked = json.loads(undo["data-hx-vals"])
    assert asked == {
        "act": "publish",
        "cursor": cursor(client, page),
        "post": [str(post.pk) for post in posts],
    }
    assert told(client.post(desk_url("act", page), asked))[0] == "done"
    published = Post.objects.published().order_by("pk")
    assert list(published.values_list("pk", "published_at", "sort_key")) == times


def test_the_undo_of_a_withdrawal_overrules_no_later_one(client, page, editor, chief):
    post = publish(page)
    client.force_login(editor)
    response = act(client, page, "withdraw", post)
    undo = parse(response.content).select_one("#desk-said .undo")
    client.force_login(chief)
    for name in ("publish", "withdraw"):
        act(client, page, name, post)
    client.force_login(editor)
    before = state()
    response = client.post(desk_url("act", page), json.loads(undo["data-hx-vals"]))
    assert told(response) == ("error", changed(post))
    assert state() == before


@pytest.mark.parametrize("name", ["publish", "publish_now"])
def test_what_changed_since_the_desk_showed_it_is_not_published(
    client, page, editor, olga, name
):
    kind = "own, scheduled" if name == "publish_now" else "another's, in review"
    seen, other = make(kind, page, editor, olga), add_draft(page)
    client.force_login(editor)
    shown = cursor(client, page)
    edit(seen, headline="The mayor is a crook")
    seen.refresh_from_db()
    before = state()
    response = act(client, page, name, seen, other, cursor=shown)
    assert told(response) == ("error", changed(seen))
    assert state() == before
    response = act(client, page, name, seen, cursor=cursor(client, page))
    assert told(response) == ("done", "Published.")


def test_what_changed_since_the_desk_showed_it_is_not_deleted(client, page, editor):
    draft, other = add_draft(page), add_draft(page)
    client.force_login(editor)
    shown = cursor(client, page)
    edit(draft, body="<p>A thousand words.</p>")
    before = state()
    response = act(client, page, "discard", draft, other, cursor=shown)
    words = f"'{draft}' changed meanwhile. Look at it again, then delete it."
    assert told(response) == ("error", words)
    assert state() == before
    assert told(act(client, page, "discard", draft)) == ("done", "Deleted.")


@pytest.mark.parametrize("sent", ["", "x", "1.2"])
def test_a_desk_that_names_no_version_has_seen_none(client, page, editor, sent):
    draft = add_draft(page)
    client.force_login(editor)
    before = state()
    response = act(client, page, "publish", draft, cursor=sent)
    assert told(response) == ("error", changed(draft))
    assert state() == before


def test_a_publish_that_arrives_again_brings_back_nothing(
    client, page, editor, chief, olga
):
    post = make("another's, in review", page, editor, olga)
    client.force_login(editor)
    shown = cursor(client, page)
    assert told(act(client, page, "publish", post, cursor=shown))[0] == "done"
    client.force_login(chief)
    act(client, page, "withdraw", post)
    client.force_login(editor)
    before = state()
    response = act(client, page, "publish", post, cursor=shown)
    assert told(response) == ("error", changed(post))
    assert state() == before


@pytest.mark.parametrize(
    ("kind", "name", "then"),
    [
        ("own, published", "withdraw", "publish"),
        ("own, published", "key", "unkey"),
        ("own, published", "label", "label"),
        ("own, published", "pin", "unpin"),
        ("another's draft", "review", "draft"),
        ("another's, in review", "send_back", "review"),
        ("another's, in review", "draft", "review"),
    ],
)
def test_an_act_that_arrives_again_undoes_no_colleague(
    client, page, editor, chief, olga, kind, name, then
):
    post = make(kind, page, editor, olga)
    client.force_login(editor)
    details = {"cursor": cursor(client, page)} | DETAILS.get(name, {})
    assert told(act(client, page, name, post, **details))[0] == "done"
    client.force_login(chief)
    assert told(act(client, page, then, post, label=""))[0] == "done"
    client.force_login(editor)
    before = state()
    response = act(client, page, name, post, **details)
    words = f"'{post}' was changed meanwhile. Look at it again first."
    assert told(response) == ("error", words)
    assert state() == before
    assert told(do(client, page, name, post))[0] == "done"


@pytest.mark.parametrize("name", ["withdraw", "unkey", "label", "unpin"])
def test_no_other_change_of_a_colleague_keeps_an_act_from_being_done(
    client, page, editor, name
):
    post = publish(page, key_event=True)
    client.force_login(editor)
    act(client, page, "pin", post)
    shown = cursor(client, page)
    edit(post, headline="Better", body="<p>A correction.</p>")
    edit(post, **{"label": "breaking"} if name == "withdraw" else {})
    act(client, page, "pin", publish(page, "Another"))
    response = act(client, page, name, post, cursor=shown, label="analysis")
    assert told(response)[0] == "done"


def test_the_stream_sends_along_what_it_shows(client, page, editor):
    add_draft(page)
    client.force_login(editor)
    soup = parse(client.get(desk_url("", page)).content)
    for part in ("#stream", "#desk-bulk"):
        sent = soup.select_one(part)["data-hx-include"].split(", ")
        assert "#desk-poller" in sent
    field = soup.select_one("#desk-poller [name=cursor]")
    assert field["value"] == cursor(client, page)
