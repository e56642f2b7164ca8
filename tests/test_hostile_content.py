"""Hostile words in every field, by every way in: nowhere do they become markup.

What comes in is compared with the sanitiser's one policy; what goes out with the same
pages where all words are harmless. The bodies that go out were stored as they are, so
that it does not matter how they came into the database.
"""

import html
import json
import re
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from posts import feeds, preview
from posts.bodies import sanitise
from posts.characters import for_xml
from posts.exporting import markdown, record_page, text
from posts.models import Post, RelatedLink
from posts.publishing import public_change
from tests import samples
from tests.admin_form import ADD, form_of
from tests.desk import desk_url, save, typed, urlencoded
from tests.exporting import empty_the_installation, exported
from tests.gate import poll_of
from tests.hostile import BAD_ADDRESSES, CLASSES, VECTORS, shape, trouble
from tests.hostile_page import HARMLESS, RICH, clean, fill
from tests.machines import json_ld
from tests.reader import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

TEXT = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote"}
BODY = {*TEXT, "html", "body", ("a", "href"), ("a", "rel"), ("ul", "class")}
BODY |= {("ol", "start")}


def refused(body):
    """What in BODY, as it is stored or sent, the policy does not know."""
    classes = {name for one in parse(body)("ul") for name in one.get("class", [])}
    return (shape(body) - BODY, trouble(body), classes - {"context", ""})


# Of all classes; each way in ends in the same policy.
SOME = VECTORS[::8]

# The ways in


@pytest.mark.parametrize("kind", CLASSES)
def test_the_sanitiser_lets_nothing_through_and_has_no_more_to_say(kind):
    for vector in CLASSES[kind]:
        for body in (vector, f"<p>{vector}</p>", f"<ul><li>{vector}</li></ul>"):
            cleaned = sanitise(body)
            assert refused(cleaned) == (set(), [], set()), body
            assert sanitise(cleaned) == cleaned, body
            for link in parse(cleaned)("a"):
                assert link["rel"] == ["noopener", "nofollow", "ugc"], body


