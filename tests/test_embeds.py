"""Embed addresses: players only from the list, links for all else."""

import pytest
from django.template.loader import render_to_string

from posts.embeds import embed_of
from tests.reader import parse

TUBE = "https://www.youtube-nocookie.com/embed/abcdefghijk"
VIMEO = "https://player.vimeo.com/video/123"
TWEET = "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=1234567890"
SKY = "https://embed.bsky.app/embed/{}/app.bsky.feed.post/3l3orwsydyc24"
DID = "did:plc:z72i7hdynmk6r22z27h6tvur"
GRAM = "https://www.instagram.com"
TOOT = "https://mastodon.social/@maren/109876543210987654"


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", TUBE),
        ("https://www.youtube.com/watch?app=desktop&v=abcdefghijk&t=9s", TUBE),
        ("https://youtu.be/abcdefghijk?t=5", TUBE),
        ("https://www.youtube.com/live/abcdefghijk", TUBE),
        ("https://m.youtube.com/shorts/abcdefghijk/", TUBE),
        ("https://www.youtube-nocookie.com/embed/abcdefghijk", TUBE),
        ("HTTPS://WWW.YouTube.com/watch?v=abcdefghijk", TUBE),
        ("https://vimeo.com/123", VIMEO),
        ("https://vimeo.com/channels/staffpicks/123", VIMEO),
        ("https://player.vimeo.com/video/123", VIMEO),
        ("https://vimeo.com/123/0123abcdef", f"{VIMEO}?h=0123abcdef"),
        ("https://player.vimeo.com/video/123?h=0123abcdef", f"{VIMEO}?h=0123abcdef"),
    ],
)
def test_a_video_becomes_a_player_that_may_start_by_itself(url, player):
    found = embed_of(url)
    assert (found.kind, found.player, found.url) == ("frame", player, url)


@pytest.mark.parametrize(
    ("url", "provider", "player"),
    [
        ("https://x.com/maren/status/1234567890", "X", TWEET),
        ("https://twitter.com/maren/status/1234567890?s=20", "X", TWEET),
        ("https://mobile.twitter.com/maren/statuses/1234567890", "X", TWEET),
        ("https://x.com/i/web/status/1234567890", "X", TWEET),
        ("https://x.com/maren/status/1234567890/photo/1", "X", TWEET),
        (
            "https://bsky.app/profile/maren.example.org/post/3l3orwsydyc24",
            "Bluesky",
            SKY.format("maren.example.org"),
        ),
        (
            f"https://bsky.app/profile/{DID}/post/3l3orwsydyc24?ref_src=embed",
            "Bluesky",
            SKY.format(DID),
        ),
        (f"{GRAM}/p/Cabc-_123/?igsh=x", "Instagram", f"{GRAM}/p/Cabc-_123/embed/"),
        (f"{GRAM}/reel/Cabc_123", "Instagram", f"{GRAM}/reel/Cabc_123/embed/"),
        (f"{GRAM}/maren.h/p/Cabc_123/", "Instagram", f"{GRAM}/p/Cabc_123/embed/"),
        (TOOT, "Mastodon (mastodon.social)", f"{TOOT}/embed"),
        (
            "https://mastodon.online/@maren_h/1/",
            "Mastodon (mastodon.online)",
            "https://mastodon.online/@maren_h/1/embed",
        ),
    ],
)
def test_a_social_post_becomes_a_post_to_show(url, provider, player):
    found = embed_of(url)
    assert (found.kind, found.provider, found.player) == ("post", provider, player)


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://www.youtube.com/watch?v=../../evil", "YouTube"),
        ("https://www.youtube.com/watch?v=abcdefghij%C3%A9", "YouTube"),
        ("https://www.youtube.com/embed/abcdefghijk/../x", "YouTube"),
        ("https://www.youtube.com/@channel", "YouTube"),
        ("https://vimeo.com/maren", "Vimeo"),
        ("https://vimeo.com/maren/123/x", "Vimeo"),
        ("https://x.com/maren", "X"),
        ("https://x.com/maren/status/12x", "X"),
        ("https://x.com/maren/status/1/../../evil", "X"),
        ("https://x.com/maren/status/١٢٣", "X"),
        ("https://bsky.app/profile/maren.example.org", "Bluesky"),
        ("https://bsky.app/profile/a/post/b", "Bluesky"),
        ("https://bsky.app/profile/../post/3l3orwsydyc24", "Bluesky"),
        ("https://bsky.app/profile/did:evil:x/post/3l3orwsydyc24", "Bluesky"),
        ("https://www.instagram.com/maren/", "Instagram"),
        ("https://www.instagram.com/p/a%2Fb%2Fc/", "Instagram"),
        ("https://www.instagram.com/stories/maren/123/", "Instagram"),
        ("https://mastodon.social/@maren", "mastodon.social"),
        ("https://mastodon.social/@maren@other.example/123", "mastodon.social"),
        ("https://www.example.org/story", "example.org"),
        ("http://example.org/a.mp4", "example.org"),
        # Not the hosts that they seem to be.
        ("https://youtube.com.evil.example/watch?v=abcdefghijk", None),
        ("https://evil.example/youtube.com/watch?v=abcdefghijk", None),
        ("https://notyoutube.com/watch?v=abcdefghijk", None),
        ("https://x.com@evil.example/maren/status/1234567890", "evil.example"),
        ("https://user:secret@x.com/maren/status/1234567890", "x.com"),
        ("https://x.com:8443/maren/status/1234567890", "x.com"),
        ("https://mastodon.social:8443/@maren/123", "mastodon.social"),
        ("https://mastodon.social@evil.example/@maren/123", "evil.example"),
        ("https://user@example.org/a.mp4", "example.org"),
    ],
)
def test_all_else_is_a_plain_link(url, provider):
    found = embed_of(url)
    assert (found.kind, found.player, found.url) == ("link", "", url)
    assert provider is None or found.provider == provider


