"""A long page costs no more than a short one: each query finds its rows by an index.

Asked on a page beside others as long, with few key events, pinned and waiting posts,
as is ordinary. On SQLite also as it plans without ANALYZE, which nobody there runs;
PostgreSQL's autovacuum does.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q

from posts.answers import current_page
from posts.delta import delta
from posts.desk import stream
from posts.feeds import AtomFeed, filled
from posts.furniture import Furniture, contents
from posts.models import LivePage, Post
from posts.publishing import publish_due
from posts.window import after, around, before, feed_of, newest
from tests.conftest import NOON, make_page
from tests.query_plans import plans

pytestmark = pytest.mark.django_db

SITE = "https://live.example.org"
COUNT = 3000
OTHER_PAGES = 500
FAR = datetime(2999, 1, 1, tzinfo=UTC)


def fill(page):
    """COUNT public posts on PAGE, and a few that wait; the door would take long."""
    posts = [
        Post(
            page=page,
            headline=f"Post {n}",
            body=f"<p>{'What happened then. ' * 20}</p>",
            status="withdrawn" if n % 100 == 50 else "published",
            published_at=NOON + timedelta(minutes=n),
            first_published_at=NOON,
            sequence=n,
            sort_key=f"{n:018d}{n:010d}",
            revision=n,
            first_revision=n,
            key_event=n % 300 == 0,
            pinned_place={2000: 1, 2001: 2, 2002: 3}.get(n),
        )
        for n in range(1, COUNT + 1)
    ]
    posts += [
        Post(page=page, headline=f"Waits {n}", status=status, published_at=FAR)
        for n in range(5)
        for status in ("draft", "review", "scheduled")
    ]
    posts = Post.objects.bulk_create(posts, batch_size=500)
    Post.history.bulk_history_create(posts, batch_size=500)
    LivePage.objects.filter(pk=page.pk).update(revision=COUNT, last_sequence=COUNT)


@pytest.fixture(scope="module", params=["as it comes", "analysed"])
def long_page(request, django_db_setup, django_db_blocker):
    """The second of three long pages; all of them are gone after these tests."""
    analysed = request.param == "analysed"
    if connection.vendor != "sqlite" and not analysed:
        pytest.skip("about SQLite alone")
    with django_db_blocker.unblock(), transaction.atomic():
        LivePage.objects.bulk_create(
            LivePage(slug=f"page-{n}", title="Another") for n in range(OTHER_PAGES)
        )
        for slug in ("first", "storm", "last"):
            fill(make_page(slug))
        if analysed:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield LivePage.objects.get(slug="storm")
        transaction.set_rollback(True)


@pytest.fixture
def middle(long_page):
    """A post in the middle of the page."""
    return long_page.posts.get(sequence=COUNT // 2)


def plans_of(ask, table="posts_post"):
    """The plans of the queries on TABLE that ASK makes; none looks at every row."""
    with transaction.atomic():
        with plans(table) as found:
            ask()
        transaction.set_rollback(True)
    assert found
    for plan in found:
        assert not plan.scans(table), plan
    return found


def test_the_revision_is_found_by_the_slug(long_page):
    (plan,) = plans_of(lambda: current_page("storm"), "posts_livepage")
    assert "slug" in plan


@pytest.mark.parametrize("behind", [1, 99])
def test_a_delta_reads_what_changed_since_the_cursor(long_page, behind):
    plan = plans_of(lambda: delta(long_page, COUNT - behind))[0]
    assert "post_delta" in plan
    assert "revision>" in plan.replace(" ", "")


def test_starting_over_reads_what_was_missed_since_the_cursor(long_page):
    def start_over():
        LivePage.objects.filter(pk=long_page.pk).update(reset_revision=COUNT - 10)
        delta(current_page("storm"), COUNT - 20)

    plan = plans_of(start_over)[0]
    assert "post_delta" in plan
    assert "revision>" in plan.replace(" ", "")
    assert not plan.sorts, plan


WINDOWS = {
    "newest": lambda page, post: newest(feed_of(page)),
    "older": lambda page, post: before(feed_of(page), post.sort_key),
    "newer": lambda page, post: after(feed_of(page), post.sort_key),
    "oldest first": lambda page, post: after(feed_of(page), "", "oldest"),
    "permalink": lambda page, post: around(feed_of(page), post),
    "feed": lambda page, post: filled(AtomFeed, page, SITE, "/feed.atom"),
}


@pytest.mark.parametrize("ask", WINDOWS.values(), ids=WINDOWS)
def test_a_page_of_posts_is_read_in_order_from_its_edge(long_page, middle, ask):
    for plan in plans_of(lambda: ask(long_page, middle)):
        # PostgreSQL may as well pass over the few withdrawn ones between two edges.
        assert "post_window" in plan or "post_stream" in plan
        assert not plan.sorts, plan


KEY_EVENTS = {
    "first page": lambda page, post: newest(feed_of(page, "key")),
    "older": lambda page, post: before(feed_of(page, "key"), post.sort_key),
    "list": lambda page, post: Furniture(page).key_events,
}


@pytest.mark.parametrize("ask", KEY_EVENTS.values(), ids=KEY_EVENTS)
def test_key_events_are_found_without_the_posts_between_them(long_page, middle, ask):
    (plan,) = plans_of(lambda: ask(long_page, middle))
    assert "post_key_events" in plan
    assert not plan.sorts, plan


def test_pinned_posts_are_found_without_the_others(long_page):
    (plan,) = plans_of(lambda: Furniture(long_page).pinned)
    assert "post_pinned" in plan
    assert not plan.sorts, plan


def test_what_the_door_compares_is_found_by_the_same_indexes(long_page):
    pinned, key_events = plans_of(lambda: contents(long_page))
    assert "post_pinned" in pinned
    assert "post_key_events" in key_events


def test_what_is_due_is_found_without_the_rest(long_page):
    found = plans_of(lambda: publish_due(long_page.pk))
    assert any("post_due" in plan for plan in found)
    for plan in found:
        assert "post_window" not in plan
        assert "post_delta" not in plan


def test_the_desk_begins_with_what_waits_and_the_newest_posts(long_page):
    rows, waiting = plans_of(lambda: stream.first(long_page, Q()))
    assert "post_stream" in rows
    assert not rows.sorts, rows
    assert "post_window" in waiting
    assert "status" in waiting


def test_the_desk_s_older_rows_are_read_in_order_from_the_last_one(long_page, middle):
    (plan,) = plans_of(lambda: stream.older(long_page, Q(), middle.sort_key))
    assert "post_stream" in plan
    assert not plan.sorts, plan


def test_a_desk_that_looks_again_reads_what_changed_since(long_page):
    now = stream.Cursor.of(long_page)
    seen = stream.Cursor(now.revision - 2, now.posts - 2, now.page)
    moved, rows = plans_of(lambda: stream.changes(long_page, seen, now, Q()))
    assert "post_delta" in moved
    by_number = {"sqlite": "rowid=?", "postgresql": "posts_post_pkey"}
    assert by_number[connection.vendor] in rows


def test_versions_are_found_by_page_or_number(long_page):
    now = stream.Cursor.of(long_page)
    seen = stream.Cursor(now.revision - 2, now.posts - 2, now.page)
    plans_of(lambda: stream.Cursor.of(long_page), "posts_historicalpost")
    (plan,) = plans_of(
        lambda: stream.changes(long_page, seen, now, Q()), "posts_historicalpost"
    )
    by_number = {"sqlite": "rowid>?", "postgresql": "historicalpost_pkey"}
    assert by_number[connection.vendor] in plan
