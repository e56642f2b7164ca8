"""What stands between two headlines of a text page: paragraphs, lists and pictures.

Paragraphs and lists. A line is a paragraph; a line that begins with '•' is an item
(so are typed lists; see marks.py).
Items make one list until the next paragraph; blank lines and pictures do not end it.
An item that begins 'For context:' goes into a list of class 'context'. A line marked
as words (marks.py) is a paragraph, or an item, whatever it looks like.

Pictures. How their lines are read is specified in picture_lines.py. A
credit or caption on a line of its own belongs to the picture directly before it, if
that lacks one; a caption may also wait for the next picture. If neither is there, the
words above it are the alt text: a line directly above, with no blank line between,
that does not end as a sentence does; or, blank lines aside, a name alone. A credit
with nothing above is a picture without alt text. A line that ends with the mark of a
credit or caption goes on with the next one, if that is short and no bullet.

What finds no place, and the caption of a video, is kept as a paragraph and reported
as a Problem.
"""

import html
from dataclasses import dataclass, replace

from posts.importing.document import ParsedImage, Problem
from posts.importing.text.bylines import is_person
from posts.importing.text.marks import BULLET, is_marked, unmarked
from posts.importing.text.picture_lines import (
    PictureLine,
    ends_with_mark,
    mentions_credit,
    read_picture,
)
from posts.importing.text.shape import ends_as_sentence

_CONTEXT = ("for context:", "for context,")
_LONGEST_ALT = 300  # characters of an alt text on a line of its own
_VIDEO = "the caption of a video, which is not part of the source"


@dataclass(frozen=True)
class _Waiting:
    """A caption without a picture so far; `alt` tells that the line above is its."""

    line: int
    text: str
    caption: str
    alt: bool


