"""What of a post and of a page is searched, and how much of it."""

import pytest

from posts.models import Byline, Contributor, PostImage, SearchEntry
from posts.publishing import public_change, restamp_contributor
from tests.conftest import publish, set_page
from tests.searching import found

pytestmark = pytest.mark.django_db


def test_a_page_is_found_by_title_standfirst_and_summary(page):
    set_page(page, standfirst="Ferries stay in port.")
    with public_change(page) as change:
        change.write_summary(["The quay is flooded"])
    assert found("storm") == found("ferries port") == found("quay") == [page]


def test_captions_alt_texts_corrections_and_who_is_quoted_are_found(page):
    post = publish(
        page,
        "News",
        label="quote",
        quote_attribution="Maren Holt",
        correction_note="Her name is Patient.",
    )
    with public_change(page) as change:
        change.post(post.pk)
        PostImage.objects.create(post=post, alt="A lighthouse", caption="At dusk")
    for query in ("maren holt", "patient", "lighthouse", "dusk"):
        assert found(query) == [post], query


def test_what_readers_do_not_see_is_not_found(page):
    publish(page, "News", quote_attribution="Maren Holt", review_note="Check the name")
    assert found("maren") == found("check") == []


def test_bylines_are_not_searched_so_a_new_name_costs_nothing(page):
    post = publish(page, "News")
    with public_change(page) as change:
        change.post(post.pk)
        person = Contributor.objects.create(name="Maren Holt")
        Byline.objects.create(post=post, contributor=person)
    SearchEntry.objects.filter(post=post).update(text="untouched")
    person.name = "Maren Brook"
    person.save()
    restamp_contributor(person)
    assert found("maren") == []
    assert SearchEntry.objects.get(post=post).text == "untouched"


def test_a_link_or_bold_letters_do_not_break_a_word(page):
    post = publish(page, "x", "<p>un<strong>break</strong>able</p><p>quay</p>")
    assert found("unbreakable") == found("quay") == [post]


def test_a_text_of_many_megabytes_is_published_and_found_by_its_beginning(page):
    words = " ".join(f"word{n}" for n in range(400_000))
    post = publish(page, "Long", f"<p>{words}</p>")
    assert found("word7 long") == [post]
    # PostgreSQL's index of one entry holds a megabyte, positions included.
    assert len(SearchEntry.objects.get(post=post).text.encode()) <= 250_000


def test_an_endless_word_is_published_and_found(page):
    post = publish(page, "Long", f"<p>{'a' * 10_000} {'界' * 10_000}</p>")
    assert found("a" * 10_000) == found("界" * 10_000) == [post]
