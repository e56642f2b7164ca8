"""The delta, by its specification in posts/delta.py."""

import pytest

from posts.delta import MOST_CHANGES, delta
from posts.models import PIECES, LivePage
from posts.publishing import public_change
from tests.conftest import add_draft, edit, publish, publish_many, set_page, withdraw

pytestmark = pytest.mark.django_db


def fresh(page):
    return LivePage.objects.get(pk=page.pk)


def changes(page, cursor, show=""):
    """(changed, gone, unread) of the delta, as pks."""
    found = delta(fresh(page), cursor, show)
    return [post.pk for post in found.changed], found.gone, found.unread


def test_nothing_new_is_none(page):
    assert delta(fresh(page), fresh(page).revision) is None


def test_a_new_post_is_changed_and_unread(page):
    cursor = fresh(page).revision
    post = publish(page)
    assert changes(page, cursor) == ([post.pk], [], [post.pk])


def test_an_edit_is_changed_and_not_unread(page):
    post = publish(page)
    cursor = fresh(page).revision
    edit(post, headline="Better")
    assert changes(page, cursor) == ([post.pk], [], [])


def test_a_withdrawn_post_is_gone_and_its_return_is_not_unread(page):
    post = publish(page)
    cursor = fresh(page).revision
    withdraw(post)
    assert changes(page, cursor) == ([], [post.pk], [])
    with public_change(page) as change:
        change.publish(change.post(post.pk))
    assert changes(page, cursor) == ([post.pk], [], [])


def test_among_key_events_other_posts_are_gone(page):
    post = publish(page, key_event=True)
    cursor = fresh(page).revision
    other = publish(page)
    edit(post, key_event=False)
    assert changes(page, cursor, "key") == ([], [other.pk, post.pk], [])


def test_a_draft_is_in_no_delta(page):
    cursor = fresh(page).revision
    add_draft(page)
    assert delta(fresh(page), cursor) is None


def test_furniture_comes_only_when_it_changed(page):
    cursor = fresh(page).revision
    set_page(page, title="New title")
    assert delta(fresh(page), cursor).pieces == ("title",)


def test_a_cursor_ahead_of_the_page_starts_over(page):
    publish_many(page, 3)
    found = delta(fresh(page), 10_000)
    assert [post.headline for post in found.window.posts] == [
        "Post 2",
        "Post 1",
        "Post 0",
    ]
    assert found.pieces == PIECES


def test_a_cursor_before_the_reset_starts_over(page):
    cursor = fresh(page).revision
    set_page(page, time_zone="Europe/Paris")
    assert delta(fresh(page), cursor).window is not None
    assert delta(fresh(page), fresh(page).revision) is None


def test_who_starts_over_is_told_of_the_posts_that_came_since(page):
    seen = publish(page)
    cursor = fresh(page).revision
    edit(seen, headline="Better")
    came, key = publish(page), publish(page, key_event=True)
    withdraw(publish(page))
    add_draft(page)
    set_page(page, time_zone="Europe/Paris")
    assert set(delta(fresh(page), cursor).unread) == {came.pk, key.pk}
    assert delta(fresh(page), cursor, "key").unread == [key.pk]


def test_at_most_so_many_posts_are_told_of_as_unread_the_latest(page, monkeypatch):
    monkeypatch.setattr("posts.delta.MOST_UNREAD", 2)
    cursor = fresh(page).revision
    posts = publish_many(page, 3)
    set_page(page, time_zone="Europe/Paris")
    assert delta(fresh(page), cursor).unread == [posts[2].pk, posts[1].pk]


def test_a_cursor_ahead_of_the_page_missed_nothing(page, django_assert_num_queries):
    publish(page)
    live_page = fresh(page)
    with django_assert_num_queries(3):  # the first page with its parts
        assert delta(live_page, 10_000).unread == []


def test_too_many_changes_start_over_and_as_many_as_allowed_do_not(page):
    publish_many(page, MOST_CHANGES + 1)
    first = page.posts.order_by("revision").first().revision
    assert delta(fresh(page), first).window is None
    assert delta(fresh(page), first - 1).window is not None
