"""The law of importing: every word of a text source is somewhere in what was read."""

import html
import re
from collections import Counter

from posts.importing.document import LABELS
from posts.importing.text.clock import MONTHS, ZONES

# Words that only say what the words beside them are, or when a post was published.
_FORM = {"published", "at", "image", "media", "video", "source", "caption", "copyright"}
_FORM |= {"summary", "key", "points", "edited", "by", "page", "post", "external"}
_FORM |= {"am", "pm", "noon", "midnight", "today", "updated", *MONTHS, *LABELS}
_FORM |= {month[:3] for month in MONTHS} | {"sept"}
_FORM |= {word.casefold() for name in ZONES for word in name.split()}
_FORM |= {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
# They are glued to words.
_MARK = re.compile(
    r"published\sat|(?:Image|Media|Video) (?:source|caption|copyright)[,:]|Copyright:"
)
_WORD = re.compile(r"[^\W\d_]+")


def words(text):
    """How often each word stands in TEXT; numbers and the form's own words do not."""
    found = Counter(_WORD.findall(_MARK.sub(" ", text).casefold()))
    for word in _FORM:
        found.pop(word, None)
    return found


def texts(page):
    """Every text of a ParsedPage, markup taken off."""
    yield from page.summary
    yield from (page.title, page.standfirst, page.edited_by)
    for noted in (*page.problems, *page.left_out):
        yield noted.text
    for post in page.posts:
        yield from (post.headline, body_text(post.body))
        for byline in post.bylines:
            yield from (byline.name, byline.role)
        for image in post.images:
            yield from (image.alt, image.credit, image.caption)


def body_text(body):
    return html.unescape(re.sub(r"<[^>]*>", "\n", body))


def lost(source, page):
    """The words of the text SOURCE that PAGE lacks, with how often each is missing."""
    return words(source) - words("\n".join(texts(page)))
