"""A post and its working copy: what others changed meanwhile is never overwritten."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from posts.merging import OvertakenError
from posts.models import Post
from posts.publishing import public_change
from tests.conftest import NOON, edit, publish, start_working_copy
from tests.desk import desk_url

pytestmark = pytest.mark.django_db


def apply(post, **options):
    with public_change(post.page) as change:
        change.apply_working_copy(change.post(post.pk), **options)
    post.refresh_from_db()


def revise(copy, **fields):
    with public_change(copy.page) as change:
        change.mark(change.post(copy.pk), **fields)


def test_a_field_that_only_the_post_changed_is_kept(page):
    post = publish(page, "Ferry adrift", "<p>Old.</p>")
    copy = start_working_copy(post)
    revise(copy, body="<p>New.</p>")
    edit(post, headline="Ferry towed", key_event=True)
    apply(post)
    assert (post.headline, post.body, post.key_event) == (
        "Ferry towed",
        "<p>New.</p>",
        True,
    )


def test_what_both_changed_is_not_published_unseen(page):
    post = publish(page, "Ferry adrift")
    copy = start_working_copy(post)
    revise(copy, headline="Ferry drifting")
    edit(post, headline="Ferry towed")
    with pytest.raises(OvertakenError) as refused:
        apply(post)
    (field,) = refused.value.fields
    assert (field.name, field.theirs, field.mine) == (
        "headline",
        "Ferry towed",
        "Ferry drifting",
    )
    post.refresh_from_db()
    assert (post.headline, Post.objects.count()) == ("Ferry towed", 2)
    apply(post, knowing=post.revision)
    assert (post.headline, Post.objects.count()) == ("Ferry drifting", 1)


def test_what_readers_don_t_see_of_a_picture_is_kept_too(page):
    post = publish(page)
    with public_change(page) as change:
        change.post(post.pk).images.create(alt="A ferry")
    post.refresh_from_db()
    copy = start_working_copy(post)
    with public_change(page) as change:
        change.post(post.pk).images.update(decorative=True)
    revise(copy, headline="Ferry drifting")
    apply(post)
    assert post.images.get().decorative
    assert post.headline == "Ferry drifting"


def test_a_clock_that_is_late_makes_no_correction_older_than_the_copy(
    page, monkeypatch
):
    post = publish(page, "Ferry adrift", at=NOON)
    copy = start_working_copy(post)
    revise(copy, headline="Ferry drifting")
    now = timezone.now()
    with monkeypatch.context() as late:  # another app server's
        late.setattr(timezone, "now", lambda: now - timedelta(seconds=10))
        edit(post, headline="Ferry towed")
    with pytest.raises(OvertakenError):
        apply(post)


def test_the_desk_shows_both_and_then_lets_the_editor_decide(client, page, editor):
    post = publish(page, "Ferry adrift")
    copy = start_working_copy(post)
    client.force_login(editor)
    opened = client.get(desk_url("composer", page), {"post": copy.pk})
    form = {
        field["name"]: field.get("value", "")
        for field in BeautifulSoup(opened.content, "lxml").select("input[name]")
        if field["type"] != "checkbox"
    }
    form |= {"headline": "Ferry drifting", "body": post.body, "act": "publish"}
    edit(post, headline="Ferry towed")

    shown = client.post(desk_url("save", page), form)
    soup = BeautifulSoup(shown.content, "lxml")
    assert soup.select_one(".disputed .side").get_text() == "Ferry towed"
    assert soup.select_one("#id_seen") is None
    post.refresh_from_db()
    assert post.headline == "Ferry towed"

    form["base"] = soup.select_one("#id_base")["value"]
    client.post(desk_url("save", page), form)
    post.refresh_from_db()
    assert (post.headline, Post.objects.count()) == ("Ferry drifting", 1)
