"""Posts in the stock admin: every write through the door."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from posts.models import Byline, Contributor, Post
from posts.publishing import public_change
from tests.admin_form import ADD, POSTS, change_url, form_of, revision, seen_in, send
from tests.conftest import (
    NOON,
    add_draft,
    edit,
    make_page,
    publish,
    start_working_copy,
    withdraw,
)

pytestmark = pytest.mark.django_db


def test_an_editor_writes_and_publishes_in_one_step(client, page, editor):
    client.force_login(editor)
    before = revision(page)
    response = send(
        client,
        f"{ADD}?page={page.pk}",
        "_publish",
        headline="Tug ahoy",
        body="<p>It came.</p><script>x()</script>",
    )
    assert response.status_code == 302
    post = Post.objects.get()
    assert (post.headline, post.body) == ("Tug ahoy", "<p>It came.</p>")
    assert (post.status, post.created_by) == (Post.Status.PUBLISHED, editor)
    assert post.revision == before + 1 == revision(page)


def test_saving_keeps_a_draft_private(client, page, editor):
    client.force_login(editor)
    before = revision(page)
    send(client, f"{ADD}?page={page.pk}", headline="Later")
    assert Post.objects.get().status == Post.Status.DRAFT
    assert revision(page) == before


def test_a_later_time_schedules(client, page, editor):
    client.force_login(editor)
    due = (timezone.localtime() + timedelta(days=1)).replace(microsecond=0)
    send(
        client,
        f"{ADD}?page={page.pk}",
        "_publish",
        headline="Tomorrow",
        published_at_0=f"{due:%Y-%m-%d}",
        published_at_1=f"{due:%H:%M:%S}",
    )
    post = Post.objects.get()
    assert (post.status, post.published_at) == (Post.Status.SCHEDULED, due)
    page.refresh_from_db()
    assert page.next_due_at == due
    send(client, change_url(post), "_publish_now")
    post.refresh_from_db()
    assert post.status == Post.Status.PUBLISHED
    assert post.published_at < due


def test_times_are_shown_and_read_in_the_page_s_zone(client, editor):
    page = make_page(time_zone="Asia/Kolkata")
    post = publish(page, at=NOON)
    client.force_login(editor)
    data = form_of(client, change_url(post))
    assert data["published_at_1"] == "17:30:00"
    send(client, change_url(post), headline="Same time")
    post.refresh_from_db()
    assert (post.headline, post.published_at) == ("Same time", NOON)


def test_an_edit_to_a_byline_alone_reaches_readers(client, page, editor):
    post = publish(page)
    person = Contributor.objects.create(name="Maren Holt")
    client.force_login(editor)
    before = revision(page)
    send(
        client,
        change_url(post),
        **{"bylines-TOTAL_FORMS": "1", "bylines-0-contributor": str(person.pk)},
    )
    post.refresh_from_db()
    assert [byline.contributor for byline in post.bylines.all()] == [person]
    assert post.revision == revision(page) == before + 1


def test_withdraw_and_publish_again_are_buttons(client, page, editor):
    post = publish(page, at=NOON)
    client.force_login(editor)
    send(client, change_url(post), "_withdraw")
    post.refresh_from_db()
    assert post.status == Post.Status.WITHDRAWN
    send(client, change_url(post), "_publish")
    post.refresh_from_db()
    assert (post.status, post.published_at) == (Post.Status.PUBLISHED, NOON)


def test_a_working_copy_is_revised_in_peace_and_published(client, page, editor):
    person = Contributor.objects.create(name="Maren Holt")
    post = publish(page, "First")
    Byline.objects.create(post=post, contributor=person, role="Reporter")
    before = revision(page)
    client.force_login(editor)
    typed = {"headline": "Second, typed already", "bylines-0-role": "Editor"}
    response = send(client, change_url(post), "_copy", **typed)
    copy = Post.objects.get(working_copy_of=post)
    assert response["Location"] == change_url(copy)
    assert copy.headline == "Second, typed already"
    assert [byline.role for byline in copy.bylines.all()] == ["Editor"]
    send(client, change_url(copy), headline="Second")
    assert Post.objects.published().get().headline == "First"
    assert [byline.role for byline in post.bylines.all()] == ["Reporter"]
    assert revision(page) == before
    response = send(client, change_url(copy), "_publish")
    assert response["Location"] == change_url(post)
    assert Post.objects.published().get().headline == "Second"
    assert [byline.role for byline in post.bylines.all()] == ["Editor"]


def test_the_form_says_what_the_post_is_and_what_was_done(client, page, editor):
    client.force_login(editor)
    due = timezone.localtime() + timedelta(days=1)
    fields = {"published_at_0": f"{due:%Y-%m-%d}", "published_at_1": f"{due:%H:%M:%S}"}
    url = f"{ADD}?page={page.pk}"
    data = form_of(client, url) | fields | {"headline": "Later", "_publish": "1"}
    response = client.post(url, data, follow=True)
    told = [str(message) for message in response.context["messages"]]
    assert told[-1] == "Scheduled. It appears by itself when it is due."
    soup = BeautifulSoup(client.get(change_url(Post.objects.get())).content, "lxml")
    assert soup.select_one(".field-state .readonly").get_text() == "Scheduled"


@pytest.mark.parametrize(
    ("action", "field", "value"),
    [
        ("withdraw_posts", "status", "withdrawn"),
        ("pin_posts", "pinned_place", 1),
        ("mark_as_analysis", "label", "analysis"),
        ("mark_as_key_event", "key_event", True),
    ],
)
def test_an_action_on_the_list_reaches_readers(
    client, page, editor, action, field, value
):
    post = publish(page)
    client.force_login(editor)
    before = revision(page)
    client.post(POSTS, {"action": action, "_selected_action": [post.pk]})
    post.refresh_from_db()
    assert getattr(post, field) == value
    assert revision(page) == before + 1


def test_unpinning_from_the_list_reaches_readers(client, page, editor):
    post = publish(page)
    client.force_login(editor)
    client.post(POSTS, {"action": "pin_posts", "_selected_action": [post.pk]})
    client.post(POSTS, {"action": "unpin_posts", "_selected_action": [post.pk]})
    post.refresh_from_db()
    page.refresh_from_db()
    assert post.pinned_place is None
    assert page.pinned_revision == page.revision


def test_a_refused_action_says_why_and_does_the_rest(client, page, editor):
    draft, post = add_draft(page), publish(page, at=NOON)
    client.force_login(editor)
    chosen = [draft.pk, post.pk]
    response = client.post(
        POSTS, {"action": "pin_posts", "_selected_action": chosen}, follow=True
    )
    told = [str(message) for message in response.context["messages"]]
    assert told == [
        "1 post changed. Open pages follow.",
        "A draft: This can't be done any more: the post is draft now.",
    ]
    post.refresh_from_db()
    assert post.pinned_place == 1


def test_an_action_on_several_pages_is_done_on_all_or_none(
    client, page, editor, monkeypatch
):
    def door(page, **more):
        if page.slug == "second":
            raise OperationalError("database is locked")
        return public_change(page, **more)

    monkeypatch.setattr("posts.admin.actions.public_change", door)
    posts = [publish(page), publish(make_page("second"))]
    client.force_login(editor)
    client.raise_request_exception = False
    chosen = [post.pk for post in posts]
    data = {"action": "withdraw_posts", "_selected_action": chosen}
    assert client.post(POSTS, data).status_code >= 500
    assert Post.objects.published().count() == 2


def test_nothing_is_published_from_the_list(client, page, editor):
    draft, withdrawn = add_draft(page), publish(page)
    withdraw(withdrawn)
    client.force_login(editor)
    soup = BeautifulSoup(client.get(POSTS).content, "lxml")
    offered = {option["value"] for option in soup.select("[name=action] option")}
    assert "withdraw_posts" in offered
    chosen = [draft.pk, withdrawn.pk]
    for action in {*offered, "publish_posts"}:
        client.post(POSTS, {"action": action, "_selected_action": chosen})
    assert not Post.objects.published().exists()


def test_starting_a_working_copy_leaves_the_post_alone(page):
    post = publish(page)
    before = revision(page)
    start_working_copy(post)
    assert revision(page) == before


def test_a_draft_that_changed_since_it_was_asked_about_is_not_deleted(
    client, page, editor
):
    draft = add_draft(page, "A rumour")
    client.force_login(editor)
    url = reverse("admin:posts_post_delete", args=[draft.pk])
    asked = {"post": "yes", "seen": seen_in(client.get(url))}
    edit(draft, body="<p>A thousand words.</p>")
    response = client.post(url, asked)
    assert (response.status_code, response.url) == (302, url)
    again = client.get(url)
    assert "changed meanwhile. Look at it again" in again.content.decode()
    assert "A thousand words." in again.content.decode()
    asked["seen"] = seen_in(again)
    client.post(url, asked)
    assert not page.posts.exists()
