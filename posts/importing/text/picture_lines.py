"""Reading the lines about pictures: alt text, credit and caption.

The parts stand on one line, glued, or on lines of their own:

    ALT TEXTImage source, CREDIT
    ALT TEXTImage source, CREDITImage caption, TEXT
    ALT TEXTImage caption, TEXT
    ALT TEXTCopyright: CREDIT
    Image source, CREDIT
    Image caption, TEXT

'Image copyright' is 'Image source', a colon is a comma, and 'Media caption' or 'Video
caption' is the caption of a video. A mark is glued when no space, dash or opening
quotation mark or bracket stands before it; with one it is prose, except for a caption
behind a credit. Of several credits on a line the last one counts.
"""

import re
from dataclasses import dataclass

from posts.importing.text.marks import BULLET, is_marked

_CREDIT = re.compile(r"Image (?:source|copyright)[,:]|Copyright:")
_CAPTION = re.compile(r"Image caption[,:]|(?:Media|Video) caption[,:]")
_WORDS = ("Image ", "Media ", "Video ", "Copyright:")  # of all marks, to be quick
_PROSE_ENDS = tuple("-–—/([{“‘«")


@dataclass(frozen=True)
class PictureLine:
    """What one line tells about a picture; None is what it leaves out.

    `is_video` tells that the caption is a video's, `is_notice` that the credit began
    with 'Copyright:', which may begin a sentence as well.
    """

    alt: str
    credit: str | None = None
    caption: str | None = None
    is_video: bool = False
    is_notice: bool = False


def read_picture(text: str) -> PictureLine | None:
    """What TEXT tells about a picture; None if it is no such line."""
    if not any(word in text for word in _WORDS):
        return None
    if text.startswith(BULLET) or is_marked(text):
        return None
    credit = _last(_CREDIT, text)
    if credit is None:
        return _read_caption(text)
    if not _is_glued(text, credit.start()):
        return None
    is_notice = credit[0] == "Copyright:"
    alt, rest = text[: credit.start()], text[credit.end() :]
    below = _CAPTION.search(rest)
    if below is not None:
        caption, rest = rest[below.end() :].strip(), rest[: below.start()]
        return PictureLine(
            alt, rest.strip(), caption, _is_video(below), is_notice=is_notice
        )
    above = _read_caption(alt)
    if above is not None:
        return PictureLine(
            above.alt, rest.strip(), above.caption, above.is_video, is_notice
        )
    return PictureLine(alt, rest.strip(), is_notice=is_notice)


def ends_with_mark(text: str) -> bool:
    """Whether TEXT ends with a mark whose words may stand on the next line."""
    if not text.endswith((",", ":")):
        return False
    picture = read_picture(text)
    return picture is not None and "" in (picture.credit, picture.caption)


def mentions_credit(text: str) -> str:
    """The mark of a credit that stands in TEXT, a line of words; '' if none does."""
    found = _CREDIT.search(text) if "Image " in text or "Copyright:" in text else None
    return found[0] if found else ""


def _read_caption(text: str) -> PictureLine | None:
    found = _last(_CAPTION, text)
    if found is None or not _is_glued(text, found.start()):
        return None
    caption = text[found.end() :].strip()
    return PictureLine(
        text[: found.start()], caption=caption, is_video=_is_video(found)
    )


def _is_video(caption: re.Match) -> bool:
    return not caption[0].startswith("Image")


def _last(mark: re.Pattern, text: str) -> re.Match | None:
    found = None
    for found in mark.finditer(text):  # noqa: B007 the last one is wanted
        pass
    return found


def _is_glued(text: str, start: int) -> bool:
    above = text[:start]
    return not start or not (above[-1].isspace() or above.endswith(_PROSE_ENDS))
