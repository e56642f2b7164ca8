"""What stands between two headlines of a text page: bylines, HTML and images.

The format is specified in posts/importing/text.py.
"""

import html

from posts.importing.document import ParsedByline, ParsedImage, Problem

BULLET = "•"
_SOURCE = "Image source,"
_CAPTION = "Image caption,"
_CONTEXT = ("for context:", "for context,")
_LONGEST_BYLINE = 60
# Small words inside names: Ana de la Cruz, Bilal bin Said, Jan van der Meer.
_PARTICLES = {"al", "bin", "da", "de", "del", "der", "di", "do", "dos", "du", "el"}
_PARTICLES |= {"ibn", "la", "le", "ten", "ter", "van", "von", "y"}


def read_bylines(
    lines: list[str], start: int, stop: int
) -> tuple[tuple[ParsedByline, ...], int]:
    """Read the byline blocks that open a post.

    Returns them and the index at which the rest of the post begins.
    """
    bylines = []
    while True:
        first = start
        while first < stop and not lines[first]:
            first += 1
        ends_after_two = first + 2 == stop or (
            first + 2 < stop and not lines[first + 2]
        )
        if not ends_after_two or not _is_byline(lines[first], lines[first + 1]):
            return tuple(bylines), start
        bylines.append(ParsedByline(lines[first], lines[first + 1]))
        start = first + 2


def _is_byline(name: str, role: str) -> bool:
    words = name.split()
    return (
        2 <= len(words) <= 4
        and words[-1] not in _PARTICLES
        and all(word in _PARTICLES or _is_name(word) for word in words)
        and _is_short_and_open(name)
        and _is_short_and_open(role)
        and not role.startswith((BULLET, _CAPTION))
        and _SOURCE not in role
    )


def _is_name(word: str) -> bool:
    # Not isupper(): Arabic or Chinese names have no capitals.
    return word[0].isalpha() and not word[0].islower()


def _is_short_and_open(text: str) -> bool:
    """Tell a caption-like line from a sentence, which ends with a mark."""
    ending = text.rstrip("\"'”’»)")
    return len(text) <= _LONGEST_BYLINE and not ending.endswith(tuple(".!?:;,…"))


class Body:
    """Collects the lines of one post in reading order.

    `problems` is the page's list; a line that cannot be placed is added there and
    kept as a paragraph.
    """

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        self.blocks: list[tuple[str, list[str]]] = []
        self.images: list[ParsedImage] = []
        self.caption: tuple[int, str] | None = None
        self.after_image = False

    def add(self, line: int, text: str) -> None:
        """Take one line that holds text; `line` counts from 1."""
        image = _read_image(line, text)
        if image is not None:
            self._add_image(image)
        elif text.startswith(_CAPTION):
            self._add_caption(line, text)
        else:
            self._settle_caption()
            self._add_words(line, text)
        self.after_image = image is not None

    def finish(self) -> tuple[str, tuple[ParsedImage, ...]]:
        """Return the HTML and the images."""
        self._settle_caption()
        return "".join(map(_render, self.blocks)), tuple(self.images)

    def _add_words(self, line: int, text: str) -> None:
        if _SOURCE in text:
            message = f"'{_SOURCE}' must directly follow the alt text, on its own line"
            self._report(line, text, message)
        if text.startswith(BULLET):
            self._add_bullet(text[len(BULLET) :].strip())
        else:
            self.blocks.append(("p", [text]))

    def _add_bullet(self, text: str) -> None:
        if not text:
            return
        kind = "context" if text.casefold().startswith(_CONTEXT) else "list"
        if self.blocks and self.blocks[-1][0] == kind:
            self.blocks[-1][1].append(text)
        else:
            self.blocks.append((kind, [text]))

    def _add_image(self, image: ParsedImage) -> None:
        if self.caption is not None and not image.caption:
            caption = _cut_caption(self.caption[1])
            image = ParsedImage(image.alt, image.credit, caption, image.line)
            self.caption = None
        self._settle_caption()
        self.images.append(image)

    def _add_caption(self, line: int, text: str) -> None:
        self._settle_caption()
        if not self.after_image or self.images[-1].caption:
            self.caption = (line, text)
            return
        last = self.images[-1]
        self.images[-1] = ParsedImage(
            last.alt, last.credit, _cut_caption(text), last.line
        )

    def _settle_caption(self) -> None:
        """Keep as a paragraph the caption that no image came for."""
        if self.caption is not None:
            line, text = self.caption
            self._report(line, text, "this caption stands next to no image")
            self.blocks.append(("p", [text]))
            self.caption = None

    def _report(self, line: int, text: str, message: str) -> None:
        self.problems.append(Problem(line, text, message))


def _read_image(line: int, text: str) -> ParsedImage | None:
    """Read 'ALT TEXTImage source, CREDIT'; with a space between it is prose."""
    alt, found, credit = text.rpartition(_SOURCE)
    if not found or alt.startswith(BULLET) or alt[-1:].isspace():
        return None
    credit, _, caption = credit.partition(_CAPTION)
    return ParsedImage(alt, credit.strip(), caption.strip(), line)


def _cut_caption(text: str) -> str:
    return text.removeprefix(_CAPTION).strip()


def _render(block: tuple[str, list[str]]) -> str:
    kind, texts = block
    escaped = [html.escape(text, quote=False) for text in texts]
    if kind == "p":
        return f"<p>{escaped[0]}</p>"
    items = "".join(f"<li>{text}</li>" for text in escaped)
    opening = '<ul class="context">' if kind == "context" else "<ul>"
    return f"{opening}{items}</ul>"
