"""What the readers of HTML, data and feeds have in common: making posts and a page.

The posts of a page stand newest first. Where every post tells its time they are
brought into that order, posts of one moment as the source has them. Else the source
keeps its order, turned round if its first timed post is older than its last one, or
if the user says that the oldest stands first.

A post's id must be its own: one that two posts share is none. A post that is told
again word by word is left out.
"""

import html
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from posts.importing.document import (
    LABELS,
    LeftOut,
    ParsedImage,
    ParsedPage,
    ParsedPost,
    Problem,
)
from posts.importing.source import Wanted
from posts.importing.web.markup import tidy
from posts.importing.web.markup_media import Tidied
from posts.importing.web.moments import Moments
from posts.importing.web.origin import Origin

_KEY_EVENT = "key event"


class Collecting:
    """Collects what one source says, and what is to be reported of it."""

    def __init__(self, origin: Origin, wanted: Wanted, time_zone: str = ""):
        self.origin = origin
        self.wanted = wanted
        self.moments = Moments(wanted.time_zone, time_zone)
        self.posts: list[ParsedPost] = []
        self.problems: list[Problem] = []
        self.left_out: list[LeftOut] = []
        self.notes: list[str] = []
        self.absent = 0

    def problem(self, line: int, text: str, message: str) -> None:
        self.problems.append(Problem(line, text, message))

    def leave_out(self, line: int, text: str, reason: str) -> None:
        if text.strip():
            self.left_out.append(LeftOut(line, text, reason))

    def tidy(self, fragment: str, line: int) -> Tidied:
        """The body that FRAGMENT says; what it leaves out is reported."""
        tidied = tidy(fragment, self.origin, line)
        self.left_out += tidied.left_out
        self.absent += tidied.absent
        return tidied

    def image(self, image: ParsedImage, address: str) -> ParsedImage | None:
        """IMAGE, or None, reported, if nothing of it came along."""
        if image.picture is None:
            self.absent += 1
            if not (image.alt or image.caption or image.credit):
                reason = "a picture that did not come with the page"
                self.leave_out(image.line, address[:500], reason)
                return None
        return image

    def moment(self, text: str, what: str, line: int | None = None):
        return self.moments.read(text, what, line)

    def label(self, line: int, words: Iterable[str], what: str) -> tuple[str, bool]:
        """The label among WORDS, '' for none, and whether one makes a key event.

        The others, each of which is WHAT the source calls it, are reported.
        """
        label, key_event = "", False
        for word in words:
            plain = word.casefold()
            if plain in LABELS and label in ("", plain):
                label = plain
            elif plain == _KEY_EVENT:
                key_event = True
            else:
                self.leave_out(line, word, f"{what} that is no label")
        return label, key_event

    def add(self, line: int, tidied: Tidied, **fields) -> None:
        """Add a post of TIDIED and FIELDS, as ParsedPost names them.

        Of the `embeds`, in FIELDS and of TIDIED, the first is the post's; the others
        are kept as links.
        """
        embeds = [*dict.fromkeys((*fields.pop("embeds", ()), *tidied.embeds))]
        body = tidied.body
        for address in embeds[1:]:
            if address not in html.unescape(body):
                link = html.escape(address)
                body += f'<p><a href="{link}">{link}</a></p>'
        images = (*fields.pop("images", ()), *tidied.images)
        fields.setdefault("last_line", line)
        self.posts.append(
            ParsedPost(
                line=line,
                body=body,
                images=images,
                embed_url=next(iter(embeds), ""),
                **fields,
            )
        )

    def page(self, **fields) -> ParsedPage:
        """The page of the posts so far and FIELDS, as ParsedPage names them."""
        posts = self._once(self.posts)
        shared = {
            name
            for name, count in Counter(post.id for post in posts).items()
            if name and count > 1
        }
        posts = [replace(p, id="") if p.id in shared else p for p in posts]
        if self.moments.is_assumed:
            zone = self.moments.time_zone
            self.notes.append(f"Times without an offset were read on {zone}'s clocks.")
        if self.absent:
            count = f"{self.absent} picture{'s' * (self.absent > 1)}"
            self.notes.append(f"{count} did not come with the page: words are kept.")
        fields.setdefault("summary", ())
        return ParsedPage(
            posts=tuple(newest_first(posts, self.wanted.order)),
            problems=tuple(self.problems),
            left_out=tuple(self.left_out),
            notes=tuple(self.notes),
            **fields,
        )

    def _once(self, posts: list[ParsedPost]) -> list[ParsedPost]:
        """POSTS without those that say again what one before said."""
        seen = set()
        kept = []
        for post in posts:
            said = (post.published_at, post.id, post.headline, post.body, post.label)
            if said in seen and post.published_at:
                text = post.headline or post.body[:80]
                self.leave_out(post.line, text, "a post that is told again")
                continue
            seen.add(said)
            kept.append(post)
        return kept


def newest_first(posts: list[ParsedPost], order: str = "") -> list[ParsedPost]:
    """POSTS in our order; ORDER is what the user says stands first, or ''."""
    times = [post.published_at for post in posts if post.published_at]
    rises = bool(times) and times[0] < times[-1]
    if order == "oldest" or (not order and rises):
        posts = posts[::-1]
    if len(times) == len(posts):
        posts = sorted(posts, key=lambda post: post.published_at, reverse=True)
    return posts
