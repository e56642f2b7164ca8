"""A live page as Markdown: plain CommonMark, without front matter or extensions.

A post is a heading of the third level, a line with its time and its bylines, and its
body. Words are escaped, so that nothing in them is taken for Markdown or HTML.
"""

import re

from django.utils import translation
from django.utils.translation import gettext

from posts import times
from posts.characters import for_xml
from posts.embeds import embed_of
from posts.exporting.blocks import Block, Container, Run, blocks_of
from posts.exporting.markdown_words import address, escaped, words
from posts.exporting.public import media_address, public_posts, refuse_hidden

_LINE = re.compile(r"\s+")
_QUOTE = Container("quote", serial=-1)


def write(page, out, site=""):
    """Write PAGE to the binary file OUT; pictures are links where SITE is known.

    Raises ExportRefusedError.
    """
    refuse_hidden(page)
    with translation.override(page.language):
        for number, part in enumerate(_parts(page, site)):
            out.write((("\n" if number else "") + part + "\n").encode())
    return []


def _parts(page, site):
    """The parts of the document, each to be followed by a blank line."""
    yield f"# {_plain(page.title)}"
    yield from map(_plain, filter(str.strip, page.standfirst.splitlines()))
    if page.edited_by:
        said = gettext("Edited by %(name)s") % {"name": page.edited_by}
        yield _emphasised(said)
    if points := list(page.summary_points.all()):
        yield f"## {gettext('Summary')}"
        yield "\n".join(f"- {_plain(point.text)}" for point in points)
    yield f"## {gettext('Posts')}"
    for post in public_posts(page):
        yield from _post(post, page, site)
    if links := list(page.related_links.all()):
        yield f"## {gettext('Related')}"
        yield "\n".join(
            f"- [{_plain(link.title)}]({address(link.address)})" for link in links
        )


def _post(post, page, site):
    yield f"### {_heading(post)}"
    names = "; ".join(map(_who, post.bylines.all()))
    if line := " — ".join(filter(None, (_when(post, page), names))):
        yield _emphasised(line)
    blocks = blocks_of(post.body)
    if post.label == post.Label.QUOTE:
        blocks = [
            Block(block.runs, (_QUOTE, *block.containers), block.opens_item)
            for block in blocks
        ]
    if blocks:
        yield body(blocks)
    if post.quote_attribution:
        yield f"— {_plain(post.quote_attribution)}"
    for image in post.images.all():
        yield from _image(image, site)
    if (embed := embed_of(post.embed_url)).url:
        said = gettext("Open on %(provider)s") % {"provider": embed.provider}
        yield f"[{_plain(said)}]({address(embed.url)})"
    if post.correction_note:
        yield _emphasised(post.correction_note)


def _heading(post):
    label = post.get_label_display() if post.label else ""
    return _plain(": ".join(filter(None, (label, post.headline))) or gettext("Post"))


def _when(post, page):
    moment = post.published_at
    if not moment:
        return ""
    about = (moment, page.time_zone, page.language)
    return f"{times.clock(*about)} {times.zone_name(*about)}, {times.day(*about)}"


def _who(byline):
    return ", ".join(filter(None, (byline.contributor.name, byline.shown_role)))


def _image(image, site):
    if image.file and site:
        yield f"![{_plain(image.alt)}]({media_address(image.file, site)})"
    elif image.alt:
        yield _plain(gettext("Picture: %(alt)s") % {"alt": image.alt})
    credit = image.credit and gettext("Source: %(credit)s") % {"credit": image.credit}
    if about := " – ".join(filter(None, (image.caption, credit))):
        yield _emphasised(about)


def body(blocks):
    """BLOCKS as Markdown, without an end of line."""
    lines, before, signs = [], None, {}
    for block in blocks:
        around = before.containers if before else ()
        first, more, same = _prefixes(block.containers, around, signs)
        if lines and not (block.opens_item and _goes_on(block.containers, around)):
            lines.append(same.rstrip())
        for line in words(block.runs):
            lines.append(f"{first}{line}".rstrip(" "))
            first = more
        before = block
    return "\n".join(lines)


def _goes_on(containers, around):
    """Whether the last of CONTAINERS is a list that the block before belongs to.

    AROUND are that block's. Then no blank line is needed.
    """
    return len(containers) <= len(around) and all(
        one.serial == other.serial
        for one, other in zip(containers, around, strict=False)
    )


def _prefixes(containers, around, signs):
    """What stands before the first line of a block, before the others, and before
    its lines and those of the block before it alike.

    AROUND are the containers of that block; SIGNS keeps the sign of each list.
    """
    first = more = same = ""
    is_same = True
    for depth, one in enumerate(containers):
        other = around[depth] if depth < len(around) else None
        is_same = is_same and one == other
        begin, go_on = _signs(one, other, signs)
        first += go_on if is_same else begin
        more += go_on
        same += go_on if is_same else ""
    return first, more, same


def _signs(one, other, signs):
    """How the container ONE begins an item and goes on; OTHER stood there before it.

    Two lists one after the other have different signs, or they would be one.
    """
    if one.kind == "quote":
        return "> ", "> "
    if one.serial not in signs:
        follows = other is not None and signs.get(other.serial) == 0
        signs[one.serial] = 1 if follows else 0
    if one.kind == "numbers":
        begin = f"{one.number}{'.)'[signs[one.serial]]} "
    else:
        begin = f"{'-*'[signs[one.serial]]} "
    quote = "> " if one.kind == "context" else ""
    return quote + begin, quote + " " * len(begin)


def _plain(text):
    """TEXT as words in one line."""
    return escaped(_LINE.sub(" ", for_xml(text)).strip())


def _emphasised(text):
    return "\n".join(words([Run(_LINE.sub(" ", for_xml(text)).strip(), emphasis=True)]))
