"""What differs between two texts: whole, readable, and never slow."""

import time
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from posts import differences
from posts.differences import readable, words
from tests.reader import parse

SAME, REMOVED, ADDED = "same", "removed", "added"
# Few letters, so that much is alike, and all that could part a text badly.
TEXTS = st.one_of(st.text(alphabet="ab,. \n\r\t\xa0\u2028'-é", max_size=40), st.text())


def assert_whole(runs, old, new):
    assert "".join(text for kind, text in runs if kind != ADDED) == old
    assert "".join(text for kind, text in runs if kind != REMOVED) == new


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_runs(old, new):
    runs = words(old, new)
    assert_whole(runs, old, new)
    assert {kind for kind, _ in runs} <= {SAME, REMOVED, ADDED}
    assert all(text for _, text in runs)
    assert all(one[0] != other[0] for one, other in pairwise(runs))


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text):
    assert words(text, text) == ([(SAME, text)] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("", "New.", [(ADDED, "New.")]),
        ("Old.", "", [(REMOVED, "Old.")]),
        (
            "The ferry sank at noon.",
            "The ferry docked at noon.",
            [
                (SAME, "The ferry "),
                (REMOVED, "sank"),
                (ADDED, "docked"),
                (SAME, " at noon."),
            ],
        ),
        (
            "One old word here.",
            "One new text here.",
            [
                (SAME, "One "),
                (REMOVED, "old word"),
                (ADDED, "new text"),
                (SAME, " here."),
            ],
        ),
        (
            "It hit the pier and the north coast",
            "Now the north coast is hit",
            [
                (REMOVED, "It hit the pier and"),
                (ADDED, "Now"),
                (SAME, " the north coast"),
                (ADDED, " is hit"),
            ],
        ),
        (
            "Two  spaces",
            "Two spaces",
            [(SAME, "Two "), (REMOVED, " "), (SAME, "spaces")],
        ),
        (
            "It's 1,000 people.",
            "It's 2,000 people!",
            [
                (SAME, "It's "),
                (REMOVED, "1,000"),
                (ADDED, "2,000"),
                (SAME, " people"),
                (REMOVED, "."),
                (ADDED, "!"),
            ],
        ),
        (
            "First.\nSecond.\nThird.",
            "First.\nThird.",
            [(SAME, "First.\n"), (REMOVED, "Second.\n"), (SAME, "Third.")],
        ),
        (
            "First. Second.",
            "First.\nSecond.",
            [(SAME, "First."), (REMOVED, " "), (ADDED, "\n"), (SAME, "Second.")],
        ),
    ],
)
def test_what_changed_is_told_by_whole_words(old, new, runs):
    assert words(old, new) == runs


def test_frequent_words_are_compared_like_all_others():
    old = "Then" + " the" * 300 + " end"
    new = "When" + " the" * 300 + " limit"
    assert words(old, new) == [
        (REMOVED, "Then"),
        (ADDED, "When"),
        (SAME, " the" * 300 + " "),
        (REMOVED, "end"),
        (ADDED, "limit"),
    ]


def test_one_edit_in_a_very_long_text_is_found():
    old = "the sea and the wind " * 20_000
    new = old[:210_000] + "storm " + old[210_000:]
    started = time.monotonic()
    runs = words(old, new)
    assert [text for kind, text in runs if kind != SAME] == [" storm"]
    assert time.monotonic() - started < 5


def test_texts_that_would_take_minutes_are_compared_coarsely():
    old = "q " + "a x " * 800 + "r\nThe last line."
    new = "s " + "b x " * 800 + "t\nThe last line."
    started = time.monotonic()
    runs = words(old, new)
    assert time.monotonic() - started < 5
    assert_whole(runs, old, new)
    assert runs[-1] == (SAME, "\nThe last line.")


def test_what_does_not_fit_the_budget_is_one_removal_and_one_addition(monkeypatch):
    old, new = "one two three\nkept", "two one four\nkept"
    assert words(old, new)[0] == (ADDED, "two ")
    monkeypatch.setattr(differences, "MOST_PAIRS", 3)
    assert words(old, new) == [
        (REMOVED, "one two three"),
        (ADDED, "two one four"),
        (SAME, "\nkept"),
    ]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("", []),
        ("<p>One</p><p>Two &amp; <strong>th</strong>ree</p>", ["One", "Two & three"]),
        ("<p>One<br>two\n  three</p>", ["One", "two three"]),
        ("Loose <em>words</em><p>One</p>after", ["Loose words", "One", "after"]),
        (
            '<p>See <a href="https://a.example/?b=1&amp;c=2">the map</a>.</p>',
            ["See the map (https://a.example/?b=1&c=2)."],
        ),
        ('<p><a href="mailto:a@b.c">Write </a>now</p>', ["Write (mailto:a@b.c) now"]),
        (
            '<p><a href="https://a.example/">https://a.example/</a></p>',
            ["https://a.example/"],
        ),
        ('<p><a href="https://a.example/"> </a><a>b</a></p>', ["b"]),
        (
            "<ul><li><p>One</p><p>more</p></li><li>Two</li></ul>",
            ["• One", "  more", "• Two"],
        ),
        ("<ol start='3'><li>One</li><li>Two</li></ol>", ["3. One", "4. Two"]),
        ("<ol start='x'><li>One</li></ol>", ["1. One"]),
        (
            "<ul><li>One<ul><li>In it</li></ul></li><li></li></ul>",
            ["• One", "  • In it", "•"],
        ),
        (
            '<ul class="context"><li>Note</li></ul><p>On</p>',
            ["For context:", "• Note", "On"],
        ),
        (
            "<blockquote><p>One</p><p>Two</p></blockquote>",
            ["> One", "> Two"],
        ),
        (
            '<a href="https://a.example/"><p>One</p><p>Two</p></a>',
            ["One", "Two (https://a.example/)"],
        ),
        ("<p>a<!-- note -->b</p>", ["ab"]),
        ("https://a.example/", ["https://a.example/"]),
        ("a &lt;p&gt; b", ["a <p> b"]),
    ],
)
def test_a_body_is_read_out_in_plain_lines(body, lines):
    assert readable(body).splitlines() == lines


def test_a_body_nested_without_end_can_be_read():
    body = "<blockquote>" * 400 + "<p>Deep</p>" + "</blockquote>" * 400
    assert readable(body).endswith("> Deep")


def test_the_marks_are_told_to_those_who_cannot_see_them():
    difference = words("A <b>\n red", "A <b>\n blue")
    markup = render_to_string(
        "admin/posts/_difference.html", {"difference": difference}
    )
    box = parse(markup).find(class_="difference")
    assert box.get_text() == "A <b>\n [removed: red][added: blue]"
    for hidden in box(class_="visually-hidden"):
        hidden.extract()
    assert [(tag.name, tag.get_text()) for tag in box.find_all(True)] == [
        ("del", "red"),
        ("ins", "blue"),
    ]
    assert box.get_text() == "A <b>\n redblue"
