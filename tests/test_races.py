"""Many editors at once: distinct revisions, and no reader misses a change."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from posts.models import LivePage, Post
from posts.publishing import PublishingError, public_change, publish_due
from tests.conftest import edit, make_page, publish, publish_many, withdraw
from tests.reader import FURNITURE, Reader

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def threads(count, work):
    """Run WORK(number) in COUNT threads; their first error is raised at the end."""
    errors = []

    def run(number):
        try:
            work(number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in running:
        thread.start()
    yield running
    for thread in running:
        thread.join()
    if errors:
        raise errors[0]


def test_parallel_publishing_gives_distinct_revisions_without_a_hole():
    page = make_page()
    start = page.revision

    def work(number):
        for n in range(5):
            publish(page, f"Editor {number}, post {n}")

    with threads(4, work):
        pass
    revisions = sorted(page.posts.values_list("revision", flat=True))
    assert revisions == list(range(start + 1, start + 21))
    sequences = sorted(page.posts.values_list("sequence", flat=True))
    assert sequences == list(range(1, 21))


def test_no_reader_misses_a_change_while_editors_work(settings):
    settings.POSTS_PER_PAGE = 10
    page = make_page()
    publish_many(page, 8)
    url = page.get_absolute_url()

    def work(number):
        for n in range(6):
            post = publish(page, f"Editor {number}, post {n}")
            edit(post, headline=f"Editor {number}, edit {n}")
            if n % 2:
                withdraw(post)

    readers = [Reader(Client(), url) for _ in range(3)]
    seen = set()
    with threads(3, work) as editors:
        while any(editor.is_alive() for editor in editors):
            for reader in readers:
                reader.poll()
                assert len(reader.ids) == len(set(reader.ids))
                seen.add(reader.at)
            time.sleep(0.01)
    assert len(seen) > 3, "the readers never polled in between"
    fresh_count = page.posts.published().count()
    settings.POSTS_PER_PAGE = fresh_count + 1
    fresh = Reader(Client(), url)
    for reader in readers:
        reader.catch_up()
        expected = [article for article in fresh.feed if reader.holds(article.sort)]
        assert reader.feed == expected
        for name in FURNITURE:
            assert reader.furniture[name] == fresh.furniture[name]


def test_two_withdrawals_of_one_post_are_one(settings):
    page = make_page()
    post = publish(page)
    refused = []

    def work(number):
        try:
            withdraw(post)
        except PublishingError as error:
            refused.append(error)

    with threads(2, work):
        pass
    assert len(refused) == 1
    assert Post.objects.get().status == Post.Status.WITHDRAWN


def test_what_is_due_is_published_once_by_many_readers():
    page = make_page()
    before = LivePage.objects.get().revision
    with public_change(page) as change:
        for n in range(3):
            post = change.add(Post(headline=f"Due {n}", body="<p>x</p>"))
            change.schedule(post, change.now + timedelta(hours=1))
    Post.objects.update(published_at=change.now)
    published = []
    with threads(4, lambda number: published.append(publish_due(page.pk))):
        pass
    assert sorted(published) == [0, 0, 0, 3]
    assert LivePage.objects.get().revision == before + 1
