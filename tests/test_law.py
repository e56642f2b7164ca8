"""The law: old page + delta == freshly loaded page, whatever the editors do."""

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts.models import Byline, Contributor, Post, RelatedLink, SummaryPoint
from posts.publishing import (
    public_change,
    publish_due,
    restamp_contributor,
)
from tests.conftest import (
    NOON,
    make_page,
    open_as,
    publish,
    set_page,
    start_working_copy,
)
from tests.reader import FURNITURE, Reader

pytestmark = pytest.mark.django_db

_numbers = count()


class Newsroom:
    """Every act of an editor, each on a post chosen by a number."""

    def __init__(self, page):
        self.page = page
        self.person = Contributor.objects.create(name="Maren Holt", role="Reporter")

    def some(self, n, **filters):
        posts = list(
            self.page.posts.filter(working_copy_of=None, **filters).order_by("pk")
        )
        return posts[n % len(posts)] if posts else None

    def on_post(self, n, act, status="published"):
        post = self.some(n, status=status)
        if post:
            with public_change(self.page) as change:
                act(change, change.post(post.pk))

    def publish(self, n):
        publish(self.page, f"Fresh {n}")

    def publish_earlier(self, n):
        publish(self.page, f"Earlier {n}", at=NOON + timedelta(seconds=n * 7))

    def publish_without_time(self, n):
        with public_change(self.page) as change:
            change.import_rows([post := Post(headline=f"Undated {n}", body="<p>x</p>")])
            post.save()

    def edit(self, n):
        self.on_post(n, lambda change, post: change.mark(post, headline=f"Edit {n}"))

    def correct(self, n):
        note = f"Note {n}"
        self.on_post(n, lambda change, post: change.mark(post, correction_note=note))

    def withdraw(self, n):
        self.on_post(n, lambda change, post: change.withdraw(post))

    def republish(self, n):
        self.on_post(n, lambda change, post: change.publish(post), status="withdrawn")

    def retime(self, n):
        at = NOON + timedelta(seconds=n * 11)
        self.on_post(n, lambda change, post: change.retime(post, at))

    def pin(self, n):
        def act(change, post):
            if self.page.posts.filter(pinned_place__isnull=False).count() < 3:
                change.pin(post)

        self.on_post(n, act)

    def unpin(self, n):
        self.on_post(n, lambda change, post: change.unpin(post))

    def key_event(self, n):
        self.on_post(
            n, lambda change, post: change.mark(post, key_event=not post.key_event)
        )

    def label(self, n):
        label = Post.Label.values[n % len(Post.Label.values)]
        self.on_post(n, lambda change, post: change.mark(post, label=label))

    def byline(self, n):
        def act(change, post):
            Byline.objects.create(post=post, contributor=self.person, role=f"Role {n}")

        self.on_post(n, act)

    def rename(self, n):
        self.person.name = f"Maren {n}"
        self.person.save()
        restamp_contributor(self.person)

    def revise(self, n):
        post = self.some(n, status="published")
        if post:
            copy = start_working_copy(post)
            with public_change(self.page) as change:
                change.mark(change.post(copy.pk), body=f"<p>Revised {n}</p>")
            with public_change(self.page) as change:
                change.apply_working_copy(change.post(post.pk))

    def schedule_and_wait(self, n):
        post = publish(self.page, f"Due {n}", at=timezone.now() + timedelta(hours=1))
        Post.objects.filter(pk=post.pk).update(
            published_at=timezone.now() - timedelta(seconds=1)
        )
        publish_due(self.page.pk)

    def draft(self, n):
        with public_change(self.page) as change:
            change.add(Post(headline=f"Secret {n}"))

    def summary(self, n):
        with public_change(self.page):
            if n % 3 == 0:
                self.page.summary_points.all().delete()
            SummaryPoint.objects.create(page=self.page, text=f"Point {n}")

    def related(self, n):
        with public_change(self.page):
            RelatedLink.objects.create(
                page=self.page, title=f"Link {n}", url="https://example.org"
            )

    def title(self, n):
        set_page(self.page, title=f"Title {n}")

    def stream(self, n):
        set_page(
            self.page,
            stream_on_air=n % 2 == 0,
            stream_url=f"https://youtu.be/{n:011d}",
        )

    def end(self, n):
        open_as(self.page, "ended")

    def reopen(self, n):
        open_as(self.page, "live")

    def take_back_and_return(self, n):
        open_as(self.page, "withdrawn")
        open_as(self.page, "live")

    def move_zone(self, n):
        zones = ["Europe/London", "Europe/Paris", "Asia/Kolkata"]
        set_page(self.page, time_zone=zones[n % 3])


