"""The answer to a search: what each result says, and how the list leads on."""

import pytest

from posts.models import Post, PostImage, SummaryPoint
from posts.publishing import public_change
from tests.conftest import NOON, make_page, publish, publish_many, set_page
from tests.reader import soup_of
from tests.searching import text_of

pytestmark = pytest.mark.django_db


def test_a_result_says_what_it_is_where_it_belongs_and_when(client, page):
    set_page(page, standfirst="The tug is out.", started_at=NOON)
    post = publish(page, "Tug takes the tow", "<p>A calm tug.</p>", at=NOON)
    results = soup_of(client, "/?q=tug").select(".results > li")
    assert [text_of(result) for result in results] == [
        "Tug takes the tow Post on Storm over the bay · 12:00 Greenwich Mean Time · "
        "3 February 2025 A calm tug.",
        "Storm over the bay Live page · 3 February 2025 The tug is out.",
    ]
    assert [result.a["href"] for result in results] == [
        post.get_absolute_url(),
        page.get_absolute_url(),
    ]
    assert [text_of(mark) for mark in results[0].select("mark")] == ["Tug", "tug"]
    assert results[0].time["datetime"] == "2025-02-03T12:00:00+00:00"


def test_a_post_without_a_headline_is_named_by_its_time(client, page):
    publish(page, "", "<p>A tug.</p>", at=NOON)
    assert text_of(soup_of(client, "/?q=tug").select_one(".results a")) == (
        "3 February 2025 · 12:00"
    )


def test_a_post_of_unknown_time_shows_none(client, page):
    with public_change(page) as change:
        post = Post(headline="Undated tug", body="<p>x</p>")
        change.import_rows([post])
        post.save()
    assert soup_of(client, "/?q=tug").select_one(".results time") is None


def test_a_result_shows_the_words_around_what_was_found(client, page):
    before = " ".join(f"before{n}" for n in range(100))
    after = " ".join(f"after{n}" for n in range(100))
    publish(page, "News", f"<p>{before}, the Tügs! {after}</p>")
    passage = text_of(soup_of(client, "/?q=tug").select_one(".passage"))
    assert passage.startswith("… before9")
    assert "before99, the Tügs! after0 after1" in passage
    assert passage.endswith(" …")
    assert 150 < len(passage) < 260
    assert all(word in f"… {before}, the Tügs! {after} …" for word in passage.split())


def test_what_was_typed_or_written_never_becomes_markup(client, page):
    publish(page, "<b>Tug</b> & co", "<p>&lt;script&gt;tug()&lt;/script&gt; &amp;</p>")
    response = client.get("/", {"q": '"><script>tug'})
    content = response.content.decode()
    assert content.count("<script>") == 0
    soup = soup_of(client, "/?q=tug")
    assert soup.select_one(".results a").decode_contents().strip() == (
        "&lt;b&gt;<mark>Tug</mark>&lt;/b&gt; &amp; co"
    )
    assert soup.select_one(".passage").decode_contents().strip() == (
        "&lt;script&gt;<mark>tug</mark>()&lt;/script&gt; &amp;"
    )


def test_the_words_stay_in_the_box_and_in_the_title(client, page):
    soup = soup_of(client, "/?q=tug+%26+tow")
    assert soup.select_one("input[name=q]")["value"] == "tug & tow"
    assert soup.title.get_text() == "Search for “tug & tow” – Live"
    label = soup.find("label", attrs={"for": soup.select_one("input[name=q]")["id"]})
    assert label.get_text() == "Search live pages and posts"


def test_nothing_found_is_said_plainly(client, page):
    soup = soup_of(client, "/?q=zeppelin")
    assert text_of(soup.select_one(".found")) == "Nothing found for “zeppelin”."
    assert soup.select_one(".results") is None


def test_results_are_not_for_search_engines_and_the_index_is(client, page):
    def robots(soup):
        return [meta["content"] for meta in soup.select("meta[name=robots]")]

    assert robots(soup_of(client, "/?q=tug")) == ["noindex"]
    assert robots(soup_of(client, "/?q=")) == []


def test_results_are_paged_and_lead_on_by_links(client, page):
    publish_many(page, 45)
    seen, url = [], "/?q=post"
    assert len(soup_of(client, url).select(".results > li")) == 20
    while url:
        soup = soup_of(client, url)
        seen += [text_of(a) for a in soup.select(".results a")]
        link = soup.select_one(".leaves a[rel=next]")
        url = link and link["href"]
    assert seen == [f"Post {n}" for n in range(44, -1, -1)]
    assert text_of(soup.select_one(".leaves p")) == "Page 3 of 3"
    assert soup.select_one(".leaves a[rel=prev]")["href"] == "/?q=post&page=2"
    assert soup.head.find("link", rel="prev")["href"] == "/?q=post&page=2"
    assert soup.title.get_text() == "Search for “post”, page 3 – Live"
    soup_of(client, "/?q=post&page=4", status=404)


def test_results_of_a_page_in_another_language_say_so(client):
    page = make_page(language="ar", time_zone="Asia/Riyadh", title="عاصفة")
    publish(page, "قارب", "<p>قارب</p>", at=NOON)
    result = soup_of(client, "/?q=قارب").select_one(".results > li")
    assert (result.a["lang"], result.a["hreflang"], result.a["dir"]) == ("ar",) * 2 + (
        "rtl",
    )
    assert result.time["lang"] == "ar"
    assert result.cite["lang"] == "ar"


@pytest.mark.parametrize("count", [2, 40])
def test_a_search_makes_a_fixed_number_of_queries(
    client, page, count, django_assert_num_queries
):
    for post in publish_many(page, count):
        with public_change(page) as change:
            change.post(post.pk)
            PostImage.objects.create(post=post, alt="A picture")
    SummaryPoint.objects.create(page=page, text="x")
    # What is due; how many there are; entries, images, summaries.
    with django_assert_num_queries(5):
        client.get("/", {"q": "post"})


def test_only_the_first_ten_words_are_searched_and_it_is_said(client, page):
    publish(page, "a b c d e f g h i j")
    soup = soup_of(client, "/?q=a+b+c+d+e+f+g+h+i+j+k")
    assert [text_of(p) for p in soup.select(".found")] == [
        "1 result for “a b c d e f g h i j k”",
        "Only the first 10 words were searched for.",
    ]
    soup = soup_of(client, "/?q=a+b+c+d+e+f+g+h+i+j+j")
    assert len(soup.select(".found")) == 1
