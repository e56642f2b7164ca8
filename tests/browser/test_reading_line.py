"""The line being read stays, too, when the lists beside or above the feed change."""

import pytest

from posts.models import Post
from posts.publishing import public_change
from tests.browser.conftest import LONG, caught_up, scroll_to, top_of
from tests.conftest import edit, publish_many, withdraw

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def posts(page):
    """Five long posts, oldest first; three of them are key events."""
    posts = publish_many(page, 5)
    for post in posts:
        edit(post, body=LONG, key_event=post in posts[:3])
    return posts


def publish_key_events(page, count):
    """New key events on top of feed and list, in one change."""
    with public_change(page) as change:
        for n in range(count):
            post = Post(headline=f"Turn {n} of events", body=LONG, key_event=True)
            change.publish(change.add(post))


ACTS = pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda page, posts: publish_key_events(page, 1), id="one comes"),
        pytest.param(lambda page, posts: publish_key_events(page, 9), id="nine come"),
        pytest.param(
            lambda page, posts: edit(posts[2], headline="A long turn of events " * 5),
            id="one grows",
        ),
        pytest.param(lambda page, posts: withdraw(posts[2]), id="one is withdrawn"),
        pytest.param(
            lambda page, posts: edit(posts[4], key_event=True, body="<p>Short.</p>"),
            id="one more of those above",
        ),
    ],
)


@ACTS
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_line_in_the_feed_stays_when_the_key_events_change(
    page, posts, read, act, viewport
):
    tab = read(page, viewport=viewport)
    if viewport is PHONE:
        tab.get_by_role("button", name="Key events").click()
    line = f"#post-{posts[1].pk} p:text('Paragraph 5')"
    scroll_to(tab, line, top=5)
    act(page, posts)
    caught_up(tab, page)
    assert abs(top_of(tab, line) - 5) <= 1


@ACTS
def test_on_a_phone_the_key_event_being_read_stays(page, posts, read, act):
    tab = read(page, viewport=PHONE)
    tab.get_by_role("button", name="Key events").click()
    line = f"#key-events li:has([href*='/{posts[1].pk}/'])"
    scroll_to(tab, line, top=-2)
    act(page, posts)
    caught_up(tab, page)
    assert abs(top_of(tab, line) + 2) <= 1


def test_the_list_beside_the_feed_stays_in_sight(page, posts, read):
    publish_key_events(page, 30)
    tab = read(page, viewport=DESK)
    scroll_to(tab, "#feed > :nth-child(3)", top=5)
    before = top_of(tab, ".column-side")
    publish_key_events(page, 1)
    caught_up(tab, page)
    assert top_of(tab, ".column-side") == before == 16
