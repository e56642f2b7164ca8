"""No text is lost and no time is bent: what the post form refuses and keeps."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from posts.models import Byline, Contributor, Post, PostImage
from posts.publishing import public_change
from tests.admin_form import (
    ADD,
    change_url,
    fields_in,
    form_of,
    revision,
    seen_in,
    send,
)
from tests.conftest import (
    NOON,
    add_draft,
    edit,
    make_page,
    publish,
    set_page,
    start_working_copy,
    withdraw,
)
from tests.pictures import encoded, upload

pytestmark = pytest.mark.django_db


def test_a_form_shown_without_a_page_is_read_in_the_desk_s_zone(client, editor):
    page = make_page(time_zone="Asia/Kolkata")
    client.force_login(editor)
    fields = {"published_at_0": "2025-02-03", "published_at_1": "12:00:00"}
    send(client, ADD, "_publish", page=str(page.pk), headline="Noon", **fields)
    assert Post.objects.get().published_at == NOON


def test_saving_without_a_change_is_no_public_change(client, page, editor):
    post = publish(page)
    client.force_login(editor)
    before = revision(page)
    assert send(client, change_url(post)).status_code == 302
    assert revision(page) == before
    assert Post.objects.get(pk=post.pk).sort_key == post.sort_key


@pytest.mark.parametrize(
    ("button", "fields", "words"),
    [
        ("_publish", {"headline": "", "body": ""}, "write something first"),
        (
            "_save",
            {"published_at_0": "2099-01-01", "published_at_1": "12:00"},
            "lie in the future",
        ),
        (
            "_save",
            {"published_at_0": "1969-01-01", "published_at_1": "12:00"},
            "before 1970",
        ),
    ],
)
def test_what_can_not_be_public_is_refused_and_the_text_stays(
    client, page, editor, button, fields, words
):
    post = publish(page) if button == "_save" else add_draft(page)
    client.force_login(editor)
    before = revision(page)
    fields = {"correction_note": "Typed with care."} | fields
    response = send(client, change_url(post), button, **fields)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert "Typed with care." in response.content.decode()
    assert revision(page) == before


def test_what_only_the_door_can_refuse_comes_back_as_a_form_error(client, page, editor):
    post = publish(page)
    withdraw(post)
    client.force_login(editor)
    fields = {"published_at_0": "2099-01-01", "published_at_1": "12:00"}
    response = send(client, change_url(post), "_publish", headline="Kept", **fields)
    assert response.status_code == 200
    assert "lie in the future" in response.content.decode()
    assert 'value="Kept"' in response.content.decode()
    post.refresh_from_db()
    assert (post.status, post.headline) == (Post.Status.WITHDRAWN, "News")


def test_a_working_copy_that_the_post_overtook_warns_before_it_wins(
    client, page, editor
):
    post = publish(page, "First")
    copy = start_working_copy(post)
    edit(post, headline="Urgent correction")
    client.force_login(editor)
    refused = send(client, change_url(copy), "_publish", headline="Slow rewrite")
    assert "changed the published post" in refused.content.decode()
    assert Post.objects.published().get().headline == "Urgent correction"
    again = {"headline": "Slow rewrite", "seen": seen_in(refused)}
    send(client, change_url(copy), "_publish", **again)
    assert Post.objects.published().get().headline == "Slow rewrite"


def test_a_working_copy_of_a_withdrawn_post_is_not_swallowed(client, page, editor):
    post = publish(page)
    copy = start_working_copy(post)
    withdraw(post)
    client.force_login(editor)
    warned = send(client, change_url(copy), "_publish", headline="Mine")
    fields = {"headline": "Mine", "seen": seen_in(warned)}
    response = send(client, change_url(copy), "_publish", **fields)
    assert "was withdrawn meanwhile" in response.content.decode()
    assert Post.objects.filter(pk=copy.pk).exists()


def test_a_working_copy_that_is_there_already_is_not_overwritten(
    client, page, editor, charles
):
    post = publish(page)
    client.force_login(editor)
    mine = form_of(client, change_url(post)) | {"body": "<p>Mine.</p>", "_copy": "1"}
    send(charles, change_url(post), "_copy", body="<p>Long and careful.</p>")
    refused = client.post(change_url(post), mine)
    assert "charles has a working copy of this post" in refused.content.decode()
    assert fields_in(refused)["body"] == "<p>Mine.</p>"
    assert Post.objects.get(working_copy_of=post).body == "<p>Long and careful.</p>"


def test_a_form_that_somebody_overtook_never_overwrites_silently(client, page, editor):
    post = publish(page, "First")
    client.force_login(editor)
    stale = form_of(client, change_url(post))
    edit(post, headline="By a colleague")
    mine = stale | {"headline": "Mine", "_save": "1"}
    refused = client.post(change_url(post), mine)
    assert "changed this post after you opened it" in refused.content.decode()
    assert 'value="Mine"' in refused.content.decode()
    assert Post.objects.get().headline == "By a colleague"
    client.post(change_url(post), mine | {"seen": seen_in(refused)})
    assert Post.objects.get().headline == "Mine"


def picture(post, alt):
    return PostImage.objects.create(post=post, file=upload(encoded()), alt=alt)


def byline(post, role):
    person = Contributor.objects.create(name=f"Rita {role}")
    return Byline.objects.create(post=post, contributor=person, role=role)


@pytest.mark.usefixtures("media_root")
@pytest.mark.parametrize(
    ("part", "add", "text"),
    [("images", picture, "alt"), ("bylines", byline, "role")],
)
def test_nothing_is_published_that_the_form_never_showed(
    client, page, editor, part, add, text
):
    post = add_draft(page)
    client.force_login(editor)
    data = form_of(client, change_url(post)) | {"_publish": "1"}
    row = add(post, "By a colleague")
    refused = client.post(change_url(post), data)
    assert "Somebody changed these" in refused.content.decode()
    client.post(change_url(post), data)
    assert not Post.objects.published().exists()
    shown = fields_in(refused)
    assert shown[f"{part}-0-id"] == str(row.pk)
    assert shown[f"{part}-0-{text}"] == "By a colleague"
    client.post(change_url(post), shown | {"_publish": "1"})
    assert Post.objects.published().get() == post
    assert list(getattr(post, part).all()) == [row]


@pytest.mark.usefixtures("media_root")
def test_rows_that_came_and_went_leave_what_was_typed_where_it_belongs(
    client, page, editor
):
    post = add_draft(page)
    first, gone = picture(post, "First"), picture(post, "Gone")
    client.force_login(editor)
    mine = form_of(client, change_url(post)) | {
        "images-TOTAL_FORMS": "3",
        "images-0-alt": "First, better",
        "images-1-alt": "Typed for nothing",
        "images-2-alt": "Of my own",
        "images-2-order": "3",
    }
    gone.delete()
    added = [picture(post, "Added"), picture(post, "Added too")]
    refused = client.post(change_url(post), mine | {"_save": "1"})
    assert "Yours said: &#x27;Typed for nothing&#x27;." in refused.content.decode()
    shown = fields_in(refused)
    alts = [shown[f"images-{n}-alt"] for n in range(4)]
    assert alts == ["First, better", "Added", "Added too", "Of my own"]
    assert added[0].file.url in refused.content.decode()
    client.post(change_url(post), shown | {"_save": "1"})
    images = {image.alt: image for image in post.images.all()}
    assert set(images) == set(alts)
    assert images["First, better"] == first
    assert images["Added"].file == added[0].file


@pytest.mark.parametrize(
    "odd", ["+{}", "%2B{}", "%20{}", "0_{}", "0_5F{}", "000000000000000000{}"]
)
@pytest.mark.parametrize("view", ["change", "delete", "history"])
@pytest.mark.parametrize("model", ["livepage", "post"])
def test_nothing_is_found_under_a_number_written_oddly(
    client, page, chief, model, odd, view
):
    client.force_login(chief)
    thing = page if model == "livepage" else publish(page)
    data = form_of(client, f"/admin/posts/{model}/{thing.pk}/change/")
    said = {"title": "Behind the door", "headline": "Behind the door", "post": "yes"}
    url = f"/admin/posts/{model}/{odd.format(thing.pk)}/{view}/"
    assert client.get(url).status_code == 404
    assert client.post(url, data | said).status_code == 404
    before = str(thing)
    thing.refresh_from_db()
    assert str(thing) == before


def test_a_button_that_came_too_late_gives_the_text_back(client, page, editor):
    draft = add_draft(page)
    client.force_login(editor)
    data = form_of(client, change_url(draft))
    with public_change(page) as change:
        change.publish(change.post(draft.pk))
    seen = form_of(client, change_url(draft))["seen"]
    late = data | {"headline": "Typed late", "seen": seen, "_publish": "1"}
    response = client.post(change_url(draft), late)
    assert response.status_code == 200
    assert "the post is published now" in response.content.decode()
    assert 'value="Typed late"' in response.content.decode()
    assert "changed successfully" not in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"published_at_0": "", "published_at_1": ""}, "needs a time"),
        ({"published_at_0": "1969-01-01"}, "before 1970"),
        ({"published_at_0": "2001-01-01"}, "time in the future"),
        ({"headline": "", "body": ""}, "write something first"),
    ],
)
def test_a_scheduled_post_keeps_a_future_time_and_something_to_say(
    client, page, editor, fields, words
):
    post = publish(page, at=timezone.now() + timedelta(hours=1))
    client.force_login(editor)
    response = send(client, change_url(post), **fields)
    assert words in response.content.decode()
    assert Post.objects.get().published_at == post.published_at
    assert client.get(page.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("button", "status"), [("_publish_now", "published"), ("_draft", "draft")]
)
def test_a_scheduled_post_can_leave_its_time_behind(
    client, page, editor, button, status
):
    post = publish(page, at=timezone.now() + timedelta(hours=1))
    client.force_login(editor)
    cleared = {"published_at_0": "", "published_at_1": "", "headline": "Typed"}
    assert send(client, change_url(post), button, **cleared).status_code == 302
    post.refresh_from_db()
    assert (post.status, post.headline) == (status, "Typed")


def test_a_time_in_the_hour_that_the_clock_repeats_stays_as_it_is(client, page, editor):
    repeated = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    post = publish(page, at=repeated)
    client.force_login(editor)
    assert send(client, change_url(post), headline="Edited").status_code == 302
    post.refresh_from_db()
    assert (post.headline, post.published_at) == ("Edited", repeated)


def test_publish_again_keeps_the_place_even_with_the_time_emptied(client, page, editor):
    post = publish(page, at=NOON)
    withdraw(post)
    client.force_login(editor)
    cleared = {"published_at_0": "", "published_at_1": ""}
    send(client, change_url(post), "_publish", **cleared)
    post.refresh_from_db()
    assert (post.status, post.published_at) == (Post.Status.PUBLISHED, NOON)


def test_publishing_twice_makes_one_post(client, page, editor):
    client.force_login(editor)
    url = f"{ADD}?page={page.pk}"
    data = form_of(client, url) | {"headline": "Tug ahoy", "_publish": "1"}
    assert client.post(url, data).status_code == 302
    again = client.post(url, data)
    assert "a moment ago" in again.content.decode()
    assert page.posts.count() == 1


def test_a_time_is_meant_in_the_zone_that_the_form_was_shown_in(client, page, editor):
    post = publish(page, at=NOON)
    client.force_login(editor)
    data = form_of(client, change_url(post)) | {"headline": "Tug", "_save": "1"}
    set_page(page, time_zone="Asia/Tokyo")
    assert client.post(change_url(post), data).status_code == 302
    post.refresh_from_db()
    assert (post.headline, post.published_at) == ("Tug", NOON)
    assert form_of(client, change_url(post))["published_at_1"] == "21:00:00"
