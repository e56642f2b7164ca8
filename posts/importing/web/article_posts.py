"""Finds the posts of a page by its structure: what comes again and again with a time.

THE RULE

Of all `time` elements outside menus, asides, footers, forms, quotations and captions,
look at each element around them, up to DEEPEST levels. Elements alike (the same name
and first class, below a parent of the same) are one kind. The posts are the kind with
the most elements; of several with equally many the outermost that has one heading in
each; but <article>s whenever they make up at least half of that.

A post is such an element: whole if paragraphs, lists and the like stand in it, and no
more of them between. Else its time and heading stand side by side with the text, which
goes on to the next post: the heading that belongs to a time is the one right before
it, or the one right behind it, whichever is so for more posts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

DEEPEST = 40  # levels around a time that are looked at
_DEEPEST_PAGE = 250  # levels
CLUTTER = {"nav", "aside", "footer", "form", "script", "style", "template", "noscript"}
CLUTTER |= {"dialog", "button", "svg", "select"}
_NOT_A_STAMP = CLUTTER | {"blockquote", "figcaption", "table", "head"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TEXT = ("p", "ul", "ol", "blockquote", "figure", "pre", "table")


def is_full(time: Tag) -> bool:
    """Whether the element itself tells day and time, without its words."""
    return any(mark in str(time.get("datetime", ""))[10:20] for mark in (":", "T"))


@dataclass
class Found:
    """One post: the elements and texts that it is made of, in order."""

    nodes: list = field(default_factory=list)
    name: str = ""  # the id that the page gives it

    def first_time(self) -> Tag | None:
        for node in self.nodes:
            if isinstance(node, Tag):
                if node.name == "time":
                    return node
                times = node.find_all("time", limit=3)
                full = (time for time in times if is_full(time))
                if times:
                    return next(full, times[0])
        return None


def find_posts(soup: BeautifulSoup) -> list[Found]:
    """The posts of a page, in its own order; none if nothing comes twice."""
    markers = _markers(soup)
    if len(markers) < 2:
        return []
    if _are_whole(markers):
        return [Found([marker], str(marker.get("id", ""))) for marker in markers]
    return _side_by_side(markers)


def find_one(soup: BeautifulSoup) -> list[Found]:
    """The whole page as a post, for a page that has one time at least."""
    times = [tag for tag in soup.find_all("time") if _ways_up(tag)]
    if not times:
        return []
    whole = times[0].find_parent(["article", "main", "body"])
    return [Found([whole], str(whole.get("id", "")))] if whole else []


def is_too_deep(soup: BeautifulSoup) -> bool:
    """Whether elements are nested beyond what pages need; each look would take long."""
    ways = [iter(soup.contents)]
    while ways and len(ways) <= _DEEPEST_PAGE:
        inner = next((node for node in ways[-1] if isinstance(node, Tag)), None)
        if inner is None:
            ways.pop()
        else:
            ways.append(iter(inner.contents))
    return bool(ways)


def is_clutter(tag: Tag) -> bool:
    return tag.name in CLUTTER or tag.has_attr("hidden")


def _markers(soup: BeautifulSoup) -> list[Tag]:
    """The elements of the kind that the posts are of, in document order."""
    kinds: dict[tuple, dict[int, Tag]] = defaultdict(dict)
    heights: dict[tuple, int] = defaultdict(int)
    for time in soup.find_all("time"):
        before = _beside(time, "previous")
        if before is not None and before.name == "time":
            continue  # of an edit
        for height, tag in enumerate(_ways_up(time)):
            kind = _kind(tag)
            kinds[kind][id(tag)] = tag
            heights[kind] = max(heights[kind], height)
    if not kinds:
        return []
    most = max(map(len, kinds.values()))
    articles = [
        kind
        for kind, tags in kinds.items()
        if kind[0] == "article" and len(tags) * 2 >= most and len(tags) > 1
    ]
    wanted = max(len(kinds[kind]) for kind in articles or kinds)
    likely = [kind for kind in articles or kinds if len(kinds[kind]) == wanted]
    likely.sort(key=lambda kind: -heights[kind])
    single = (kind for kind in likely if _have_one_heading(kinds[kind].values()))
    return _outermost(list(kinds[next(single, likely[0])].values()))


def _have_one_heading(tags: Iterable[Tag]) -> bool:
    """Whether most of TAGS have no more than one: a day may have a heading, too."""
    counts = [len(tag.find_all(HEADINGS, limit=2)) for tag in tags]
    return sum(count < 2 for count in counts) * 2 >= len(counts)


def _ways_up(time: Tag) -> list[Tag]:
    """TIME and the elements around it, outwards; none if it is no post's."""
    ways = []
    for tag in (time, *time.parents):
        if tag.name in _NOT_A_STAMP or (tag.name == "header" and _is_page_head(tag)):
            return []
        if tag.name in ("body", "html", "[document]"):
            break
        ways.append(tag)
        if len(ways) == DEEPEST:
            break
    return ways


