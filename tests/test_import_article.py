"""A page that tells machines nothing is read by its headings and times."""

from datetime import UTC, date, datetime

import pytest

from posts.importing import source
from posts.importing.document import LeftOut, ParsedByline, SourceError
from tests.saved_pages import (
    EMBEDDED,
    article,
    headlines,
    html_of,
    parse,
    parse_articles,
    time_of,
)

DAY = date(2025, 2, 3)


def parse_post(more="", head=""):
    page = parse_articles(article(2, more, head), article(1))
    return page.posts[0]


def posts(page):
    return [(post.headline, post.body) for post in page.posts]


def test_articles_with_times_are_posts():
    page = parse_articles(article(2), article(1))
    assert page.format == "article"
    assert posts(page) == [
        ("News 2", "<p>It happened 2.</p>"),
        ("News 1", "<p>It happened 1.</p>"),
    ]
    assert page.posts[0].published_at == datetime(2025, 2, 3, 10, 2, tzinfo=UTC)
    assert [post.id for post in page.posts] == ["p2", "p1"]
    assert [post.line for post in page.posts] == [1, 2]


EXPECTED = [("Second", "<p>B</p><ul><li>C</li></ul>"), ("First", "<p>A</p>")]
SECOND, FIRST = time_of("10:02"), time_of("10:01")


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>Second</h2>{SECOND}<p>B</p><ul><li>C</ul><h2>First</h2>{FIRST}<p>A</p>",
        f"{SECOND}<h3>Second</h3><p>B</p><ul><li>C</ul>{FIRST}<h3>First</h3><p>A</p>",
        f"<h2>Second {SECOND}</h2><p>B</p><ul><li>C</ul><h2>{FIRST} First</h2><p>A</p>",
        f"<div><h2>Second</h2>{SECOND}</div><p>B</p><ul><li>C</ul>"
        f"<div><h2>First</h2>{FIRST}</div><p>A</p>",
        f"<ol><li>{SECOND}<h3>Second</h3><p>B</p><ul><li>C</ul></li>"
        f"<li>{FIRST}<h3>First</h3><p>A</p></li></ol>",
        f"<section><h2>Tuesday</h2><div class=post>{SECOND}<h3>Second</h3><p>B</p><ul>"
        "<li>C</ul></div></section><section><h2>Monday</h2><div class=post>"
        f"{FIRST}<h3>First</h3><p>A</p></div></section>",
        f"<div class=post>{SECOND}{time_of('10:02')}<h3>Second</h3><p>B</p><ul><li>C"
        f"</ul></div><hr><div class=post>{FIRST}{time_of('10:01')}<h3>First</h3>"
        "<p>A</p></div>",
    ],
)
def test_posts_are_what_comes_again_with_a_time(body):
    assert posts(parse(html_of(f"<h1>Storm</h1>{body}"))) == EXPECTED


def test_a_paragraph_may_begin_with_its_time():
    body = f"<p>{SECOND} – It <b>blew</b>.</p><p>More.</p><p>{FIRST}: It rose.</p>"
    assert posts(parse(html_of(body))) == [
        ("", "<p>It <strong>blew</strong>.</p><p>More.</p>"),
        ("", "<p>It rose.</p>"),
    ]


def test_a_time_in_the_text_is_text():
    post = parse_post(f"<p>At {time_of('09:00')} it began.</p>")
    assert post.body == "<p>It happened 2.</p><p>At 09:00 it began.</p>"


@pytest.mark.parametrize(
    ("head", "byline"),
    [
        ('<p class="byline">By Ada Example</p>', ParsedByline("Ada Example")),
        ('<a rel="author" href="/ada">Ada Example</a>', ParsedByline("Ada Example")),
        (
            '<div class="c-author"><b class="author-name">Ada Example</b></div>',
            ParsedByline("Ada Example"),
        ),
        (
            '<p class="byline">Ada Example, <i class="role">Port reporter</i></p>',
            ParsedByline("Ada Example", "Port reporter"),
        ),
    ],
)
def test_a_clear_byline_is_taken(head, byline):
    post = parse_post(head=head)
    assert (post.bylines, post.body) == ((byline,), "<p>It happened 2.</p>")


def test_a_long_byline_stays_text():
    words = "Ada Example has walked along the pier for years and writes about it often."
    post = parse_post(f'<p class="author">{words} {words}</p>')
    assert post.bylines == ()
    assert post.body == f"<p>It happened 2.</p><p>{words} {words}</p>"


def test_a_byline_beside_time_and_heading_leaves_the_text_where_it_is():
    head = "<div><h2>News</h2>{}<p class=byline>By Ada Example</p></div>"
    body = "<p>The storm has torn the roof off the old market hall.</p>"
    page = parse(html_of("".join(head.format(t) + body for t in (SECOND, FIRST))))
    assert posts(page) == [("News", body)] * 2
    assert [post.bylines for post in page.posts] == [(ParsedByline("Ada Example"),)] * 2


def test_a_word_above_the_text_that_is_a_label_is_one():
    assert parse_post(head="<span>Breaking</span>").label == "breaking"
    assert parse_post("<p>Breaking</p>").label == ""
    post = parse_post(head="<div>Breaking <b>the ice</b></div>")
    assert (post.label, post.body[:34]) == ("", "<p>Breaking <strong>the ice</stron")


