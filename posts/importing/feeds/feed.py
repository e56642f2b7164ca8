"""What Atom, RSS and JSON Feed have in common: an entry becomes a post.

THE MAPPING

The id, the title, the whole content (else the summary), the authors without a role,
and the categories are those of the post. A category is a label if it is one of ours,
and 'key event'; others are left out. The author of the feed is no byline. An entry
without a time of publication has none: the time of its last change would be a guess.
What an entry says twice, as its title and as its first words, is no headline.

Our own feeds mark in the content what is no part of the body: <p class="quoted-by">
behind the quotation of a post labelled 'quote', <p class="embed"> around the link to
an embed, and <p class="correction">.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from posts.importing.document import ParsedByline, ParsedImage
from posts.importing.source import soup_of
from posts.importing.web.collecting import Collecting
from posts.importing.web.repeated import repeats

_MARKED = re.compile(r'<p class="(?:quoted-by|embed|correction)"')


@dataclass(frozen=True)
class Entry:
    """One entry of a feed, read but not understood yet.

    `number` is its line, or its place in the feed where that has no lines; `content`
    is HTML; the times are texts. `derived` tells that the form asks for a title.
    """

    number: int
    id: str = ""
    title: str = ""
    content: str = ""
    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    films: tuple[str, ...] = ()
    derived: bool = True


def add_entry(collecting: Collecting, entry: Entry, publisher: Iterable[str]) -> None:
    """Add the post that ENTRY tells; PUBLISHER are the names of the feed's authors."""
    number = entry.number
    what = f"the entry '{(entry.title or entry.id)[:60]}'"
    label, key_event = collecting.label(number, entry.categories, "a category")
    content, marked = _cut_marked(entry.content, label)
    tidied = collecting.tidy(content, number)
    moments = [
        collecting.moment(text, what, number) if text else None
        for text in (entry.published, entry.updated)
    ]
    published_at, edited_at = moments
    if published_at is None:
        message = f"{what} tells no time of publication: none is shown"
        collecting.problem(number, entry.updated, message)
    if not (published_at and edited_at and edited_at > published_at):
        edited_at = None
    is_repeated = entry.derived and repeats(entry.title, tidied.body)
    known = {name.casefold() for name in publisher}
    names = dict.fromkeys(filter(None, entry.authors))
    collecting.add(
        number,
        tidied,
        headline="" if is_repeated else entry.title,
        published_at=published_at,
        edited_at=edited_at,
        label=label,
        key_event=key_event,
        bylines=tuple(ParsedByline(n) for n in names if n.casefold() not in known),
        images=_pictures(collecting, entry),
        embeds=_films(collecting, entry, marked.pop("embed_url", "")),
        id=entry.id,
        **marked,
    )


def _cut_marked(content: str, label: str) -> tuple[str, dict[str, str]]:
    """CONTENT without what our feeds mark in it, and that, as ParsedPost names it."""
    if label != "quote" and not _MARKED.search(content):
        return content, {}
    soup = soup_of(f"<body><div>{content}")
    found = {}
    for kind, name in (
        ("quoted-by", "quote_attribution"),
        ("correction", "correction_note"),
        ("embed", "embed_url"),
    ):
        mark = soup.find("p", class_=kind)
        if mark is None:
            continue
        link = mark.find("a", href=True)
        is_embed = kind == "embed"
        words = link["href"] if is_embed and link else mark.get_text()
        found[name] = " ".join(words.split())
        mark.decompose()
    if label == "quote":
        first = soup.find(True, recursive=False).find(["blockquote", "p", "ul", "ol"])
        if first is not None and first.name == "blockquote":
            first.unwrap()
    return soup.body.decode_contents(), found


def _pictures(collecting: Collecting, entry: Entry) -> tuple[ParsedImage, ...]:
    images = []
    for address in dict.fromkeys(entry.pictures):
        if address and address not in entry.content:
            picture = collecting.origin.picture(address)
            image = ParsedImage("", line=entry.number, picture=picture)
            images.append(collecting.image(image, address))
    return tuple(filter(None, images))


def _films(collecting: Collecting, entry: Entry, marked: str) -> list[str]:
    """The embed addresses of ENTRY: the one that our feed MARKED, and its films."""
    found = (collecting.origin.web(film) for film in (marked, *entry.films) if film)
    return [film for film in found if film]