ACTS = [name for name in vars(Newsroom) if not name.startswith("_")]
ACTS = [name for name in ACTS if name not in ("some", "on_post")]
VIEWS = ["", "?order=oldest", "?show=key", "?order=oldest&show=key", "post", "embed/"]

acts = st.tuples(st.sampled_from(ACTS), st.integers(0, 7))
moves = st.tuples(
    st.sampled_from(["open", "poll", "older", "newer"]), st.integers(0, 30)
)


def url_of(page, view, n):
    if view != "post":
        return f"{page.get_absolute_url()}{view}"
    posts = list(page.posts.published().order_by("pk"))
    return (
        posts[n % len(posts)].get_absolute_url() if posts else page.get_absolute_url()
    )


def seed(page, number):
    """NUMBER posts a minute apart, in one public change."""
    posts = [
        Post(headline=f"Post {n}", body=f"<p>Text {n}.</p>") for n in range(number)
    ]
    for n, post in enumerate(posts):
        post.published_at = NOON + timedelta(minutes=n)
    with public_change(page) as change:
        change.import_rows(posts)
        Post.objects.bulk_create(posts)


class Fresh:
    """Freshly loaded pages with every post on them, one for each kind of poll."""

    def __init__(self, page, settings):
        settings.POSTS_PER_PAGE = settings.POSTS_IN_EMBED = 1000
        url = page.get_absolute_url()
        self.pages = {show: Reader(Client(), url + show) for show in ("", "?show=key")}
        settings.POSTS_PER_PAGE = 2

    def assert_equals(self, reader, name):
        """READER shows what a fresh page shows within the reader's edges."""
        fresh = self.pages["?show=key" if "show=key" in reader.poll_url else ""]
        expected = [article for article in fresh.feed if reader.holds(article.sort)]
        if reader.order == "oldest":
            expected.reverse()
        assert reader.ids == [article.id for article in expected], name
        assert reader.feed == expected, name
        for piece in FURNITURE:
            assert reader.furniture[piece] == fresh.furniture[piece], (name, piece)
        assert reader.at == fresh.at, name


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.one_of(acts, acts, moves), min_size=15, max_size=45))
def test_old_page_plus_delta_equals_fresh_page(settings, steps):
    settings.POSTS_PER_PAGE = 2
    page = make_page(f"law-{next(_numbers)}")
    seed(page, 6)
    newsroom = Newsroom(page)
    newsroom.pin(0)
    client = Client()
    readers = [
        (url, Reader(client, url)) for url in (url_of(page, view, 2) for view in VIEWS)
    ]
    for name, n in steps:
        if name in ACTS:
            getattr(newsroom, name)(n)
            continue
        url, reader = readers[n % len(readers)]
        if name == "open":
            url = url_of(page, VIEWS[n % len(VIEWS)], n)
            readers.append((url, Reader(client, url)))
        elif name == "poll":
            reader.poll()
        else:
            reader.load(name)
    for _, reader in readers:
        reader.catch_up()
    fresh = Fresh(page, settings)
    for url, reader in readers:
        fresh.assert_equals(reader, url)


# Acts whose effect another act may touch again.
LASTING = ["pin", "key_event", "edit", "withdraw", "retime", "byline", "end"]
LASTING += ["take_back_and_return", "move_zone", "publish_earlier"]


@pytest.mark.parametrize("first", LASTING)
def test_any_act_after_a_lasting_one_reaches_who_saw_the_first(settings, first):
    settings.POSTS_PER_PAGE = 2
    for second in ACTS:
        page = make_page(f"pair-{next(_numbers)}")
        seed(page, 4)
        newsroom = Newsroom(page)
        getattr(newsroom, first)(2)
        readers = [
            Reader(Client(), page.get_absolute_url() + show)
            for show in ("", "?show=key")
        ]
        getattr(newsroom, second)(2)
        for reader in readers:
            reader.catch_up()
        fresh = Fresh(page, settings)
        for reader in readers:
            fresh.assert_equals(reader, (first, second))


def test_every_older_cursor_leads_to_the_fresh_page(settings):
    settings.POSTS_PER_PAGE = 2
    page = make_page("cursors")
    newsroom = Newsroom(page)
    client = Client()
    readers = []
    for n, name in enumerate(["publish", *ACTS] * 2):
        readers.append((name, Reader(client, page.get_absolute_url())))
        getattr(newsroom, name)(n)
    for _, reader in readers:
        reader.catch_up()
    fresh = Fresh(page, settings)
    for name, reader in readers:
        fresh.assert_equals(reader, name)
