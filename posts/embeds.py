"""Which embed addresses become players that a click loads, and which plain links.

Hosts are compared exactly, ids by pattern, and a player is framed only if
`PLAYER_ORIGINS` in the settings, which is also what the content security policy
allows, names its origin. All else is a link.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

_VIDEO_FILE = re.compile(r"\.(?:mp4|webm|ogv|m4v)$", re.IGNORECASE)
_MASTODON_POST = re.compile(r"/@[A-Za-z0-9_.-]{1,60}/[0-9]{1,20}")
_PLAIN_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@dataclass(frozen=True)
class Embed:
    """An embed address understood: who provides it and how it can be played.

    `kind` is "frame" (a player that may start by itself), "video" (a file), "post"
    (a social post) or "link"; `player` the address to load on a click, empty for a
    link. `url` is empty when the address is none that a browser should follow.
    """

    url: str
    provider: str
    kind: str = "link"
    player: str = ""


def embed_of(url):
    """The Embed for URL; whatever is not understood is a link."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return Embed("", "")
    if parts.scheme not in {"http", "https"} or not host:
        return Embed("", "")
    # With the port and the user in it, so that neither passes for the bare host.
    place = parts.netloc.lower()
    if place in _PROVIDERS:
        provider, kind, player_of = _PROVIDERS[place]
        return _framed(url, provider, kind, player_of(parts))
    if _VIDEO_FILE.search(parts.path) and _may_play(parts):
        return Embed(url, host, "video", url)
    if _MASTODON_POST.fullmatch(_path(parts)) and _PLAIN_HOST.fullmatch(place):
        player = f"https://{place}{_path(parts)}/embed"
        return _framed(url, f"Mastodon ({host})", "post", player)
    return Embed(url, host)


def _framed(url, provider, kind, player):
    """The Embed that frames PLAYER if we may, else a link."""
    origin = "/".join(player.split("/")[:3])
    if origin not in settings.PLAYER_ORIGINS:
        return Embed(url, provider)
    return Embed(url, provider, kind, player)


def _may_play(parts):
    """Only https may play (see the CSP), and a demo's own video."""
    secure = parts.scheme == "https" or parts.hostname in {"127.0.0.1", "localhost"}
    return secure and "@" not in parts.netloc


def _path(parts):
    """The path without the slash at its end."""
    return parts.path.rstrip("/")


# Each takes the split address and returns the player's address, or "".


def _youtube(parts):
    path = re.fullmatch(r"/(?:live|embed|shorts|v)/([^/]+)", _path(parts))
    if path:
        return _youtube_player(path[1])
    if _path(parts) == "/watch":
        return _youtube_player(parse_qs(parts.query).get("v", [""])[0])
    return ""


def _youtube_short(parts):
    return _youtube_player(_path(parts).removeprefix("/"))


def _youtube_player(video):
    if not re.fullmatch(r"[A-Za-z0-9_-]{11}", video):
        return ""
    return f"https://www.youtube-nocookie.com/embed/{video}"


def _vimeo(parts):
    """An unlisted video has a key as well, without which it does not play."""
    video = re.fullmatch(
        r"(?:/video|/channels/[\w-]+|/groups/[\w-]+/videos|/showcase/[0-9]+/video)?"
        r"/([0-9]{1,12})(?:/([0-9a-f]{6,20}))?",
        _path(parts),
    )
    if not video:
        return ""
    key = video[2] or parse_qs(parts.query).get("h", [""])[0]
    query = f"?h={key}" if re.fullmatch("[0-9a-f]{6,20}", key) else ""
    return f"https://player.vimeo.com/video/{video[1]}{query}"


def _x(parts):
    post = re.fullmatch(
        r"/(?:i/web|[A-Za-z0-9_]{1,20})/status(?:es)?/([0-9]{1,20})"
        r"(?:/(?:photo|video)/[0-9])?",
        _path(parts),
    )
    player = "https://platform.twitter.com/embed/Tweet.html?dnt=true&id="
    return player + post[1] if post else ""


def _bluesky(parts):
    """Posts of a handle, which is a domain name, or of a DID, its lasting form."""
    post = re.fullmatch(
        r"/profile/(did:plc:[a-z2-7]{24}|did:web:[a-z0-9.-]+|[A-Za-z0-9-]+"
        r"(?:\.[A-Za-z0-9-]+)+)/post/([a-z2-7]{13})",
        _path(parts),
    )
    if not post:
        return ""
    return f"https://embed.bsky.app/embed/{post[1]}/app.bsky.feed.post/{post[2]}"


def _instagram(parts):
    post = re.fullmatch(
        r"(?:/[A-Za-z0-9_.]{1,30})?/(p|reel)/([A-Za-z0-9_-]{5,64})", _path(parts)
    )
    return f"https://www.instagram.com/{post[1]}/{post[2]}/embed/" if post else ""


_PROVIDERS = {
    host: (provider, kind, player_of)
    for provider, kind, player_of, hosts in [
        ("YouTube", "frame", _youtube, "youtube.com www.youtube.com m.youtube.com"),
        ("YouTube", "frame", _youtube, "www.youtube-nocookie.com"),
        ("YouTube", "frame", _youtube_short, "youtu.be www.youtu.be"),
        ("Vimeo", "frame", _vimeo, "vimeo.com www.vimeo.com player.vimeo.com"),
        ("X", "post", _x, "x.com www.x.com mobile.x.com"),
        ("X", "post", _x, "twitter.com www.twitter.com mobile.twitter.com"),
        ("Bluesky", "post", _bluesky, "bsky.app www.bsky.app"),
        ("Instagram", "post", _instagram, "instagram.com www.instagram.com"),
    ]
    for host in hosts.split()
}
