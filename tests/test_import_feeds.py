"""Atom, RSS and JSON Feed files become pages."""

import json
from datetime import UTC, datetime

import pytest

from posts.importing.document import LeftOut, ParsedByline, Problem, SourceError
from tests.saved_pages import EMBEDDED, headlines, parse


def atom(*entries, head="", root=""):
    body = "".join(f"\n<entry>{entry}</entry>" for entry in entries)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed {root} '
        f'xmlns="http://www.w3.org/2005/Atom">{head}{body}\n</feed>'
    )


def rss(*items, head=""):
    body = "".join(f"\n<item>{item}</item>" for item in items)
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel>{head}{body}</channel></rss>"
    )


def json_feed(*items, **properties):
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "items": items, **properties})


NOON = datetime(2025, 2, 3, 12, tzinfo=UTC)
WHOLE = {
    "atom": atom(
        "<id>tag:tide.example,2025:1</id><title type='html'>Gale &amp;amp; tide</title>"
        "<published>2025-02-03T12:00:00Z</published>"
        "<updated>2025-02-03T12:30:00Z</updated>"
        "<author><name>Ada Example</name></author>"
        "<author><name>The Tide</name></author>"
        "<category term='breaking'/><category term='wind' label='Wind'/>"
        "<content type='html'>&lt;p>It &lt;b>blows&lt;/b>.&lt;/p></content>",
        head="<title>Storm</title><subtitle>It blows.</subtitle>"
        "<author><name>The Tide</name></author>",
        root="xml:lang='en-GB'",
    ),
    "rss": rss(
        "<guid isPermaLink='false'>tag:tide.example,2025:1</guid>"
        "<title>Gale &amp;amp; tide</title><link>https://tide.example/1</link>"
        "<pubDate>Mon, 03 Feb 2025 12:00:00 +0000</pubDate>"
        "<dc:creator>Ada Example</dc:creator><dc:creator>The Tide</dc:creator>"
        "<category>Breaking</category><category>Wind</category>"
        "<description>Short</description>"
        "<content:encoded><![CDATA[<p>It <b>blows</b>.</p>]]></content:encoded>",
        head="<title>The Tide</title><description>It blows.</description>"
        "<language>en-GB</language>",
    ),
    "json-feed": json_feed(
        {
            "id": "tag:tide.example,2025:1",
            "title": "Gale & tide",
            "date_published": "2025-02-03T12:00:00Z",
            "date_modified": "2025-02-03T12:30:00Z",
            "authors": [{"name": "Ada Example"}, {"name": "The Tide"}],
            "tags": ["Breaking", "Wind"],
            "content_html": "<p>It <b>blows</b>.</p>",
        },
        title="Storm",
        description="It blows.",
        language="en-GB",
        authors=[{"name": "The Tide"}],
    ),
}


@pytest.mark.parametrize("form", WHOLE)
def test_a_feed_is_read_whole(form):
    page = parse(WHOLE[form])
    assert page.format == form
    assert page.title == ("The Tide" if form == "rss" else "Storm")
    assert (page.standfirst, page.language) == ("It blows.", "en-GB")
    (post,) = page.posts
    assert post.id == "tag:tide.example,2025:1"
    assert post.headline == "Gale & tide"
    assert post.body == "<p>It <strong>blows</strong>.</p>"
    assert post.published_at == NOON
    assert post.edited_at == (None if form == "rss" else NOON.replace(minute=30))
    assert post.bylines == (ParsedByline("Ada Example"),)
    assert post.label == "breaking"
    number = {"atom": 3, "rss": 2, "json-feed": 1}[form]
    assert post.line == number
    reason = "a category that is no label"
    assert page.left_out == (LeftOut(number, "Wind", reason),)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<content>1 &lt; 2\nB</content>", "<p>1 &lt; 2</p><p>B</p>"),
        ("<summary>Short</summary>", "<p>Short</p>"),
        (
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
            "<p>1 &lt; 2<br/>B <b>c</b></p><hr/>D</div></content>",
            "<p>1 &lt; 2<br>B <strong>c</strong></p><p>D</p>",
        ),
        (
            "<content src='https://tide.example/1' type='text/html'/>",
            "<p>https://tide.example/1</p>",
        ),
        ("", ""),
    ],
)
def test_the_content_of_atom_is_text_html_or_xhtml(content, body):
    (post,) = parse(atom(f"<title>Gale</title>{content}")).posts
    assert post.body == body


@pytest.mark.parametrize(
    ("item", "body"),
    [
        ("<description>1 &amp;lt; 2</description>", "<p>1 &lt; 2</p>"),
        ("<description>&lt;p>A&lt;/p></description>", "<p>A</p>"),
        ("<description>One\n\nTwo</description>", "<p>One</p><p>Two</p>"),
    ],
)
def test_the_content_of_rss_is_plain_or_html(item, body):
    assert parse(rss(item)).posts[0].body == body


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<author>ada@tide.example (Ada Example)</author>", "Ada Example"),
        ("<dc:creator>Ada Example</dc:creator>", "Ada Example"),
        ("<author>ada@tide.example</author>", ""),
    ],
)
def test_an_author_of_rss_is_a_name_without_its_mail_address(author, name):
    (post,) = parse(rss(f"<title>A</title>{author}")).posts
    assert post.bylines == ((ParsedByline(name),) if name else ())