def test_a_later_time_in_the_head_is_that_of_an_edit():
    post = parse_post(head=f"<p>Updated {time_of('10:30')}</p>")
    assert post.edited_at == datetime(2025, 2, 3, 10, 30, tzinfo=UTC)
    assert post.body == "<p>It happened 2.</p>"


def test_pictures_keep_their_words_and_files():
    post = parse_post(
        f'<figure><img src="{EMBEDDED}" alt="A quay"><figcaption>Dawn. Photo: Ada'
        "</figcaption></figure>"
    )
    (image,) = post.images
    assert (image.alt, image.caption, image.credit) == ("A quay", "Dawn.", "Ada")
    assert image.picture.read() == b"\0" * 150


def test_clutter_in_a_post_is_reported():
    page = parse_articles(article(2, "<p>Copy link</p><nav>More</nav>"), article(1))
    assert page.posts[0].body == "<p>It happened 2.</p>"
    assert [(out.line, out.text) for out in page.left_out] == [
        (1, "Copy link"),
        (1, "More"),
    ]


def test_what_is_hidden_is_no_part_of_a_headline_or_of_a_button():
    head = '<h2 class="sr-only">Post at 10:02</h2>'
    more = '<p><a href="/p2">Share<span class="sr-only">: Post at 10:02</span></a></p>'
    heading = '<h2><b>Quote</b><i class="visually-hidden">: </i> <i>Hold on</i></h2>'
    bare = article(2, more).replace("<h2>News 2</h2>", head)
    labelled = article(1).replace("<h2>News 1</h2>", heading)
    page = parse_articles(bare, labelled)
    assert posts(page)[0] == ("", "<p>It happened 2.</p>")
    assert (page.posts[1].headline, page.posts[1].label) == ("Hold on", "quote")
    assert [out.text for out in page.left_out][:2] == [
        "Post at 10:02",
        ": Post at 10:02",
    ]


def test_what_stands_around_the_posts_is_the_pages_or_reported():
    page = parse_articles(
        article(2),
        "<div class=ad>Buy a boat</div>",
        article(1),
        before="<nav>Home</nav><h1>Storm</h1><p>It blows.</p><p>Stay in.</p>"
        "<p>Edited by Edna Sample</p>"
        "<h2>Key points</h2><ul><li>One</li><li>Two</li></ul>",
        after="<aside>More news</aside>",
    )
    assert (page.title, page.standfirst) == ("Storm", "It blows.")
    assert page.summary == ("One", "Two")
    assert page.edited_by == "Edna Sample"
    assert page.left_out == tuple(
        LeftOut(0, text, "outside the posts")
        for text in ("Home", "Stay in.", "Buy a boat", "More news")
    )


def test_the_title_may_be_the_windows_and_the_language_is_the_documents():
    source = html_of(article(2) + article(1), "<title>Storm | The Tide</title>")
    page = parse(source.replace("<html>", '<html lang="de">'))
    assert (page.title, page.language) == ("Storm | The Tide", "de")


def test_one_time_alone_may_be_any_article_unless_the_user_says():
    source = html_of(article(1))
    with pytest.raises(SourceError, match="no posts found in this html"):
        parse(source)
    assert headlines(parse(source, format="article")) == ["News 1"]


def test_a_page_without_times_is_better_saved_as_text():
    with pytest.raises(SourceError, match="there are no <time> elements in this page"):
        parse(html_of("<h2>News</h2>"), format="article")


def test_a_page_that_is_nested_too_deeply_is_refused():
    source = html_of(article(2) + article(1) + "<div>" * 3000)
    with pytest.raises(SourceError, match="nested too deeply"):
        parse(source)


def test_data_for_machines_are_trusted_more_and_the_choice_is_told():
    head = (
        '<script type="application/ld+json">{"@type": "LiveBlogPosting", '
        '"liveBlogUpdate": {"headline": "News", "articleBody": "A"}}</script>'
    )
    page = parse(html_of(article(2) + article(1), head))
    assert page.format == "json-ld"
    assert page.notes == (
        "Read as 'json-ld' (1 posts); 'article' fits as well (2 posts): --format "
        "article reads it so.",
    )


def test_an_encoding_that_cannot_be_is_refused_and_an_unknown_one_read_past():
    source = html_of(article(2) + article(1), '<meta charset="moon-8">')
    assert headlines(parse(source)) == ["News 2", "News 1"]
    with pytest.raises(SourceError, match="in no encoding that is known"):
        parse(source.replace("moon-8", "\x07"))


def test_a_page_of_too_many_tags_is_refused(monkeypatch):
    whole = html_of(article(2) + article(1))
    monkeypatch.setattr(source, "MOST_TAGS", whole.count("<"))
    assert headlines(parse(whole)) == ["News 2", "News 1"]
    with pytest.raises(SourceError, match="this page has more than 27 tags"):
        parse(whole + "<b>")


def test_a_page_of_xhtml_is_read_without_a_warning():
    source = f'<?xml version="1.0"?>{html_of(article(2) + article(1))}'
    assert headlines(parse(source)) == ["News 2", "News 1"]
