"""A page that runs over midnight says where each day begins, once."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from posts.models import Post
from posts.publishing import public_change
from tests.browser.conftest import caught_up, go
from tests.conftest import NOON, publish, set_page, withdraw

NEW_YORK = "America/New_York"
ORDERS = pytest.mark.parametrize("order", ["newest", "oldest"])


def say(page, headline, hours):
    """A post HOURS from the midnight between Monday and Tuesday."""
    return publish(page, headline, at=at(hours))


def at(hours):
    return NOON + timedelta(hours=12 + hours)


def retime(post, moment):
    with public_change(post.page) as change:
        change.retime(change.post(post.pk), moment)


@pytest.fixture
def posts(page):
    """Two posts before midnight and two after it, oldest first."""
    hours = {"Dusk": -5, "Late": -1, "Small hours": 1, "Breakfast": 8}
    return [say(page, headline, hour) for headline, hour in hours.items()]


def address(order):
    return "?order=oldest" if order == "oldest" else ""


def shown(tab):
    """Headlines in the feed, each after the date above it where a day is marked."""
    found = []
    for post in tab.locator("#feed > article").all():
        for day in post.locator(".post-day").filter(visible=True).all_text_contents():
            found.append(re.search(r"\d+ \w+ \d{4}", day)[0])
        found.append(post.locator(".headline").text_content())
    return found


def meant(page, order="newest", zone="UTC"):
    """What `shown` should be of all public posts of PAGE."""
    by = "sort_key" if order == "oldest" else "-sort_key"
    found, last = [], None
    for post in page.posts.published().order_by(by):
        local = post.published_at and post.published_at.astimezone(ZoneInfo(zone))
        day = local and f"{local:%-d %B %Y}"
        found += [day, post.headline] if day and day != last else [post.headline]
        last = day
    return found


@ORDERS
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_each_day_is_said_once_in_either_order(page, posts, read, order, script):
    tab = read(page, address(order), java_script_enabled=script)
    monday, tuesday = "3 February 2025", "4 February 2025"
    if order == "newest":
        told = [tuesday, "Breakfast", "Small hours", monday, "Late", "Dusk"]
    else:
        told = [monday, "Dusk", "Late", tuesday, "Small hours", "Breakfast"]
    assert shown(tab) == told


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_day_is_that_of_the_page_s_own_time_zone(page, posts, read, script):
    set_page(page, time_zone=NEW_YORK)
    tab = read(page, java_script_enabled=script)
    assert shown(tab) == meant(page, zone=NEW_YORK)
    assert shown(tab)[:3] == ["4 February 2025", "Breakfast", "3 February 2025"]


@ORDERS
def test_chunks_continue_a_day_or_begin_one(page, posts, read, order):
    for n in range(7):
        say(page, f"Night {n}", 2 + n)
    tab = read(page, address(order))
    for count in (10, 11):
        tab.locator("#older a, #newer a").filter(visible=True).click()
        expect(tab.locator("#feed > article")).to_have_count(count)
    assert shown(tab) == meant(page, order)


def test_a_chunk_that_is_a_page_of_its_own_names_its_first_day(page, posts, read):
    for n in range(4):
        say(page, f"Night {n}", 2 + n)
    tab = read(page, java_script_enabled=False)
    go(tab.locator("#older a"))
    assert shown(tab) == [
        "4 February 2025",
        "Small hours",
        "3 February 2025",
        "Late",
        "Dusk",
    ]


@ORDERS
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda page, posts: publish(page, "Now"), id="day begins"),
        pytest.param(lambda page, posts: say(page, "Lunch", -36), id="day before"),
        pytest.param(lambda page, posts: say(page, "Dinner", -2), id="in between"),
        pytest.param(lambda page, posts: withdraw(posts[3]), id="newest goes"),
        pytest.param(lambda page, posts: withdraw(posts[1]), id="last of a day goes"),
        pytest.param(lambda page, posts: withdraw(posts[2]), id="first of a day goes"),
        pytest.param(lambda page, posts: retime(posts[1], at(2)), id="over midnight"),
        pytest.param(lambda page, posts: retime(posts[2], at(9)), id="later that day"),
        pytest.param(lambda page, posts: retime(posts[3], at(-20)), id="a day back"),
    ],
)
def test_the_marks_stay_right_when_posts_change(page, posts, read, order, act):
    tab = read(page, address(order))
    act(page, posts)
    caught_up(tab, page)
    assert shown(tab) == meant(page, order)


@ORDERS
def test_a_day_without_posts_any_more_is_not_named(page, posts, read, order):
    tab = read(page, address(order))
    withdraw(posts[0])
    withdraw(posts[1])
    caught_up(tab, page)
    days = {
        "newest": ["Breakfast", "Small hours"],
        "oldest": ["Small hours", "Breakfast"],
    }
    assert shown(tab) == ["4 February 2025", *days[order]]


def test_posts_of_unknown_time_have_no_day(page, posts, read):
    with public_change(page) as change:
        undated = Post(headline="Undated", body="<p>x</p>")
        change.import_rows([undated])
        undated.save()
    for order in ("newest", "oldest"):
        tab = read(page, address(order))
        assert shown(tab) == meant(page, order)


@ORDERS
def test_in_the_reader_s_own_time_zone_the_days_are_the_reader_s(
    page, posts, read, order
):
    tab = read(page, address(order), timezone_id=NEW_YORK)
    tab.locator(".options summary").click()
    own = tab.get_by_label("Times in my own time zone")
    own.check()
    assert shown(tab) == meant(page, order, zone=NEW_YORK)
    say(page, "Evening", 4)
    caught_up(tab, page)
    assert shown(tab) == meant(page, order, zone=NEW_YORK)
    own.uncheck()
    assert shown(tab) == meant(page, order)
