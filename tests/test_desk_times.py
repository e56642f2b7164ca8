"""Times on the desk: now, earlier, later, in the page's own zone, to the minute."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from posts.models import LivePage, Post
from posts.publishing import public_change, publish_due
from tests.conftest import NOON, add_draft, make_page, publish, set_page
from tests.desk import (
    act,
    composer,
    desk_url,
    notice,
    opened,
    save,
    state,
    told,
    urlencoded,
)
from tests.reader import Reader

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def local(page, moment):
    """MOMENT as the composer's time field has it."""
    return f"{moment.astimezone(page.zone):%Y-%m-%dT%H:%M}"


def tomorrow():
    return timezone.now().replace(second=0, microsecond=0) + timedelta(days=1)


def test_without_a_time_a_post_is_published_now(client, page, editor):
    client.force_login(editor)
    before = timezone.now()
    save(client, page, "publish", moment="")
    assert before < Post.objects.get().published_at < timezone.now()


def test_an_earlier_time_puts_the_post_in_its_place(client, page, editor):
    after = publish(page, "After", at=NOON + 5 * MINUTE)
    client.force_login(editor)
    save(client, page, "publish", headline="Before", moment="2025-02-03T12:00")
    before = Post.objects.get(headline="Before")
    assert before.published_at == NOON
    assert list(Post.objects.published()) == [after, before]


def test_a_later_time_schedules_and_is_kept_when_it_is_due(client, page, editor):
    client.force_login(editor)
    due = tomorrow()
    response = save(client, page, "publish", moment=local(page, due))
    post = Post.objects.get()
    assert (post.status, post.published_at) == ("scheduled", due)
    assert LivePage.objects.get().next_due_at == due
    words = local(page, due).replace("T", " at ")
    words = f"Scheduled for {words} in Europe/London. It appears by itself."
    assert told(response) == ("done", words)
    Post.objects.update(published_at=NOON)
    publish_due(page.pk)
    post.refresh_from_db()
    assert (post.status, post.published_at) == ("published", NOON)


@pytest.mark.parametrize(
    ("hours", "status"), [(3, "scheduled"), (-3, "published"), (None, "published")]
)
def test_a_scheduled_post_gets_another_time(client, page, editor, hours, status):
    client.force_login(editor)
    due = tomorrow()
    save(client, page, "publish", moment=local(page, due))
    post = Post.objects.get()
    data = opened(client, page, post)
    assert data["moment"] == local(page, due)
    wanted = due + timedelta(hours=hours, days=-1) if hours else None
    data["moment"] = local(page, wanted) if wanted else ""
    now = timezone.now()
    save(client, page, "publish", **data)
    post.refresh_from_db()
    assert post.status == status
    if wanted:
        assert post.published_at == wanted
    else:
        assert now < post.published_at < timezone.now()


def test_a_scheduled_post_is_edited_without_being_published(client, page, editor):
    client.force_login(editor)
    save(client, page, "publish", moment=local(page, tomorrow()))
    post = Post.objects.get()
    data = opened(client, page, post) | {"headline": "Better"}
    later = tomorrow() + MINUTE
    save(client, page, "draft", **data | {"moment": local(page, later)})
    post.refresh_from_db()
    assert (post.headline, post.status) == ("Better", "scheduled")
    assert post.published_at == LivePage.objects.get().next_due_at == later
    before = state()
    data = opened(client, page, post) | {"moment": ""}
    assert notice(save(client, page, "draft", **data)) == [
        "A scheduled post needs a time; 'Back to draft' below unschedules it."
    ]
    assert state() == before


def test_a_draft_keeps_its_time_until_it_is_published(client, page, reporter, editor):
    client.force_login(reporter)
    due = tomorrow()
    save(client, page, "review", moment=local(page, due))
    post = Post.objects.get()
    assert (post.status, post.published_at) == ("review", due)
    client.force_login(editor)
    words = local(page, due).replace("T", " at ")
    words = f"Scheduled for {words} in Europe/London. It appears by itself."
    assert told(act(client, page, "publish", post)) == ("done", words)
    post.refresh_from_db()
    assert (post.status, post.published_at) == ("scheduled", due)


@pytest.mark.parametrize(
    ("hours", "words"),
    [([1, 2], "2 scheduled."), ([1, None, None], "2 published, 1 scheduled.")],
)
def test_of_several_posts_it_is_told_how_many_are_scheduled(
    client, page, editor, hours, words
):
    times = [hour and tomorrow() + timedelta(hours=hour) for hour in hours]
    drafts = [add_draft(page, published_at=time) for time in times]
    client.force_login(editor)
    assert told(act(client, page, "publish", *drafts)) == ("done", words)


def test_times_are_shown_and_read_in_the_page_s_zone(client, editor):
    page = make_page(time_zone="Asia/Kolkata")
    client.force_login(editor)
    save(client, page, "publish", moment="2025-02-03T17:30")
    post = Post.objects.get()
    assert post.published_at == NOON
    assert opened(client, page, post)["moment"] == "2025-02-03T17:30"


def test_an_hour_that_the_clock_skips_is_refused(client, page, editor):
    client.force_login(editor)
    before = state()
    response = save(client, page, "publish", moment="2025-03-30T01:30")
    assert notice(response) == ["Time: The clock skips this hour on that day."]
    assert state() == before


