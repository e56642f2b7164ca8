"""The interface speaks the language of a page, whole, and no other beside it."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from posts.models import Byline, Contributor, PostImage, RelatedLink, SummaryPoint
from posts.publishing import public_change
from tests.catalogues import (
    LANGUAGES,
    PLACEHOLDER,
    TAG,
    catalogue,
    every_language,
    forms,
)
from tests.conftest import NOON, make_page, open_as, publish, set_page, withdraw

# Attributes whose values are read out or shown, at once or by a script.
SPOKEN = re.compile(r"aria-label|alt|title|placeholder|content|data-.*")


def rich_page(language):
    """A page with all its parts, in words that no interface has: Greek letters."""
    page = make_page(f"page-{language}", language=language, title="Αλφα")
    set_page(
        page,
        standfirst="Βητα",
        edited_by="Γαμμα",
        stream_on_air=True,
        stream_url="https://youtu.be/abcdefghijk",
    )
    with public_change(page):
        SummaryPoint.objects.create(page=page, text="Δελτα")
        RelatedLink.objects.create(page=page, title="Εψιλον", url="https://a.example/")
    labels = ["", "analysis", "breaking", "explainer", "recap", "quote", "video"]
    for label in labels:
        post = publish(page, "Ζητα", "<p>Ητα</p>", NOON, label=label, key_event=True)
    with public_change(page) as change:
        change.pin(change.post(post.pk))
        person = Contributor.objects.create(name="Θητα", role="Ιωτα")
        Byline.objects.create(post=post, contributor=person)
        PostImage.objects.create(post=post, alt="Καππα", credit="Λαμδα")
        change.mark(
            change.post(post.pk),
            embed_url="https://b.example/clip",
            correction_note="Μι",
        )
    publish(page, "", "", embed_url="https://b.example/clip")
    publish(page, "", "<p>Νι</p>")
    return page


def texts_of(response):
    soup = BeautifulSoup(response.content, "lxml")
    for script in soup("script"):
        script.decompose()
    for text in soup.stripped_strings:
        yield " ".join(text.split())
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            if isinstance(value, str) and SPOKEN.fullmatch(name):
                yield value


def pieces(text):
    """The words of a message, as they stand between its tags and values."""
    pieces = (piece.strip(" ,.:") for piece in TAG.split(text))
    return {piece for piece in pieces if re.search("[A-Za-z]", piece)}


def pattern(piece):
    """What matches PIECE with any values; a number is one word."""
    piece = re.sub(r"%\((n|number|count|seconds)\)s|\{n(umber)?\}", "\0", piece)
    piece = PLACEHOLDER.sub("\1", piece)
    return re.escape(piece).replace("\0", r"\S+").replace("\1", ".+")


def english(language):
    """Patterns for all that the interface says in English and not in LANGUAGE."""
    said, own = set(), set()
    for message in catalogue(language):
        for text in forms(message.id):
            said |= pieces(text) if text else set()
        for text in forms(message.string):
            own |= pieces(text) if message.id else set()
    kept = (piece for piece in said - own if PLACEHOLDER.sub("", piece).strip())
    return re.compile("|".join(f"(?:{pattern(piece)})" for piece in kept))


def assert_speaks(response, language, status=200):
    assert response.status_code == status
    words = english(language)
    assert not [t for t in texts_of(response) if words.fullmatch(t.strip(" ,.:"))]
    html = BeautifulSoup(response.content, "lxml").html
    assert html["lang"] == language
    assert html["dir"] == ("rtl" if language == "ar" else "ltr")


@pytest.fixture
def newsroom(db, settings):
    settings.PUBLICATION_NAME = "Ξι"
    return settings


@every_language
def test_a_live_page_speaks_its_language_alone(client, newsroom, language):
    page = rich_page(language)
    post = page.posts.published().first()
    url = page.get_absolute_url()
    embed = reverse("posts:embed", args=[page.slug])
    for status in ("live", "ended", "upcoming"):
        set_page(page, status=status, scheduled_start=timezone.now())
        page.refresh_from_db()
        for path in (url, f"{url}?show=key", f"{url}?order=oldest", embed):
            assert_speaks(client.get(path), language)
        assert_speaks(client.get(post.get_absolute_url()), language)


@every_language
def test_an_empty_page_speaks_its_language_alone(client, newsroom, language):
    page = make_page(language=language, title="Αλφα", status="upcoming")
    assert_speaks(client.get(page.get_absolute_url()), language)
    assert_speaks(client.get(page.get_absolute_url() + "?show=key"), language)


@every_language
def test_what_was_withdrawn_says_so_in_its_language(client, newsroom, language):
    page = make_page(language=language, title="Αλφα")
    post = publish(page, "Βητα")
    withdraw(post)
    assert_speaks(client.get(post.get_absolute_url()), language, 410)
    open_as(page, "withdrawn")
    assert_speaks(client.get(page.get_absolute_url()), language, 410)
    embed = client.get(reverse("posts:embed", args=[page.slug]))
    assert_speaks(embed, language, 410)
    poll = client.get(reverse("posts:updates", args=[page.slug, 0]))
    assert not [t for t in texts_of(poll) if english(language).fullmatch(t)]


@every_language
def test_what_belongs_to_no_page_speaks_the_newsroom_s(client, newsroom, language):
    newsroom.LANGUAGE_CODE = language
    assert_speaks(client.get("/"), language)
    make_page(language=language, title="Αλφα", status="live")
    make_page("soon", language=language, title="Βητα", status="upcoming")
    page = make_page("over", language=language, title="Γαμμα", status="ended")
    publish(page, "Δελτα")
    month = f"{timezone.now():%Y-%m}"
    for path in ("/", f"/?month={month}", "/?q=Δελτα", "/?q=Ψι", "/?q=Γαμμα"):
        assert_speaks(client.get(path), language)
    assert_speaks(client.get("/nowhere/"), language, 404)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en-gb", *LANGUAGES])
def test_the_browser_s_wish_changes_nothing(client, language):
    page = make_page(language=language)
    post = publish(page, at=NOON)
    paths = ("/", page.get_absolute_url(), post.get_absolute_url(), "/nowhere/")
    for path in paths:
        plain = client.get(path)
        assert "Accept-Language" not in plain.get("Vary", "")
        assert "Content-Language" not in plain
        for wish in ("fr", "ar", "en-us,en;q=0.5"):
            asked = client.get(path, headers={"accept-language": wish})
            assert asked.content == plain.content
    assert BeautifulSoup(client.get(paths[1]).content, "lxml").html["lang"] == language
