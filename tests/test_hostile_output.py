"""Hostile words in every field, wherever they go out: nowhere do they become markup.

What goes out is compared with the same pages where all words are harmless. The bodies
were stored as they are, so that it does not matter how they came into the database.
"""

import json
import re
from xml.etree import ElementTree

import pytest

from posts import feeds, preview
from posts.exporting import markdown, record_page, text
from tests.exporting import empty_the_installation, exported
from tests.gate import poll_of
from tests.hostile import BAD_ADDRESSES, VECTORS, refused, shape, trouble
from tests.hostile_page import HARMLESS, RICH, clean, fill
from tests.machines import json_ld
from tests.reader import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

# Found in hostile words, in harmless ones, and in harmless posts alone.
SOUGHT = ("ran", "evil", "img", "plain", "harbour")
FETCHED = ("page", "oldest", "key", "embed", "posts", "delta", "index", "search")
FETCHED += ("pages", "embeds", "preview")


def fetch(client, page, kind):
    """All markup of a KIND that shows PAGE or what belongs to it."""
    at = page.get_absolute_url()
    others = [f"/live/page-{n}/" for n in range(len(VECTORS))]
    asked = {
        "page": [at],
        "oldest": [f"{at}?order=oldest"],
        "key": [f"{at}?show=key"],
        "embed": [f"{at}embed/"],
        "posts": [post.get_absolute_url() for post in page.posts.all()[::5]],
        "delta": [poll_of(page, 1)],
        "index": ["/"],
        "search": [f"/?q={word}" for word in SOUGHT],
        "pages": others[::3],
        "embeds": [f"{other}embed/" for other in others[::5]],
        "preview": [preview.link(page)],
    }[kind]
    for address in asked:
        response = client.get(address)
        assert response.status_code == 200, address
        yield address, response.content.decode()


@pytest.fixture
def many(settings):
    settings.POSTS_PER_PAGE = settings.POSTS_IN_EMBED = 60


@pytest.fixture
def hostile(many):
    addresses = ["https://example.org/", *BAD_ADDRESSES]
    return fill(clean(VECTORS), clean(VECTORS), addresses)


def shapes_of(client, page):
    return {
        kind: set().union(*(shape(markup) for _, markup in fetch(client, page, kind)))
        for kind in FETCHED
    }


def test_hostile_words_make_no_markup_that_harmless_ones_do_not(client, hostile, many):
    found, wrong = {}, []
    for kind in FETCHED:
        found[kind] = set()
        for address, markup in fetch(client, hostile, kind):
            found[kind] |= shape(markup)
            wrong += [(address, *one) for one in trouble(markup)]
    assert wrong == []
    empty_the_installation()
    harmless = [
        "https://example.org/",
        "https://youtu.be/abcdefghijk",
        "https://example.org/x.mp4",
        "https://bsky.app/profile/harbour.test/post/3k7qmjev5lr2s",
    ]
    page = fill(HARMLESS, [RICH] * len(HARMLESS), harmless)
    for kind, expected in shapes_of(client, page).items():
        assert found[kind] - expected == set(), kind


def test_what_machines_read_is_whole_and_says_the_words(client, hostile):
    structured_data_says_the_words(client, hostile)
    feeds_are_whole_and_their_bodies_clean(client, hostile)
    oembed_gives_one_frame(client, hostile)
    the_sitemap_is_whole(client, hostile)
    exports_say_the_words(client, hostile)


def structured_data_says_the_words(client, hostile):
    for n, vector in list(enumerate(clean(VECTORS)))[::2]:
        markup = client.get(f"/live/page-{n}/").content.decode()
        soup = parse(markup)
        said = json_ld(soup)
        assert said["headline"] == vector[:200]
        [script] = re.findall(
            r'<script type="application/ld\+json">(.*?)<', markup, re.DOTALL
        )
        assert json.loads(script) == said
        assert signs(soup.title.get_text()) == signs(vector[:200])


def signs(text):
    """TEXT without blanks and what no parser keeps."""
    return re.sub(r"[\x00-\x20\x7f-\x9f\ufeff\ufffe\uffff]", "", text)


def feeds_are_whole_and_their_bodies_clean(client, hostile):
    def whole(kind):
        filled = feeds.filled(kind, hostile, "http://testserver", "/feed", most=None)
        return filled.writeString("utf-8")

    atom = ElementTree.fromstring(whole(feeds.AtomFeed))  # noqa: S314 our own
    name = "{http://www.w3.org/2005/Atom}"
    entries = [entry.find(f"{name}content").text for entry in atom.iter(f"{name}entry")]
    items = [
        item["content_html"] for item in json.loads(whole(feeds.JSONFeed))["items"]
    ]
    assert len(entries) == len(items) == len(VECTORS)
    around = {"figure", "figcaption", "p", ("p", "class"), "em"}
    for content in (*entries, *items):
        unknown, wrong, classes = refused(content)
        assert unknown <= around, content
        assert (wrong, classes) == ([], set()), content


def oembed_gives_one_frame(client, hostile):
    allowed = {"html", "body", "iframe"}
    attributes = ("src", "title", "width", "height", "loading", "style")
    allowed |= {("iframe", name) for name in attributes}
    for n, vector in list(enumerate(clean(VECTORS)))[::2]:
        url = f"http://testserver/live/page-{n}/"
        said = client.get("/oembed", {"url": url}).json()
        assert said["title"] == vector[:200]
        assert shape(said["html"]) == allowed
        frame = parse(said["html"]).iframe
        assert frame["src"] == f"{url}embed/"


def the_sitemap_is_whole(client, hostile):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    assert len(root) == len(VECTORS) + 1


def exports_say_the_words(client, hostile):
    record = exported(hostile, record_page).decode()
    assert trouble(record) == []
    assert not parse(record)("script")
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert f"{policy}; form-action 'none'; base-uri 'none'" in record
    known = re.compile(r"</?(?:em|strong)>|(?<=\()<[^<>\n]*>(?=\))")
    left = known.sub("", exported(hostile, markdown).decode())
    tags = [
        found
        for found in re.finditer(r"<(?=[A-Za-z/!?])", left)
        if len(re.search(r"\\*\Z", left[: found.start()])[0]) % 2 == 0
    ]
    assert tags == []
    assert exported(hostile, text)