def test_rss_of_the_first_version_has_its_items_beside_the_channel():
    page = parse(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>Storm</title></channel><item><title>Gale</title>"
        "<link>https://tide.example/1</link><dc:date>2025-02-03T12:00:00Z</dc:date>"
        "</item></rdf:RDF>"
    )
    assert (page.format, page.title, headlines(page)) == ("rss", "Storm", ["Gale"])
    (post,) = page.posts
    assert (post.id, post.published_at) == ("https://tide.example/1", NOON)


PICTURED = {
    "atom": atom(
        f"<title>A</title><link rel='enclosure' type='image/png' href='{EMBEDDED}'/>"
        "<link rel='enclosure' type='video/mp4' href='https://video.example/1.mp4'/>"
    ),
    "rss": rss(
        f"<title>A</title><media:content medium='image' url='{EMBEDDED}'/>"
        "<enclosure type='video/mp4' url='https://video.example/1.mp4' length='1'/>"
    ),
    "json-feed": json_feed(
        {
            "id": 1,
            "title": "A",
            "image": EMBEDDED,
            "attachments": [
                {"mime_type": "video/mp4", "url": "https://video.example/1.mp4"}
            ],
        }
    ),
}


@pytest.mark.parametrize("form", PICTURED)
def test_what_is_enclosed_are_pictures_and_films(form):
    (post,) = parse(PICTURED[form]).posts
    (image,) = post.images
    assert image.picture.read() == b"\0" * 150
    assert post.embed_url == "https://video.example/1.mp4"


def test_a_title_made_of_the_first_words_is_no_headline_but_one_of_json_is():
    content = "<content>It blows hard.</content>"
    assert headlines(parse(atom(f"<title>It blows…</title>{content}"))) == [""]
    item = {"id": "1", "title": "It blows hard.", "content_text": "It blows hard."}
    assert headlines(parse(json_feed(item))) == ["It blows hard."]


def test_entries_without_a_time_keep_their_order_and_that_is_reported():
    entries = [
        f"<title>News {n}</title><updated>2025-02-0{n}T12:00:00Z</updated>"
        for n in (1, 2)
    ]
    page = parse(atom(*entries))
    assert headlines(page) == ["News 1", "News 2"]
    assert [post.published_at for post in page.posts] == [None, None]
    message = "the entry 'News 1' tells no time of publication: none is shown"
    assert page.problems[0] == Problem(3, "2025-02-01T12:00:00Z", message)
    assert headlines(parse(atom(*entries), order="oldest")) == ["News 2", "News 1"]


def test_links_are_relative_to_the_feeds_home():
    head = "<link href='https://tide.example/live/'/>"
    content = "<content type='html'>&lt;a href='map'>map&lt;/a></content>"
    (post,) = parse(atom(content, head=head)).posts
    assert post.body == '<p><a href="https://tide.example/live/map">map</a></p>'


def test_a_time_that_cannot_be_read_is_refused_with_its_line():
    with pytest.raises(SourceError) as caught:
        parse(atom("<title>A</title>", "<title>B</title><published>now</published>"))
    assert str(caught.value).startswith(
        "line 4: cannot read the time 'now' of the entry 'B'"
    )


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">'
    for n in range(10)
)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("<feed><entry>", 1, "this is no XML: "),
        ("\n\n<rss><a></b></rss>", 3, "this is no XML: "),
        (f"<!DOCTYPE feed [{LAUGHS}]>{atom('<title>&l9;</title>')[38:]}", None, "this"),
        ('<?xml version="1.0"?><feed>&nbsp;</feed>', 1, "this is no XML: Entity"),
        ("<rss>" + "<a>" * 3000, 1, "this is no XML: Excessive depth in document: 256"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', None, "no posts found in this"),
        (json_feed({"id": []}), None, "id of item 1 is no text"),
        (json_feed({"id": 1, "tags": "a"}), None, "tags of item 1 is no list"),
        (json_feed("text"), None, "item 1 is no object"),
    ],
)
def test_what_is_no_feed_is_refused(text, line, message):
    with pytest.raises(SourceError) as caught:
        parse("<?xml version='1.0'?>" * text.startswith("<!DOCTYPE") + text)
    assert caught.value.line == line
    assert caught.value.message.startswith(message)


def test_entities_are_never_expanded_nor_files_read(tmp_path):
    (tmp_path / "secret").write_text("secret")
    text = (
        f'<!DOCTYPE feed [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>'
        + atom("<title>&s;</title>").partition("?>")[2]
    )
    with pytest.raises(SourceError, match="this XML declares entities"):
        parse("<?xml version='1.0'?>" + text)
    utf16 = ("<?xml version='1.0' encoding='utf-16'?>" + text).encode("utf-16")
    with pytest.raises(SourceError):
        parse(utf16)


@pytest.mark.parametrize("form", ["atom", "rss", "json-feed", "microdata", "json-ld"])
def test_a_form_that_the_user_names_wrongly_is_refused(form):
    for text in ("No feed at all", "<html><p>Words", "{}", "<a/>"):
        with pytest.raises(SourceError):
            parse(text, format=form)
