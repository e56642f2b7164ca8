"""What a post says in JSON-LD comes to its place: words, people, pictures, films."""

import pytest

from posts.importing.document import LeftOut, ParsedByline, ParsedImage
from tests.saved_pages import (
    headlines,
    html_of,
    live_page,
    parse,
    parse_json_ld,
    parse_update,
    script,
    update,
)

ADA = {"@type": "Person", "name": "Ada Example", "jobTitle": "Harbour correspondent"}


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ({"articleBody": "<p>A <b>b</b></p>"}, "<p>A <strong>b</strong></p>"),
        ({"articleBody": "One\n\nTwo & 3 < 4"}, "<p>One</p><p>Two &amp; 3 &lt; 4</p>"),
        ({"articleBody": "Tom &amp; Ada&#39;s"}, "<p>Tom &amp; Ada's</p>"),
        ({"articleBody": "&lt;p&gt;A&lt;/p&gt;"}, "<p>A</p>"),
        ({"articleBody": "", "text": "T", "description": "D"}, "<p>T</p>"),
        ({"articleBody": None, "description": "D"}, "<p>D</p>"),
        ({"articleBody": {"@value": "V"}}, "<p>V</p>"),
        ({"articleBody": 7}, "<p>7</p>"),
    ],
)
def test_a_body_is_html_or_plain_text(body, html):
    assert parse_update(**body).body == html


@pytest.mark.parametrize(
    ("author", "bylines"),
    [
        (ADA, [("Ada Example", "Harbour correspondent")]),
        ("By Ada Example", [("Ada Example", "")]),
        ([ADA, {"@type": "Organization", "name": "Port Trust"}], None),
        ({"@list": ["A", "A", "B"]}, [("A", ""), ("B", "")]),
        ({"@type": "Organization", "name": "the tide"}, []),
        ([], []),
    ],
)
def test_authors_become_bylines_but_the_newsroom_does_not(author, bylines):
    if bylines is None:
        bylines = [("Ada Example", "Harbour correspondent"), ("Port Trust", "")]
    publisher = {"@type": "Organization", "name": "The Tide"}
    (post,) = parse_json_ld(update(author=author), publisher=publisher).posts
    assert post.bylines == tuple(ParsedByline(*byline) for byline in bylines)


def test_an_author_may_be_told_elsewhere():
    page = live_page(update(author={"@id": "#ada"}))
    (post,) = parse(html_of("", script([page, {"@id": "#ada", **ADA}]))).posts
    assert post.bylines == (ParsedByline("Ada Example", "Harbour correspondent"),)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("quay.png", ParsedImage("", line=1)),
        (["quay.png"], ParsedImage("", line=1)),
        (
            {
                "@type": "ImageObject",
                "contentUrl": {"@id": "quay.png"},
                "alternateName": "A quay",
                "caption": "Dawn",
                "creditText": "Port Trust",
            },
            ParsedImage("A quay", "Port Trust", "Dawn", 1),
        ),
        ({"url": "x.png", "caption": "Dawn. Photo: Ada"}, None),
    ],
)
def test_pictures_come_as_addresses_and_as_items(image, expected):
    expected = expected or ParsedImage("", "Ada", "Dawn.", 1)
    page = parse_json_ld(update(image=image), beside={"quay.png": b"picture"})
    (found,) = page.posts[0].images
    if found.picture:
        assert (found.picture.name, found.picture.read()) == ("quay.png", b"picture")
    shown = (found.alt, found.credit, found.caption, found.line)
    assert shown == (expected.alt, expected.credit, expected.caption, expected.line)
    assert (found.picture is None) == ("quay.png" not in str(image))


def test_the_pages_own_picture_under_every_post_is_none_of_theirs():
    lead = "https://tide.example/lead.png"
    page = parse_json_ld(update(image=lead), image={"url": lead})
    assert page.posts[0].images == ()
    assert page.left_out == (LeftOut(1, lead, "the page's own picture again"),)


def test_a_picture_in_the_body_and_beside_it_is_one():
    body = '<p>A</p><img src="quay.png" alt="Quay">'
    found = update(articleBody=body, image={"url": "quay.png", "alternateName": "Quay"})
    page = parse_json_ld(found, beside={"quay.png": b"picture"})
    assert len(page.posts[0].images) == 1


