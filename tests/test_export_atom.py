"""A page as a feed: all its posts, which the feed for readers doesn't have."""

import pytest

from posts.exporting import atom
from posts.feeds import MOST_POSTS
from tests.conftest import add_draft, publish_many
from tests.exporting import exported, read_back

pytestmark = pytest.mark.django_db
SITE = "https://live.example.org"


def test_it_has_all_public_posts_newest_first(page):
    publish_many(page, MOST_POSTS + 2)
    add_draft(page, "Secret")
    posts = read_back(exported(page, atom, SITE)).posts
    assert [post.headline for post in posts] == [
        f"Post {n}" for n in reversed(range(MOST_POSTS + 2))
    ]


def test_it_is_the_feed_at_its_own_address(page, settings):
    settings.SITE_URL = "https://news.example.org"
    text = exported(page, atom, SITE).decode()
    assert 'href="https://news.example.org/live/storm/feed.atom" rel="self"' in text
