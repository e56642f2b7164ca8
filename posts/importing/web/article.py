"""Reads the posts of a saved page that tells machines nothing, by its structure.

THE FORM

    <h1>Title</h1> <p>Standfirst</p>
    <article> <time datetime="2025-02-03T16:14Z">16:14</time> <h2>Headline</h2>
        <p>A paragraph.</p> … </article>

or the same without <article>s; article_posts.py says how posts are found, and
article_times.py which times are read. In a post:

- the first heading is the headline; a word that is one of our labels, alone in its
  element before the first paragraph, the label;
- its first full `time`, else its first, is the time; a later full one before the first
  paragraph that of the last edit;
- rel="author", itemprop="author" or a class 'byline' or 'author' make a byline if
  their words are short; what is called 'role' or 'title' within is the role;
- all else is the body (markup.py), without the lines that clutter.py knows.

The title is the first <h1>, else <title>; the paragraph after it the standfirst; a
list under a heading such as 'Summary' before the first post the summary, and 'Edited
by …' tells the editor. What else stands outside the posts is left out.
"""

import re

from bs4 import NavigableString, Tag

from posts.importing.document import LABELS, ParsedByline, ParsedPage, SourceError
from posts.importing.source import Format, Source, Wanted, soup_of
from posts.importing.text import clutter
from posts.importing.web.article_outside import read_outside
from posts.importing.web.article_posts import (
    HEADINGS,
    Found,
    find_one,
    find_posts,
    is_full,
    is_too_deep,
)
from posts.importing.web.article_times import Times
from posts.importing.web.collecting import Collecting
from posts.importing.web.markup_walk import HIDDEN, is_hidden
from posts.importing.web.origin import origin_of

_TEXT = ("p", "ul", "ol", "blockquote", "figure", "pre", "table")
_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author)s?(?:$|[\s_-])", re.IGNORECASE)
_ROLE = re.compile(r"role|job|title", re.IGNORECASE)
_LONGEST_BYLINE = 80
_BY = re.compile(r"by\s+", re.IGNORECASE)
_WORDS_OF_TIME = {
    "",
    "published",
    "published at",
    "posted",
    "posted at",
    "at",
    "by",
    "on",
}
_WORDS_OF_TIME |= {"updated", "updated at", "last updated", "on:", "share"}


def finds(source: Source) -> int:
    """How many posts the page has; one alone may be any article."""
    return len(find_posts(source.soup)) if b"<time" in source.data.lower() else 0


def parse(source: Source, wanted: Wanted) -> ParsedPage:
    if is_too_deep(source.soup):
        raise SourceError(
            "the elements of this page are nested too deeply to tell its posts. Save "
            "it as plain text and import that"
        )
    found = find_posts(source.soup) or find_one(source.soup)
    if not found:
        raise SourceError(
            "no posts found: there are no <time> elements in this page. Save it as "
            "plain text and import that"
        )
    collecting = Collecting(origin_of(source), wanted)
    times = Times(collecting)
    times.refuse_unclear_order([post.first_time() for post in found])
    numbered = list(enumerate(found, start=1))
    # Times without a day are read from the newest down.
    for number, post in numbered[::-1] if wanted.order == "oldest" else numbered:
        _Post(collecting, times, number, post).read()
    if wanted.order == "oldest":
        collecting.posts.reverse()
    return collecting.page(**read_outside(source.soup, found, collecting))


