"""`replay SLUG` on the command line."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from posts import replaying
from posts.management.commands import replay as command
from posts.models import LivePage
from tests.conftest import NOON, open_as
from tests.replays import make_gale, pass_time, pin, pinned, public, summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def gale(db):
    page = make_gale()
    pin(page, "Post 3")
    return page


@pytest.fixture
def naps(monkeypatch):
    """Each sleep of the command takes no time, and a minute passes all the same."""
    taken = []

    def sleep(seconds):
        taken.append(seconds)
        pass_time(copy(), minutes=1)

    monkeypatch.setattr(command, "sleep", sleep)
    return taken


def copy():
    return LivePage.objects.get(slug="gale-replay")


def replay(*args, slug="gale"):
    """What the command printed, without the bar."""
    out = io.StringIO()
    call_command("replay", slug, *args, stdout=out)
    lines = out.getvalue().splitlines()
    return [line for line in lines if "━" not in line]


def test_it_publishes_all_in_order_and_ends_the_page(gale, naps):
    assert replay() == [
        "Page: /live/gale-replay/",
        "All 4 posts are out. The page has ended.",
    ]
    assert naps == [1, 1, 1]
    page = copy()
    assert public(page) == ["Post 3", "Post 2", "Post 1", "Post 0"]
    assert page.status == "ended"
    assert summary(page) == ["The gale is over."]
    assert pinned(page) == ["Post 3"]


def test_the_page_stays_live_on_request(gale, naps):
    assert replay("--keep-live")[1] == "All 4 posts are out. The page stays live."
    assert copy().status == "live"


def test_the_site_s_address_is_shown(gale, naps, settings):
    settings.SITE_URL = "https://live.example.org"
    assert (
        replay("--opening=4")[0] == "Page: https://live.example.org/live/gale-replay/"
    )
    assert naps == []


def test_options_reach_the_replay(gale, naps):
    replay("--speed=60", "--opening=2", "--title=Exercise", "--longest-pause=0.5")
    page = copy()
    times = page.posts.order_by("published_at").values_list("published_at", flat=True)
    assert page.title == "Exercise"
    assert times[1] - times[0] == timedelta(minutes=1)
    assert times[3] - times[2] == timedelta(seconds=0.5)
    replay("--new-slug=gale-exercise", "--detach")
    assert LivePage.objects.filter(slug="gale-exercise").exists()


def test_detached_it_schedules_all_and_returns(gale, naps):
    first, left, desk = replay("--detach")
    page = copy()
    at = page.next_due_at.astimezone(page.zone)
    assert first == "Page: /live/gale-replay/"
    assert left == (
        f"3 of 4 posts are still scheduled, the next for {at:%H:%M:%S %Z}. Readers who "
        "ask for the page make them appear, and so does publish_due."
    )
    assert desk.endswith(f"/admin/posts/livepage/{page.pk}/desk/")
    assert naps == []
    assert (page.status, summary(page)) == ("live", ["The gale is over."])


def test_ctrl_c_leaves_the_page_and_says_what_is_to_come(gale, naps, monkeypatch):
    def interrupted(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "sleep", interrupted)
    lines = replay()
    assert lines[1] == "Stopped."
    assert lines[2].startswith("3 of 4 posts are still scheduled, the next for ")
    assert lines[3].startswith("The rest is done at the desk: /admin/")
    page = copy()
    assert (page.status, summary(page)) == ("live", [])
    assert page.posts.filter(status="scheduled").count() == 3


def test_it_stops_when_somebody_ends_the_page(gale, monkeypatch):
    monkeypatch.setattr(command, "sleep", lambda seconds: open_as(copy(), "ended"))
    lines = replay()
    assert lines[1] == "The page is not live any more."
    assert lines[2].startswith("3 of 4 posts are still scheduled")
    assert summary(copy()) == []


def test_a_database_that_does_not_answer_is_asked_again(gale, naps, monkeypatch):
    answers = iter([OperationalError("database is locked")])
    go_on = replaying.go_on

    def sometimes(replay):
        for error in answers:
            raise error
        return go_on(replay)

    closed = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    monkeypatch.setattr(replaying, "go_on", sometimes)
    assert replay()[-1] == "All 4 posts are out. The page has ended."
    assert naps == [1, 1, 1]
    assert closed == [True]


@pytest.mark.parametrize(
    ("slug", "option", "message"),
    [
        ("nowhere", "--speed=1", "^There is no live page 'nowhere'.$"),
        ("gale", "--speed=0", "^The speed must be a number above 0.$"),
        ("gale", "--new-slug=gale", "/live/gale/ already: choose another slug.$"),
    ],
)
def test_what_it_cannot_do_is_said_in_one_line(gale, slug, option, message):
    with pytest.raises(CommandError, match=message):
        replay(option, slug=slug)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (11.2, "7 of 13, next in 12 s"),
        (0.2, "7 of 13, next in 1 s"),
        (-3, "7 of 13, next in 0 s"),
        (60, "7 of 13, next in 1 min 0 s"),
        (3599.2, "7 of 13, next in 1 h 0 min"),
        (7325, "7 of 13, next in 2 h 2 min"),
        (None, "7 of 13"),
    ],
)
def test_the_bar_tells_how_long_the_next_one_takes(seconds, words):
    next_at = None if seconds is None else NOON + timedelta(seconds=seconds)
    progress = replaying.Progress(out=7, left=6, next_at=next_at, is_live=True)
    assert command.told(progress, 13, NOON) == words


@pytest.mark.parametrize(
    ("seconds", "expected"), [(-5, 0.1), (0.01, 0.1), (0.4, 0.4), (300, 1)]
)
def test_it_looks_when_the_next_post_is_due(seconds, expected):
    now = timezone.now()
    next_at = now + timedelta(seconds=seconds)
    progress = replaying.Progress(out=1, left=1, next_at=next_at, is_live=True)
    assert command.pause(progress, now) == pytest.approx(expected)


def test_the_bar_counts_on_one_line(gale, naps):
    out = io.StringIO()
    call_command("replay", "gale", stdout=out)
    bars = [line for line in out.getvalue().splitlines() if "━" in line]
    assert len(bars) == 1
    assert bars[0].endswith(" 4 of 4")
