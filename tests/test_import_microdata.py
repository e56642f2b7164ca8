"""A LiveBlogPosting is read from the attributes of the page's own markup."""

from datetime import UTC, datetime

import pytest

from posts.importing.document import ParsedByline, SourceError
from tests.saved_pages import EMBEDDED, headlines, html_of, parse

SCHEMA = "https://schema.org/"


def page_of(*posts, head=""):
    articles = "".join(
        f'<article itemprop="liveBlogUpdate" itemscope itemtype="{SCHEMA}BlogPosting">'
        f"{post}</article>"
        for post in posts
    )
    return html_of(
        f'<main itemscope itemtype="{SCHEMA}LiveBlogPosting">{head}{articles}</main>'
    )


POST = (
    '<h2 itemprop="headline">Bridge shut</h2>'
    '<time itemprop="datePublished" datetime="2025-02-03T10:00Z">ten</time>'
    '<div itemprop="articleBody"><p>A <b>crane</b> hit it.</p></div>'
)


def parse_post(more, **wanted):
    (post,) = parse(page_of(POST + more), **wanted).posts
    return post


def test_a_page_is_read_whole():
    page = parse(
        page_of(
            POST,
            head=f"""
            <h1 itemprop="headline">Storm  over
              the bay</h1>
            <p itemprop="description">It blows.</p>
            <ul><li itemprop="abstract">One</li><li itemprop="abstract">Two</li></ul>
            <p itemprop="editor" itemscope itemtype="{SCHEMA}Person">
              By <b itemprop="name">Edna Sample</b></p>
            <meta itemprop="inLanguage" content="en">
            <meta itemprop="coverageStartTime" content="2025-02-03T09:00:00Z">
            <img itemprop="image" src="{EMBEDDED}" alt="A quay">
            <div itemprop="video" itemscope itemtype="{SCHEMA}VideoObject">
              <a itemprop="url" href="https://video.example/1">
              <span itemprop="name">The pier</span></a></div>
            <a itemprop="relatedLink" href="https://tide.example/a"><i>More</i> on
              it</a>
            """,
        )
    )
    assert page.format == "microdata"
    assert page.title == "Storm over the bay"
    assert page.standfirst == "It blows."
    assert page.summary == ("One", "Two")
    assert page.edited_by == "Edna Sample"
    assert page.language == "en"
    assert page.started_at == datetime(2025, 2, 3, 9, tzinfo=UTC)
    assert page.lead_image.alt == "A quay"
    assert page.lead_image.picture.read() == b"\0" * 150
    assert (page.stream_url, page.stream_title) == (
        "https://video.example/1",
        "The pier",
    )
    assert page.related == (("More on it", "https://tide.example/a"),)
    (post,) = page.posts
    assert post.headline == "Bridge shut"
    assert post.published_at == datetime(2025, 2, 3, 10, tzinfo=UTC)
    assert post.body == "<p>A <strong>crane</strong> hit it.</p>"


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        (
            f'<p itemprop="author" itemscope itemtype="{SCHEMA}Person">By <a '
            'itemprop="url" href="/ada"><span itemprop="name">Ada Example</span></a>, '
            '<i itemprop="jobTitle">Port reporter</i></p>',
            ParsedByline("Ada Example", "Port reporter"),
        ),
        (
            '<a itemprop="author" href="/ada">Ada Example</a>',
            ParsedByline("Ada Example"),
        ),
        ('<meta itemprop="author" content="Ada Example">', ParsedByline("Ada Example")),
    ],
)
def test_an_author_is_an_item_a_link_or_a_text(author, byline):
    assert parse_post(author).bylines == (byline,)


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        (
            '<span itemprop="caption">Dawn</span> <i itemprop="creditText">Ada</i>',
            "Ada",
        ),
        (
            '<p itemprop="caption">Dawn <i itemprop="creditText">Photo: Ada</i></p>',
            "Ada",
        ),
        ('<p itemprop="caption">Dawn. Photo: Ada</p>', "Ada"),
    ],
)
def test_a_picture_has_its_words(caption, credit):
    post = parse_post(
        f'<figure itemprop="image" itemscope itemtype="{SCHEMA}ImageObject">'
        f'<img itemprop="contentUrl" src="{EMBEDDED}" alt="A quay">'
        f"<figcaption>{caption}</figcaption></figure>"
    )
    (image,) = post.images
    assert (image.alt, image.caption.rstrip("."), image.credit) == (
        "A quay",
        "Dawn",
        "Ada",
    )
    assert image.picture.read() == b"\0" * 150