def test_a_file_plays_over_https_or_from_the_demo_itself():
    for url in ("https://example.org/a.mp4", "http://127.0.0.1:8000/static/a.WEBM?x"):
        found = embed_of(url)
        assert (found.kind, found.player) == ("video", url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\nscript://x.com/maren/status/1234567890",
        "data:text/html,x",
        "ftp://x.com/maren/status/1",
        "//x.com/maren/status/1234567890",
        "https://",
        "https://[x.com/maren/status/1",
        "",
    ],
)
def test_what_is_no_web_address_is_not_even_a_link(url):
    assert embed_of(url).url == ""
    assert not parse(card(url)).find("a")


def card(url, title=""):
    return render_to_string("posts/_embed.html", {"url": url, "title": title})


def test_only_players_of_a_listed_origin_are_framed(settings):
    own = "https://social.example.org/@maren/123"
    assert embed_of(own).kind == "link"
    assert embed_of(own).provider == "Mastodon (social.example.org)"
    settings.PLAYER_ORIGINS = ["https://social.example.org"]
    assert embed_of(own).player == f"{own}/embed"
    for url in (TOOT, "https://x.com/maren/status/1", "https://vimeo.com/123"):
        assert (embed_of(url).kind, embed_of(url).player) == ("link", "")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://x.com/maren/status/1", "Show the post from X"),
        (TOOT, "Show the post from Mastodon (mastodon.social)"),
        ("https://a.example/@maren/1", "Open on Mastodon (a.example)"),
        ("https://x.com/maren", "Open on X"),
        ("https://youtu.be/abcdefghijk", "Play from YouTube"),
        ("https://example.org/a.mp4", "Play the video"),
    ],
)
def test_the_card_says_what_a_click_does_and_links_there(url, words):
    soup = parse(card(url))
    assert soup.find(class_="embed-provider").get_text() == words
    assert soup.a["href"] == url
    assert not soup.find_all(["iframe", "video", "img", "script"])


def test_the_player_is_named_for_those_who_cannot_see_it():
    def named(*args):
        return parse(card(*args)).find(class_="embed")["data-title"]

    assert named("https://x.com/maren/status/1") == "Post from X"
    assert named("https://youtu.be/abcdefghijk") == "YouTube"
    assert named("https://youtu.be/abcdefghijk", "The harbour") == "The harbour"


def test_the_content_security_policy_lets_the_players_in_and_no_others(
    client, page, settings
):
    policy = client.get(page.get_absolute_url())["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    origins = set(directives["frame-src"].split())
    assert origins == set(settings.PLAYER_ORIGINS)
    for url in (TUBE, VIMEO, TWEET, SKY, GRAM, TOOT, "https://mastodon.online/"):
        assert "/".join(url.split("/")[:3]) in origins
