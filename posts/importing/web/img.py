"""Reads the <img> elements of a saved page.

Its address is the first of `src`, what scripts for slow connections call the real
one (`data-src` and the like), and the largest of `srcset` that came with the page.
A picture of at most two pixels counts readers and shows nothing.
"""

import re
from itertools import islice

from bs4 import Tag

from posts.importing.document import ParsedImage
from posts.importing.web.captions import split_caption
from posts.importing.web.origin import Origin

_ADDRESSES = ("src", "data-src", "data-original", "data-lazy-src")
_SETS = ("srcset", "data-srcset")
_MOST = 12  # addresses that are tried for one picture
_WIDTH = re.compile(r"\s(\d{1,5})(?:\.\d+)?[wx]\s*\Z")
_TINY = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*[012](?:px)?\s*(?:;|$)")


def addresses_of(img: Tag) -> list[str]:
    """Where the picture may lie, the likeliest first."""
    found = [str(img.get(name, "")).strip() for name in _ADDRESSES]
    sets = [str(img.get(name, "")) for name in _SETS]
    sets += [str(source.get("srcset", "")) for source in _sources_of(img)]
    for text in sets:
        found += _largest_first(text)
    return [address for address in dict.fromkeys(found) if address][:_MOST]


def _sources_of(img: Tag) -> list[Tag]:
    """The <source>s of the <picture> around IMG, which some parsers nest."""
    found = []
    for parent in islice(img.parents, _MOST):
        if parent.name == "source":
            found.append(parent)
            continue
        if parent.name == "picture":
            found += parent.find_all("source", recursive=False, limit=_MOST)
        break
    return found


def is_pixel(img: Tag) -> bool:
    sizes = [str(img.get(name, "")).strip() for name in ("width", "height")]
    if any(size.removesuffix("px") in ("0", "1", "2") for size in sizes):
        return True
    return bool(_TINY.search(str(img.get("style", ""))[:500].lower()))


def read_image(
    img: Tag, origin: Origin, line: int, caption: str = "", credit: str = ""
) -> ParsedImage:
    """The picture in IMG; without a CREDIT given, the caption's end may tell it."""
    if not credit:
        caption, credit = split_caption(caption)
    found = (origin.picture(address) for address in addresses_of(img))
    return ParsedImage(
        alt=" ".join(str(img.get("alt", "")).split()),
        credit=" ".join(credit.split()),
        caption=" ".join(caption.split()),
        line=line,
        picture=next((picture for picture in found if picture), None),
    )


def _largest_first(text: str) -> list[str]:
    """The addresses of a srcset, which commas separate, but may hold commas, too."""
    sized = []
    for candidate in re.split(r",\s+", text[:8000]):
        match = _WIDTH.search(candidate[-20:])
        width = int(match[1]) if match else 0
        sized.append((width, candidate.split(" ")[0] if match else candidate.strip()))
    sized.sort(key=lambda item: -item[0])
    return [address for _, address in sized[:_MOST]]
