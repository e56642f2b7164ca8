"""How often readers poll: by status, by how lively a page is, under pressure."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts import cadence, pressure
from posts.models import LivePage
from posts.publishing import public_change
from tests.conftest import NOON, add_draft, publish, withdraw
from tests.test_shared_answers import poll_url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def intervals(settings):
    settings.POLL_SECONDS = 5
    settings.POLL_SECONDS_CALM = 15
    settings.POLL_SECONDS_QUIET = 60
    settings.LIVELY_SECONDS = 600


@pytest.mark.parametrize(
    ("status", "changed", "factor", "seconds", "says"),
    [
        pytest.param("live", 0, 1, 5, None, id="lively"),
        pytest.param("live", 599, 1, 5, None, id="still lively"),
        pytest.param("live", 600, 1, 15, "15", id="calm"),
        pytest.param("live", None, 1, 15, "15", id="of long ago"),
        pytest.param("live", -2, 1, 5, None, id="clocks differ"),
        pytest.param("live", 0, 2, 10, "10", id="lively, under pressure"),
        pytest.param("live", 600, 4, 60, "60", id="calm, under pressure"),
        pytest.param("ended", 0, 1, 60, None, id="ended"),
        pytest.param("ended", 0, 4, 60, None, id="ended, under pressure"),
        pytest.param("upcoming", None, 1, 60, None, id="upcoming"),
    ],
)
def test_how_long_a_reader_waits(status, changed, factor, seconds, says):
    revised = None if changed is None else NOON - timedelta(seconds=changed)
    assert cadence.seconds(status, revised, NOON, factor) == seconds
    expected = {"Poll-After": says} if says else {}
    assert cadence.headers(status, revised, NOON, factor) == expected


@pytest.mark.parametrize(
    ("usual", "calm", "says"),
    [(0.5, 2.5, "2.5"), (30, 15, None), (15, 15, None)],
)
def test_the_newsroom_sets_the_seconds(settings, usual, calm, says):
    settings.POLL_SECONDS, settings.POLL_SECONDS_CALM = usual, calm
    expected = {"Poll-After": says} if says else {}
    assert cadence.headers("live", None, NOON) == expected


@pytest.mark.parametrize("cursor", [0, None])
def test_each_answer_to_a_poll_says_when_the_next_one_is_due(client, page, cursor):
    """Found something new or nothing; a page that is lively leaves it to the poller."""
    url = poll_url(page, cursor)
    response = client.get(url)
    assert response.status_code == (204 if cursor is None else 200)
    assert "Poll-After" not in response
    age(page, hours=1)
    assert client.get(url)["Poll-After"] == "15"


def test_each_answer_asks_for_patience_under_pressure(client, page, monkeypatch):
    monkeypatch.setattr(pressure, "factor", lambda: 4)
    assert client.get(poll_url(page))["Poll-After"] == "20"
    assert client.get(poll_url(page, 0))["Poll-After"] == "20"


# When a page last changed


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