class Body:
    """Collects the lines of one post in reading order.

    `problems` is the page's list; a line that cannot be placed is added there and
    kept as a paragraph.
    """

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        self.blocks: list[tuple[str, list[str]]] = []
        self.images: list[ParsedImage] = []
        self.caption: _Waiting | None = None
        self.broken: tuple[int, str] | None = None  # a line that may go on
        self.after_image = False
        self.lacks_credit = False
        self.words_at = 0  # the line of a paragraph that may be an alt text, or 0

    def add(self, line: int, text: str) -> None:
        """Take one line that holds text; `line` counts from 1."""
        broken, self.broken = self.broken, None
        if broken and _goes_on(text):
            line, text = broken[0], f"{broken[1]} {text}"
        elif broken:
            self._take(*broken)
        if ends_with_mark(text):
            self.broken = line, text
        else:
            self._take(line, text)

    def _take(self, line: int, text: str) -> None:
        picture = read_picture(text)
        if picture is None:
            self._settle_caption()
            self._add_words(line, text)
        elif picture.is_video:
            self._add_video(line, text, picture)
        elif picture.alt:
            self._add_image(line, picture)
        elif picture.credit is not None:
            self._add_credit(line, text, picture)
        else:
            self._add_caption(line, text, picture.caption)

    def finish(self) -> tuple[str, tuple[ParsedImage, ...]]:
        """Return the HTML and the images."""
        if self.broken:
            self._take(*self.broken)
        self._settle_caption()
        return "".join(map(_render, self.blocks)), tuple(self.images)

    def _add_words(self, line: int, text: str) -> None:
        self.after_image = False
        self.words_at = 0
        if text.startswith(BULLET):
            self._add_bullet(text[len(BULLET) :].strip())
        elif is_marked(text):
            self.blocks.append(("p", [unmarked(text)]))
        else:
            self.blocks.append(("p", [text]))
            self.words_at = line
        mark = mentions_credit(text)
        if mark and not is_marked(text):
            message = f"'{mark}' must directly follow the alt text, on its own line"
            self._report(line, text, message)

    def _add_bullet(self, text: str) -> None:
        if not text:
            return
        is_context = text.casefold().startswith(_CONTEXT)
        kind = "context" if is_context else "list"
        text = unmarked(text)
        if self.blocks and self.blocks[-1][0] == kind:
            self.blocks[-1][1].append(text)
        else:
            self.blocks.append((kind, [text]))

    def _add_image(self, line: int, picture: PictureLine) -> None:
        caption = picture.caption or ""
        if self.caption is not None and not caption:
            caption, self.caption = self.caption.caption, None
        self._settle_caption()
        self._show(ParsedImage(picture.alt, picture.credit or "", caption, line))
        self.lacks_credit = picture.credit is None

    def _show(self, image: ParsedImage) -> None:
        self.images.append(image)
        self.after_image = True
        self.lacks_credit = False
        self.words_at = 0

    def _add_credit(self, line: int, text: str, picture: PictureLine) -> None:
        """Take a credit that stands without an alt text, and perhaps a caption."""
        if self.caption is not None and self.caption.alt:
            self._settle_caption()
        has_caption = bool(self.images) and bool(self.images[-1].caption)
        fits = self.after_image and self.lacks_credit
        if fits and not (has_caption and picture.caption):
            caption = self.images[-1].caption or picture.caption or ""
            self._change_last(credit=picture.credit, caption=caption)
            self.lacks_credit = False
        elif self.caption is None and self._is_alt(line):
            _, (alt,) = self.blocks.pop()
            self._show(ParsedImage(alt, picture.credit, picture.caption or "", line))
        elif picture.is_notice:
            self._settle_caption()
            self._add_words(line, text)
        else:
            self._add_image(line, picture)

    def _add_caption(self, line: int, text: str, caption: str) -> None:
        self._settle_caption()
        if self.after_image and not self.images[-1].caption:
            self._change_last(caption=caption)
            return
        self.caption = _Waiting(line, text, caption, self._is_alt(line))
        self.after_image = False

    def _change_last(self, **parts) -> None:
        self.images[-1] = replace(self.images[-1], **parts)

    def _add_video(self, line: int, text: str, picture: PictureLine) -> None:
        """Keep the caption of a video, which itself can't come along."""
        self._settle_caption()
        self._report(line, text, _VIDEO)
        if picture.alt or picture.credit:
            self._add_image(line, picture)
            return
        self.blocks.append(("p", [picture.caption or text]))
        self.after_image = False
        self.words_at = 0

    def _is_alt(self, line: int) -> bool:
        """Whether the paragraph above is the alt text of what stands on LINE."""
        if not self.words_at:
            return False
        text = self.blocks[-1][1][0]
        return is_person(text) or (
            self.words_at == line - 1
            and len(text) <= _LONGEST_ALT
            and not ends_as_sentence(text)
        )

    def _settle_caption(self) -> None:
        """Find a place for the caption that no picture came for."""
        waiting, self.caption = self.caption, None
        if waiting is None:
            return
        if waiting.alt:
            _, (alt,) = self.blocks.pop()
            self._show(ParsedImage(alt, "", waiting.caption, waiting.line))
            self.lacks_credit = True
        else:
            message = "this caption stands next to no image"
            self._report(waiting.line, waiting.text, message)
            self.blocks.append(("p", [waiting.text]))
            self.words_at = 0

    def _report(self, line: int, text: str, message: str) -> None:
        self.problems.append(Problem(line, text, message))


def _goes_on(text: str) -> bool:
    """Whether TEXT can be the words of the mark on the line above."""
    return (
        len(text) <= _LONGEST_ALT
        and not text.startswith(BULLET)
        and not is_marked(text)
        and read_picture(text) is None
    )


def _render(block: tuple[str, list[str]]) -> str:
    kind, texts = block
    escaped = [html.escape(text, quote=False) for text in texts]
    if kind == "p":
        return f"<p>{escaped[0]}</p>"
    items = "".join(f"<li>{text}</li>" for text in escaped)
    opening = '<ul class="context">' if kind == "context" else "<ul>"
    return f"{opening}{items}</ul>"
