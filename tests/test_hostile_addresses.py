"""Hostile addresses of links, players and streams: followed as links or not at all."""

import pytest
from django.core.exceptions import ValidationError

from posts.models import Post, RelatedLink
from posts.publishing import public_change
from tests.hostile import BAD_ADDRESSES
from tests.reader import parse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("url", BAD_ADDRESSES)
def test_an_address_is_followed_as_a_link_or_not_at_all(client, page, url):
    """No form takes some of them; a row that has one all the same shows a word."""
    with public_change(page) as change:
        RelatedLink.objects.create(page=page, title="Tides", url=url)
        post = change.add(Post(headline="Look", embed_url=url))
        change.publish(post)
        change.page.stream_url, change.page.stream_on_air = url, True
        change.page.save()
    for address in (page.get_absolute_url(), f"{page.get_absolute_url()}embed/"):
        soup = parse(client.get(address).content)
        related = soup.select_one("#related a")
        assert related.get_text() == "Tides"
        is_web = url.startswith("http") and "[" not in url
        assert related.get("href") == (url if is_web else None)
        assert related.get("rel") == (["noopener"] if is_web else None)
        for card in soup.select(".embed"):
            assert card["data-kind"] in ("link", "video")
            assert card.a["rel"] == ["noopener", "nofollow"]


@pytest.mark.parametrize("url", ["ftp://evil.test/x", "ftps://evil.test/x"])
def test_no_form_takes_an_address_of_another_scheme(client, page, editor, url):
    for row in (
        RelatedLink(page=page, title="Tides", url=url),
        Post(page=page, headline="Look", embed_url=url),
    ):
        with pytest.raises(ValidationError, match="Enter a valid URL"):
            row.full_clean()
    page.stream_url = url
    with pytest.raises(ValidationError, match="Enter a valid URL"):
        page.full_clean()
