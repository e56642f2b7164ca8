"""Saving on the desk twice, too late, or what is not there any more."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from posts.models import Post
from posts.publishing import public_change
from tests.admin_form import seen_in
from tests.conftest import add_draft, make_page, publish, withdraw
from tests.desk import (
    act,
    after,
    by_charles,
    composer,
    desk_url,
    fields_of,
    notice,
    opened,
    save,
    state,
    told,
    typed,
    urlencoded,
)
from tests.reader import parse
from tests.test_races import threads

pytestmark = pytest.mark.django_db


def new_post_offered(response):
    return bool(parse(response.content).select("#composer-notice [data-as-new]"))


def test_publishing_twice_makes_one_post(client, page, editor):
    client.force_login(editor)
    data = typed()
    save(client, page, "publish", **data)
    before = state()
    assert told(save(client, page, "publish", **data))[0] == "done"
    assert state() == before


def test_other_words_the_second_time_are_an_edit(client, page, editor):
    client.force_login(editor)
    data = typed()
    save(client, page, "publish", **data)
    save(client, page, "publish", **data | {"headline": "Tug astern"})
    post = Post.objects.get()
    assert (post.headline, post.status) == ("Tug astern", "published")
    assert post.history.count() == 2


def test_a_draft_sent_twice_and_then_published_is_one_post(client, page, editor):
    client.force_login(editor)
    data = typed()
    for name in ("draft", "draft", "publish"):
        save(client, page, name, **data)
    assert Post.objects.published().count() == Post.objects.count() == 1


def test_a_save_that_arrives_again_undoes_no_colleague(desk, page, post, chief, editor):
    data = opened(desk, page, post) | {"headline": "Tug aground"}
    save(desk, page, "publish", **data)
    by_charles(post, chief, headline="Tug ahoy")
    before = state()
    response = save(desk, page, "publish", **data)
    words = "You saved this before. charles changed the post since, and that stands."
    assert told(response) == ("done", words)
    assert state() == before
    post.refresh_from_db()
    assert post.headline == "Tug ahoy"
    # Who has seen that may well say so again.
    data = opened(desk, page, post) | {"headline": "Tug aground"}
    assert told(save(desk, page, "publish", **data))[1] == "Readers are updated."


def test_a_save_that_was_put_together_is_known_again_too(desk, page, post, chief):
    data = opened(desk, page, post) | {"headline": "Tug aground"}
    by_charles(post, chief, label="analysis")
    save(desk, page, "publish", **data)
    by_charles(post, chief, headline="Tug ahoy")
    before = state()
    assert told(save(desk, page, "publish", **data))[1].startswith("You saved this")
    assert state() == before


@pytest.mark.parametrize(
    ("status", "name", "then"),
    [
        ("draft", "review", "send_back"),
        ("withdrawn", "publish", "withdraw"),
    ],
)
def test_what_arrives_again_does_not_overrule_what_was_done_since(
    client, page, editor, chief, status, name, then
):
    post = publish(page) if status == "withdrawn" else add_draft(page)
    if status == "withdrawn":
        withdraw(post)
    client.force_login(editor)
    data = opened(client, page, post)
    assert told(save(client, page, name, **data))[0] == "done"
    client.force_login(chief)
    assert told(act(client, page, then, post, note="No."))[0] == "done"
    client.force_login(editor)
    before = state()
    assert told(save(client, page, name, **data))[1].startswith("You saved this")
    assert state() == before
    post.refresh_from_db()
    assert post.status == status


def test_another_time_for_the_same_words_is_another_save(client, page, editor, chief):
    due = [timezone.now() + timedelta(days=days) for days in (1, 2)]
    moments = [f"{moment.astimezone(page.zone):%Y-%m-%dT%H:%M}" for moment in due]
    draft = add_draft(page)
    client.force_login(editor)
    data = opened(client, page, draft)
    save(client, page, "publish", **data | {"moment": moments[0]})
    client.force_login(chief)
    act(client, page, "draft", draft)
    client.force_login(editor)
    save(client, page, "publish", **data | {"moment": moments[1]})
    draft.refresh_from_db()
    assert draft.status == "scheduled"
    assert opened(client, page, draft)["moment"] == moments[1]


@pytest.mark.parametrize("name", ["draft", "review", "publish"])
@pytest.mark.parametrize("way", ["desk", "admin"])
def test_a_deleted_draft_does_not_return_when_it_arrives_again(
    client, page, chief, name, way
):
    client.force_login(chief)
    data = typed()
    save(client, page, "draft", **data)
    post = Post.objects.get()
    if way == "desk":
        act(client, page, "discard", post)
    else:
        url = reverse("admin:posts_post_delete", args=[post.pk])
        client.post(url, {"post": "yes", "seen": seen_in(client.get(url))})
    assert not Post.objects.exists()
    before = state()
    response = save(client, page, name, **data)
    assert notice(response)[0] == "This post was deleted meanwhile."
    assert new_post_offered(response)
    assert state() == before
    assert told(save(client, page, name, **typed()))[0] == "done"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("headlines", [["Tug", "Tug"], ["Tug", "Tugs"]])
def test_publishing_twice_at_once_makes_one_post(headlines):
    page, editor = make_page(), User.objects.create_superuser("edna")
    data, answers = typed(), []

    def press(number):
        client = Client()
        client.force_login(editor)
        fields = data | {"headline": headlines[number]}
        answers.append(save(client, page, "publish", **fields))

    with threads(2, press):
        pass
    assert [told(answer)[0] for answer in answers] == ["done", "done"]
    assert Post.objects.published().get().headline in headlines


@pytest.mark.parametrize("key", ["", "no key", "x" * 36])
def test_a_composer_without_a_key_writes_no_post_at_all(client, page, editor, key):
    add_draft(page)
    client.force_login(editor)
    before = state()
    assert notice(save(client, page, "publish", **typed() | {"key": key}))
    assert state() == before


def test_a_key_used_on_another_page_is_refused(client, page, editor):
    other = make_page("other")
    client.force_login(editor)
    data = typed()
    save(client, page, "publish", **data)
    before = state()
    response = save(client, other, "publish", **data)
    assert response.status_code == 200
    assert new_post_offered(response)
    assert state() == before


def test_the_key_of_a_colleague_s_composer_opens_nothing(
    client, page, reporter, editor
):
    client.force_login(editor)
    data = typed()
    save(client, page, "draft", **data)
    client.force_login(reporter)
    before = state()
    response = save(client, page, "draft", **data | {"headline": "Mine"})
    assert new_post_offered(response)
    assert state() == before


# What became of the post meanwhile


def test_the_text_of_a_post_that_was_deleted_meanwhile_is_kept(client, page, editor):
    post = add_draft(page)
    client.force_login(editor)
    data = opened(client, page, post) | {"headline": "Still wanted"}
    act(client, page, "discard", post)
    before = state()
    response = save(client, page, "publish", **data)
    assert notice(response)[0] == "This post was deleted meanwhile."
    assert new_post_offered(response)
    assert state() == before


def test_saved_as_a_new_post_the_text_is_a_post_of_its_own(client, page, editor):
    post = add_draft(page)
    client.force_login(editor)
    data = opened(client, page, post) | {"headline": "Still wanted"}
    act(client, page, "discard", post)
    url = desk_url("given_back", page)
    response = client.post(url, {"typed": urlencoded(data), "as_new": "1"})
    again = fields_of(composer(response))
    assert (again["headline"], again["post"], again["seen"]) == ("Still wanted", "", "")
    assert data["key"] in response["HX-Trigger"]  # and let go of what it was
    save(client, page, "publish", **again)
    assert Post.objects.published().get().headline == "Still wanted"


@pytest.mark.parametrize("act", ["draft", "review"])
def test_a_reporter_s_text_comes_back_when_an_editor_was_faster(
    client, page, reporter, act
):
    post = add_draft(page, created_by=reporter)
    client.force_login(reporter)
    data = opened(client, page, post) | {"headline": "Better"}
    with public_change(page) as change:
        change.publish(change.post(post.pk))
    before = state()
    response = save(client, page, act, **data)
    assert response.status_code == 200
    words = "This post is published now, and you may not change it any more."
    assert notice(response)[0] == words
    assert new_post_offered(response)
    assert state() == before


def test_a_draft_saved_after_a_colleague_published_it_is_a_working_copy(
    client, page, editor
):
    post = add_draft(page)
    client.force_login(editor)
    data = opened(client, page, post) | {"headline": "Not for readers yet"}
    act(client, page, "publish", post)
    response = save(client, page, "draft", **data)
    assert told(response) == ("done", "Working copy saved.")
    assert Post.objects.published().get().headline == "A draft"
    assert Post.objects.get(working_copy_of=post).headline == "Not for readers yet"


def test_a_review_asked_for_after_a_colleague_published_is_refused(
    client, page, editor
):
    post = add_draft(page)
    client.force_login(editor)
    data = opened(client, page, post) | {"headline": "Not for readers yet"}
    act(client, page, "publish", post)
    before = state()
    response = save(client, page, "review", **data)
    assert notice(response) == [
        "This can't be done any more: the post is published now."
    ]
    assert state() == before


def test_an_update_does_not_bring_back_what_a_colleague_withdrew(
    client, page, editor, chief
):
    post = publish(page)
    client.force_login(editor)
    data = opened(client, page, post) | {"headline": "Better"}
    with public_change(page, by=chief) as change:
        change.withdraw(change.post(post.pk))
    before = state()
    response = save(client, page, "publish", **data)
    assert notice(response) == [
        "charles withdrew this post meanwhile. Save your text, and publish it again if "
        "that is right."
    ]
    assert state() == before
    data = after(save(client, page, "draft", **data), data)
    post.refresh_from_db()
    assert (post.headline, post.status) == ("Better", "withdrawn")
    save(client, page, "publish", **data)
    post.refresh_from_db()
    assert post.status == "published"


def test_a_post_of_another_page_is_refused(client, page, editor):
    post = add_draft(make_page("other"))
    client.force_login(editor)
    before = state()
    response = save(client, page, "publish", **typed(post=post.pk))
    assert notice(response)[0] == "This post belongs to another page."
    assert new_post_offered(response)
    assert state() == before
