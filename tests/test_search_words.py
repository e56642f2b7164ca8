"""Which words find what, in which order; and that no words are an error."""

import random

import pytest

from posts import search, words
from posts.words import passage, sought
from tests.conftest import NOON, publish, publish_many
from tests.searching import found

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ("Łódź Zürich Ærø", "lodz ZURICH aero"),
        ("lodz zurich aero", "Łódź Zürich Ærø"),
        ("Cafe\u0301", "café"),
        ("STRASSE", "straße"),
        ("İstanbul", "istanbul"),
        ("المُحَرَّق", "المحرق"),
        ("المـــحرق", "المحرق"),
        ("أحمد", "احمد"),
        ("地震速報", "地震"),
        ("नमस्ते", "नमस्ते"),
        ("서울", "서울"),
        ("and/or", "or"),
        ("e-mail desk@example.org", "example mail"),
        ("O’Brien's boat", "o'brien"),
        ("1,000 metres at 3.5°", "000 3"),
        ("x²", "x2"),
        ("boats\u00adman", "boatsman"),
        ("snake_case", "case"),
    ],
)
def test_a_word_is_found_however_it_is_written(page, written, query):
    post = publish(page, written)
    assert found(query) == [post]


def test_vowel_signs_that_make_another_word_are_told_apart(page):
    publish(page, "की")
    assert found("का") == []


def test_all_words_must_be_there_in_title_or_text(page):
    post = publish(page, "Tug", "<p>takes the tow</p>")
    publish(page, "Tug", "<p>lies idle</p>")
    assert found("tow tug") == [post]
    assert found("tow tug crane") == []


def test_the_last_word_may_be_a_beginning_and_the_others_may_not(page):
    post = publish(page, "Harbour master speaks")
    assert found("harbour mas") == [post]
    assert found("harb master") == []
    assert found("h") == [], "one letter begins too many words"


def test_a_word_of_one_letter_is_found_as_it_is(page):
    post = publish(page, "Plan B")
    publish(page, "Plan Blue")
    assert found("plan b") == [post]


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        "\\",
        '"tug',
        "tug*",
        "*",
        "-tug",
        "tug -",
        "NEAR(tug tow)",
        "tug NEAR/2 tow",
        "AND",
        "tug AND",
        "OR OR",
        "NOT tug",
        "title:tug",
        "{title}: tug",
        "^tug",
        "tug + tow",
        "((((",
        "tug)",
        "'; DROP TABLE posts_post; --",
        "tug & | ! <-> :*",
        "tug:*A",
        "%s %(x)s %",
        "🚢",
        "🚢 tug",
        "\u200f\u202e",
        "\ud7ff\ufffe",
        "x" * 10_000,
        "tug " * 10_000,
        "( " * 10_000,
        "العاصفة في الخليج",
        "海上的暴风雨",
        "\U0001e900\U0001e922",
        "½ ﷺ ℡",
        "",
        "   ",
        "\t\n",
    ],
)
def test_whatever_is_typed_is_no_error(client, page, query):
    publish(page, "Tug takes the tow")
    assert client.get("/", {"q": query}).status_code == 200
    for n in range(1, min(len(query), 40)):
        list(search.find(sought(query[:n])))


def test_no_random_text_is_an_error(page):
    chance = random.Random(7)
    letters = "tug \"'*():^-+{}[]<>&|!\\%_.,;~ANDORNEAR\u0301\u064b界🚢ß"
    for _ in range(300):
        query = "".join(chance.choices(letters, k=chance.randrange(1, 30)))
        list(search.find(sought(query)))


def test_a_nul_is_no_search(client, page):
    assert client.get("/?q=tug%00").status_code == 404
    list(search.find(sought("tug\x00tow")))


def test_operators_are_words_like_any_other(page):
    post = publish(page, "Tug not near")
    publish(page, "Tug")
    assert found("tug NOT near") == [post]


def test_a_word_in_the_headline_counts_more_than_one_in_the_text(page):
    headline = publish(page, "Tug", "<p>news today</p>", at=NOON)
    publish(page, "News", "<p>tug today</p>")
    assert found("tug")[0] == headline


def test_what_is_equally_good_comes_newest_first(page):
    posts = publish_many(page, 3)
    times = [post.published_at for post in posts]
    old, middle, new = (publish(page, "Tug", "<p>x</p>", at=at) for at in times)
    assert found("tug") == [new, middle, old]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("alpha", "[Alpha] bravo charlie delta echo …"),
        ("echo", "… delta [echo] foxtrot golf hotel …"),
        ("golf golfers", "… foxtrot [golf] hotel india, [golf] …"),
        ("golf", "… foxtrot [golf] hotel india, [golf] …"),
        ("juli", "… golf hotel india, golf [juliett]"),
        ("juliett alpha", "[Alpha] bravo charlie delta echo …"),
        ("zulu", "Alpha bravo charlie delta echo …"),
    ],
)
def test_a_passage_is_cut_between_words_around_the_first_hit(
    monkeypatch, query, expected
):
    monkeypatch.setattr(words, "LEAD", 10)
    text = "Alpha bravo charlie\n delta echo foxtrot golf hotel india, golf juliett"
    assert shown(passage(text, sought(query), 32)) == expected


def test_a_passage_that_fits_is_whole():
    assert shown(passage("The tug, the TUG.", sought("tug"))) == "The [tug], the [TUG]."


def test_a_word_without_end_is_cut():
    text = "a" * 50
    assert shown(passage(text, sought("x"), 20)) == "a" * 20 + " …"


def test_each_part_of_a_joined_word_is_marked_alone():
    assert shown(passage("snake_case", sought("case"))) == "snake_[case]"


def shown(pieces):
    return "".join(f"[{text}]" if is_sought else text for text, is_sought in pieces)
