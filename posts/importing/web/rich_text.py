"""Writes the HTML of a body, of nothing but the elements that a body may have."""

import html
import re

DEEPEST = 12  # containers within each other; what lies deeper is read at that depth
_SPACES = re.compile(r"[ \t\n\r\f]+")
_LISTS = ("ul", "ol")
_OWN_ITEM = "own li"  # an <li> of ours, around what stood in the list itself


class RichText:
    """Takes text, marks and containers in reading order; `finish` gives the HTML.

    Nothing empty is ever written: a container, a paragraph and a mark begin with
    their first word. Text outside any paragraph gets one of its own, but in a list
    item only where it follows other text. Spaces run together, and two line breaks
    in a row end a paragraph. A mark (strong, em, a) within the same mark is one.
    """

    def __init__(self):
        self._out: list[str] = []
        self._containers: list[tuple[str, str]] = []  # name, opening tag
        self._written = 0  # of the containers, how many have begun
        self._marks: list[tuple[str, str]] = []
        self._run: list[str] = []  # the paragraph in hand
        self._run_marks: list[tuple[str, str]] = []
        self._space = False
        self._breaks = 0
        self._follows = False  # words stand right before, in the same container

    @property
    def is_in_paragraph(self) -> bool:
        return bool(self._run)

    def text(self, text: str) -> None:
        words = _SPACES.sub(" ", text)
        if not words.strip(" "):
            self._space = self._space or bool(words)
            return
        if self._breaks > 1:
            self.end_block()
        if self._inside(*_LISTS):
            self._containers.append((_OWN_ITEM, "<li>"))
        self._match_marks(words.startswith(" "))
        self._run.append(html.escape(words.strip(" "), quote=False))
        self._space = words.endswith(" ")

    def line_break(self) -> None:
        if self._run:
            self._breaks += 1

    def begin_mark(self, name: str, tag: str) -> bool:
        """Begin a mark; False, and nothing to end, within another of its kind."""
        if any(name == other for other, _ in self._marks):
            return False
        self._marks.append((name, tag))
        return True

    def end_mark(self, name: str) -> None:
        self._marks = [mark for mark in self._marks if mark[0] != name]

    def begin(self, name: str, tag: str) -> int:
        """Begin a container; the depth to end, or 0 where it has no place."""
        self.end_block()
        if name == "li" and self._inside(_OWN_ITEM):
            self._pop()
        if len(self._containers) >= DEEPEST:
            return 0
        if name == "li" and not self._inside(*_LISTS):
            return 0
        if name != "li" and self._inside(*_LISTS):
            self._containers.append((_OWN_ITEM, "<li>"))
        self._containers.append((name, tag))
        return len(self._containers)

    def end(self, depth: int) -> None:
        self.end_block()
        while len(self._containers) >= depth > 0:
            self._pop()

    def end_block(self, is_paragraph: bool = False) -> None:
        """End the paragraph in hand; `is_paragraph` if the source called it one."""
        if self._run:
            self._close_marks(0)
            words = "".join(self._run)
            self._open_containers()
            is_item = self._inside("li", _OWN_ITEM)
            is_bare = is_item and not is_paragraph and not self._follows
            self._out.append(words if is_bare else f"<p>{words}</p>")
            self._follows = True
            self._run = []
        self._space = False
        self._breaks = 0

    def finish(self) -> str:
        self.end_block()
        while self._containers:
            self._pop()
        return "".join(self._out)

    def _inside(self, *names: str) -> bool:
        return bool(self._containers) and self._containers[-1][0] in names

    def _open_containers(self) -> None:
        for _, tag in self._containers[self._written :]:
            self._out.append(tag)
            self._follows = False
        self._written = len(self._containers)

    def _pop(self) -> None:
        name, _ = self._containers.pop()
        if self._written > len(self._containers):
            self._written -= 1
            self._out.append(f"</{name.removeprefix('own ')}>")
            self._follows = False

    def _match_marks(self, has_space: bool) -> None:
        """Close and open marks for the words to come, after the space before them."""
        same = 0
        for mark, other in zip(self._run_marks, self._marks, strict=False):
            if mark != other:
                break
            same += 1
        self._close_marks(same)
        if self._run and self._breaks:
            self._run.append("<br>")
        elif self._run and (self._space or has_space):
            self._run.append(" ")
        self._breaks = 0
        for mark in self._marks[same:]:
            self._run.append(mark[1])
            self._run_marks.append(mark)

    def _close_marks(self, kept: int) -> None:
        for name, _ in reversed(self._run_marks[kept:]):
            self._run.append(f"</{name}>")
        del self._run_marks[kept:]
