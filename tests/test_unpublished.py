"""What is not public is in no public answer, by no address, header or cache.

Every field of everything that readers must not know holds a marker of its own; then
all public addresses are asked for, with the gate and without, and all that was kept on
the way is read.
"""

import itertools
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import get_resolver, reverse
from django.utils import timezone

from posts import preview, renderings
from posts.models import (
    Byline,
    Contributor,
    LivePage,
    Post,
    PostImage,
    RelatedLink,
    SummaryPoint,
)
from posts.publishing import public_change
from tests.conftest import make_page, make_user, open_as, publish, withdraw
from tests.gate import ask
from tests.pictures import encoded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

MARK = "zqx"  # no word of any language or of ours
numbers = itertools.count()


def mark():
    """A word that stands in one place only."""
    return f"{MARK}{next(numbers)}{MARK}"


def secret_post(page, **fields):
    """A draft on PAGE with a marker in each of its fields."""
    said = {
        "headline": mark(),
        "body": f'<p>{mark()} <a href="https://example.org/{mark()}">{mark()}</a></p>',
        "label": "quote",
        "quote_attribution": mark(),
        "embed_url": f"https://example.org/{mark()}",
        "correction_note": mark(),
        "review_note": mark(),
        "key_event": True,
    }
    with public_change(page) as change:
        post = change.add(Post(**said | fields))
        person = Contributor(name=mark(), role=mark())
        person.picture.save("a.png", picture())
        Byline.objects.create(post=post, contributor=person, role=mark())
        image = PostImage(post=post, alt=mark(), caption=mark(), credit=mark())
        image.file.save("a.png", picture())
    return post


def picture():
    return ContentFile(encoded("PNG", (600, 300)), name=f"{mark()}.png")


def secret_page(status):
    """A page with markers everywhere, and a post of each kind on it."""
    page = make_page(
        f"{status}-{mark()}",
        "draft",
        title=mark(),
        standfirst=mark(),
        edited_by=mark(),
        stream_url=f"https://example.org/{mark()}.mp4",
        stream_title=mark(),
        stream_on_air=True,
        lead_image_alt=mark(),
        lead_image_credit=mark(),
    )
    page.lead_image.save("a.png", picture())
    SummaryPoint.objects.create(page=page, text=mark())
    RelatedLink.objects.create(
        page=page, title=mark(), url=f"https://example.org/{mark()}"
    )
    post = secret_post(page)
    with public_change(page) as change:
        change.publish(change.post(post.pk))
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    secret_post(page)
    if status != "draft":
        open_as(page, "live")
        open_as(page, status)
    page.refresh_from_db()
    return page


@pytest.fixture
def secrets(db):
    """A public page with posts of all kinds that are not, and pages that are not."""
    page = make_page("storm", title="Storm")
    for n in range(3):
        publish(page, f"Public {n}", key_event=True)
    secret_post(page)
    reviewed = secret_post(page)
    scheduled = secret_post(page)
    gone = secret_post(page)
    public = publish(page, "Public, with a copy")
    with public_change(page) as change:
        change.shelve(change.post(reviewed.pk), "review")
        due = timezone.now() + timedelta(days=1)
        change.schedule(change.post(scheduled.pk), due)
        change.publish(change.post(gone.pk))
        copy = change.working_copy(change.post(public.pk))
    Post.objects.filter(pk=copy.pk).update(
        headline=mark(), body=f"<p>{mark()}</p>", correction_note=mark()
    )
    # A version that readers saw once: an edit took it away.
    once = publish(page, mark())
    with public_change(page) as change:
        change.mark(change.post(once.pk), headline="Edited")
    withdraw(gone)
    loose = PostImage(alt=mark(), caption=mark(), credit=mark())
    loose.file.save("a.png", picture())
    make_user(mark(), "Editors")
    pages = [page, secret_page("draft"), secret_page("withdrawn")]
    page.refresh_from_db()
    return pages


def hidden_files():
    """The names of files of which no reader may be told."""
    return {
        *Contributor.objects.values_list("picture", flat=True),
        *PostImage.objects.values_list("file", flat=True),
        *LivePage.objects.values_list("lead_image", flat=True),
    } - {""}


def public_names():
    """The names of all addresses outside the admin, from the URL configuration."""
    for entry in get_resolver().url_patterns:
        if not hasattr(entry, "url_patterns"):
            yield entry.name
        elif entry.app_name == "posts":
            yield from (f"posts:{pattern.name}" for pattern in entry.url_patterns)


OF_A_PAGE = ("page", "embed", "atom", "json")


