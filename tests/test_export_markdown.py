"""A page as Markdown: a CommonMark reader gets back what the post said, and no more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from posts.exporting import markdown
from posts.exporting.blocks import blocks_of
from tests.bodies import WORDS, bodies
from tests.conftest import make_page, publish
from tests.exporting import exported
from tests.pages import EVERYTHING, build

commonmark = MarkdownIt("commonmark")


def shape(html):
    """What the body says: each block's containers, and its words by their manner."""
    serials = {}
    shown = []
    for block in blocks_of(html):
        around = [
            (
                "quote" if one.kind == "context" and number else one.kind,
                one.number,
                serials.setdefault(one.serial, len(serials)),
            )
            for number, one in enumerate(block.containers)
        ]
        shown.append((around, block.opens_item, _manner(block.runs)))
    return shown


def _manner(runs):
    """Each character with its marks, without spaces, whose marks nobody sees."""
    return [
        (sign, run.strong, run.emphasis, run.address)
        for run in runs
        for sign in run.text
        if not sign.isspace() or sign == "\n"
    ]


def written(html):
    return markdown.body(blocks_of(html))


BODIES = [
    ("<p>One</p><p>Two</p>", "One\n\nTwo"),
    ("<p>One<br>Two</p>", "One\\\nTwo"),
    ("<p>a <strong>b</strong> <em>c</em></p>", "a **b** *c*"),
    ("<p>a<strong>“b”</strong>c</p>", "a<strong>“b”</strong>c"),
    ("<p><strong><em>a</em></strong></p>", "***a***"),
    ("<p><em>a</em><strong>b</strong></p>", "<em>a</em><strong>b</strong>"),
    (
        '<p>see <a href="https://e.org/a_b">t[i]de</a></p>',
        "see [t\\[i\\]de](https://e.org/a_b)",
    ),
    ('<p>Hi!<a href="https://e.org/a">x</a></p>', "Hi\\![x](https://e.org/a)"),
    ('<p>Hi! <a href="https://e.org/a">x</a></p>', "Hi! [x](https://e.org/a)"),
    ('<p><a href="https://e.org/(a">x</a></p>', "[x](<https://e.org/(a>)"),
    (
        "<p># no</p><p>1. no</p><p>- no</p><p>+</p>",
        "\\# no\n\n1\\. no\n\n\\- no\n\n\\+",
    ),
    ("<p>a<br>---</p><p>a<br>===</p>", "a\\\n\\---\n\na\\\n\\==="),
    (
        "<p>&lt;b&gt; &amp;amp; a_b * `x` 2 &lt; 3</p>",
        "\\<b> \\&amp; a\\_b \\* \\`x\\` 2 < 3",
    ),
    ("<p>&gt; no</p>", "\\> no"),
    ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
    ("<ol start='9'><li>a</li><li>b</li></ol>", "9. a\n10. b"),
    ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n\n  - b\n- c"),
    ("<ol><li><p>a</p><p>b</p></li></ol>", "1. a\n\n   b"),
    ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
    ("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b"),
    ('<ul class="context"><li>a</li><li>b</li></ul>', "> - a\n> - b"),
]


@pytest.mark.parametrize(("html", "expected"), BODIES)
def test_a_body_as_markdown(html, expected):
    assert written(html) == expected


@settings(max_examples=100, deadline=None)
@given(bodies(with_context=False))
def test_a_commonmark_reader_reads_what_the_post_said(html):
    assert shape(commonmark.render(written(html))) == shape(html)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4).map(" ".join))
def test_words_stay_words(text):
    (block,) = blocks_of(commonmark.render(f"## {markdown.escaped(text)}\n"))
    assert " ".join(block.lines) == " ".join(text.split())


@pytest.mark.parametrize("text", ["C #", "C ##", "#", "##", "# #", "C#", "#a #b#"])
def test_a_heading_keeps_its_signs(text):
    (block,) = blocks_of(commonmark.render(f"## {markdown.escaped(text)}\n"))
    assert block.lines == [text]


@pytest.mark.django_db
@pytest.mark.usefixtures("media_root")
def test_the_whole_page():
    assert exported(build(EVERYTHING), markdown).decode() == WHOLE


@pytest.mark.django_db
@pytest.mark.usefixtures("media_root")
def test_pictures_are_links_where_the_address_of_the_site_is_known():
    page = build(EVERYTHING)
    image = page.posts.get(label="analysis").images.first()
    address = f"https://live.example.org/media/{image.file.name}"
    text = exported(page, markdown, "https://live.example.org").decode()
    assert f"![A tug]({address})\n\n*The tug at noon – Source: Ida Moss*\n" in text


@pytest.mark.django_db
def test_it_speaks_the_language_of_the_page():
    page = make_page(language="de", title="Sturm", edited_by="Maren Holt")
    publish(page, "Neues", "<p>Es weht.</p>")
    text = exported(page, markdown).decode()
    assert text.startswith("# Sturm\n\n*Redaktion: Maren Holt*\n\n## Beiträge\n")


WHOLE = """# Storm over the bay

The ferry is late.

Nobody minds.

*Edited by Maren Holt*

## Summary

- The bridge is shut
- Nobody is hurt \\<yet> & all are dry

## Posts

### Post

*12:00 Central European Standard Time, 3 February 2025*

[Open on Vimeo](https://vimeo.com/123456)

### Quote

*10:00 Central European Standard Time, 3 February 2025*

> Nobody asked.

— Odile Farrant

### Analysis: It 'began' & grew

*10:00 Central European Standard Time, 3 February 2025 — Ada Example, Reporter; Bo \
Ferris, At the quay*

A **bold** start, [as told](https://example.org/a).

- One
- Two

> * For context: tides turn

> Said so

1. First

Picture: A tug

*The tug at noon – Source: Ida Moss*

Picture: A chart of the bay

*Source: Harbour Office*

*It was the second.*

### Long ago

No time is known.

## Related

- [Tides](https://example.org/tides?a=1&b=2)
"""
