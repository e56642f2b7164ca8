"""Makes of the markup of any page a body: the few elements that a post may have.

THE RULES

What already is such a body (paragraphs, lists, quotations; links that lead to
somewhere; strong, em and br) stays as it is. Else, in reading order:

- Text outside paragraphs gets one; divs, sections, headings, table rows and the like
  end it, as do two line breaks in a row. Headings and definition terms become
  paragraphs in strong, table rows paragraphs with ' | ' between the cells.
- b and i become strong and em. Other marks lose themselves and keep their words; q
  gets quotation marks.
- Links are resolved against the page's address. One that can't be followed from
  elsewhere keeps its words.
- Pictures leave the text. The caption of their figure goes with them, and its end
  tells the credit (captions.py) unless an element of its own does.
- A player or social post (iframe, video, audio, the quotation of a known embed)
  becomes an embed address; the words of a quotation stay.
- Scripts, styles and pixels that count readers are dropped. Menus, forms, buttons,
  hidden text and words for browsers that can't play are left out, and reported.
"""

import re

from posts.importing.source import soup_of
from posts.importing.web.markup_media import Tidied
from posts.importing.web.markup_walk import Walk
from posts.importing.web.origin import Origin
from posts.importing.web.rich_text import DEEPEST, RichText

_TOKEN = re.compile(
    r"(?P<text>[^<>]+)|<br>"
    r"|<(?P<opened>p|strong|em|ul|ol|li|blockquote)>"
    r'|<(?:(?P<list>ul) class="context"|(?P<numbered>ol) start="[0-9]{1,9}")>'
    r'|<(?P<link>a) href="(?:https?://|mailto:)[^"<>\s]*"(?: rel="[a-z ]*")?>'
    r"|</(?P<closed>p|strong|em|ul|ol|li|blockquote|a)>"
)
_MARK = re.compile(
    r"</?(?:a|b|em|i|strong|u|s|span|small|sub|sup|mark|font)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_HOLDS_BLOCKS = ("", "li", "blockquote")


def tidy(fragment: str, origin: Origin, line: int = 0) -> Tidied:
    """The body that the HTML FRAGMENT says; LINE goes into what is reported.

    Linear in the fragment's length, however deep it is nested.
    """
    fragment = fragment.strip()
    if _is_own(fragment):
        return Tidied(fragment)
    soup = soup_of(f"<body><div>{fragment}")
    return Walk(origin, line).run(soup)


def plain_to_html(text: str) -> str:
    """Plain TEXT as HTML: each line a paragraph, lines that begin '• ' a list."""
    written = RichText()
    depth = 0
    for line in text.splitlines():
        words = line.strip()
        is_item = words.startswith("• ")
        if is_item and not depth:
            depth = written.begin("ul", "<ul>")
        elif words and not is_item:
            written.end(depth)
            depth = 0
        if is_item:
            item = written.begin("li", "<li>")
            written.text(words[2:])
            written.end(item)
        elif words:
            written.text(words)
            written.end_block()
    return written.finish()


def words_of(fragment: str) -> str:
    """The words of HTML on one line; a mark within a word does not end it."""
    fragment = _MARK.sub("", fragment)
    soup = soup_of(f"<body><div>{fragment}")
    return " ".join(soup.get_text(" ").split())


def _is_own(fragment: str) -> bool:
    """Whether FRAGMENT is a body already, each element closed and in its place."""
    inside = [""]
    at = 0
    while at < len(fragment):
        token = _TOKEN.match(fragment, at)
        if token is None:
            return False
        at = token.end()
        if token["closed"]:
            if inside.pop() != token["closed"]:
                return False
        elif token["text"] and not token["text"].strip():
            continue
        else:
            name = token["list"] or token["numbered"] or token["link"]
            name = name or token["opened"] or ""
            if not _may_hold(inside[-1], name) or len(inside) > DEEPEST:
                return False
            if name:
                inside.append(name)
    return inside == [""]


def _may_hold(outer: str, name: str) -> bool:
    """Whether OUTER, '' for the body itself, may hold NAME, '' for words."""
    if name == "li" or outer in ("ul", "ol"):
        return name == "li" and outer in ("ul", "ol")
    if name in ("p", "ul", "ol", "blockquote"):
        return outer in _HOLDS_BLOCKS
    return outer not in ("", "blockquote")