def test_a_picture_without_a_file_is_described_in_words():
    post = parse_post(
        f'<figure itemprop="image" itemscope itemtype="{SCHEMA}ImageObject">'
        '<meta itemprop="alternateName" content="A quay"></figure>'
    )
    (image,) = post.images
    assert (image.alt, image.picture) == ("A quay", None)


def test_what_our_export_tells_of_a_post_comes_back():
    post = parse_post(
        '<meta itemprop="identifier" content="5">'
        '<meta itemprop="dateModified" content="2025-02-03T10:00:00.000001Z">'
        '<meta itemprop="articleSection" content="quote">'
        '<meta itemprop="keywords" content="key event">'
        '<span itemprop="quotedBy">A pilot</span>'
        '<a itemprop="sharedContent" href="https://video.example/1">Open</a>'
        '<span itemprop="correction">North, not south.</span>'
    )
    assert post.id == "5"
    assert post.edited_at == datetime(2025, 2, 3, 10, 0, 0, 1, tzinfo=UTC)
    assert (post.label, post.key_event) == ("quote", True)
    assert post.quote_attribution == "A pilot"
    assert post.embed_url == "https://video.example/1"
    assert post.correction_note == "North, not south."


def test_in_our_own_export_every_letter_counts():
    body = "bare <p>It&nbsp;blows<br>on </p>\n<ul><li>a</li></ul>"
    head = (
        '<meta itemprop="timeZone" content="Europe/Paris">'
        '<p itemprop="description">Line  one\nLine two</p>'
    )
    post = (
        '<h2 itemprop="headline">&lt;p&gt; &amp;amp; more</h2>'
        '<meta itemprop="datePublished" content="2025-02-03T10:00:00">'
        f'<div itemprop="articleBody">{body}</div>'
        '<p itemprop="author" itemscope><b itemprop="name">By  Night</b></p>'
        '<span itemprop="correction">One\nTwo</span>'
    )
    page = parse(page_of(post, head=head))
    assert page.standfirst == "Line  one\nLine two"
    assert page.time_zone == "Europe/Paris"
    (found,) = page.posts
    assert found.headline == "<p> &amp; more"
    assert found.body == body.replace("&nbsp;", "\xa0")
    assert found.bylines == (ParsedByline("By  Night"),)
    assert found.correction_note == "One\nTwo"
    assert found.published_at.isoformat() == "2025-02-03T10:00:00+01:00"


def test_a_headline_that_says_what_the_text_says_is_one():
    post = '<h2 itemprop="headline">It blows.</h2><p itemprop="articleBody">It blows.'
    assert headlines(parse(page_of(post))) == ["It blows."]


def test_a_body_around_all_posts_is_no_posts_body():
    source = page_of(POST).replace("<main ", '<main><div itemprop="articleBody" ')
    assert headlines(parse(source)) == ["Bridge shut"]


@pytest.mark.parametrize(
    ("more", "body"),
    [
        ('<p itemprop="articleBody">B</p>', "<p>A</p><p>B</p>"),
        ('<p itemprop="articleBody"><b itemprop="articleBody">B</b></p>', None),
        ('<p itemprop="articleBody">A</p>', "<p>A</p>"),
    ],
)
def test_a_body_in_several_parts_is_whole(more, body):
    head = '<h2 itemprop="headline">Tide</h2><p itemprop="articleBody">A</p>'
    (post,) = parse(page_of(head + more)).posts
    assert post.body == (body or "<p>A</p><p><strong>B</strong></p>")


def test_properties_may_stand_elsewhere():
    source = html_of(
        f'<main itemscope itemtype="{SCHEMA}LiveBlogPosting" itemref="news lost">'
        '</main><section id="news"><h1 itemprop="headline">Storm</h1><div '
        f'itemprop="liveBlogUpdate" itemscope itemtype="{SCHEMA}BlogPosting">{POST}'
        "</div></section>"
    )
    page = parse(source)
    assert (page.title, headlines(page)) == ("Storm", ["Bridge shut"])


def test_names_may_be_whole_addresses():
    source = page_of(POST.replace('itemprop="', f'itemprop="{SCHEMA}'))
    assert headlines(parse(source)) == ["Bridge shut"]


def test_references_in_a_circle_are_refused():
    inner = '<b itemscope itemref="a"></b>' * 300
    source = html_of(
        f'<main itemscope itemtype="{SCHEMA}LiveBlogPosting" id="a">{inner}'
        f"{'<i></i>' * 1000}</main>"
    )
    with pytest.raises(SourceError, match="the page's itemrefs refer to too much"):
        parse(source)


@pytest.mark.parametrize("name", ["articleBody", "headline", "author", "image"])
def test_values_within_values_end_somewhere(name):
    nested = f'<div itemprop="{name}">' * 3000 + "deep"
    assert len(parse(page_of(POST + nested)).posts) == 1
