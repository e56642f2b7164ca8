"""One walk over markup, which makes a body of it by the rules in markup.py."""

import html
import re
from collections.abc import Callable

from bs4 import BeautifulSoup, CData, NavigableString, Tag

from posts.importing.web.img import is_pixel
from posts.importing.web.markup_media import DESCRIBED, Figure, Media, Tidied, joined
from posts.importing.web.origin import Origin
from posts.importing.web.rich_text import RichText

_DROPPED = {"script", "style", "template", "svg", "math", "head", "title", "meta"}
_DROPPED |= {"link", "canvas", "map", "datalist", "track", "param", "base"}
_CLUTTER = {
    "nav": "a menu",
    "noscript": "words for browsers without scripts",
    **dict.fromkeys(("form", "button", "select", "textarea", "dialog"), "a form"),
}
HIDDEN = "hidden on the page"
_PLAYED = "words for browsers that can't play this"
_BLOCKS = {"div", "section", "article", "main", "header", "footer", "aside", "hr"}
_BLOCKS |= {"address", "center", "details", "summary", "fieldset", "dl", "dd"}
_BLOCKS |= {"table", "caption", "thead", "tbody", "tfoot", "tr", "body", "figcaption"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "dt"}
_MARKS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_UNSEEN_CLASSES = {"visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text"}
_SOCIAL = {"twitter-tweet", "twitter-video", "instagram-media", "bluesky-embed"}
_SOCIAL |= {"mastodon-embed", "tiktok-embed", "fb-post"}
_CREDIT = re.compile(r"credit|copyright|photographer|(?:^|[\s_-])source\b", re.I)
_UNSEEN = re.compile(r"display\s*:\s*none", re.I)

Leave = Callable[[], None]