def addresses(pages):
    """All public addresses that lead to PAGES, to what is on them and in them."""
    files = hidden_files()
    stems = [name.removesuffix(".png") for name in files]
    names = [*files, *(f"{stem}/480w.webp" for stem in stems)]
    names += [f"{stem}/1/80w.webp" for stem in stems]
    posts = list(Post.objects.values_list("pk", flat=True))
    # What an address's parts are; a new one that has any must be named here.
    known = {
        "sitemap_file": [["pages"]],
        "media": [[name] for name in names],
        "preview": [["x"], [preview.link(pages[1]).split("/")[2][:-1]]],
        "post": [[page.slug, pk] for page in pages for pk in posts],
        "updates": [
            [page.slug, cursor]
            for page in pages
            for cursor in (*range(page.revision + 3), 10**17)
        ],
    }
    known |= {name: [[page.slug] for page in pages] for name in OF_A_PAGE}
    for qualified in public_names():
        name = qualified.removeprefix("posts:")
        for parts in known.get(name, [[]]):
            address = reverse(qualified, args=parts)
            yield address
            if name in ("page", "updates"):
                yield f"{address}?show=key"
            if name == "page":
                yield from (f"{address}?order=oldest", address[:-1])
                for key in ("before", "after"):
                    yield f"{address}?{key}=000000000000000001.000000001"
                    yield f"{address}?{key}=999999999999999999.999999999"
    yield from (f"/?q={MARK}", f"/?q={MARK}0{MARK}", "/?q=public", "/?page=2")
    for page in pages:
        for url in (page.get_absolute_url(), f"{page.get_absolute_url()}embed/"):
            yield f"/oembed?url=http://testserver{url}"
        for pk in posts:
            yield f"/oembed?url=http://testserver{page.get_absolute_url()}post/{pk}/"
    yield from (f"/?month={timezone.now():%Y-%m}", f"/admin/?next=/live/{MARK}")


MARKED = re.compile(rf"{MARK}\d+{MARK}")


def leaks(got, address):
    """The markers in an answer that its asker did not write in the address."""
    said = f"{got.headers} {got.body.decode()}"
    return {*MARKED.findall(said)} - {*MARKED.findall(address)}


def test_no_public_answer_and_no_cache_knows_what_is_not_public(gate, secrets):
    asked = list(addresses(secrets))
    assert len(asked) > 200
    stems = [name.partition(".")[0] for name in hidden_files()]
    assert len(stems) > 10
    for application in (gate.django.application, gate):
        statuses = {}
        for address in asked:
            got = ask(application, address)
            assert leaks(got, address) == set(), address
            said = f"{got.headers}".encode() + got.body
            told = [one for one in stems if one.encode() in said]
            assert not told or address.startswith("/media/"), address
            statuses.setdefault(got.status, []).append(address)
        assert not [one for one in statuses[200] if one.startswith("/media/")]
        assert {*statuses} == {200, 204, 301, 302, 400, 404, 410}
    kept = gate._kept._answers
    assert len(kept) > 20
    for key, answer in kept.items():
        said = f"{answer.headers} ".encode() + answer.body
        assert {*MARKED.findall(said.decode())} <= {*MARKED.findall(f"{key}")}


def test_what_the_cache_keeps_knows_nothing_else(gate, secrets, monkeypatch):
    written = []
    keep = renderings._set_many

    def remember(values, seconds):
        written.extend(values.values())
        keep(values, seconds)

    monkeypatch.setattr(renderings, "_set_many", remember)
    for address in addresses(secrets):
        ask(gate, address)
    assert len(written) > 10
    for value in written:
        said = value if isinstance(value, str) else value.under("").body.decode()
        assert MARK not in said


def test_a_draft_is_told_from_nothing_by_nobody(gate, secrets):
    """Neither status nor words nor headers differ from those of no page at all."""
    _, draft, _ = secrets
    for path in ("", "embed/", "feed.atom", "feed.json", "updates/0/", "post/1/"):
        for application in (gate.django.application, gate):
            hidden = ask(application, f"{draft.get_absolute_url()}{path}")
            nothing = ask(application, f"/live/nothing/{path}")
            assert hidden.status == nothing.status == 404
            assert hidden.body == nothing.body
            assert hidden.headers == nothing.headers


def test_a_post_that_never_was_public_is_told_from_nothing_by_nobody(gate, secrets):
    page = secrets[0]
    never = page.posts.filter(revision=0)
    assert {post.status for post in never} >= {"draft", "review", "scheduled"}
    nothing = ask(gate, f"{page.get_absolute_url()}post/999999/")
    for post in never:
        hidden = ask(gate, post.get_absolute_url())
        assert (hidden.status, hidden.body) == (404, nothing.body)


def test_lists_and_their_counts_are_of_public_pages_only(gate, secrets):
    body = ask(gate, "/").body.decode()
    assert re.findall(r'href="/live/([-\w]+)/"', body) == ["storm"]
    found = ask(gate, f"/?q={MARK}0{MARK}").body
    assert b"/live/" not in found
    sitemap = ask(gate, "/sitemap.xml").body
    assert sitemap.count(b"<loc>") == 1
