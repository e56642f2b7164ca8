"""Embed addresses: players only from the list, links for all else."""

import pytest

from posts.embeds import embed_of

TUBE = "https://www.youtube-nocookie.com/embed/abcdefghijk"


@pytest.mark.parametrize(
    ("url", "kind", "player"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", "frame", TUBE),
        ("https://youtu.be/abcdefghijk?t=5", "frame", TUBE),
        ("https://www.youtube.com/live/abcdefghijk", "frame", TUBE),
        ("https://m.youtube.com/shorts/abcdefghijk", "frame", TUBE),
        ("https://www.youtube.com/watch?v=../../evil", "link", ""),
        ("https://www.youtube.com/@channel", "link", ""),
        ("https://vimeo.com/123", "frame", "https://player.vimeo.com/video/123"),
        ("https://example.org/a.mp4", "video", "https://example.org/a.mp4"),
        ("http://example.org/a.mp4", "link", ""),
        ("https://youtube.com.evil.example/watch?v=abcdefghijk", "link", ""),
        ("https://bsky.app/profile/a/post/b", "link", ""),
    ],
)
def test_an_address_becomes_a_player_or_a_link(url, kind, player):
    found = embed_of(url)
    assert (found.kind, found.player) == (kind, player)
