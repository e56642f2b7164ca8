"""The words that a page shows, as lines: for a page that only its words tell.

Each block is a line of its own, with a blank line around paragraphs, headings, lists
and sections. An item of a list begins with a bullet unless it holds blocks, as a post
does. A picture is its alt text. Menus, forms, footers, scripts and hidden parts are
left out.
"""

import re

from bs4 import BeautifulSoup, NavigableString, Tag

from posts.importing.text.marks import BULLET

_APART = {"p", "ul", "ol", "dl", "blockquote", "pre", "table", "figure", "hr"}
_APART |= {"article", "section", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6"}
_LINES = {"div", "li", "tr", "dt", "dd", "figcaption", "address", "details", "summary"}
_LINES |= {"body", "html", "aside", "caption", "td", "th"}
_LEFT_OUT = {"script", "style", "template", "noscript", "nav", "footer", "form", "head"}
_LEFT_OUT |= {"button", "svg", "iframe", "select", "textarea", "object"}
_NO_ITEM = (_APART | _LINES) - {"p"}
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def visible_text(soup: BeautifulSoup) -> str:
    """The text of SOUP; linear in its length, however deep it is nested."""
    written: list[str] = []
    stack = [(soup, iter(soup.contents))]
    verbatim = 0  # how many <pre> are open
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            verbatim -= element.name == "pre"
            _break(written, element.name)
        elif isinstance(child, Tag):
            if child.name in _LEFT_OUT or _is_hidden(child):
                continue
            _break(written, child.name)
            if child.name == "li" and not _holds_blocks(child):
                written.append(f"{BULLET} ")
            elif child.name == "br":
                written.append("\n")
            elif child.name == "img":
                written.append(str(child.get("alt") or ""))
            verbatim += child.name == "pre"
            stack.append((child, iter(child.contents)))
        elif type(child) is NavigableString:
            words = str(child)
            written.append(words if verbatim else _SPACES.sub(" ", words))
    return "".join(written)


def _break(written: list[str], name: str) -> None:
    """End the line before and after the element NAME, if it is a block."""
    if written and written[-1] == f"{BULLET} ":
        return
    if name in _APART:
        written.append("\n\n")
    elif name in _LINES:
        written.append("\n")


def _holds_blocks(item: Tag) -> bool:
    return any(
        isinstance(child, Tag) and child.name in _NO_ITEM for child in item.contents
    )


def _is_hidden(tag: Tag) -> bool:
    """Whether nobody is shown TAG; what is there for screen readers alone counts."""
    style = str(tag.get("style", ""))[:500]
    return tag.has_attr("hidden") or bool(_NOT_SHOWN.search(style))


def title_of(soup: BeautifulSoup) -> str:
    """What the page calls itself: its one main heading, else its title."""
    headings = soup.find_all("h1", limit=2)
    named = headings[0] if len(headings) == 1 else soup.title
    return " ".join(named.get_text(" ").split()) if named else ""
