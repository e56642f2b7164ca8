"""How often readers poll: by status, by how lively a page is, under pressure."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import LivePage
from posts.publishing import public_change
from tests.conftest import add_draft, publish, withdraw

pytestmark = pytest.mark.django_db


def age(page, **ago):
    """Let PAGE's last change be so long AGO; the moment that it was then."""
    then = timezone.now() - timedelta(**ago)
    LivePage.objects.filter(pk=page.pk).update(revised_at=then)
    return then


def revised_at(page):
    return LivePage.objects.get(pk=page.pk).revised_at


def test_the_door_notes_when_readers_last_saw_something_new(page):
    then = age(page, hours=1)
    before = timezone.now()
    post = publish(page)
    assert before <= revised_at(page) <= timezone.now()
    age(page, hours=1)
    withdraw(post)
    assert revised_at(page) > then


def test_what_no_reader_sees_is_no_change(page):
    then = age(page, hours=1)
    add_draft(page)
    with public_change(page) as change:
        change.page.save()
    assert revised_at(page) == then


def test_a_page_of_long_ago_has_no_such_time(db):
    assert LivePage.objects.create(slug="old", title="Old").revised_at is None


def test_a_change_of_a_post_is_no_version_of_the_page(page):
    versions = page.history.count()
    publish(page)
    assert page.history.count() == versions
