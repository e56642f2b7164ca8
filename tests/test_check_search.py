"""What the search does not know, or should not, is found and repaired."""

import pytest

from posts.models import SearchEntry
from tests.checking import check_data, says
from tests.conftest import NOON, add_draft, make_page, open_as, publish
from tests.searching import found


@pytest.fixture
def post(page):
    return publish(page, at=NOON)


def test_a_post_that_the_search_does_not_know_is_found_and_repaired(page, post):
    SearchEntry.objects.filter(post=post).delete()
    what = "the search does not find"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]
    assert check_data("--repair") == ["Repaired: 1 pages.", "Nothing is broken."]
    assert found("happened") == [post]


def test_a_page_that_the_search_does_not_know_is_found_and_repaired(page):
    SearchEntry.objects.filter(post=None).delete()
    assert says() == [("/live/storm/", True, "the search does not find")]
    check_data("--repair")
    assert found("bay") == [page]


@pytest.mark.parametrize("field", ["title", "text"])
def test_a_stale_entry_is_found_and_repaired(page, post, field):
    SearchEntry.objects.filter(post=post).update(**{field: "elsewhere"})
    what = "the search finds it by"
    assert says() == [(f"/live/storm/ post {post.pk}", True, what)]
    check_data("--repair")
    assert found("elsewhere") == []
    assert found("happened") == [post]


def test_an_entry_of_what_is_not_public_is_found_and_repaired(page):
    draft = add_draft(page)
    taken = make_page("taken")
    open_as(taken, "withdrawn")
    SearchEntry.objects.create(page=page, post=draft, title="a draft")
    SearchEntry.objects.create(page=taken, title="taken")
    what = "the search has an entry"
    assert says() == [
        (f"/live/storm/ post {draft.pk}", True, what),
        ("/live/taken/", True, what),
    ]
    assert check_data("--repair") == ["Repaired: 2 pages.", "Nothing is broken."]
    assert SearchEntry.objects.count() == 1
