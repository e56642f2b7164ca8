"""Each promise, broken by itself, is found and explained; what is whole has none."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from posts.content import sort_key
from posts.models import Contributor, LivePage, Post
from posts.publishing import public_change
from tests.backups import newsroom
from tests.checking import check_data, says
from tests.conftest import (
    NOON,
    add_draft,
    edit,
    make_page,
    open_as,
    publish,
    publish_many,
    set_page,
    start_working_copy,
    withdraw,
)
from tests.importing import run


def update(thing, **fields):
    """Write FIELDS past the door."""
    type(thing).objects.filter(pk=thing.pk).update(**fields)


@pytest.fixture
def post(page):
    return publish(page, at=NOON)


# What is whole


def test_a_page_with_everything_is_whole(db, media_root):
    page = newsroom()
    assert says() == []
    open_as(page, "ended")
    open_as(page, "withdrawn")
    assert says() == []


def test_an_imported_page_is_whole(db, media_root, source):
    run(source)
    assert says() == []
    post = Post.objects.filter(status="published").first()
    edit(post, headline="Other words")
    assert says() == []


def test_what_editors_do_leaves_a_page_whole(page):
    posts = publish_many(page, 5, key_event=True)
    with public_change(page) as change:
        for post in posts[:3]:
            change.pin(change.post(post.pk))
        change.write_summary(["One"])
    withdraw(posts[1])
    edit(posts[0], headline="Again")
    copy = start_working_copy(posts[4])
    edit(copy, headline="Better")
    with public_change(page) as change:
        change.apply_working_copy(change.post(posts[4].pk))
        change.discard(change.add(Post(headline="Not kept")))
        change.retime(change.post(posts[3].pk), NOON - timedelta(days=1))
    set_page(page, time_zone="Asia/Kolkata")
    assert says() == []


def test_the_command_says_that_nothing_is_broken(page):
    assert check_data() == ["Nothing is broken."]


def test_the_command_fails_when_something_is(page):
    update(page, title_revision=9)
    said = StringIO()
    with pytest.raises(CommandError, match="1 broken"):
        call_command("check_data", stdout=said)
    assert said.getvalue() == (
        "/live/storm/: the stamp of its title is 9, above its revision 1: it comes "
        "with every poll. Change that piece on the desk.\n"
    )


# Numbers


def test_a_post_above_its_page_is_found(page, post):
    update(post, revision=99)
    assert says() == [
        (f"/live/storm/ post {post.pk}", True, "has revision 99, above its")
    ]


def test_a_post_that_came_after_its_last_change_is_found(page, post):
    update(post, first_revision=post.revision + 1)
    what = "came first at revision 3,"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_a_public_post_without_a_revision_is_found(page, post):
    update(post, revision=0, first_revision=0)
    what = "is public and has no"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


@pytest.mark.parametrize("piece", ["title", "status", "summary", "stream", "related"])
def test_a_stamp_above_the_page_is_found(page, piece):
    update(page, **{f"{piece}_revision": 50})
    what = f"the stamp of its {piece}"
    assert says() == [("/live/storm/", True, what)]


@pytest.mark.parametrize("piece", ["pinned", "key_events"])
def test_a_copy_that_readers_were_not_sent_is_found(page, post, piece):
    edit(post, key_event=True)
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    assert says() == []
    page.refresh_from_db()
    post.refresh_from_db()
    update(page, **{f"{piece}_revision": post.revision - 1})
    what = f"changed at {post.revision}, and the"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


# Order


def test_a_sort_key_that_disagrees_with_the_time_is_found(page, post):
    update(post, sort_key=sort_key(NOON + timedelta(hours=1), post.sequence))
    what = "has the sort key 001738587600000000.000000001,"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_two_posts_in_one_place_are_found(page):
    one, two = publish_many(page, 2)
    update(two, sort_key=one.sort_key)
    assert says() == [
        (
            f"/live/storm/ post {two.pk}",
            True,
            "has the sort key 001738584000000000.000000001,",
        ),
        ("/live/storm/", True, "2 posts have the sort"),
    ]


def test_a_sequence_above_the_last_is_found(page, post):
    update(page, last_sequence=0)
    what = "has sequence 1, above its"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_a_hole_among_the_pinned_places_is_found(page, post):
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    update(post, pinned_place=2)
    Post.history.update(pinned_place=2)
    what = "its pinned posts have the"
    assert says() == [("/live/storm/", True, what)]


def test_a_wrong_due_time_is_found_and_repaired(page):
    draft = add_draft(page)
    with public_change(page) as change:
        change.schedule(change.post(draft.pk), change.now + timedelta(hours=1))
    draft.refresh_from_db()
    for wrong in (None, NOON):
        update(page, next_due_at=wrong)
        assert says() == [("/live/storm/", True, "says that a post is")]
        assert check_data("--repair") == ["Repaired: 1 pages.", "Nothing is broken."]
        page.refresh_from_db()
        assert page.next_due_at == draft.published_at


def test_a_due_time_without_a_post_is_found_and_repaired(page):
    update(page, next_due_at=NOON)
    before = LivePage.objects.get().revision
    assert says() == [("/live/storm/", True, "says that a post is")]
    check_data("--repair")
    page.refresh_from_db()
    assert (page.next_due_at, page.revision) == (None, before)


# Working copies


def test_a_working_copy_of_another_page_s_post_is_found(page, post):
    copy = start_working_copy(post)
    other = make_page("other")
    update(copy, page=other)
    Post.history.filter(id=copy.pk).update(page=other)
    what = "is a working copy of"
    assert says() == [(f"/live/other/ post {copy.pk}", True, what)]


def test_a_working_copy_from_the_future_is_found(page, post):
    copy = start_working_copy(post)
    update(copy, working_copy_base=F("working_copy_base") + 5)
    what = "was made from revision 7"
    assert says() == [(f"/live/storm/ post {copy.pk}", True, what)]


# Versions


def test_a_change_that_went_past_the_door_is_found(page, post):
    update(post, review_note="Written by hand")
    what = "its newest version does not"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_a_byline_that_went_past_the_door_is_found(page, post):
    post.bylines.create(contributor=Contributor.objects.create(name="Ada"))
    what = "its newest version does not"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_a_change_of_a_page_that_went_past_the_door_is_found(page):
    update(page, edited_by="Ada")
    assert says() == [("/live/storm/", True, "its newest version does not")]


def test_a_newest_version_that_is_missing_is_found(page, post):
    edit(post, label="breaking")
    Post.history.latest("history_id").delete()
    what = "its newest version does not"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


def test_a_first_version_that_is_missing_is_found(page, post):
    edit(post, label="breaking")
    Post.history.earliest("history_id").delete()
    what = "its history does not begin"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]


# The database itself


@pytest.mark.django_db(transaction=True)
def test_a_row_that_points_to_nothing_is_found():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses it")
    page = make_page()
    post = publish(page)
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO posts_byline (post_id, contributor_id, role, "
            '"order") VALUES (%s, 99, %s, 1)',
            [post.pk, ""],
        )
    try:
        assert says()[0][1:] == (True, "points to a row of")
        assert says()[0][0].startswith("posts_byline row ")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM posts_byline")
