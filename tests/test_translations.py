"""The interface in every language: complete, compiled, and with all its plurals."""

import re
from collections import Counter
from gettext import GNUTranslations

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import translation

from liveblog import messages
from posts import times
from posts.templatetags.live import counts
from tests.catalogues import (
    LANGUAGES,
    PLACEHOLDER,
    TAG,
    catalogue,
    every_language,
    forms,
)


@pytest.fixture(scope="module")
def words():
    return messages.found()


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
