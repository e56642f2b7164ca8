"""The interface in every language: complete, compiled, and nothing else on the page."""

import re
from collections import Counter
from gettext import GNUTranslations

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from liveblog import messages
from posts import times
from posts.models import Byline, Contributor, PostImage, RelatedLink, SummaryPoint
from posts.publishing import public_change
from posts.templatetags.live import counts
from tests.conftest import NOON, make_page, open_as, publish, set_page, withdraw

LANGUAGES = messages.LANGUAGES
every_language = pytest.mark.parametrize("language", LANGUAGES)

PLACEHOLDER = re.compile(r"%\([a-z_]+\)s|\{[a-z]+\}")
TAG = re.compile(r"<[^>]+>")
# Attributes whose values are read out or shown, at once or by a script.
SPOKEN = re.compile(r"aria-label|alt|title|placeholder|content|data-.*")


@pytest.fixture(scope="module")
def words():
    return messages.found()


def catalogue(language):
    return messages.read(messages.po_path(language), language)


def forms(text):
    return text if isinstance(text, tuple | list) else (text,)


def key(message):
    return (message.context, *forms(message.id))


# The catalogues


def test_there_is_a_catalogue_for_every_language_but_english():
    codes = {code for code, _ in settings.LANGUAGES if not code.startswith("en-")}
    assert set(LANGUAGES) == codes
    folders = settings.BASE_DIR.glob("locale/*")
    assert {folder.name for folder in folders} == codes


@every_language
def test_every_word_is_translated_and_no_other(language, words):
    translated = {key(m) for m in catalogue(language) if m.id}
    assert translated == {key(m) for m in words if m.id}
    assert not catalogue(language).obsolete
    missing = [m.id for m in catalogue(language) if not messages.is_translated(m)]
    assert not missing


@every_language
def test_every_plural_has_its_form(language):
    known = catalogue(language)
    assert known.num_plurals == len(times.plurals(language)) - ("many" in others(known))
    for message in known:
        if message.pluralizable:
            assert len(message.string) == known.num_plurals, message.id


def others(known):
    """The plurals of CLDR that gettext knows as 'other': for whole millions."""
    return {"many"} if known.locale.language in ("es", "fr") else set()


@every_language
def test_a_translation_keeps_the_values_and_the_markup(language):
    for message in catalogue(language):
        if not message.id:
            continue
        # A form for one number alone may do without the number.
        optional = {"%(n)s", "%(seconds)s", "{n}"} if message.pluralizable else set()
        original = forms(message.id)[-1]
        values = Counter(PLACEHOLDER.findall(original))
        tags = set(TAG.findall(original))  # more words may be for screen readers alone
        for number, text in enumerate(forms(message.string)):
            said = Counter(PLACEHOLDER.findall(text))
            if number in single_forms(language):
                for value in optional & values.keys() - said.keys():
                    said[value] = values[value]
            assert said == values, text
            assert set(TAG.findall(text)) == tags, text
            assert text.count("<span") == text.count("</span>"), text


def single_forms(language):
    """The plural forms that stand for one number alone; French says 0 as 1."""
    return (0, 1, 2) if language == "ar" else (0,)


@every_language
def test_the_compiled_catalogue_says_what_its_source_says(language):
    with messages.po_path(language).with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)._catalog
    expected = {}
    for message in catalogue(language):
        if not message.id:
            continue
        identity = forms(message.id)[0]
        if message.context:
            identity = f"{message.context}\x04{identity}"
        if message.pluralizable:
            for number, text in enumerate(message.string):
                expected[identity, number] = text
        else:
            expected[identity] = message.string
    compiled.pop("")
    assert compiled == expected


@every_language
def test_the_catalogue_is_as_make_messages_writes_it(language, words):
    path = messages.po_path(language)
    assert messages.as_po(messages.merged(language, words)) == path.read_bytes()


# What is in the templates


def bare_words(template):
    """Words of TEMPLATE that are not in the hands of gettext."""
    template = re.sub(
        r"\{% blocktranslate.*?\{% endblocktranslate %\}", "", template, flags=re.DOTALL
    )
    template = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", template)
    template = re.sub(r"\{\{.*?\}\}", "", template)
    soup = BeautifulSoup(template, "html.parser")
    for hidden in soup(["script", "meta", "base"]):
        hidden.decompose()
    texts = [*soup.stripped_strings]
    for element in soup.find_all(True):
        for name in ("aria-label", "alt", "title", "placeholder"):
            texts.append(element.get(name, ""))
    return [text for text in texts if re.search("[A-Za-z]{2}", text)]


def test_no_template_has_words_of_its_own():
    templates = settings.BASE_DIR / "templates"
    paths = [*templates.glob("*.html"), *templates.glob("posts/*.html")]
    found = {
        (path.name, word)
        for path in paths
        for word in bare_words(path.read_text())
        if word.strip() not in ("(Atom)", "(JSON Feed)")
    }
    assert not found


# What readers get


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


# Plurals


@pytest.mark.parametrize("language", ["en-gb", *LANGUAGES])
def test_new_posts_are_counted_in_every_plural(language):
    page = make_page_without_row(language)
    with translation.override(language):
        said = said_counts(page)
        plural = times.locale_of(language).plural_form
        for number in (*range(1200), 1_000_000, 2_000_000, 10_000_011):
            assert f"data-{plural(number)}" in said


def make_page_without_row(language):
    return type("Page", (), {"language": language})


def said_counts(page):
    return BeautifulSoup(f"<a{counts(page)}></a>", "lxml").a.attrs


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "pl",
            {
                "data-one": "{n} nowy wpis",
                "data-few": "{n} nowe wpisy",
                "data-many": "{n} nowych wpisów",
            },
        ),
        (
            "ar",
            {
                "data-zero": "لا منشورات جديدة",
                "data-one": "منشور جديد واحد",
                "data-two": "منشوران جديدان",
                "data-few": "{n} منشورات جديدة",
                "data-many": "{n} منشورًا جديدًا",
                "data-other": "{n} منشور جديد",
            },
        ),
    ],
)
def test_the_plurals_of_polish_and_arabic_are_in_their_places(language, expected):
    with translation.override(language):
        assert said_counts(make_page_without_row(language)) == expected
