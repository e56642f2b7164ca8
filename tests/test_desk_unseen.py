"""What an editor has not seen does not become public with what the editor has."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Post
from posts.publishing import public_change
from tests.conftest import add_draft, publish, start_working_copy, withdraw
from tests.desk import (
    after,
    composer,
    fields_of,
    opened,
    save,
    state,
    told,
    typed,
)
from tests.reader import parse

pytestmark = pytest.mark.django_db

CROOK = "<p>The mayor is a crook.</p>"


def restored(response):
    """What the composer that was given back says above its fields."""
    return parse(response.content).select_one(".composer-restored").get_text()


def waiting(page, kind, by):
    """A post of that KIND that a publish would make public."""
    if kind in ("a working copy", "withdrawn"):
        post = publish(page, "The mayor", "<p>All well.</p>")
        if kind == "a working copy":
            return start_working_copy(post)
        withdraw(post)
        return post
    post = add_draft(page, "The mayor", "<p>All well.</p>", created_by=by)
    with public_change(page, by=by) as change:
        held = change.post(post.pk)
        if kind == "scheduled":
            change.schedule(held, timezone.now() + timedelta(days=1))
        elif kind == "in review":
            change.shelve(held, Post.Status.REVIEW)
    return post


def rewrite(post, by, **fields):
    with public_change(post.page, by=by) as change:
        change.mark(change.post(post.pk), **fields)


def test_a_reporter_publishes_nothing_through_an_open_composer(
    client, page, reporter, editor
):
    client.force_login(reporter)
    mine = typed(body="<p>All well.</p>")
    save(client, page, "review", **mine)
    post = Post.objects.get()
    client.force_login(editor)
    data = opened(client, page, post)
    client.force_login(reporter)
    save(client, page, "review", **opened(client, page, post) | {"body": CROOK})
    client.force_login(editor)
    before = state()
    response = save(client, page, "publish", **data)
    assert state() == before
    assert not Post.objects.published().exists()
    assert told(response) == ("error", "Nothing was published.")
    words = "rita changed this while you had it open. Look at it, then publish."
    assert restored(response) == words
    assert "HX-Trigger" not in response  # what was typed is not let go of
    again = after(response, data)
    assert (again["body"], again["key"]) == (CROOK, data["key"])
    # It was looked at.
    assert told(save(client, page, "publish", **again))[0] == "done"
    assert Post.objects.published().get().body == CROOK


@pytest.mark.parametrize(
    "kind", ["a draft", "in review", "scheduled", "a working copy", "withdrawn"]
)
def test_what_is_not_public_comes_back_put_together(
    client, page, reporter, editor, chief, kind
):
    post = waiting(page, kind, reporter)
    client.force_login(editor)
    data = opened(client, page, post) | {"headline": "Our mayor", "pin": "on"}
    rewrite(post, chief, body=CROOK)
    before = state()
    response = save(client, page, "publish", **data)
    assert state() == before
    again = after(response, data)
    assert (again["headline"], again["body"]) == ("Our mayor", CROOK)
    assert again["seen"] != data["seen"]
    for name in ("post", "base", "pin", "moment"):
        assert again.get(name) == data.get(name), name
    # Whoever changes it once more is seen once more.
    rewrite(post, chief, body="<p>And a thief.</p>")
    again = after(save(client, page, "publish", **again), again)
    assert again["body"] == "<p>And a thief.</p>"
    assert told(save(client, page, "publish", **again))[0] == "done"
    said = Post.objects.filter(headline="Our mayor").get()
    assert said.body == "<p>And a thief.</p>"


def test_a_new_post_that_others_found_before_it_was_sent_again_comes_back_too(
    client, page, editor, chief
):
    client.force_login(editor)
    data = typed(body="<p>All well.</p>")
    save(client, page, "draft", **data)
    post = Post.objects.get()
    rewrite(post, chief, body=CROOK)
    response = save(client, page, "publish", **data)
    assert fields_of(composer(response))["post"] == str(post.pk)
    assert not Post.objects.published().exists()


def test_a_time_that_was_not_seen_comes_back_as_it_is(client, page, editor, chief):
    post = waiting(page, "in review", chief)
    client.force_login(editor)
    data = opened(client, page, post)
    assert data["moment"] == ""
    rewrite(post, chief, published_at=timezone.now() + timedelta(days=1))
    before = state()
    again = after(save(client, page, "publish", **data), data)
    assert state() == before
    assert again["moment"] == opened(client, page, post)["moment"] != ""
    save(client, page, "publish", **again | {"moment": ""})
    assert list(Post.objects.published()) == [post]


def test_the_words_of_a_dispute_are_not_all_that_is_looked_at(
    client, page, editor, chief
):
    post = waiting(page, "in review", chief)
    client.force_login(editor)
    data = opened(client, page, post) | {"headline": "Our mayor"}
    rewrite(post, chief, headline="Mayor", body=CROOK)
    data = after(save(client, page, "publish", **data), data)
    assert data["body"] == "<p>All well.</p>"
    before = state()
    again = after(save(client, page, "publish", **data), data)
    assert state() == before
    assert (again["headline"], again["body"]) == ("Our mayor", CROOK)
    assert told(save(client, page, "publish", **again))[0] == "done"


def test_what_a_saved_draft_has_shown_is_published_at_once(client, page, editor, chief):
    post = waiting(page, "a draft", chief)
    client.force_login(editor)
    data = opened(client, page, post) | {"headline": "Our mayor"}
    rewrite(post, chief, body=CROOK)
    saved = save(client, page, "draft", **data)
    assert told(saved)[1].startswith("Draft saved. It holds what a colleague changed")
    assert told(save(client, page, "publish", **after(saved, data)))[0] == "done"
