"""The text of a source as far as an editor can look at it and mend it."""

from typing import NamedTuple

from posts.importing.source import Source

from .forms import LONGEST_TEXT

AROUND = 3  # lines shown above and below the wrong one
LONGEST_BESIDE = 500_000  # bytes of a text that stands beside what was understood
LONGEST_LINE = 300  # characters of each
# Kinds that an editor can mend as they stand there.
LINED = ("text", "json", "xml")


class Line(NamedTuple):
    number: int
    text: str
    is_wrong: bool


def around(source: Source, line: int | None) -> list[Line]:
    """The lines around LINE of SOURCE; none for no LINE."""
    if not line:
        return []
    # The lines as editors count them: see `split_lines`.
    data = source.data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = data.split(b"\n")
    first = max(line - AROUND, 1)
    return [
        Line(number, _shown(lines[number - 1]), number == line)
        for number in range(first, min(line + AROUND, len(lines)) + 1)
    ]


def _shown(data):
    """A line as text, cut, with signs for what has none."""
    text = data[: 4 * LONGEST_LINE].decode(errors="replace").replace("\0", "\u2400")
    return text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}…"


def editable(source: Source, *, is_read: bool) -> str | None:
    """The text of SOURCE for an editor to mend, None where that can't be done here.

    That is what is no text, is not in UTF-8, or is too long for a form to come back.
    A long one that IS_READ already is not sent to and fro with every step.
    """
    if is_read and len(source.data) > LONGEST_BESIDE:
        return None
    # In the form each line break has two characters, and a tag may double a sign.
    if source.kind not in LINED or len(source.data) > LONGEST_TEXT // 2:
        return None
    try:
        text = source.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
