"""The desk's stream: what waits on top, then the newest; filters, pages, cost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from posts.content import sort_key
from posts.desk import stream
from posts.models import Byline, Contributor, Post, PostImage
from posts.publishing import public_change
from tests.conftest import (
    NOON,
    add_draft,
    edit,
    make_page,
    publish,
    publish_many,
    start_working_copy,
    withdraw,
)
from tests.desk import desk_url
from tests.open_desk import OpenDesk
from tests.reader import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, editor):
    client.force_login(editor)
    return client


def in_review(page):
    post = add_draft(page, "Please read")
    with public_change(page) as change:
        change.shelve(change.post(post.pk), Post.Status.REVIEW)
    return post


def test_what_waits_is_on_top_the_latest_change_first_then_the_newest(client, page):
    older = publish(page, "Older", at=NOON)
    draft = add_draft(page, "Draft")
    newest = publish(page, "Newest", at=NOON + timedelta(hours=1))
    gone = publish(page, "Gone", at=NOON + timedelta(minutes=1))
    withdraw(gone)
    review = in_review(page)
    due = publish(page, "Due", at=timezone.now() + timedelta(hours=1))
    copy = start_working_copy(older)
    edit(draft, headline="Changed last")
    expected = [draft, copy, due, review, newest, gone, older]
    assert OpenDesk(client, page).ids == [post.pk for post in expected]


def test_posts_of_one_minute_and_without_a_time_keep_their_places(client, page):
    with public_change(page) as change:
        posts = [Post(headline=f"Undated {n}", body="<p>x</p>") for n in range(3)]
        change.import_rows(posts)
        Post.objects.bulk_create(posts)
    dated = [publish(page, at=NOON) for n in range(3)]
    expected = [*reversed(dated), *reversed(posts)]
    assert OpenDesk(client, page).ids == [post.pk for post in expected]


def test_a_row_tells_what_a_post_is(client, page, editor):
    post = publish(page, "Tug ahoy", at=NOON, label="breaking", key_event=True)
    client.post(desk_url("act", page), {"act": "pin", "post": post.pk})
    row = parse(client.get(desk_url("", page)).content).find(id=f"row-{post.pk}")
    assert row.select_one(".row-title").get_text() == "Tug ahoy"
    assert row.select_one(".badge").get_text() == "Published"
    assert row.select_one("time").get_text() == "3 Feb 12:00"
    marks = [mark.get_text() for mark in row.select(".mark")]
    assert marks == ["Breaking", "Key event", "Pinned"]


def test_an_empty_page_says_so(client, page):
    soup = parse(client.get(desk_url("", page)).content)
    assert soup.select_one("#stream-more .hint").get_text() == "No posts here."


# Filters


def rows_under(client, page, **filters):
    """What the desk and its filter form show; they must agree."""
    desk = OpenDesk(client, page, **filters)
    soup = parse(desk.get("rows", **desk.filters).content)
    assert [row["id"] for row in soup.select("#stream > .row")] == [
        f"row-{pk}" for pk in desk.ids
    ]
    return set(desk.ids)


@pytest.fixture
def newsroom(page):
    maren = Contributor.objects.create(name="Maren Holt")
    posts = {
        "draft": add_draft(page, "Draft of a tug"),
        "review": in_review(page),
        "analysis": publish(page, "Why", "<p>Tugs are strong.</p>", label="analysis"),
        "key": publish(page, "It began", key_event=True),
        "pinned": publish(page, "Read this"),
        "gone": publish(page, "Wrong"),
    }
    for name in ("draft", "analysis"):
        Byline.objects.create(post=posts[name], contributor=maren)
    with public_change(page) as change:
        change.pin(change.post(posts["pinned"].pk))
    withdraw(posts["gone"])
    return posts


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"status": "draft"}, "draft"),
        ({"status": "review"}, "review"),
        ({"status": "published"}, "analysis key pinned"),
        ({"status": "withdrawn"}, "gone"),
        ({"status": "scheduled"}, ""),
        ({"label": "analysis"}, "analysis"),
        ({"label": "key"}, "key"),
        ({"label": "pinned"}, "pinned"),
        ({"q": "TUG"}, "draft analysis"),
        ({"q": "tug", "status": "draft"}, "draft"),
        ({"q": "whale"}, ""),
        ({"q": "%"}, ""),
        ({"author": "Maren Holt"}, "draft analysis"),
        ({"author": "Maren Holt", "label": "analysis"}, "analysis"),
        ({"status": "lost"}, "draft review analysis key pinned gone"),
        ({"author": "-1"}, "draft review analysis key pinned gone"),
    ],
)
def test_filters_show_what_they_say(client, page, newsroom, filters, names):
    if filters.get("author") == "Maren Holt":
        filters = filters | {"author": Contributor.objects.get().pk}
    expected = {newsroom[name].pk for name in names.split()}
    assert rows_under(client, page, **filters) == expected


def test_a_post_with_two_bylines_of_the_author_sought_is_shown_once(client, page):
    maren = Contributor.objects.create(name="Maren Holt")
    post = publish(page)
    for role in ("Reporter", "Editor"):
        Byline.objects.create(post=post, contributor=maren, role=role)
    answer = client.get(desk_url("rows", page), {"show-author": maren.pk})
    rows = parse(answer.content).select(".row")
    assert [row["id"] for row in rows] == [f"row-{post.pk}"]


def test_authors_are_those_of_this_page(client, page, newsroom):
    other = publish(make_page("other"))
    ada = Contributor.objects.create(name="Ada Example")
    Byline.objects.create(post=other, contributor=ada)
    soup = parse(client.get(desk_url("", page)).content)
    authors = soup.select("#desk-filters [name=show-author] option")
    assert [author.get_text() for author in authors] == ["Every author", "Maren Holt"]


# Pages


def test_older_posts_come_fifty_at_a_time_down_to_the_first(client, page):
    posts = [post.pk for post in publish_many(page, 120)][::-1]
    draft = add_draft(page)
    desk = OpenDesk(client, page)
    assert desk.ids == [draft.pk, *posts[:50]]
    assert desk.edge == f"1.{Post.objects.get(pk=posts[49]).sort_key}"
    assert desk.load_older() == posts[50:100]
    publish(page)
    assert desk.load_older() == posts[100:]
    assert desk.more is None


def test_older_posts_obey_the_filters(client, page, monkeypatch):
    monkeypatch.setattr(stream, "ROWS", 2)
    plain = publish_many(page, 3)
    marked = publish_many(page, 3, label="analysis")
    desk = OpenDesk(client, page, label="analysis")
    assert desk.ids == [marked[2].pk, marked[1].pk]
    assert desk.load_older() == [marked[0].pk]
    assert desk.more is None
    assert not {post.pk for post in plain} & desk.rows.keys()


def test_exactly_one_page_of_posts_has_no_older_ones(client, page, monkeypatch):
    monkeypatch.setattr(stream, "ROWS", 3)
    publish_many(page, 3)
    assert OpenDesk(client, page).more is None
    publish(page)
    assert OpenDesk(client, page).more is not None


# Cost


def fill(page, count):
    """COUNT public posts and as many that wait, with bylines, pictures and authors.

    Without the door: this is for the size only.
    """
    person = Contributor.objects.create(name=f"Author of {count}")
    moments = [NOON + timedelta(seconds=n) for n in range(count)]
    posts = Post.objects.bulk_create(
        Post(
            page=page,
            headline=f"Post {n}",
            status="published",
            published_at=moment,
            first_published_at=moment,
            sequence=n,
            sort_key=sort_key(moment, n),
            revision=1,
        )
        for n, moment in enumerate(moments, start=1)
    )
    author = User.objects.create_user(f"author-{count}")
    waiting = Post.objects.bulk_create(
        Post(
            page=page,
            headline=f"Waiting {n}",
            created_by=author,
            working_copy_of=posts[n] if n % 2 else None,
        )
        for n in range(min(count, 300))
    )
    for part in (posts, waiting):
        Byline.objects.bulk_create(
            Byline(post=post, contributor=person) for post in part
        )
        PostImage.objects.bulk_create(
            PostImage(post=post, alt="A tug") for post in part
        )


def queries(client, part, page, **data):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(desk_url(part, page), data).status_code == 200
    return len(captured)


def test_the_desk_of_many_posts_costs_what_one_of_few_does(client):
    small, large = make_page("small"), make_page("large")
    fill(small, 10)
    fill(large, 5000)
    client.get(desk_url("", small))  # warms what is looked up once in a process
    for part, data in [("", {}), ("rows", {"show-q": "post"})]:
        few = queries(client, part, small, **data)
        assert queries(client, part, large, **data) == few
    assert queries(client, "", large) <= 35


def test_an_idle_poll_costs_the_same_for_any_number_of_posts(client):
    small, large = make_page("small"), make_page("large")
    fill(small, 10)
    fill(large, 5000)
    found = []
    for page in (small, large):
        cursor = OpenDesk(client, page).cursor
        found.append(queries(client, "updates", page, cursor=cursor))
    assert found[0] == found[1] <= 15
