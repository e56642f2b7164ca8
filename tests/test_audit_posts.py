"""The audit log of what the door sees: posts and pages."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from posts import history
from posts.models import AuditEntry, Post
from posts.publishing import public_change
from tests.admin_form import send
from tests.audit import Log
from tests.conftest import (
    NOON,
    add_draft,
    edit,
    make_page,
    open_as,
    publish,
    start_working_copy,
    withdraw,
)
from tests.desk import act, desk_url, save, write_piece

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(page):
    return Log()


def test_what_an_editor_writes_is_noted_with_who_where_and_what(
    desk, page, editor, log
):
    save(desk, page, "publish", headline="Tug ahoy", body="<p>A tug came.</p>")
    post = Post.objects.get()
    page.refresh_from_db()
    entry = log.only("post.publish")
    assert (entry.actor, entry.actor_number) == ("edna", editor.pk)
    assert (entry.address, entry.origin) == ("127.0.0.1", "admin:desk_save")
    assert (entry.page_number, entry.thing_number) == (page.pk, post.pk)
    assert (entry.thing, entry.revision) == ("Tug ahoy", page.revision)
    assert entry.before == {}
    assert entry.after == {
        "headline": "Tug ahoy",
        "body": "<p>A tug came.</p>",
        "status": "published",
        "published_at": post.published_at.isoformat(),
    }
    assert entry.at == post.first_published_at


def test_only_what_changed_stands_in_an_entry(desk, page, log):
    post = publish(page, "Tug ahoy", "<p>A tug came.</p>", at=NOON)
    before = Log()
    edit(post, headline="Tug away")
    (entry,) = before.entries()
    assert entry.act == "post.edit"
    assert entry.before == {"headline": "Tug ahoy"}
    assert entry.after == {"headline": "Tug away"}


def test_a_save_without_a_change_is_no_entry(page, log):
    post = publish(page, "Tug ahoy")
    before = Log()
    edit(post, headline="Tug ahoy")
    assert before.acts() == []


def test_a_draft_s_entry_carries_the_revision_that_readers_have(page, log):
    page.refresh_from_db()
    add_draft(page)
    entry = log.only("post.write")
    assert (entry.revision, entry.after["headline"]) == (page.revision, "A draft")


def test_each_act_on_a_post_has_its_name(desk, page, log):
    post = add_draft(page, "A tug", "<p>Came.</p>")
    for name, details in (
        ("review", {}),
        ("send_back", {"note": "Which tug?"}),
        ("review", {}),
        ("draft", {}),
        ("publish", {}),
        ("pin", {}),
        ("unpin", {}),
        ("key", {}),
        ("label", {"label": "breaking"}),
        ("withdraw", {}),
        ("publish", {}),
    ):
        act(desk, page, name, post, **details)
    assert log.acts() == [
        "post.write",
        "post.review",
        "post.send_back",
        "post.review",
        "post.draft",
        "post.publish",
        "post.pin",
        "post.unpin",
        "post.edit",
        "post.edit",
        "post.withdraw",
        "post.republish",
    ]
    sent_back = log.only("post.send_back")
    assert sent_back.before == {"status": "review", "review_note": ""}
    assert sent_back.after == {"status": "draft", "review_note": "Which tug?"}


def test_one_act_on_several_posts_is_an_entry_for_each(desk, page, log):
    posts = [publish(page, f"Post {n}") for n in range(3)]
    before = Log()
    act(desk, page, "withdraw", *posts)
    entries = before.entries("post.withdraw")
    assert sorted(entry.thing_number for entry in entries) == [p.pk for p in posts]


def test_what_a_deleted_draft_said_is_kept(desk, page, log):
    post = add_draft(page, "A rumour", "<p>Not true.</p>")
    number = post.pk
    act(desk, page, "discard", post)
    entry = log.only("post.discard")
    assert (entry.actor, entry.thing_number) == ("edna", number)
    assert entry.after == {}
    assert entry.before == {
        "headline": "A rumour",
        "body": "<p>Not true.</p>",
        "status": "draft",
    }


def test_a_draft_deleted_in_the_stock_admin_is_noted_too(client, page, chief, log):
    post = add_draft(page, "A rumour")
    client.force_login(chief)
    seen = history.latest(post)
    address = f"/admin/posts/post/{post.pk}/delete/"
    client.post(address, {"post": "yes", "seen": seen})
    assert log.only("post.discard").actor == "charles"


def test_a_working_copy_that_is_published_was_not_thrown_away(page, log):
    post = publish(page, "Tug ahoy")
    copy = start_working_copy(post)
    edit(copy, headline="Tug away")
    before = Log()
    with public_change(page) as change:
        change.apply_working_copy(change.post(post.pk))
    assert sorted(before.acts()) == ["post.apply", "post.edit"]
    assert before.only("post.edit").after == {"headline": "Tug away"}


def test_a_page_s_life_is_noted(db, desk, chief):
    log = Log()
    page = make_page(status="draft")
    for status in ("upcoming", "live", "ended", "live", "withdrawn", "live"):
        open_as(page, status)
    assert log.acts() == [
        "page.make",
        "page.announce",
        "page.live",
        "page.end",
        "page.reopen",
        "page.withdraw",
        "page.bring_back",
    ]
    assert log.only("page.end").after["status"] == "ended"


@pytest.mark.parametrize(
    ("piece", "fields", "after"),
    [
        ("summary", {"text": ["All safe"]}, {"summary": ["All safe"]}),
        (
            "related",
            {"title": ["Map"], "url": ["https://example.org/map"]},
            {"related": [["Map", "https://example.org/map"]]},
        ),
        (
            "stream",
            {"stream_url": "https://vimeo.com/1", "stream_title": "The quay"},
            {"stream_url": "https://vimeo.com/1", "stream_title": "The quay"},
        ),
    ],
)
def test_furniture_is_noted_by_piece(desk, page, log, piece, fields, after):
    write_piece(desk, page, piece, **fields)
    entry = log.only(f"page.{piece}")
    assert (entry.actor, entry.after) == ("edna", after)


def test_a_deleted_page_names_the_posts_that_went_with_it(client, chief, db):
    page = make_page(status="draft")
    post = add_draft(page)
    number = page.pk
    client.force_login(chief)
    log = Log()
    client.post(f"/admin/posts/livepage/{page.pk}/delete/", {"post": "yes"})
    entry = log.only("page.delete")
    assert (entry.actor, entry.page_number) == ("charles", number)
    assert entry.before["posts"] == [post.pk]


def test_a_page_made_in_the_admin_is_noted_with_its_summary(client, chief, db):
    client.force_login(chief)
    log = Log()
    fields = {"title": "Storm", "slug": "storm", "summary_points-0-text": "All safe"}
    response = send(client, "/admin/posts/livepage/add/", "_live", **fields)
    assert response.status_code == 302
    assert log.acts() == ["page.make", "page.summary", "page.live"]
    assert {entry.actor for entry in log.entries()} == {"charles"}
    assert log.only("page.summary").after == {"summary": ["All safe"]}


def test_an_act_that_fails_leaves_no_entry_and_an_entry_that_fails_no_act(
    page, monkeypatch, log
):
    post = publish(page, "Tug ahoy")
    before = Log()
    with suppress(ZeroDivisionError), public_change(page) as change:
        change.withdraw(change.post(post.pk))
        raise ZeroDivisionError
    assert before.acts() == []

    def refuse(entries):
        raise ZeroDivisionError

    monkeypatch.setattr(AuditEntry.objects, "bulk_create", refuse)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        withdraw(post)
    post.refresh_from_db()
    assert post.status == Post.Status.PUBLISHED


@pytest.mark.parametrize("posts", [1, 5])
def test_the_log_costs_a_change_one_query(page, posts):
    drafts = [add_draft(page, f"Draft {n}") for n in range(posts)]
    with CaptureQueriesContext(connection) as captured, public_change(page) as change:
        for draft in drafts:
            change.publish(change.post(draft.pk))
    told = [q for q in captured if "posts_auditentry" in q["sql"]]
    assert len(told) == 1


def test_what_appears_by_itself_is_nobody_s_act(client, desk, page, log):
    """A reader, or an editor who reads, only lets it out: no name, no address."""
    with public_change(page) as change:
        post = change.add(Post(headline="Soon", body="<p>Soon.</p>"))
        change.schedule(post, change.now.replace(year=2099))
    Post.objects.filter(pk=post.pk).update(published_at=NOON)
    page.refresh_from_db()
    type(page).objects.filter(pk=page.pk).update(next_due_at=NOON)
    before = Log()
    desk.get(page.get_absolute_url())
    (entry,) = before.entries()
    assert (entry.act, entry.actor, entry.actor_number) == ("post.publish", "", None)
    assert (entry.address, entry.origin) == ("", "publish_due")


def test_a_preview_link_is_noted_without_its_token(desk, page, log):
    response = desk.post(desk_url("preview_link", page), {"revoke": "1"})
    assert response.status_code == 200
    assert log.acts() == ["page.revoke_previews", "page.preview_link"]
    assert {entry.actor for entry in log.entries()} == {"edna"}
    link = log.only("page.preview_link")
    assert (link.page_number, link.before, link.after) == (page.pk, {}, {})