def test_the_desk_stores_nothing_else(desk, page):
    for vector in SOME:
        fields = {"headline": vector[:300], "body": vector}
        fields |= {"quote_attribution": vector[:200], "label": "quote"}
        save(desk, page, "draft", **fields)
    told_apart(count=len(SOME) // 2)


def test_the_stock_admin_stores_nothing_else(client, page, editor):
    client.force_login(editor)
    url = f"{ADD}?page={page.pk}"
    form = form_of(client, url)
    for vector in SOME:
        fields = {"headline": vector[:300], "body": vector, "_save": "1"}
        client.post(url, form | fields)
    told_apart(count=len(SOME) // 2)


def attribute(text):
    return html.escape(for_xml(text))


FORMS = {
    "own": lambda: json.dumps(
        json.loads(samples.OWN)
        | {
            "posts": [
                {
                    "id": f"p{n}",
                    "status": "published",
                    "published_at": "2025-02-03T16:14:00.000000Z",
                    "first_published_at": "2025-02-03T16:14:00.000000Z",
                    "headline": vector[:300],
                    "body": vector,
                    "quote_attribution": vector[:200],
                    "bylines": [{"name": vector[:100], "role": vector[:200]}],
                    "images": [
                        {"alt": vector, "caption": vector, "credit": vector[:200]}
                    ],
                }
                for n, vector in enumerate(VECTORS)
            ]
        }
    ),
    "atom": lambda: (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Storm</title><id>urn:s</id>'
        "<updated>2025-02-03T16:14:00Z</updated>"
        + "".join(
            f"<entry><id>urn:{n}</id><title type='html'>{attribute(vector)}</title>"
            "<updated>2025-02-03T16:14:00Z</updated>"
            f"<author><name>{attribute(vector[:100])}</name></author>"
            f"<content type='html'>{attribute(vector)}</content></entry>"
            for n, vector in enumerate(VECTORS)
        )
        + "</feed>"
    ),
    "json": lambda: json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Storm",
            "items": [
                {
                    "id": str(n),
                    "title": vector[:200],
                    "content_html": vector,
                    "date_published": "2025-02-03T16:14:00Z",
                    "authors": [{"name": vector[:100]}],
                }
                for n, vector in enumerate(VECTORS)
            ],
        }
    ),
    "json-ld": lambda: (
        '<html><script type="application/ld+json">'
        + json.dumps(
            {
                "@type": "LiveBlogPosting",
                "headline": "Storm",
                "liveBlogUpdate": [
                    {
                        "@type": "BlogPosting",
                        "headline": vector,
                        "datePublished": f"2025-02-03T{n // 60:02d}:{n % 60:02d}:00Z",
                        "articleBody": vector,
                    }
                    for n, vector in enumerate(VECTORS)
                ],
            }
        ).replace("<", "\\u003c")
        + "</script></html>"
    ),
    "text": lambda: samples.NUMBERED.replace(
        "We begin with heavy rain.",
        "\n\n    ".join(" ".join(for_xml(vector).split()) for vector in VECTORS),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_import_stores_nothing_else(form, tmp_path):
    source = tmp_path / f"page.{'html' if form == 'json-ld' else 'txt'}"
    source.write_text(FORMS[form]())
    words = ["--date=2025-02-03", "--title=Storm", "--slug=storm"]
    call_command("import_live", str(source), *words, verbosity=0)
    told_apart(count=3 if form == "text" else len(VECTORS) // 2)


@pytest.mark.parametrize(
    ("sample", "step"), [("ARTICLE", 5), ("MICRODATA", 9), ("RSS", 9)]
)
def test_a_saved_page_and_a_feed_store_nothing_else(sample, step, tmp_path):
    """A vector at a time, since one may swallow what comes after it."""
    taken = 0
    for n, vector in enumerate(VECTORS[::step]):
        source = tmp_path / f"{n}.html"
        inside = vector if sample != "RSS" else attribute(vector)
        spoilt = getattr(samples, sample).replace(
            "We begin.", f"We begin. {inside} End."
        )
        source.write_text(spoilt)
        words = ["--date=2025-02-03", f"--slug=storm-{n}", "--title=Storm"]
        try:
            call_command("import_live", str(source), *words, verbosity=0)
        except CommandError:  # nothing of such a page is left to read
            continue
        taken += 1
    assert taken > 0.9 * len(VECTORS[::step])
    told_apart(count=taken)


def told_apart(count):
    """Nothing that is stored is more than the policy allows; there are so many."""
    posts = Post.objects.all()
    assert len(posts) >= count
    for post in posts:
        assert refused(post.body) == (set(), [], set()), post.body
        assert sanitise(post.body) == post.body


def test_the_editor_is_given_clean_text_whatever_is_stored_or_was_typed(desk, page):
    """Or the editing library would make elements of it in the admin's own page."""
    bad = "<p>Tide</p><img src=x onerror=alert(1)>"
    with public_change(page) as change:
        post = change.add(Post(headline="Tug", body=bad))
    address = reverse("admin:posts_post_change", args=[post.pk])
    form = form_of(desk, address)
    assert form["body"] == "<p>Tide</p>"
    refused = form | {"body": bad, "headline": "x" * 400, "_save": "1"}
    shown = parse(desk.post(address, refused).content)
    body = shown.find("textarea", {"name": "body"})
    assert body.get_text().strip() == "<p>Tide</p>"
    answer = desk.get(desk_url("composer", page), {"post": post.pk})
    assert b"onerror" not in answer.content
    typed_again = urlencoded(typed(body=bad))
    answer = desk.post(desk_url("given_back", page), {"typed": typed_again})
    assert b"Tide" in answer.content
    assert b"onerror" not in answer.content


# What goes out


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


# Addresses


@pytest.mark.parametrize("url", BAD_ADDRESSES)
def test_an_address_is_followed_as_a_link_or_not_at_all(client, page, url):
    """No form takes some of them; a row that has one all the same shows a word."""
    with public_change(page) as change:
        RelatedLink.objects.create(page=page, title="Tides", url=url)
        post = change.add(Post(headline="Look", embed_url=url))
        change.publish(post)
        change.page.stream_url, change.page.stream_on_air = url, True
        change.page.save()
    for address in (page.get_absolute_url(), f"{page.get_absolute_url()}embed/"):
        soup = parse(client.get(address).content)
        related = soup.select_one("#related a")
        assert related.get_text() == "Tides"
        is_web = url.startswith("http") and "[" not in url
        assert related.get("href") == (url if is_web else None)
        assert related.get("rel") == (["noopener"] if is_web else None)
        for card in soup.select(".embed"):
            assert card["data-kind"] in ("link", "video")
            assert card.a["rel"] == ["noopener", "nofollow"]


@pytest.mark.parametrize("url", ["ftp://evil.test/x", "ftps://evil.test/x"])
def test_no_form_takes_an_address_of_another_scheme(client, page, editor, url):
    from django.core.exceptions import ValidationError

    for row in (
        RelatedLink(page=page, title="Tides", url=url),
        Post(page=page, headline="Look", embed_url=url),
    ):
        with pytest.raises(ValidationError, match="Enter a valid URL"):
            row.full_clean()
    page.stream_url = url
    with pytest.raises(ValidationError, match="Enter a valid URL"):
        page.full_clean()
