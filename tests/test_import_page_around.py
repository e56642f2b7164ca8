"""The page around its JSON-LD adds the paragraphs and the pictures that it has."""

import pytest

from tests.saved_pages import html_of, live_page, parse, script, update

PICTURES = {"storm_files/quay.png": b"quay", "storm_files/pier(1).png": b"pier"}


def parse_with(body, *updates, beside=None, **properties):
    head = script(live_page(*updates, **properties))
    return parse(html_of(body, head), beside or {})


WORDS = "It blows. Trees fell. Stay in"
RUN = "<p>It <b>blows</b>.</p><ul><li>Trees fell.</li></ul><p>Stay in</p>"
TIDY = "<p>It <strong>blows</strong>.</p><ul><li>Trees fell.</li></ul><p>Stay in</p>"


@pytest.mark.parametrize(
    ("names", "markup"),
    [
        ({"url": "https://tide.example/live#p1"}, f'<div id="p1">{RUN}</div>'),
        (
            {"@id": "#p1"},
            f'<article id="p1"><h2>News</h2>{RUN}<p>Share</p></article>',
        ),
        (
            {"identifier": "p1"},
            f'<article id="p1"><div><h2>News</h2><div>{RUN}</div></div></article>',
        ),
    ],
)
def test_a_body_has_the_paragraphs_that_the_page_shows(names, markup):
    page = parse_with(markup, update(articleBody=WORDS, **names))
    assert page.posts[0].body == TIDY


@pytest.mark.parametrize(
    ("names", "markup"),
    [
        ({"@id": "#p2"}, f'<div id="p1">{RUN}</div>'),
        ({}, f'<div id="p1">{RUN}</div>'),
        ({"@id": "#p1"}, f'<div id="p1">{RUN.replace("Stay", "Come")}</div>'),
        ({"@id": "#p1"}, '<div id="p1"><p>x It blows. Trees fell. Stay in</p></div>'),
    ],
)
def test_a_body_is_its_own_where_the_page_shows_other_words(names, markup):
    page = parse_with(markup, update(articleBody=WORDS, **names))
    assert page.posts[0].body == f"<p>{WORDS}</p>"


def shown(page):
    return [
        (image.alt, image.caption, image.picture and image.picture.read())
        for post in page.posts
        for image in post.images
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://img.example/a/quay.png?w=9", ("A quay", "Dawn", b"quay")),
        ("https://img.example/pier.png", ("", "Dawn", b"pier")),
        ("https://img.example/640/x.png", ("", "Dawn", b"pier")),
        ("https://img.example/other.png", ("", "Dawn", None)),
        ("http://[broken", ("", "Dawn", None)),
    ],
)
def test_a_picture_is_found_at_the_place_where_the_browser_saved_it(address, expected):
    body = (
        '<img src="storm_files/quay.png" alt="A quay">'
        '<img src="storm_files/pier(1).png" srcset="https://img.example/640/x.png 2x">'
    )
    post = update(image={"url": address, "caption": "Dawn"})
    assert shown(parse_with(body, post, beside=PICTURES)) == [expected]


def test_of_two_files_of_one_name_neither_is_taken():
    files = {"a_files/quay.png": b"a", "a_files/quay(1).png": b"b"}
    body = "".join(f'<img src="{name}">' for name in files)
    post = update(image={"url": "https://img.example/quay.png", "caption": "Dawn"})
    assert shown(parse_with(body, post, beside=files)) == [("", "Dawn", None)]


def test_a_caption_that_is_the_alt_text_is_said_once():
    body = '<img src="storm_files/quay.png" alt="A quay">'
    post = update(image={"url": "https://img.example/quay.png", "caption": "A quay"})
    assert shown(parse_with(body, post, beside=PICTURES)) == [("A quay", "", b"quay")]


def test_looking_for_bodies_ends_somewhere():
    nested = "".join(f'<div id="p{n}">' for n in range(1500))
    posts = [
        update(n % 60, articleBody="deep words", headline=str(n), identifier=f"p{n}")
        for n in range(1500)
    ]
    page = parse_with(f"{nested}deep words", *posts)
    assert {post.body for post in page.posts} == {"<p>deep words</p>"}
