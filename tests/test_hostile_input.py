"""Hostile words by every way in: what is stored is what the one policy knows."""

import html
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from posts.bodies import sanitise
from posts.characters import for_xml
from posts.models import Post
from posts.publishing import public_change
from tests import samples
from tests.admin_form import ADD, form_of
from tests.desk import desk_url, save, typed, urlencoded
from tests.hostile import CLASSES, VECTORS, refused
from tests.reader import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

# Of all classes; each way in ends in the same policy.
SOME = VECTORS[::8]


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
