"""The rich text of a post: what an editor may write and what may be stored.

One policy for every way in (desk, admin, import): the editor offers exactly what
the sanitiser keeps.
"""

import html
import re
import unicodedata
from collections import Counter

import nh3
from django.utils.safestring import mark_safe

EDITOR_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Blockquote": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    # A list of class 'context' is a context note: background set apart.
    "NodeClass": {"cssClasses": {"bulletList": ["context"]}},
    "History": True,
}

_POLICY = {
    "tags": {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote"},
    "clean_content_tags": {"script", "style", "template", "textarea", "title", "svg"},
    # Those of any element would else be nh3's own: title and lang.
    "attributes": {"*": set(), "a": {"href"}, "ol": {"start"}},
    "allowed_classes": {"ul": {"context"}},
    "url_schemes": {"http", "https", "mailto"},
    "link_rel": "noopener nofollow ugc",
}
_cleaner = nh3.Cleaner(**_POLICY)
# They stand inside words, which they don't end.
_INLINE = re.compile(r"</?(?:a|em|strong)\b[^>]*>")
# The cleaner's time grows with the square of the depth. Deeper than this is no text.
_DEEPEST = 200
_OTHER_TAG = re.compile(r"<(/?)(?!(?:p|br|hr|li|dt|dd|img)\b)([a-z][^\s/>]*)", re.I)
_TAG = re.compile(r"<[^<>]*>")
# What shows nothing by itself; a list has its marks, a quote its line.
_PLAIN = re.compile(r"</?(?:p|br|a|em|strong)\b[^<>]*>")
_INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp")  # categories of Unicode, but for these:
_SHOWN_ALL_THE_SAME = re.compile(
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]"
)
# Fillers, blanks and selectors, which are letters, signs and marks by category.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)


def sanitise(body):
    """BODY with only the elements and addresses that a post may have.

    Control characters that HTML refuses are dropped; a body in which nothing can be
    seen becomes the empty string. Of one that nests elements without end only the words
    are kept.
    """
    if _is_too_deep(body):
        body = html.escape(html.unescape(_TAG.sub(" ", body)), quote=False)
    cleaned = _cleaner.clean(body.replace("\x00", ""))
    return cleaned if _shows_anything(cleaned) else ""


def _shows_anything(body):
    return any(map(_is_visible, html.unescape(_PLAIN.sub("", body))))


def _is_visible(letter):
    if unicodedata.category(letter) in _INVISIBLE:
        return bool(_SHOWN_ALL_THE_SAME.match(letter))
    return not _BLANK.match(letter)


def _is_too_deep(body):
    """Whether more elements of BODY may stand in each other than any text needs."""
    if body.count("<") <= _DEEPEST:
        return False
    is_open = Counter()
    depth = 0
    for closing, name in _OTHER_TAG.findall(body):
        # One that closes nothing does not undo the depth.
        step = -min(is_open[name.lower()], 1) if closing else 1
        is_open[name.lower()] += step
        depth += step
        if depth > _DEEPEST:
            return True
    return False


def absolute(body, base):
    """BODY, sanitised, with its links as they are followed from the address BASE."""
    cleaner = nh3.Cleaner(**_POLICY, url_relative=("rewrite_with_base", base))
    return mark_safe(cleaner.clean(sanitise(body)))  # noqa: S308 just sanitised


def plain_text(body):
    """The words of BODY, a space apart; for excerpts, search and comparisons."""
    words = html.unescape(re.sub(r"<[^>]*>", " ", _INLINE.sub("", body)))
    return " ".join(words.split())


def excerpt(body):
    """The first words of BODY as plain text, at most 80 characters."""
    text = plain_text(body)
    return text if len(text) <= 80 else text[:79].rsplit(" ", 1)[0] + "…"
