"""What whoever watches a replay does: publish what is due, pin, sum up, end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from posts import replaying
from posts.models import Post
from posts.publishing import public_change
from tests.conftest import open_as, publish
from tests.replays import make_gale, pass_time, pin, pinned, public, summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def gale(db):
    return make_gale()


def test_what_is_due_is_published_at_its_own_time(gale):
    replay = replaying.start(gale)
    due = replay.page.posts.filter(status="scheduled").order_by("published_at")
    progress = replaying.look(replay)
    assert (progress.out, progress.left) == (1, 3)
    assert progress.next_at == due[0].published_at
    assert replaying.go_on(replay) == progress
    pass_time(replay.page, seconds=61)
    at = due[0].published_at
    assert replaying.go_on(replay).out == 2
    assert public(replay.page) == ["Post 1", "Post 0"]
    assert replay.page.posts.published()[0].published_at == at


def test_readers_publish_without_anybody_watching(gale):
    replay = replaying.start(gale)
    pass_time(replay.page, minutes=2, seconds=1)
    Client().get(replay.page.get_absolute_url())
    assert public(replay.page) == ["Post 2", "Post 1", "Post 0"]
    assert replaying.look(replay).left == 1


def test_posts_are_pinned_as_they_come_out_in_the_order_of_the_original(gale):
    pin(gale, "Post 1", "Post 3", "Post 0")
    replay = replaying.start(gale)
    seen = [pinned(replay.page)]
    for _ in range(3):
        pass_time(replay.page, minutes=1)
        replaying.go_on(replay)
        seen.append(pinned(replay.page))
    assert seen == [
        ["Post 0"],
        ["Post 1", "Post 0"],
        ["Post 1", "Post 0"],
        ["Post 1", "Post 3", "Post 0"],
    ]


def test_a_post_that_an_editor_unpins_stays_so(gale):
    pin(gale, "Post 0")
    replay = replaying.start(gale)
    with public_change(replay.page) as change:
        change.unpin(change.post(replay.page.posts.published()[0].pk))
    pass_time(replay.page, minutes=1)
    replaying.go_on(replay)
    assert pinned(replay.page) == []


def test_pinned_posts_of_an_editor_leave_no_place(gale):
    pin(gale, "Post 1")
    replay = replaying.start(gale)
    for n in range(3):
        publish(replay.page, f"Own {n}")
    pin(replay.page, "Own 0", "Own 1", "Own 2")
    pass_time(replay.page, minutes=1)
    replaying.go_on(replay)
    with public_change(replay.page) as change:
        change.arrange_pinned([])
    replaying.go_on(replay)
    assert pinned(replay.page) == []


def test_the_end_puts_up_the_summary_and_ends_the_page(gale):
    replay = replaying.start(gale, opening=4)
    assert summary(replay.page) == []
    before = replay.page.revision
    replaying.finish(replay)
    replay.page.refresh_from_db()
    assert replay.page.status == "ended"
    assert summary(replay.page) == ["The gale is over."]
    assert replay.page.revision == before + 1


def test_the_page_can_stay_live(gale):
    replay = replaying.start(gale, opening=4)
    replaying.finish(replay, keep_live=True)
    replay.page.refresh_from_db()
    assert replay.page.status == "live"
    assert summary(replay.page) == ["The gale is over."]


def test_without_anybody_at_the_end_the_summary_is_there_at_once(gale):
    assert summary(replaying.start(gale, with_summary=True).page) == [
        "The gale is over."
    ]


def test_a_summary_written_meanwhile_stays(gale):
    replay = replaying.start(gale, opening=4)
    with public_change(replay.page) as change:
        change.write_summary(["Ours."])
    replaying.finish(replay)
    assert summary(replay.page) == ["Ours."]


@pytest.mark.parametrize("status", ["ended", "withdrawn"])
def test_a_page_that_somebody_ended_is_left_alone(gale, status):
    replay = replaying.start(gale)
    open_as(replay.page, status)
    pass_time(replay.page, minutes=1)
    replay.page.refresh_from_db()
    revision = replay.page.revision
    progress = replaying.go_on(replay)
    assert (progress.is_live, progress.left) == (False, 3)
    replaying.finish(replay)
    replay.page.refresh_from_db()
    assert (replay.page.status, replay.page.revision) == (status, revision)
    assert summary(replay.page) == []


def test_an_editor_s_own_scheduled_post_is_not_waited_for(gale):
    replay = replaying.start(gale, opening=4)
    publish(replay.page, "Own", at=timezone.now() + timedelta(hours=1))
    assert replaying.go_on(replay).left == 0


def test_a_post_that_an_editor_takes_back_is_not_waited_for(gale):
    replay = replaying.start(gale)
    post = replay.page.posts.get(headline="Post 3")
    with public_change(replay.page) as change:
        change.shelve(change.post(post.pk), Post.Status.DRAFT)
    pass_time(replay.page, minutes=3)
    assert replaying.go_on(replay).left == 0
    assert public(replay.page) == ["Post 2", "Post 1", "Post 0"]
