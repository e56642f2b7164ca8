"""The door: revisions, stamps, places, and what is refused."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from posts import publishing
from posts.content import sort_key
from posts.models import Byline, Contributor, LivePage, Post, SummaryPoint
from posts.publishing import (
    PublishingError,
    public_change,
    publish_due,
    restamp_contributor,
)
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


def revision(page):
    return LivePage.objects.get(pk=page.pk).revision


def test_each_public_change_raises_the_revision_by_one(page):
    before = revision(page)
    post = publish(page)
    edit(post, headline="Better")
    withdraw(post)
    assert revision(page) == before + 3
    post.refresh_from_db()
    assert post.revision == before + 3


def test_a_write_that_readers_do_not_see_leaves_the_revision(page):
    before = revision(page)
    draft = add_draft(page)
    edit(draft, headline="Still a draft")
    set_page(page, scheduled_start=None)
    assert revision(page) == before


def test_a_refused_change_leaves_nothing_behind(page):
    before = revision(page)
    with pytest.raises(PublishingError), public_change(page) as change:
        change.publish(change.add(Post(headline="", body="")))
    assert revision(page) == before
    assert not Post.objects.exists()


def test_only_the_furniture_that_changed_is_stamped(page):
    stream = page.stream_revision
    with public_change(page):
        SummaryPoint.objects.create(page=page, text="It rains.")
    page.refresh_from_db()
    assert page.summary_revision == page.revision
    assert page.stream_revision == stream


def test_an_edit_to_a_pinned_post_stamps_the_pinned_area(page):
    post = publish(page)
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    edit(post, headline="Changed")
    page.refresh_from_db()
    assert page.pinned_revision == page.revision


def test_an_edit_to_a_key_post_stamps_the_key_events(page):
    post = publish(page, key_event=True)
    edit(post, headline="Changed")
    page.refresh_from_db()
    assert page.key_events_revision == page.revision


def test_pinning_does_not_restamp_the_post_itself(page):
    post = publish(page)
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    assert Post.objects.get(pk=post.pk).revision == post.revision


def test_the_newest_pin_comes_first_and_a_fourth_is_refused(page):
    posts = publish_many(page, 4)
    for post in posts[:3]:
        with public_change(page) as change:
            change.pin(change.post(post.pk))
    pinned = page.posts.filter(pinned_place__isnull=False).order_by("pinned_place")
    assert [post.headline for post in pinned] == ["Post 2", "Post 1", "Post 0"]
    with pytest.raises(PublishingError, match="unpin"), public_change(page) as change:
        change.pin(change.post(posts[3].pk))


def test_withdrawing_a_pinned_post_unpins_it_and_moves_the_others_up(page):
    posts = publish_many(page, 3)
    for post in posts:
        with public_change(page) as change:
            change.pin(change.post(post.pk))
    withdraw(posts[1])
    places = dict(page.posts.values_list("headline", "pinned_place"))
    assert places == {"Post 2": 1, "Post 1": None, "Post 0": 2}


def test_republishing_keeps_the_published_time_and_the_place(page):
    post = publish(page, at=NOON)
    withdraw(post)
    with public_change(page) as change:
        change.publish(change.post(post.pk))
    again = Post.objects.get(pk=post.pk)
    assert (again.published_at, again.sort_key) == (NOON, post.sort_key)
    assert again.first_revision == post.first_revision


def test_retiming_moves_a_post_and_the_future_is_refused(page):
    post = publish(page, at=NOON)
    with public_change(page) as change:
        change.retime(change.post(post.pk), NOON - timedelta(hours=1))
    moved = Post.objects.get(pk=post.pk)
    assert moved.sort_key == sort_key(NOON - timedelta(hours=1), post.sequence)
    with pytest.raises(PublishingError, match="future"), public_change(page) as change:
        change.retime(change.post(post.pk), timezone.now() + timedelta(minutes=1))


def test_an_edit_that_does_not_move_a_post_writes_its_row_twice(page):
    post = publish(page, at=NOON)
    with CaptureQueriesContext(connection) as captured:
        edit(post, headline="Better")
    updates = [
        query["sql"]
        for query in captured
        if query["sql"].startswith('UPDATE "posts_post"')
    ]
    assert len(updates) == 2  # the words, the revision


def test_a_post_can_be_mended_although_the_clock_stepped_back(page):
    post = publish(page)
    ahead = timezone.now() + timedelta(minutes=5)
    Post.objects.filter(pk=post.pk).update(published_at=ahead)
    edit(post, headline="Typo mended")
    mended = Post.objects.get(pk=post.pk)
    assert (mended.headline, mended.published_at) == ("Typo mended", ahead)


def test_sort_keys_compare_as_text_like_time_and_sequence():
    later = NOON + timedelta(microseconds=1)
    keys = [
        sort_key(None, 2),
        sort_key(None, 10),
        sort_key(NOON, 1),
        sort_key(NOON, 2),
        sort_key(later, 1),
    ]
    assert keys == sorted(keys)
    assert len({len(key) for key in keys}) == 1


def test_a_future_time_schedules_and_the_page_knows_when_it_is_due(page):
    due = timezone.now() + timedelta(hours=1)
    post = publish(page, at=due)
    page.refresh_from_db()
    assert post.status == Post.Status.SCHEDULED
    assert page.next_due_at == due


def test_what_is_due_is_published_once_at_its_scheduled_time(page):
    post = publish(page, at=timezone.now() + timedelta(hours=1))
    due = timezone.now() - timedelta(seconds=5)
    Post.objects.filter(pk=post.pk).update(published_at=due)
    assert publish_due(page.pk) == 1
    after_first = revision(page)
    assert publish_due(page.pk) == 0
    post.refresh_from_db()
    page.refresh_from_db()
    assert (post.status, post.published_at) == (Post.Status.PUBLISHED, due)
    assert page.revision == after_first
    assert page.next_due_at is None


def test_what_is_due_but_can_not_be_published_stops_nobody(page):
    empty, good = (
        publish(page, name, at=timezone.now() + timedelta(hours=1))
        for name in ("Empty", "Good")
    )
    Post.objects.update(published_at=timezone.now() - timedelta(seconds=5))
    Post.objects.filter(pk=empty.pk).update(headline="", body="")
    assert publish_due(page.pk) == 1
    statuses = dict(Post.objects.values_list("pk", "status"))
    assert statuses == {empty.pk: "review", good.pk: "published"}
    page.refresh_from_db()
    assert page.next_due_at is None


def test_an_early_edit_is_silent_and_a_later_one_tells(page, settings):
    post = publish(page)
    edit(post, headline="Typo mended")
    post.refresh_from_db()
    assert post.edited_at is None
    settings.SILENT_EDIT_SECONDS = 0
    edit(post, headline="Changed")
    post.refresh_from_db()
    assert post.edited_at is not None


def test_a_correction_note_tells_readers_at_once(page):
    post = publish(page)
    edit(post, correction_note="The ferry is called Maren.")
    post.refresh_from_db()
    assert post.edited_at is not None


def test_a_backlog_of_due_posts_comes_out_in_parts_the_earliest_first(
    page, monkeypatch
):
    monkeypatch.setattr(publishing, "MOST_DUE", 2)
    late = timezone.now() - timedelta(hours=1)
    Post.objects.bulk_create(
        Post(
            page=page,
            headline=f"Post {n}",
            status="scheduled",
            published_at=late + timedelta(minutes=n),
        )
        for n in range(5)
    )
    with public_change(page):
        pass  # the door looks when something is due next
    assert publish_due(page.pk) == 2
    shown = list(Post.objects.published().order_by("sort_key"))
    assert [post.headline for post in shown] == ["Post 0", "Post 1"]
    assert publishing.publish_all_due(LivePage.objects.all()) == 3
    assert Post.objects.published().count() == 5


def test_a_label_or_key_event_alone_is_public(page):
    post = publish(page)
    edit(post, key_event=True)
    post.refresh_from_db()
    assert post.revision == revision(page)
    assert post.edited_at is None


def test_a_working_copy_stays_private_until_it_is_published(page):
    post = publish(page, "First version")
    person = Contributor.objects.create(name="Maren Holt")
    Byline.objects.create(post=post, contributor=person, role="Reporter")
    before = revision(page)
    copy = start_working_copy(post)
    assert start_working_copy(post) == copy
    edit(copy, headline="Second version")
    assert revision(page) == before
    assert Post.objects.published().get().headline == "First version"
    with public_change(page) as change:
        change.apply_working_copy(change.post(post.pk))
    now = Post.objects.published().get()
    assert (now.pk, now.headline) == (post.pk, "Second version")
    assert [byline.role for byline in now.bylines.all()] == ["Reporter"]
    assert not Post.objects.filter(pk=copy.pk).exists()


def test_a_working_copy_can_not_be_published_on_its_own(page):
    copy = start_working_copy(publish(page))
    with pytest.raises(PublishingError), public_change(page) as change:
        change.publish(change.post(copy.pk))


def test_what_was_public_is_never_deleted(page):
    post = publish(page)
    withdraw(post)
    for delete in (post.delete, Post.objects.all().delete, page.delete):
        with pytest.raises(ProtectedError), transaction.atomic():
            delete()
    add_draft(page).delete()


def test_a_post_never_moves_to_another_page(page):
    post = publish(page)
    other = make_page("other")

    def move():
        with public_change(page) as change:
            mine = change.post(post.pk)
            mine.page = other
            mine.save()

    with pytest.raises(PublishingError):
        move()
    assert Post.objects.get(pk=post.pk).page == page


def test_a_public_page_never_becomes_a_draft_again(page):
    with pytest.raises(PublishingError):
        open_as(page, "draft")


def test_a_page_that_comes_back_starts_its_readers_over(page):
    open_as(page, "withdrawn")
    open_as(page, "live")
    page.refresh_from_db()
    assert page.reset_revision == page.revision


def test_a_new_time_zone_starts_readers_over(page):
    set_page(page, time_zone="Europe/Paris")
    page.refresh_from_db()
    assert page.reset_revision == page.revision


def test_ending_and_reopening_keep_the_times_true(page):
    open_as(page, "ended")
    page.refresh_from_db()
    assert page.ended_at is not None
    open_as(page, "live")
    page.refresh_from_db()
    assert page.ended_at is None


def test_a_contributor_s_new_name_restamps_their_posts(page):
    person = Contributor.objects.create(name="Maren Holt")
    theirs, other = publish(page, "Theirs"), publish(page, "Other")
    Byline.objects.create(post=theirs, contributor=person)
    person.name = "Maren Holt-Lind"
    person.save()
    restamp_contributor(person)
    theirs.refresh_from_db()
    assert theirs.revision == revision(page)
    assert Post.objects.get(pk=other.pk).revision == other.revision


def test_the_database_refuses_a_published_post_without_a_place(page):
    draft = add_draft(page)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=draft.pk).update(status="published")


def test_the_database_refuses_two_posts_in_one_pinned_place(page):
    first, second = publish_many(page, 2)
    Post.objects.filter(pk=first.pk).update(pinned_place=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=second.pk).update(pinned_place=1)
