"""What every reader of a foreign live page hands over, whatever it read."""

import datetime
from dataclasses import dataclass

LABELS = ("analysis", "breaking", "explainer", "recap", "quote", "video")


class SourceError(Exception):
    """A source that cannot be imported.

    `line` counts from 1 and is None when no single line is to blame. The message
    says what to do; whoever reports it puts the file name in front.
    """

    def __init__(self, message: str, line: int | None = None):
        super().__init__(message, line)
        self.message = message
        self.line = line

    def __str__(self) -> str:
        if self.line is None:
            return self.message
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True)
class ParsedImage:
    alt: str
    credit: str = ""
    caption: str = ""
    line: int = 0


@dataclass(frozen=True)
class ParsedByline:
    name: str
    role: str = ""


@dataclass(frozen=True)
class Problem:
    """A line that found no proper place; its words are kept all the same."""

    line: int
    text: str
    message: str


@dataclass(frozen=True)
class ParsedPost:
    """One post as it stood in the source.

    `line` and `last_line` are the first and last line of the post that hold text.
    `label` is empty or one of LABELS. `body` is HTML. `published_at` is aware, or
    None when the source does not tell the time.
    """

    line: int
    headline: str
    published_at: datetime.datetime | None
    label: str = ""
    bylines: tuple[ParsedByline, ...] = ()
    body: str = ""
    images: tuple[ParsedImage, ...] = ()
    last_line: int = 0


@dataclass(frozen=True)
class ParsedPage:
    """A whole live page; `posts` keep the order of the source, newest first."""

    summary: tuple[str, ...]
    posts: tuple[ParsedPost, ...]
    problems: tuple[Problem, ...] = ()
