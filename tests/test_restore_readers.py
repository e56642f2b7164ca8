"""Readers, desks and caches that know more than the backup does all start over."""

import pytest
from django.test import Client
from django.utils import timezone

from posts.backup import numbers
from posts.models import LivePage, Post
from tests.backups import back_up, empty, restore
from tests.conftest import edit, make_page, publish, publish_many, withdraw
from tests.desk import desk_url
from tests.reader import FURNITURE, Reader, parse

pytestmark = pytest.mark.usefixtures("media_folder", "editor")


@pytest.fixture
def go_back(media_folder, tmp_path):
    """`go_back()`: restore the backup that was made when the test began to use it."""
    times = iter(range(9))

    def go_back():
        empty(media_folder, tmp_path / f"old-{next(times)}")
        restore(tmp_path / "backup")

    return go_back


def is_as_fresh(reader, page):
    fresh = Reader(Client(), page.get_absolute_url())
    assert reader.feed == fresh.feed
    for name in FURNITURE:
        assert reader.furniture[name] == fresh.furniture[name]


def at_every_cursor(page):
    """Readers of PAGE at each revision up to now and at some that were never given."""
    page.refresh_from_db()
    for cursor in (*range(page.revision + 1), page.revision + 7, 10**17):
        reader = Reader(Client(), page.get_absolute_url())
        reader.poll_url = f"/live/{page.slug}/updates/{cursor}/"
        yield reader


def test_a_reader_at_any_cursor_has_the_restored_page(go_back, tmp_path):
    page = make_page()
    posts = publish_many(page, 3)
    back_up(tmp_path / "backup")
    edit(posts[0], headline="Changed after the backup")
    withdraw(posts[1])
    publish(page, "Lost")
    readers = list(at_every_cursor(page))
    go_back()
    for reader in readers:
        reader.catch_up()
        assert reader.ids == [f"post-{post.pk}" for post in reversed(posts)]
        is_as_fresh(reader, page)
    publish(page, "Later")
    for reader in readers:
        reader.catch_up()
        is_as_fresh(reader, page)


def test_a_page_that_was_lost_and_made_again_is_another_page(go_back, tmp_path):
    back_up(tmp_path / "backup")
    page = make_page()
    publish_many(page, 3)
    readers = list(at_every_cursor(page))
    go_back()
    again = make_page()
    posts = publish_many(again, 3)
    assert min(post.pk for post in posts) > page.pk + 1000
    for reader in readers:
        reader.catch_up()
        is_as_fresh(reader, again)


def test_no_rendering_is_found_that_was_kept_before(go_back, tmp_path):
    page = make_page()
    publish(page, "Kept")
    back_up(tmp_path / "backup")
    publish(page, "Lost")
    for client in (Client(), Client()):
        Reader(client, page.get_absolute_url())
    go_back()
    publish(page, "Found")
    shown = Client().get(page.get_absolute_url()).content.decode()
    assert ("Lost" in shown, "Found" in shown, "Kept" in shown) == (False, True, True)


def test_an_open_desk_starts_over(go_back, editor, tmp_path):
    page = make_page()
    kept = publish(page, "Kept")
    back_up(tmp_path / "backup")
    lost = publish(page, "Lost")
    client = Client()
    client.force_login(editor)
    soup = parse(client.get(desk_url("", page)).content)
    cursor = soup.find("input", {"name": "cursor"})["value"]
    go_back()
    client.force_login(editor)
    later = publish(page, "Later")
    answer = client.get(desk_url("updates", page), {"cursor": cursor})
    shown = answer.content.decode()
    assert f"row-{later.pk}" in shown
    assert f"row-{kept.pk}" in shown
    assert f"row-{lost.pk}" not in shown


def test_versions_go_on_above_those_that_a_composer_may_have_seen(go_back, tmp_path):
    page = make_page()
    post = publish(page)
    back_up(tmp_path / "backup")
    edit(post, headline="Lost")
    seen = Post.history.latest("history_id").history_id
    go_back()
    edit(post, headline="Later")
    newest = Post.history.filter(id=post.pk).latest("history_id").history_id
    assert newest > seen + numbers.SMALL_LEAP / 2


def test_a_restored_page_is_news(go_back, tmp_path):
    """So that its readers ask again soon, whatever its calm was."""
    make_page()
    LivePage.objects.update(revised_at=None)
    back_up(tmp_path / "backup")
    before = timezone.now()
    go_back()
    assert LivePage.objects.get().revised_at >= before
