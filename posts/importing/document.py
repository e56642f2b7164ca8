"""What every reader of a foreign live page hands over, whatever it read."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

LABELS = ("analysis", "breaking", "explainer", "recap", "quote", "video")


class SourceError(Exception):
    """A source that cannot be imported.

    `line` counts from 1 and is None when no single line is to blame. The message
    says what to do, in one line even where it quotes several; whoever reports it puts
    the file name in front.
    """

    def __init__(self, message: str, line: int | None = None):
        message = " ".join(message.split())
        super().__init__(message, line)
        self.message = message
        self.line = line

    def __str__(self) -> str:
        if self.line is None:
            return self.message
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file that came with the source.

    `name` is how the source calls it, for messages; `read` gives its bytes as they
    are, unchecked, and None if they can't be had after all. `as_stored` tells that
    our own export took it from where we keep pictures.
    """

    name: str
    read: Callable[[], bytes | None] = field(compare=False, repr=False)
    as_stored: bool = False


@dataclass(frozen=True, slots=True)
class ParsedImage:
    alt: str
    credit: str = ""
    caption: str = ""
    line: int = 0
    decorative: bool = False
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class ParsedByline:
    """A name over a post; only our own export tells what stands from the third on.

    `usual_role` is the contributor's own, None where the source doesn't tell it.
    """

    name: str
    role: str = ""
    usual_role: str | None = None
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that found no proper place; its words are kept all the same."""

    line: int
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is no part of the story (consent, menus, licences), and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedPost:
    """One post as it stood in the source.

    `line` and `last_line` are the first and last line of the post that hold text; a
    source without lines counts its posts there. `label` is empty or one of LABELS.
    `body` is HTML, not sanitised yet. `published_at` is aware, or None when the
    source does not tell the time. `id` is the source's own name for the post, which
    stays when the post changes; empty where it has none. `original` is what the
    source said where somebody corrected it on the way in.

    Only our own export tells what stands from `status` on.
    """

    line: int
    headline: str
    published_at: datetime.datetime | None
    label: str = ""
    bylines: tuple[ParsedByline, ...] = ()
    body: str = ""
    images: tuple[ParsedImage, ...] = ()
    last_line: int = 0
    id: str = ""
    quote_attribution: str = ""
    embed_url: str = ""
    key_event: bool = False
    correction_note: str = ""
    edited_at: datetime.datetime | None = None
    original: "ParsedPost | None" = None
    status: str = "published"
    first_published_at: datetime.datetime | None = None
    pinned_place: int | None = None
    review_note: str = ""
    working_copy: "ParsedPost | None" = None


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A whole live page; `posts` stand newest first, whatever the source's order.

    What the source does not tell is empty. `status` is one of ours; 'ended' tells
    that the source says its coverage is over. `format` is the name of the reader
    that made this, `notes` what it has to say of the source as a whole.

    Only our own export tells what stands from `slug` on.
    """

    summary: tuple[str, ...]
    posts: tuple[ParsedPost, ...]
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    title: str = ""
    standfirst: str = ""
    edited_by: str = ""
    status: str = ""
    time_zone: str = ""
    language: str = ""
    lead_image: ParsedImage | None = None
    stream_url: str = ""
    stream_title: str = ""
    related: tuple[tuple[str, str], ...] = ()
    started_at: datetime.datetime | None = None
    ended_at: datetime.datetime | None = None
    format: str = ""
    notes: tuple[str, ...] = ()
    slug: str = ""
    stream_on_air: bool = False
    scheduled_start: datetime.datetime | None = None
    first_published_at: datetime.datetime | None = None
