"""What Publish, Save and Submit do on the desk: one press, one post, no text lost."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from posts.models import Post
from tests.admin_form import revision
from tests.conftest import (
    NOON,
    make_page,
    publish,
    withdraw,
)
from tests.desk import composer, desk_url, notice, opened, save, state, told, typed
from tests.reader import parse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed_in", [{}, {"embed_url": "no address"}])
def test_what_describes_a_field_of_the_composer_is_there(
    client, page, editor, typed_in
):
    client.force_login(editor)
    desk = parse(client.get(desk_url("", page)).content)
    given = {"typed": urlencode(typed(**typed_in))}
    response = client.post(desk_url("given_back", page), given)
    fields = composer(response).select("[name]")
    named = [field.get("aria-describedby", "").split() for field in fields]
    assert [name for names in named for name in names if not desk.find(id=name)] == []


# New posts


def test_an_editor_publishes_and_gets_an_empty_composer(client, page, editor):
    client.force_login(editor)
    before = revision(page)
    data = typed(
        headline="Tug ahoy",
        body="<p>It <strong>came</strong>.</p>",
        label="quote",
        quote_attribution="The harbour master",
        embed_url="vimeo.com/76979871",
        key_event="on",
        pin="on",
    )
    response = save(client, page, "publish", **data)
    post = Post.objects.published().get()
    assert (post.headline, post.body) == (
        "Tug ahoy",
        "<p>It <strong>came</strong>.</p>",
    )
    assert (post.label, post.quote_attribution) == ("quote", "The harbour master")
    assert post.embed_url == "https://vimeo.com/76979871"
    assert (post.key_event, post.pinned_place) == (True, 1)
    assert (post.created_by, post.changed_by) == (editor, editor)
    assert post.revision == before + 1 == revision(page)
    assert told(response) == ("done", "Published. Open pages follow.")
    fresh = composer(response)
    assert fresh.find(id="id_headline").get("value", "") == ""
    assert fresh.find(id="id_key")["value"] != data["key"]


def test_a_draft_stays_private_and_in_the_composer(client, page, reporter):
    client.force_login(reporter)
    before = revision(page)
    data = typed()
    response = save(client, page, "draft", **data)
    post = Post.objects.get()
    assert (post.status, post.created_by) == ("draft", reporter)
    assert revision(page) == before
    assert told(response) == ("done", "Draft saved.")
    soup = parse(response.content)
    assert soup.find(id="composer") is None
    fields = {
        field["name"]: field["value"] for field in soup.select("#composer-state input")
    }
    newest = str(post.history.latest("history_id").history_id)
    shown = {"key": data["key"], "post": str(post.pk), "seen": newest}
    assert fields == shown | {"base": "0"}
    save(client, page, "draft", **data | fields | {"headline": "Tug astern"})
    assert [post.headline for post in Post.objects.all()] == ["Tug astern"]


def test_a_reporter_submits_for_review(client, page, reporter):
    client.force_login(reporter)
    response = save(client, page, "review")
    assert Post.objects.get().status == "review"
    assert told(response) == ("done", "Submitted for review.")
    assert composer(response) is not None


def test_publishing_on_a_draft_page_says_that_nobody_reads_it_yet(client, db, editor):
    client.force_login(editor)
    response = save(client, make_page(status="draft"), "publish")
    words = "Published. Readers see it when the page is live."
    assert told(response) == ("done", words)


def test_a_script_in_the_text_is_not_stored(client, page, editor):
    client.force_login(editor)
    body = '<p onclick="x()">It came.</p><script>x()</script><img src=x onerror=x()>'
    save(client, page, "publish", body=body)
    assert Post.objects.get().body == "<p>It came.</p>"


@pytest.mark.parametrize("act", ["publish", "review", "draft"])
@pytest.mark.parametrize(
    "body", ["", "<p></p>", "<p> <br> </p><script>x()</script>", "<p>\u200b</p>"]
)
def test_an_empty_post_is_refused(client, page, editor, act, body):
    client.force_login(editor)
    before = state()
    response = save(client, page, act, headline="  ", body=body)
    assert notice(response) == ["This post is empty: write something first."]
    assert state() == before


# Posts that are there already


def test_an_edit_of_a_public_post_reaches_readers(client, page, editor):
    post = publish(page, "Tug ahoi", at=NOON)
    client.force_login(editor)
    before = revision(page)
    data = opened(client, page, post) | {"headline": "Tug ahoy"}
    response = save(client, page, "publish", **data)
    post.refresh_from_db()
    assert (post.headline, post.published_at) == ("Tug ahoy", NOON)
    assert post.revision == before + 1 == revision(page)
    assert told(response) == ("done", "Readers are updated.")


def test_a_draft_of_a_public_post_is_its_working_copy(client, page, editor):
    post = publish(page, "First", at=NOON)
    client.force_login(editor)
    before = revision(page)
    data = opened(client, page, post) | {"headline": "Second", "pin": "on"}
    response = save(client, page, "draft", **data)
    copy = Post.objects.get(working_copy_of=post)
    assert told(response) == ("done", "Working copy saved.")
    assert (copy.headline, copy.status, copy.pinned_place) == ("Second", "draft", None)
    post.refresh_from_db()
    assert (post.headline, revision(page)) == ("First", before)
    data = opened(client, page, copy) | {"headline": "Third"}
    response = save(client, page, "publish", **data)
    post.refresh_from_db()
    assert (post.headline, post.published_at) == ("Third", NOON)
    assert list(Post.objects.all()) == [post]
    assert revision(page) == before + 1
    assert told(response) == ("done", "Published. Open pages follow.")


def test_a_colleague_s_working_copy_is_not_overwritten(client, page, editor, chief):
    post = publish(page, "First")
    client.force_login(chief)
    save(
        client, page, "draft", **opened(client, page, post) | {"headline": "Charles's"}
    )
    client.force_login(editor)
    before = state()
    data = opened(client, page, post) | {"headline": "Edna's"}
    response = save(client, page, "draft", **data)
    words = "charles has a working copy of this post already: it waits in the stream."
    assert notice(response)[0] == words
    assert state() == before


def test_a_working_copy_saved_again_by_the_same_editor_is_the_same(
    client, page, editor
):
    post = publish(page, "First")
    client.force_login(editor)
    data = opened(client, page, post)
    save(client, page, "draft", **data | {"headline": "Second"})
    save(client, page, "draft", **data | {"headline": "Third"})
    assert Post.objects.get(working_copy_of=post).headline == "Third"


def test_a_withdrawn_post_is_edited_in_private_and_published_again(
    client, page, editor
):
    post = publish(page, at=NOON)
    withdraw(post)
    client.force_login(editor)
    before = revision(page)
    data = opened(client, page, post) | {"headline": "Put right"}
    save(client, page, "draft", **data)
    post.refresh_from_db()
    assert (post.headline, post.status) == ("Put right", "withdrawn")
    assert revision(page) == before
    save(client, page, "publish", **opened(client, page, post))
    post.refresh_from_db()
    assert (post.status, post.published_at) == ("published", NOON)


def test_pin_and_key_event_are_unticked_again(client, page, editor):
    post = publish(page)
    client.force_login(editor)
    data = opened(client, page, post) | {"pin": "on", "key_event": "on"}
    save(client, page, "publish", **data)
    data = opened(client, page, post)
    assert (data.pop("pin"), data.pop("key_event")) == ("on", "on")
    save(client, page, "publish", **data)
    post.refresh_from_db()
    assert (post.pinned_place, post.key_event) == (None, False)


def test_a_reporter_pins_nothing(client, page, reporter):
    client.force_login(reporter)
    save(client, page, "draft", pin="on")
    assert Post.objects.get().pinned_place is None


def test_a_fourth_pin_is_refused_and_nothing_is_written(client, page, editor):
    client.force_login(editor)
    for n in range(3):
        save(client, page, "publish", headline=f"Post {n}", pin="on")
    before = state()
    response = save(client, page, "publish", pin="on")
    assert notice(response) == ["3 posts are pinned already: unpin one first."]
    assert state() == before


# Corrections


def test_a_correction_is_told_to_readers(client, page, editor):
    post = publish(page, body="<p>Two boats.</p>")
    client.force_login(editor)
    note = "An earlier version said two boats."
    data = opened(client, page, post) | {"body": "<p>Three boats.</p>"}
    data |= {"tell_readers": "on", "correction_note": note}
    save(client, page, "publish", **data)
    post.refresh_from_db()
    assert post.correction_note == note
    assert post.edited_at is not None
    data = opened(client, page, post)
    assert (data.pop("tell_readers"), data["correction_note"]) == ("on", note)
    save(client, page, "publish", **data)
    post.refresh_from_db()
    assert post.correction_note == ""


def test_a_note_without_the_tick_stays_here_and_a_tick_needs_a_note(
    client, page, editor
):
    post = publish(page)
    client.force_login(editor)
    data = opened(client, page, post) | {"correction_note": "Never mind"}
    save(client, page, "publish", **data)
    post.refresh_from_db()
    assert (post.correction_note, post.edited_at) == ("", None)
    before = state()
    data |= {"correction_note": " ", "tell_readers": "on"}
    words = "Correction note: Write what readers should know, or untick it."
    assert notice(save(client, page, "publish", **data)) == [words]
    assert state() == before


@pytest.mark.parametrize(("minutes", "is_told"), [(1, False), (6, True)])
def test_only_a_late_edit_shows_an_update(client, page, editor, minutes, is_told):
    post = publish(page)
    since = timezone.now() - timedelta(minutes=minutes)
    Post.objects.update(first_published_at=since, published_at=since)
    client.force_login(editor)
    save(client, page, "publish", **opened(client, page, post) | {"headline": "Better"})
    post.refresh_from_db()
    assert (post.edited_at is not None) == is_told