def _is_page_head(header: Tag) -> bool:
    return header.parent is not None and header.parent.name == "body"


def _kind(tag: Tag) -> tuple:
    return (*_look(tag), *(_look(tag.parent) if tag.parent else ()))


def _look(tag: Tag) -> tuple[str, str]:
    classes = tag.get_attribute_list("class")
    return tag.name, (classes[0] or "") if classes else ""


def _outermost(tags: list[Tag]) -> list[Tag]:
    """TAGS without those that stand within another of them."""
    own = {id(tag) for tag in tags}
    kept = []
    for tag in tags:
        around = zip(range(DEEPEST), tag.parents, strict=False)
        if not any(id(parent) in own for _, parent in around):
            kept.append(tag)
    return kept


def _are_whole(markers: list[Tag]) -> bool:
    """Whether the text stands in MARKERS, and not between them."""
    holding = [m for m in markers if m.name not in _TEXT and m.find(_TEXT) is not None]
    if len(holding) * 2 < len(markers):
        return False
    own = {id(marker) for marker in markers}
    parents = {id(marker.parent): marker.parent for marker in markers}
    between = (
        len(node.get_text())
        for parent in parents.values()
        for node in parent.find_all(_TEXT, recursive=False)
        if id(node) not in own
    )
    return sum(between) <= sum(len(marker.get_text()) for marker in markers)


def _side_by_side(markers: list[Tag]) -> list[Found]:
    """Posts whose time, heading and text are siblings."""
    before = sum(_is_heading(_beside(m, "previous")) for m in markers)
    after = sum(_is_heading(_beside(m, "next")) for m in markers)
    starts = {}
    for marker in markers:
        heading = _beside(marker, "previous")
        has_own = marker.name in HEADINGS or before < after
        start = marker if has_own or not _is_heading(heading) else heading
        starts[id(start)] = start
    return _cut(starts)


def _cut(starts: dict[int, Tag]) -> list[Found]:
    """The posts that begin at STARTS; each goes on to the next or its parent's end.

    A sibling that holds another start is gone into instead of being taken, so that no
    element is in two posts.
    """
    around = {}
    for start in starts.values():
        for parent in start.parents:
            if id(parent) in around:
                break
            around[id(parent)] = parent
    top = next(tag for tag in around.values() if tag.parent is None)
    found = []
    post = None
    ways = [(iter(top.contents), post)]
    while ways:
        for node in ways[-1][0]:
            if id(node) in starts:
                post = Found([node], str(node.get("id", "")))
                found.append(post)
            elif id(node) in around:
                ways.append((iter(node.contents), post))
                post = None
                break
            elif post is not None:
                post.nodes.append(node)
        else:
            post = ways.pop()[1]
    return found


def _beside(tag: Tag, side: str) -> Tag | None:
    """The element right before or behind TAG, if no text stands between."""
    siblings = tag.previous_siblings if side == "previous" else tag.next_siblings
    for node in siblings:
        if isinstance(node, Tag):
            return node
        if str(node).strip():
            return None
    return None


def _is_heading(tag: Tag | None) -> bool:
    return tag is not None and tag.name in HEADINGS and tag.name != "h1"
