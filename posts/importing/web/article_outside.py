"""What a page says before, between and after its posts."""

import re

from bs4 import BeautifulSoup, NavigableString, Tag

from posts.importing.web.article_posts import HEADINGS, Found, is_clutter
from posts.importing.web.collecting import Collecting

_SUMMARY = re.compile(r"(?:summary|key points|at a glance|what we know)\W*", re.I)
_EDITED_BY = re.compile(r"edited by\s+(?=.{2,180}\Z)", re.I)
_LONGEST_STANDFIRST = 600
_BLOCKS = ("p", "li", "figcaption", *HEADINGS)


def read_outside(soup: BeautifulSoup, found: list[Found], collecting: Collecting):
    """The page's own fields, as ParsedPage names them; all else is left out."""
    reading = _Outside(soup, found)
    html = soup.find("html")
    title = reading.title or (soup.title.get_text() if soup.title else "")
    for words in reading.others:
        collecting.leave_out(0, words, "outside the posts")
    return {
        "title": " ".join(title.split()),
        "standfirst": reading.standfirst,
        "edited_by": reading.edited_by,
        "summary": tuple(reading.summary),
        "language": str(html.get("lang", "")) if html else "",
    }


class _Outside:
    """One walk over the page, in which the posts are stepped over."""

    def __init__(self, soup: BeautifulSoup, found: list[Found]):
        self.title = ""
        self.standfirst = ""
        self.edited_by = ""
        self.summary: list[str] = []
        self.others: list[str] = []
        self.in_summary = False
        self.before_posts = True
        self.posts = {id(node) for post in found for node in post.nodes}
        self._walk(soup.body or soup)

    def _walk(self, top: Tag) -> None:
        ways = [iter(top.contents)]
        while ways:
            for node in ways[-1]:
                if id(node) in self.posts:
                    self.before_posts = False
                elif not isinstance(node, Tag):
                    self._stray(node)
                elif is_clutter(node):
                    self._leave_out(node)
                elif node.name in _BLOCKS and not self._holds_post(node):
                    self._block(node)
                else:
                    ways.append(iter(node.contents))
                    break
            else:
                ways.pop()

    def _holds_post(self, tag: Tag) -> bool:
        return tag.name == "li" and tag.find("time") is not None

    def _stray(self, node) -> None:
        if type(node) is NavigableString and node.strip():
            self.others.append(" ".join(node.split()))

    def _leave_out(self, tag: Tag) -> None:
        if tag.name not in ("script", "style", "template", "svg"):
            words = " ".join(tag.get_text(" ").split())
            self.others += [words] if words else []

    def _block(self, tag: Tag) -> None:
        words = " ".join(tag.get_text(" ").split())
        if not words:
            return
        if tag.name == "h1" and not self.title:
            self.title = words
        elif not self.before_posts:
            self.others.append(words)
        elif tag.name in HEADINGS:
            self.in_summary = bool(_SUMMARY.fullmatch(words))
            self.others += [] if self.in_summary else [words]
        elif tag.name == "li" and self.in_summary:
            self.summary.append(words)
        elif not self.edited_by and _EDITED_BY.match(words):
            self.edited_by = _EDITED_BY.sub("", words)
        elif tag.name == "p" and self._may_be_standfirst(words):
            self.standfirst = words
        else:
            self.others.append(words)

    def _may_be_standfirst(self, words: str) -> bool:
        may_be = self.title and not self.standfirst and not self.in_summary
        return bool(may_be) and len(words) <= _LONGEST_STANDFIRST