@pytest.mark.parametrize(
    "properties",
    [
        {"sharedContent": {"@type": "WebPage", "url": "https://video.example/1"}},
        {"video": {"@type": "VideoObject", "embedUrl": "https://video.example/1"}},
        {"video": "https://video.example/1"},
        {"articleBody": '<p>A</p><iframe src="https://video.example/1"></iframe>'},
    ],
)
def test_a_film_becomes_the_embed_address(properties):
    assert parse_update(**properties).embed_url == "https://video.example/1"


def test_further_films_are_kept_as_links():
    films = ["https://video.example/1", "https://video.example/2"]
    post = parse_update(articleBody="<p>A</p>", video=films)
    assert post.embed_url == films[0]
    assert post.body == f'<p>A</p><p><a href="{films[1]}">{films[1]}</a></p>'


def test_sections_and_keywords_that_are_labels_are_taken_and_others_reported():
    post = update(articleSection="Breaking", keywords=["key event, wind", "rain"])
    page = parse_json_ld(post)
    (found,) = page.posts
    assert (found.label, found.key_event) == ("breaking", True)
    reason = "a section or keyword that is no label"
    assert page.left_out == (LeftOut(1, "wind", reason), LeftOut(1, "rain", reason))


def test_a_quote_and_a_correction_have_their_places():
    correction = {"@type": "CorrectionComment", "text": "It is the north pier."}
    post = parse_update(
        articleSection="quote", quotedBy="A pilot", correction=correction
    )
    assert (post.label, post.quote_attribution) == ("quote", "A pilot")
    assert post.correction_note == "It is the north pier."


@pytest.mark.parametrize(
    ("properties", "name"),
    [
        ({"@id": "#p1", "url": "https://tide.example/1"}, "#p1"),
        ({"identifier": "77", "url": "https://tide.example/1"}, "77"),
        ({"identifier": {"@type": "PropertyValue", "value": 77}}, "77"),
        ({"url": "https://tide.example/1"}, "https://tide.example/1"),
        ({"url": "https://tide.example/live"}, ""),
        ({"@id": "_:b0"}, ""),
    ],
)
def test_a_post_is_known_by_a_name_of_its_own(properties, name):
    url = "https://tide.example/live"
    (post,) = parse_json_ld(update(**properties), url=url).posts
    assert post.id == name


def test_a_name_that_two_posts_share_is_none():
    page = parse_json_ld(update(2, url="/live"), update(1, url="/live"))
    assert [post.id for post in page.posts] == ["", ""]


def test_a_post_that_is_told_twice_is_one():
    page = parse_json_ld(update(1), update(2), update(1))
    assert headlines(page) == ["News 2", "News 1"]
    assert page.left_out == (LeftOut(3, "News 1", "a post that is told again"),)


@pytest.mark.parametrize(
    ("headline", "body", "expected"),
    [
        ("It blows.", "<p>It blows.</p>", ""),
        ("It blows…", "<p>It blows hard</p>", ""),
        ("It blows...", "<p>It blows hard</p>", ""),
        ("It blows", "<p>It blows hard</p>", "It blows"),
        ("Gale…", "<p>It blows</p>", "Gale…"),
    ],
)
def test_a_headline_made_of_the_first_words_is_none(headline, body, expected):
    assert parse_update(headline=headline, articleBody=body).headline == expected


def test_a_post_of_which_nothing_but_the_address_is_told_is_reported():
    address = "https://tide.example/1"
    page = parse_json_ld(update(1), address, {"@id": "#gone"}, "A bare text")
    assert [post.body for post in page.posts] == [
        "<p>It happened 1.</p>",
        "<p>A bare text</p>",
    ]
    assert page.left_out == (
        LeftOut(2, address, "a post of which only the address is told"),
        LeftOut(3, "#gone", "a post of which only the name is told"),
    )


@pytest.mark.parametrize(
    ("told", "body"),
    [
        (["One.", "Two."], "<p>One.</p><p>Two.</p>"),
        (["<p>One.</p>", "Two & all."], "<p>One.</p><p>Two &amp; all.</p>"),
        ([{"@value": "One."}, ["Two."]], "<p>One.</p><p>Two.</p>"),
        (["One.", "One."], "<p>One.</p>"),
        (["One fire.", "One"], "<p>One fire.</p><p>One</p>"),
    ],
)
def test_a_body_told_in_several_values_is_whole(told, body):
    assert parse_update(articleBody=told).body == body