class Walk:
    """`enter` says what is to be done at an element's end, or None to skip it.

    Words go into the body unless a caption or clutter takes them: the last of
    `takers`. No recursion: pages may be nested as deeply as they like.
    """

    def __init__(self, origin: Origin, line: int):
        self.origin = origin
        self.media = Media(origin, line)
        self.body = RichText()
        self.takers: list[list[str]] = []
        self.clutter = 0
        self.players: list[bool] = []  # whether each told an address
        self.preformatted = 0
        self.new_cell = False
        self.last_link = ""

    def run(self, soup: BeautifulSoup) -> Tidied:
        ways = [(iter(soup.contents), _nothing)]
        while ways:
            children, leave = ways[-1]
            for node in children:
                if isinstance(node, Tag):
                    at_end = self.enter(node)
                    if at_end is not None:
                        ways.append((iter(node.contents), at_end))
                        break
                elif type(node) in (NavigableString, CData):
                    self.words(str(node))
            else:
                ways.pop()
                leave()
        self.media.tidied.body = self.body.finish()
        return self.media.tidied

    def words(self, text: str) -> None:
        if self.takers:
            self.takers[-1].append(text)
            return
        if self.new_cell and text.strip():
            self.body.text(" | ")
            self.new_cell = False
        if not self.preformatted:
            self.body.text(text)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.body.line_break()
            self.body.text(line)

    def enter(self, tag: Tag) -> Leave | None:
        name = tag.name
        if name in _DROPPED:
            return None
        if name == "img":
            self.words(self.media.image(tag))
            return None
        if name in ("iframe", "embed", "object", "video", "audio", "source"):
            return self._player(tag)
        if name in _CLUTTER:
            return self._leave_out(_CLUTTER[name])
        if self.takers:
            return self._within_taken(tag)
        if is_hidden(tag):
            return self._leave_out(HIDDEN)
        method = getattr(self, f"_enter_{name}", None)
        if method is not None:
            return method(tag)
        if name in _MARKS:
            return self._mark(_MARKS[name], f"<{_MARKS[name]}>")
        if self.media.figures and _names_credit(tag):
            return self._take(self.media.figures[-1].credit)
        if name in _HEADINGS:
            return self._heading()
        return self._block() if name in _BLOCKS else _nothing

    # Elements

    def _enter_p(self, tag: Tag) -> Leave:
        if self.media.figures:
            figure = self.media.figures[-1]
            if tag.parent.name == "figure" and _starts(tag, DESCRIBED):
                return self._take(figure.described)
            if _names_credit(tag):
                return self._take(figure.credit)
        self._end_block()
        return lambda: self._end_block(is_paragraph=True)

    def _enter_br(self, tag: Tag) -> Leave:
        self.body.line_break()
        return _nothing

    def _enter_pre(self, tag: Tag) -> Leave:
        self._end_block()
        self.preformatted += 1

        def leave():
            self.preformatted -= 1
            self._end_block()

        return leave

    def _enter_q(self, tag: Tag) -> Leave:
        self.words("“")
        return lambda: self.words("”")

    def _enter_td(self, tag: Tag) -> Leave:
        self.new_cell = self.body.is_in_paragraph
        return _nothing

    _enter_th = _enter_td

    def _enter_ul(self, tag: Tag) -> Leave:
        is_context = "context" in tag.get_attribute_list("class")
        return self._container("ul", '<ul class="context">' if is_context else "<ul>")

    def _enter_ol(self, tag: Tag) -> Leave:
        start = str(tag.get("start", ""))
        is_plain = not (start.isascii() and start.isdigit() and len(start) < 10)
        opening = "<ol>" if is_plain else f'<ol start="{start}">'
        return self._container("ol", opening)

    def _enter_li(self, tag: Tag) -> Leave:
        return self._container("li", "<li>")

    def _enter_blockquote(self, tag: Tag) -> Leave:
        end = self._container("blockquote", "<blockquote>")
        if not _SOCIAL.intersection(tag.get_attribute_list("class")):
            return end
        self.last_link = str(tag.get("data-instgrm-permalink", ""))

        def leave():
            end()
            if self.last_link:
                self.media.embed(self.last_link)

        return leave

    def _enter_a(self, tag: Tag) -> Leave:
        link = self.origin.link(str(tag.get("href", "")))
        if not link:
            return _nothing
        self.last_link = link
        return self._mark("a", f'<a href="{html.escape(link)}">')

    def _enter_figure(self, tag: Tag) -> Leave:
        self._end_block()
        self.media.figures.append(Figure())

        def leave():
            self._end_block()
            for words in self.media.leave_figure():
                self.words(words)
                self._end_block()

        return leave

    def _enter_figcaption(self, tag: Tag) -> Leave:
        return (
            self._take(self.media.figures[-1].caption)
            if self.media.figures
            else self._block()
        )

    # What elements have in common

    def _end_block(self, is_paragraph: bool = False) -> None:
        self.body.end_block(is_paragraph)
        self.new_cell = False

    def _block(self) -> Leave:
        self._end_block()
        return self._end_block

    def _heading(self) -> Leave:
        self._end_block()
        end_mark = self._mark("strong", "<strong>")

        def leave():
            end_mark()
            self._end_block(is_paragraph=True)

        return leave

    def _container(self, name: str, opening: str) -> Leave:
        self.new_cell = False
        depth = self.body.begin(name, opening)
        return lambda: self.body.end(depth)

    def _mark(self, name: str, opening: str) -> Leave:
        if not self.body.begin_mark(name, opening):
            return _nothing
        return lambda: self.body.end_mark(name)

    # Words that are no part of the body

    def _take(self, words: list[str]) -> Leave:
        self.takers.append(words)
        return lambda: self.takers.pop() and None

    def _within_taken(self, tag: Tag) -> Leave:
        if self.media.figures and not self.clutter and _names_credit(tag):
            return self._take(self.media.figures[-1].credit)
        if tag.name in ("p", "br", "li", "td") or tag.name in _BLOCKS | _HEADINGS:
            self.takers[-1].append(" ")
        return _nothing

    def _leave_out(self, reason: str) -> Leave:
        if self.clutter:
            return _nothing
        words: list[str] = []
        self.takers.append(words)
        self.clutter += 1

        def leave():
            self.takers.pop()
            self.clutter -= 1
            self.media.report(joined(words), reason)

        return leave

    def _player(self, tag: Tag) -> Leave | None:
        if tag.name == "source" and (not self.players or self.players[-1]):
            return _nothing  # of a <picture>, or another form of the same film
        names = ("src", "data-src", "data")
        addresses = (str(tag.get(name, "")).strip() for name in names)
        address = next(filter(None, addresses), "")
        if address and not is_pixel(tag):
            self.media.embed(address)
        if tag.name not in ("object", "video", "audio"):
            if self.players:
                self.players[-1] |= bool(address)
            return _nothing if tag.name == "source" else None
        self.players.append(bool(address))
        leave_words = self._leave_out(_PLAYED)

        def leave():
            leave_words()
            self.players.pop()

        return leave


def _nothing() -> None:
    pass


def is_hidden(tag: Tag) -> bool:
    if tag.has_attr("hidden") or _UNSEEN.search(str(tag.get("style", ""))[:500]):
        return True
    return bool(_UNSEEN_CLASSES.intersection(tag.get_attribute_list("class")))


def _names_credit(tag: Tag) -> bool:
    if tag.name not in ("span", "small", "cite", "p", "div", "em", "i"):
        return False
    names = [*tag.get_attribute_list("class"), *tag.get_attribute_list("itemprop")]
    return any(_CREDIT.search(name[:100]) for name in names if name)


def _starts(tag: Tag, words: str) -> bool:
    first = tag.contents[0] if tag.contents else ""
    return type(first) is NavigableString and first.lstrip().startswith(words)
