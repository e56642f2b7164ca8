"""Which reader takes a source: by its kind and by evidence, or as the user says."""

import textwrap
from datetime import date

import pytest

from posts.importing.document import SourceError
from posts.importing.reading import FORMATS, READERS, read
from posts.importing.source import Source, Wanted
from tests.importing import parse_text

LOG = "\n\n".join(f"{hour}:00 GMT\nIt is {hour} o'clock." for hour in range(20, 10, -1))
PUBLISHED = "1. Tugpublished at 10:00 GMT 3 February 2025\n\nIt came.\n\n"


def test_every_reader_has_a_name_of_its_own():
    readers = {id(reader): reader for some in READERS.values() for reader in some}
    assert len(FORMATS) == len(readers)
    assert all(reader.says for reader in readers.values())


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("atom", b"Just text", "'atom' reads xml, and this is text"),
        ("published", b"<rss/>", "'published' reads text, and this is xml"),
        ("json-ld", b"<rss/>", "'json-ld' reads json or html, and this is xml"),
    ],
)
def test_a_reader_of_another_kind_is_refused_in_words(name, data, words):
    with pytest.raises(SourceError) as caught:
        read(Source(data), Wanted(format=name))
    assert str(caught.value) == words


def test_when_two_readers_fit_the_better_reads_and_the_other_is_told():
    page = parse_text(PUBLISHED + LOG, format="published")
    assert (len(page.posts), page.format) == (1, "published")
    page = parse_text(PUBLISHED + LOG, date=date(2025, 2, 3))
    told = [note for note in page.notes if "fits as well" in note]
    assert page.format == "log"
    assert len(told) == 1
    assert told[0].endswith("--format published reads it so.")


def test_a_source_in_which_nothing_is_found_lists_what_was_looked_for():
    with pytest.raises(SourceError, match=r"^no posts found in this text\. Looked for"):
        parse_text("Nothing here is a post.")


@pytest.mark.parametrize("start", ["", "\ufeff", "\n "])
def test_a_bracket_before_a_time_opens_a_log_and_no_json(start):
    text = f"{start}[2025-02-03 16:14] Tug sails\nA.\n\n[2025-02-03 16:02] Rain\nB.\n"
    assert [post.headline for post in parse_text(text).posts] == ["Tug sails", "Rain"]
    for data in (b'{"a": 1}', b"[]", b' [\n{"a": 1}]', b'["a"]'):
        assert Source(data).kind == "json"


@pytest.mark.parametrize(
    ("line", "body"),
    [
        *((f"{mark}One", "<ul><li>One</li></ul>") for mark in ("●", "▪ ", "\uf0b7\t")),
        *((f"{mark}\tOne", "<ul><li>One</li></ul>") for mark in "·*o§-"),
        ("·       One", "<ul><li>One</li></ul>"),
        ("- One", "<p>- One</p>"),
        ("* One", "<p>* One</p>"),
        ("o One", "<p>o One</p>"),
        ("-5C", "<p>-5C</p>"),
        ("●", "<p>●</p>"),
    ],
)
def test_the_bullets_of_word_processors_are_bullets(line, body):
    text = f"1. Tidepublished at 16:14\n\n{line}\n"
    (post,) = parse_text(text, date=date(2025, 2, 3)).posts
    assert post.body == body


def test_a_page_that_a_mail_quotes_is_read_without_the_marks():
    text = (
        "On Monday Ada wrote:\n\n> 1. Tidepublished at 16:14\n>\n> Rain.\n>\n> > Sun.\n"
    )
    (post,) = parse_text(text, date=date(2025, 2, 3)).posts
    assert (post.headline, post.line) == ("Tide", 3)
    assert post.body == "<p>Rain.</p><p>&gt; Sun.</p>"


def wrapped(width):
    words = " ".join(["the tug has a line aboard and the ferry moves at last"] * 40)
    text = textwrap.fill(f"{words}.", width)
    return parse_text(f"1. Tugpublished at 10:00 GMT 3 February 2025\n\n{text}")


def test_a_text_that_was_cut_at_the_width_of_a_screen_is_told():
    assert [note.split(":")[0] for note in wrapped(72).notes] == [
        "Many lines break off within a sentence, and each is read as a paragraph"
    ]
    assert wrapped(5000).notes == ()
