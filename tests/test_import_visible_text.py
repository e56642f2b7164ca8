"""A saved page that tells machines nothing is read by the words that it shows."""

from datetime import date

import pytest

from posts.importing.document import ParsedByline, SourceError
from posts.importing.reading import read
from posts.importing.source import Source, Wanted, soup_of
from posts.importing.web.visible_text import title_of, visible_text

PAGE = """<!doctype html><html><head><title>Storm - Our site</title></head><body>
<nav><ul><li>Home</li><li>News</li></ul></nav>
<h1>Storm over the bay</h1>
<ol>
<li><article><h3><span>Tug has the ferry</span><span class="visually-hidden">published
 at</span> <span>19:58 Greenwich Mean Time 3 February 2025</span></h3>
<div>Ada Example<br>Harbour correspondent</div>
<p>The line <b>holds</b>, says the <a href="/x">coastguard</a>.</p>
<ul><li>First, the ferry</li><li><p>Then, the tug</p></li></ul>
<figure><img alt="A tug in a storm" src="x.jpg"><figcaption>Image source, Harbour office
</figcaption></figure></article></li>
<li><article><h3>Ferry adrift<span class="visually-hidden">published at</span> 18:02
 Greenwich Mean Time 3 February 2025</h3><p hidden>Not shown</p><p>She lies at
 anchor.</p></article></li>
</ol><footer>All rights</footer><script>x</script></body></html>"""


def read_html(html, **wanted):
    return read(Source(html.encode()), Wanted(**wanted))


def test_posts_times_bylines_lists_and_pictures_are_found_in_the_words():
    page = read_html(PAGE)
    assert (page.title, page.format) == ("Storm over the bay", "published")
    assert page.notes == (
        "Read from the words that the page shows; its lines are counted in them.",
    )
    first, second = page.posts
    assert (first.headline, second.headline) == ("Tug has the ferry", "Ferry adrift")
    assert f"{first.published_at:%d %H:%M}" == "03 19:58"
    assert first.bylines == (ParsedByline("Ada Example", "Harbour correspondent"),)
    assert first.body == (
        "<p>The line holds, says the coastguard.</p>"
        "<ul><li>First, the ferry</li><li>Then, the tug</li></ul>"
    )
    assert [(i.alt, i.credit) for i in first.images] == [
        ("A tug in a storm", "Harbour office")
    ]
    assert second.body == "<p>She lies at anchor.</p>"


def test_text_in_a_pre_keeps_its_lines():
    text = "18:04 GMT\nThe wall holds\n\n17:30 GMT\nFerries stop\n\n16:10 GMT\nRain"
    page = read_html(
        f"<html><title>A log</title><body><pre>{text}</pre>", date=date(2025, 2, 3)
    )
    assert (page.title, page.format, len(page.posts)) == ("A log", "log", 3)


def test_the_user_may_want_any_page_to_be_read_as_text():
    html = PAGE.replace("<h3>", '<h3><time datetime="2025-02-03T19:58Z"></time>')
    assert read_html(html).format == "article"
    assert read_html(html, format="published").format == "published"


@pytest.mark.parametrize("body", ["<p>Nothing here.</p>", "<script>x</script>"])
def test_a_page_without_posts_says_what_was_looked_for(body):
    with pytest.raises(SourceError, match=r"^no posts found in this html\. Looked for"):
        read_html(f"<!doctype html><body>{body}")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\n\n\nTwo"),
        ("<div>One</div><div>Two<br>Three</div>", "One\n\nTwo\nThree"),
        ("<p>One <i>and</i>\n<b>two</b></p>", "One and two"),
        ("<ul><li>One</li><li><div>Two</div></li></ul>", "• One\n\n\nTwo"),
        ("<p style='display: none'>One</p><button>Two</button>Three", "Three"),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "One\n\nTwo"),
    ],
)
def test_blocks_are_lines_and_marks_are_none(html, text):
    assert visible_text(soup_of(html)).strip() == text


def test_deep_nesting_is_no_trouble():
    assert visible_text(soup_of("<div>" * 5000 + "Deep")).strip() == "Deep"


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>A\n title</title><p>x", "A title"),
        ("<title>T</title><h1>One</h1><h1>Two</h1>", "T"),
        ("<p>x", ""),
    ],
)
def test_a_page_is_called_by_its_one_main_heading_or_its_title(html, title):
    assert title_of(soup_of(html)) == title
