"""How many readers there are now, as the desk says it."""

import pytest
from django.utils import timezone

from posts import crowd
from tests.conftest import make_page, open_as
from tests.desk import act, desk_url, write_piece
from tests.reader import parse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counting(settings):
    settings.READER_GATE, settings.READERS_EVERY = True, 5
    settings.BEHIND_CACHE = False


def count(page, number):
    crowd.save({page.pk: number}, "a process", timezone.now())


def says(response):
    return parse(response.content).find(id="desk-readers").get_text()


def poll(client, page):
    return client.get(desk_url("updates", page))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "No readers now"),
        (0.4, "No readers now"),
        (1, "One reader"),
        (2, "About 2 readers now"),
        (99.6, "About 100 readers now"),
        (101, "About 100 readers now"),
        (186, "About 190 readers now"),
        (1243, "About 1,200 readers now"),
        (98_765, "About 99,000 readers now"),
        (99_999, "About 100,000 readers now"),
    ],
)
def test_the_desk_says_how_many_readers_there_are(desk, page, number, words):
    count(page, number)
    assert says(poll(desk, page)) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "No readers seen (a cache answers most)"),
        (1, "At least one reader (a cache answers most)"),
        (12, "At least 12 readers (a cache answers most)"),
        (1243, "At least 1,200 readers (a cache answers most)"),
    ],
)
def test_behind_a_cache_it_says_what_it_can_not_see(
    desk, page, settings, number, words
):
    settings.BEHIND_CACHE = True
    count(page, number)
    assert says(poll(desk, page)) == words


def test_the_count_comes_with_the_desk_and_with_each_answer(desk, page):
    count(page, 40)
    other = make_page("other")
    assert says(desk.get(desk_url("", page))) == "About 40 readers now"
    for response in (
        poll(desk, page),
        act(desk, page, "publish"),
        write_piece(desk, page, "summary"),
    ):
        assert response.status_code == 200
        assert says(response) == "About 40 readers now"
        readers = parse(response.content).find(id="desk-readers")
        assert readers["data-hx-swap-oob"] == "true"
    assert says(poll(desk, other)) == "No readers now"


def test_a_change_of_the_count_is_not_read_out(desk, page):
    for response in (desk.get(desk_url("", page)), poll(desk, page)):
        readers = parse(response.content).find(id="desk-readers")
        assert readers["aria-live"] == "off"
        assert not readers.find_parent(attrs={"aria-live": True})
        assert not readers.find_parent(attrs={"role": True})


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("upcoming", "About 40 readers now"),
        ("live", "About 40 readers now"),
        ("ended", "About 40 readers now"),
        ("withdrawn", ""),
    ],
)
def test_pages_that_readers_see_have_readers(desk, page, status, words):
    count(page, 40)
    open_as(page, status)
    assert says(poll(desk, page)) == words


def test_a_draft_has_no_readers(desk):
    page = make_page(status="draft")
    assert says(poll(desk, page)) == ""


@pytest.mark.parametrize("off", ["READER_GATE", "READERS_EVERY"])
def test_where_nobody_counts_nothing_is_said(desk, page, settings, off):
    count(page, 40)
    setattr(settings, off, 0)
    assert says(poll(desk, page)) == ""
    assert says(desk.get(desk_url("", page))) == ""