def test_an_hour_that_the_clock_repeats_is_the_first(client, page, editor):
    client.force_login(editor)
    save(client, page, "publish", moment="2025-10-26T01:30")
    post = Post.objects.get()
    assert post.published_at == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    second = datetime(2025, 10, 26, 1, 30, 20, tzinfo=UTC)
    with public_change(page) as change:
        change.retime(change.post(post.pk), second)
    save(client, page, "publish", **opened(client, page, post) | {"headline": "Same"})
    post.refresh_from_db()
    assert (post.headline, post.published_at) == ("Same", second)


def test_a_time_left_as_shown_stays_to_the_microsecond(client, page, editor):
    moment = NOON + timedelta(seconds=42, microseconds=123456)
    post = publish(page, at=moment)
    client.force_login(editor)
    data = opened(client, page, post)
    assert data["moment"] == "2025-02-03T12:00"
    save(client, page, "publish", **data | {"headline": "Same time"})
    post.refresh_from_db()
    assert (post.headline, post.published_at) == ("Same time", moment)


def test_a_public_post_moves_for_readers(client, page, editor):
    first, second = publish(page, at=NOON), publish(page, at=NOON + 5 * MINUTE)
    reader = Reader(client, page.get_absolute_url())
    assert reader.ids == [f"post-{second.pk}", f"post-{first.pk}"]
    client.force_login(editor)
    data = opened(client, page, first) | {"moment": "2025-02-03T12:06"}
    response = save(client, page, "publish", **data)
    assert told(response) == ("done", "Readers are updated.")
    reader.catch_up()
    assert reader.ids == [f"post-{first.pk}", f"post-{second.pk}"]


def test_an_emptied_time_of_a_public_post_changes_nothing(client, page, editor):
    post = publish(page, at=NOON)
    client.force_login(editor)
    before = state()
    save(client, page, "publish", **opened(client, page, post) | {"moment": ""})
    assert state()[0][0][0]["published_at"] == NOON
    assert state()[1:] == before[1:]


def test_an_imported_post_without_a_time_keeps_having_none(client, page, editor):
    with public_change(page) as change:
        change.import_rows([post := Post(headline="Undated", body="<p>x</p>")])
        post.save()
    client.force_login(editor)
    data = opened(client, page, post)
    assert data["moment"] == ""
    save(client, page, "publish", **data | {"headline": "Still undated"})
    post.refresh_from_db()
    assert (post.headline, post.published_at) == ("Still undated", None)


def test_a_public_post_can_not_be_put_into_the_future(client, page, editor):
    post = publish(page)
    client.force_login(editor)
    before = state()
    data = opened(client, page, post) | {"moment": local(page, tomorrow())}
    response = save(client, page, "publish", **data)
    assert notice(response) == ["A public post can't lie in the future."]
    assert state() == before


@pytest.mark.parametrize("act", ["draft", "publish"])
@pytest.mark.parametrize(
    "moment",
    [
        "1969-12-30T23:59",
        "0001-01-01T00:00",
        "2100-01-01T06:00",
        "9999-12-31T23:59",
        "12345-01-01T00:00",
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York"])
def test_a_time_that_can_not_be_shown_is_refused(client, editor, act, moment, zone):
    page = make_page(time_zone=zone)
    client.force_login(editor)
    before = state()
    response = save(client, page, act, moment=moment)
    assert response.status_code == 200
    assert notice(response)[0].startswith("Time: ")
    assert state() == before


def test_what_is_no_time_is_refused(client, page, editor):
    client.force_login(editor)
    before = state()
    response = save(client, page, "publish", moment="half past ten")
    assert notice(response) == ["Time: This is no date and time."]
    assert state() == before


def test_a_working_copy_has_no_time_of_its_own(client, page, editor):
    post = publish(page, at=NOON)
    client.force_login(editor)
    save(client, page, "draft", **opened(client, page, post))
    copy = Post.objects.get(working_copy_of=post)
    data = opened(client, page, copy)
    assert "moment" not in data
    for button in ("draft", "publish"):
        copy.refresh_from_db()
        assert copy.published_at is None
        save(client, page, button, **data | {"moment": local(page, tomorrow())})
    post.refresh_from_db()
    assert (post.status, post.published_at) == ("published", NOON)


def test_a_draft_written_before_it_was_due_is_published_now(client, page, editor):
    draft = add_draft(page, published_at=NOON)
    client.force_login(editor)
    assert opened(client, page, draft)["moment"] == "2025-02-03T12:00"
    act(client, page, "publish", draft)
    draft.refresh_from_db()
    assert (draft.status, draft.published_at) == ("published", NOON)


def test_a_time_is_meant_in_the_zone_that_the_composer_named(desk, page, post):
    """The page moves to another zone while a post and a new one are written."""
    data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
    new = opened(desk, page) | {"headline": "New", "moment": "2025-02-03T12:00"}
    set_page(page, time_zone="Asia/Tokyo")
    for fields in (data, new):
        desk.post(desk_url("save", page), fields | {"act": "publish"})
        saved = Post.objects.get(headline=fields["headline"])
        assert saved.published_at == NOON
    text = urlencoded(new | {"headline": "Newer"})
    kept = desk.post(desk_url("given_back", page), {"typed": text})
    assert "Time in Europe/London" in composer(kept).get_text()
    assert opened(desk, page, post)["moment"] == "2025-02-03T21:00"
    assert opened(desk, page, post)["zone"] == "Asia/Tokyo"


def test_a_zone_that_is_none_is_refused(desk, page):
    response = save(desk, page, "publish", moment="2025-02-03T12:00", zone="../etc")
    assert "is no time zone" in " ".join(notice(response))
