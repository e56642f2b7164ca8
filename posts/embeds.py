"""Which embed addresses become players that a click loads, and which plain links.

Only the players named here are ever framed; `PLAYER_ORIGINS` in the settings must
name their origins for the content security policy.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_VIDEO_FILE = re.compile(r"\.(?:mp4|webm|ogv|m4v)$", re.IGNORECASE)
_YOUTUBE_ID = re.compile(r"[\w-]{11}")


@dataclass(frozen=True)
class Embed:
    """An embed address understood: who provides it and how it can be played.

    `kind` is "frame", "video" or "link"; `player` the address to load on a click,
    empty for a link.
    """

    url: str
    provider: str
    kind: str = "link"
    player: str = ""


def embed_of(url):
    """The Embed for URL, an http(s) address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in {"youtube.com", "youtu.be"}:
        return _youtube(url, parts, host)
    if host in {"vimeo.com", "player.vimeo.com"}:
        number = re.search(r"/(\d+)", parts.path)
        player = f"https://player.vimeo.com/video/{number[1]}" if number else ""
        return Embed(url, "Vimeo", "frame" if player else "link", player)
    if _VIDEO_FILE.search(parts.path) and (parts.scheme == "https" or _is_local(host)):
        return Embed(url, host, "video", url)
    return Embed(url, _SOCIAL.get(host, host))


def _is_local(host):
    """A demo's own video; elsewhere only https may play (see the CSP)."""
    return host in {"127.0.0.1", "localhost"}


_SOCIAL = {
    "x.com": "X",
    "twitter.com": "X",
    "bsky.app": "Bluesky",
    "instagram.com": "Instagram",
}


def _youtube(url, parts, host):
    if host == "youtu.be":
        video = parts.path.strip("/")
    else:
        video = parse_qs(parts.query).get("v", [""])[0]
        path = re.match(r"/(?:live|embed|shorts)/([^/]+)", parts.path)
        video = path[1] if path else video
    if not _YOUTUBE_ID.fullmatch(video):
        return Embed(url, "YouTube")
    player = f"https://www.youtube-nocookie.com/embed/{video}"
    return Embed(url, "YouTube", "frame", player)
