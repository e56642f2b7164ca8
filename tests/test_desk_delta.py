"""The desk follows its page: all that changed since its cursor, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.desk import stream
from posts.models import Byline, Contributor, LivePage, Post
from posts.publishing import publish_due, restamp_contributor
from tests.conftest import (
    NOON,
    add_draft,
    edit,
    publish,
    publish_many,
    set_page,
    start_working_copy,
)
from tests.desk import act, desk_url, opened, save, turn
from tests.importing import SOURCE, posts_of, run
from tests.open_desk import OpenDesk, assert_fresh
from tests.reader import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, page, editor):
    client.force_login(editor)
    publish_many(page, 3)
    return OpenDesk(client, page)


def test_nothing_new_is_nothing(desk):
    cursor, furniture = desk.cursor, dict(desk.furniture)
    assert desk.poll() == ([], [])
    assert (desk.cursor, desk.furniture) == (cursor, furniture)


def test_an_idle_poll_brings_no_rows_and_no_furniture(desk):
    response = desk.get("updates", cursor=desk.cursor)
    swapped = [
        element.get("id")
        for element in parse(response.content).select("[data-hx-swap-oob]")
    ]
    assert swapped == ["desk-readers", "desk-presence", "composer-presence"]


@pytest.mark.parametrize(
    "name", ["pin", "key", "label", "withdraw", "copy", "edit", "retime"]
)
def test_every_act_on_a_public_post_brings_its_row(desk, charles, page, name):
    post = page.posts.order_by("pk")[1]
    data = {"act": name, "post": post.pk, "label": "analysis"}
    if name == "edit":
        edit(post, headline="Better")
    elif name == "retime":
        data = opened(charles, page, post) | {"moment": "2025-02-03T11:00"}
        save(charles, page, "publish", **data)
    else:
        charles.post(desk_url("act", page), data)
    changed = Post.objects.get(working_copy_of=post) if name == "copy" else post
    assert desk.poll() == ([changed.pk], [])
    assert_fresh(desk)
    assert desk.poll() == ([], [])


@pytest.mark.parametrize(
    "name", ["publish", "review", "key", "label", "discard", "edit", "schedule"]
)
def test_every_act_on_a_draft_brings_or_takes_its_row(desk, charles, page, name):
    draft = add_draft(page)
    assert desk.poll() == ([draft.pk], [])
    if name in ("edit", "schedule"):
        tomorrow = timezone.now() + timedelta(days=1)
        data = opened(charles, page, draft) | {"headline": "Better"}
        data |= {"moment": f"{tomorrow:%Y-%m-%dT%H:%M}"} if name == "schedule" else {}
        save(charles, page, "publish" if name == "schedule" else "draft", **data)
    else:
        act(charles, page, name, draft, label="analysis")
    expected = ([], [draft.pk]) if name == "discard" else ([draft.pk], [])
    assert desk.poll() == expected
    assert_fresh(desk)


def test_the_answer_to_an_own_act_brings_its_rows_and_the_cursor(desk, page):
    first, second, _ = page.posts.order_by("pk")
    came, _ = desk.act("key", first, second)
    assert set(came) == {first.pk, second.pk}
    assert desk.poll() == ([], [])
    assert_fresh(desk)


def test_saving_without_a_change_moves_nothing(desk, charles, page):
    first, _second = add_draft(page), add_draft(page)
    desk.poll()
    save(charles, page, "draft", **opened(charles, page, first))
    charles.post(desk_url("act", page), {"act": "unkey", "post": first.pk})
    assert desk.poll() == ([], [])
    assert_fresh(desk)


def test_a_refused_act_brings_what_colleagues_did(desk, page):
    draft = add_draft(page)
    assert desk.act("explode", draft) == ([draft.pk], [])


def test_a_working_copy_comes_and_goes_with_its_publication(desk, page):
    post = page.posts.first()
    copy = start_working_copy(post)
    assert desk.poll() == ([copy.pk], [])
    edit(copy, headline="Revised")
    assert desk.poll() == ([copy.pk], [])
    came, gone = desk.act("publish", copy)
    assert (came, gone) == ([post.pk], [copy.pk])
    assert_fresh(desk)


def test_a_row_that_the_filter_no_longer_shows_leaves(client, page, editor):
    client.force_login(editor)
    draft, post = add_draft(page), publish(page)
    desk = OpenDesk(client, page, status="draft")
    assert desk.ids == [draft.pk]
    edit(post, headline="No draft at all")
    assert desk.poll() == ([], [post.pk])
    act(client, page, "publish", draft)
    assert desk.poll() == ([], [draft.pk])
    assert desk.ids == []
    new = add_draft(page)
    assert desk.poll() == ([new.pk], [])


def test_a_renamed_contributor_comes(desk, page):
    post = page.posts.first()
    maren = Contributor.objects.create(name="Maren Holt")
    Byline.objects.create(post=post, contributor=maren)
    desk = OpenDesk(desk.client, page)
    maren.name = "Maren Hold"
    maren.save()
    restamp_contributor(maren)
    assert desk.poll() == ([post.pk], [])
    assert "Maren Hold<" in desk.rows[post.pk][1]
    assert_fresh(desk)


def test_what_an_import_adds_and_changes_comes(client, editor, source):
    client.force_login(editor)
    run(source)
    desk = OpenDesk(client, LivePage.objects.get(slug="bridge-shut"))
    newest = "  1. Openpublished at 10:45 Greenwich Mean Time\n\n    At last.\n\n  2. S"
    text = SOURCE.replace("It began.", "It began again.")
    source.write_text(text.replace("  1. S", newest))
    run(source)
    posts = posts_of()
    came, gone = desk.poll()
    assert (set(came), gone) == ({posts[0].pk, posts[-1].pk}, [])
    assert [post.headline for post in (posts[0], posts[-1])] == ["Open", "First news"]
    assert_fresh(desk)


def test_what_became_due_comes(desk, page):
    due = publish(page, at=timezone.now() + timedelta(hours=1))
    desk.poll()
    Post.objects.filter(pk=due.pk).update(published_at=NOON)
    publish_due(page.pk)
    assert desk.poll() == ([due.pk], [])
    assert_fresh(desk)


def test_a_post_that_moved_below_the_edge_leaves(client, page, editor, monkeypatch):
    monkeypatch.setattr(stream, "ROWS", 2)
    client.force_login(editor)
    first, second, third = publish_many(page, 3)
    desk = OpenDesk(client, page)
    assert desk.ids == [third.pk, second.pk]
    save(
        client,
        page,
        "publish",
        **opened(client, page, third) | {"moment": "2025-02-03T10:00"},
    )
    desk.poll()
    assert desk.ids == [second.pk]
    desk.load_older()
    assert desk.ids == [second.pk, first.pk, third.pk]


def test_too_many_changes_start_over(desk, page, monkeypatch):
    monkeypatch.setattr(stream, "MOST_CHANGES", 3)
    posts = [publish(page, f"Post {n}") for n in range(3)]
    came, _ = desk.poll()
    assert set(came) == {post.pk for post in posts}
    for n in range(4):
        add_draft(page, f"Draft {n}")
    assert desk.poll() == (["over"], [])
    assert_fresh(desk)


@pytest.mark.parametrize("part", [0, 1])
def test_a_cursor_ahead_of_the_page_starts_over(desk, part):
    parts = desk.cursor.split(".")
    parts[part] = str(int(parts[part]) + 1)
    desk.cursor = ".".join(parts)
    assert desk.poll() == (["over"], [])
    assert_fresh(desk)


def test_another_time_zone_brings_every_row_anew(desk, page):
    post = publish(page, at=NOON)
    desk.poll()
    set_page(page, time_zone="Asia/Kolkata")
    assert desk.poll() == (["over"], [])
    assert "17:30" in desk.rows[post.pk][1]


@pytest.mark.parametrize("cursor", ["", "junk", "1.2", "0.0.0"])
def test_a_cursor_that_is_none_brings_everything(desk, cursor):
    desk.cursor = cursor
    desk.poll()
    assert_fresh(desk)


def test_what_is_saved_while_the_desk_is_read_comes_with_the_next_poll(
    client, page, editor, monkeypatch
):
    client.force_login(editor)
    first, late = stream.first, []

    def slowly(*args):
        shown = first(*args)
        late.append(add_draft(page).pk)
        return shown

    monkeypatch.setattr(stream, "first", slowly)
    desk = OpenDesk(client, page)
    monkeypatch.undo()
    assert desk.poll() == (late, [])


def test_the_furniture_comes_when_it_changed(desk, page, charles):
    before = dict(desk.furniture)
    set_page(page, stream_title="The bridge")
    desk.poll()
    assert {n for n in before if before[n] != desk.furniture[n]} == {"stream"}
    charles.post(desk_url("act", page), {"act": "pin", "post": page.posts.first().pk})
    desk.poll()
    assert desk.furniture["pinned"] != before["pinned"]
    turn(charles, page, "ended")
    desk.poll()
    assert desk.furniture["status"] != before["status"]
    assert_fresh(desk)