class _Post:
    """Takes one post apart, on a copy of its markup."""

    def __init__(self, collecting: Collecting, times: Times, number: int, found: Found):
        self.collecting = collecting
        self.times = times
        self.number = number
        self.name = found.name
        markup = "".join(
            str(node) if isinstance(node, Tag) else node.output_ready("minimal")
            for node in found.nodes
        )
        self.soup = soup_of(f"<body>{markup}")

    def read(self) -> None:
        self._take_out_hidden()
        times = self._times()
        published_at = self.times.read(times[0], self.number) if times else None
        if published_at is None:
            message = f"post {self.number} tells no time: none is shown"
            self.collecting.problem(self.number, self._start(), message)
        edited_at = self._edited_at(times[1:], published_at)
        for time in times:
            _take_out(time)
        bylines = tuple(self._bylines())
        label = self._label()
        headline = self._headline()
        self._take_out_clutter()
        tidied = self.collecting.tidy(self.soup.body.decode_contents(), self.number)
        self.collecting.add(
            self.number,
            tidied,
            headline=headline,
            published_at=published_at,
            edited_at=edited_at,
            label=label,
            bylines=bylines,
            id=self.name,
        )

    def _start(self) -> str:
        return " ".join(self.soup.get_text(" ").split())[:80]

    def _times(self) -> list[Tag]:
        """The times of the post: the first, and those before its first paragraph.

        A paragraph that begins with the time ends the head, too.
        """
        found = []
        for tag in self.soup.find_all(["time", *_TEXT]):
            if tag.name == "time":
                found.append(tag)
            elif found and not _is_head(tag):
                break
        # Before it may stand a day, as a heading of several posts.
        found.sort(key=lambda time: not is_full(time))
        return found

    def _take_out_hidden(self) -> None:
        for tag in self.soup.find_all(is_hidden):
            if tag.decomposed or tag.find_parent("figure") is not None:
                continue  # of a caption, where they may tell the credit
            words = " ".join(tag.get_text(" ").split())
            self.collecting.leave_out(self.number, words, HIDDEN)
            tag.decompose()

    def _edited_at(self, times: list[Tag], published_at):
        for time in times:
            text = str(time.get("datetime", ""))
            if is_full(time) and published_at:
                moment = self.collecting.moment(text, f"post {self.number}")
                if moment and moment > published_at:
                    return moment
        return None

    def _bylines(self):
        for tag in self.soup.find_all(_is_byline):
            # The innermost element that is called so has one name.
            if tag.decomposed or tag.find(_is_byline) is not None:
                continue
            if tag.find(_TEXT[1:]) is not None:
                continue
            role = tag.find(class_=_ROLE)
            role_text = " ".join(role.get_text().split()) if role else ""
            if role:
                role.extract()
            name = _BY.sub("", " ".join(tag.get_text(" ").split()), count=1)
            if name and len(name) <= _LONGEST_BYLINE and len(role_text) <= 200:
                yield ParsedByline(name.rstrip(","), role_text)
                tag.decompose()
            elif role:
                tag.append(role)

    def _headline(self) -> str:
        heading = self.soup.find(HEADINGS)
        if heading is None:
            return ""
        words = " ".join(heading.get_text().split())
        heading.decompose()
        return words.lstrip(": ")

    def _label(self) -> str:
        for tag in self.soup.find_all(True):
            if tag.name in _TEXT and not _is_head(tag):
                break
            words = "".join(s for s in tag.contents if isinstance(s, NavigableString))
            words = words.strip().casefold()
            if words in LABELS and tag.find(True) is None:
                tag.decompose()
                return words
        return ""

    def _take_out_clutter(self) -> None:
        for tag in self.soup.find_all(["p", "span", "div", "li", "a"]):
            if tag.decomposed or tag.find(True) is not None:
                continue
            words = " ".join(tag.get_text().split())
            if words and words.casefold().rstrip(":") in _WORDS_OF_TIME:
                tag.decompose()
                continue
            reason = clutter.reason(words)
            if reason:
                self.collecting.leave_out(self.number, words, reason)
                tag.decompose()


def _is_head(tag: Tag) -> bool:
    """Whether a paragraph holds no more than a time, a byline or a label."""
    if tag.name != "p":
        return False
    words = tag.get_text().strip()
    if _is_byline(tag) or words.casefold() in LABELS:
        return True
    for time in tag.find_all("time", limit=3):
        words = words.replace(time.get_text().strip(), "", 1)
    return words.strip(" \n\t:|·,").casefold() in _WORDS_OF_TIME


def _is_byline(tag: Tag) -> bool:
    names = tag.get_attribute_list("rel") + tag.get_attribute_list("itemprop")
    if "author" in names:
        return True
    classes = " ".join(filter(None, tag.get_attribute_list("class")))
    return bool(classes) and bool(_BYLINE.search(classes[:200]))


def _take_out(time: Tag) -> None:
    """Take TIME out, and the dash or colon behind it."""
    following = time.next_sibling
    if isinstance(following, NavigableString):
        following.replace_with(str(following).lstrip(" \t\r\n\u00a0:|–—-"))
    time.decompose()


FORMAT = Format("article", "two posts or more with <time> elements", finds, parse)
