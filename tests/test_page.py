"""The reader's page: what is on it, in which order, and what must not be."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.models import Byline, Contributor, Post, PostImage, RelatedLink, SummaryPoint
from posts.publishing import public_change
from tests.conftest import (
    NOON,
    add_draft,
    edit,
    make_page,
    open_as,
    publish,
    publish_many,
    set_page,
    withdraw,
)
from tests.reader import parse, soup_of

pytestmark = pytest.mark.django_db


def headlines(soup):
    return [h.get_text() for h in soup.select("#feed .headline")]


def test_the_newest_post_comes_first_and_older_ones_follow_by_a_link(client, page):
    publish_many(page, 45)
    seen, url = [], page.get_absolute_url()
    while url:
        soup = soup_of(client, url)
        seen += headlines(soup)
        link = soup.select_one("#older a")
        url = link and link["href"]
    assert seen == [f"Post {n}" for n in range(44, -1, -1)]


def test_oldest_first_leads_to_the_newest_by_links(client, page):
    publish_many(page, 45)
    seen, url = [], page.get_absolute_url() + "?order=oldest"
    while url:
        soup = soup_of(client, url)
        seen += headlines(soup)
        link = soup.select_one("#newer a")
        url = link and link["href"]
    assert seen == [f"Post {n}" for n in range(45)]


def test_older_posts_do_not_shift_while_new_ones_arrive(client, page):
    publish_many(page, 30)
    first = soup_of(client, page.get_absolute_url())
    publish(page, "Late")
    second = soup_of(client, first.select_one("#older a")["href"])
    assert headlines(first)[-1] == "Post 10"
    assert headlines(second)[0] == "Post 9"


def test_key_events_alone_are_shown_on_request(client, page):
    posts = publish_many(page, 4)
    edit(posts[1], key_event=True)
    soup = soup_of(client, page.get_absolute_url() + "?show=key")
    assert headlines(soup) == ["Post 1"]
    assert soup.select_one("#poller")["data-hx-get"].endswith("?show=key")


def test_a_post_shows_all_its_parts(client, page):
    post = publish(
        page,
        "Tug takes the tow",
        "<p>First.</p><ul><li>One</li></ul><ul class='context'><li>Note</li></ul>",
        at=NOON + timedelta(hours=4, minutes=14),
        label="analysis",
        embed_url="https://example.org/clip",
        correction_note="The tug is called Patient.",
    )
    with public_change(page) as change:
        change.post(post.pk)
        person = Contributor.objects.create(name="Maren Holt", role="Editor")
        Byline.objects.create(post=post, contributor=person, role="Harbour editor")
        PostImage.objects.create(post=post, alt="A tug", credit="Port Authority")
    article = soup_of(client, page.get_absolute_url()).select_one(f"#post-{post.pk}")
    texts = [" ".join(text.split()) for text in article.stripped_strings]
    assert texts[:11] == [
        "Monday, 3 February 2025",
        "Analysis",
        ":",
        "Tug takes the tow",
        "Published at",
        "16:14",
        "Greenwich Mean Time",
        "Maren Holt",
        "Harbour editor",
        "First.",
        "One",
    ]
    assert article.select_one("ul.context li").get_text() == "Note"
    assert article.select_one("figure p").get_text() == "Picture: A tug"
    assert article.select_one(".credit").get_text() == "Source: Port Authority"
    assert article.select_one("a.embed-card")["href"] == "https://example.org/clip"
    assert "The tug is called Patient." in article.select_one(".post-edited").get_text()
    assert article.find("img") is None, "a picture without a file is never broken"


def test_a_post_without_a_headline_has_a_heading_for_screen_readers(client, page):
    post = publish(page, "", at=NOON)
    heading = soup_of(client, page.get_absolute_url()).select_one(f"#post-{post.pk} h3")
    assert heading.get_text().strip() == "Post at 12:00"
    assert "visually-hidden" in heading["class"]


def test_a_post_of_unknown_time_shows_no_time(client, page):
    with public_change(page) as change:
        post = Post(headline="Undated", body="<p>x</p>")
        change.import_rows([post])
        post.save()
    article = soup_of(client, page.get_absolute_url()).select_one(f"#post-{post.pk}")
    assert article.find("time") is None


def test_furniture_containers_are_there_even_when_empty(client, page):
    soup = soup_of(client, page.get_absolute_url())
    for name in ("title", "status", "summary", "stream", "pinned", "key-events"):
        assert soup.find(id=name) is not None, name
    assert soup.find(id="related") is not None


def test_the_furniture_says_what_the_editor_set(client, page):
    set_page(
        page,
        standfirst="It blows.",
        edited_by="Maren Holt",
        stream_on_air=True,
        stream_url="https://youtu.be/abcdefghijk",
        stream_title="The harbour",
    )
    with public_change(page):
        SummaryPoint.objects.create(page=page, text="Second", order=2)
        SummaryPoint.objects.create(page=page, text="First", order=1)
        RelatedLink.objects.create(page=page, title="Map", url="https://example.org/m")
    soup = soup_of(client, page.get_absolute_url())
    assert [li.get_text() for li in soup.select("#summary li")] == ["First", "Second"]
    assert soup.select_one("#title .edited-by").get_text() == "Edited by Maren Holt"
    player = soup.select_one("#stream .embed")["data-player"]
    assert player == "https://www.youtube-nocookie.com/embed/abcdefghijk"
    assert soup.select_one("#related a")["href"] == "https://example.org/m"


def test_drafts_and_withdrawn_posts_are_nowhere(client, page):
    add_draft(page, "Secret draft", key_event=True)
    gone = publish(page, "Gone", key_event=True)
    publish(page, "Later", at=timezone.now() + timedelta(hours=1))
    withdraw(gone)
    content = client.get(page.get_absolute_url()).content.decode()
    for secret in ("Secret draft", "Gone", "Later"):
        assert secret not in content


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("upcoming", "Coverage has not begun"),
        ("live", "Live"),
        ("ended", "This page has ended"),
    ],
)
def test_each_status_is_said_in_words(client, status, words):
    page = make_page(status=status)
    soup = soup_of(client, page.get_absolute_url())
    assert words in soup.select_one("#status").get_text()


def test_a_page_without_posts_says_so(client, page):
    soup = soup_of(client, page.get_absolute_url())
    assert (
        soup.select_one("#feed + .empty").get_text() == "Nothing has been posted yet."
    )
    soup = soup_of(client, page.get_absolute_url() + "?show=key")
    assert soup.select_one("#feed + .empty").get_text() == "No key events yet."


def test_only_the_embed_may_be_framed(client, page):
    for url, framed in (
        (page.get_absolute_url(), False),
        (reverse("posts:embed", args=[page.slug]), True),
    ):
        response = client.get(url)
        ancestors = "*" if framed else "'none'"
        assert f"frame-ancestors {ancestors}" in response["Content-Security-Policy"]
        assert ("X-Frame-Options" in response) is not framed


def test_a_later_day_is_said_of_an_update(client, page):
    post = publish(page, at=NOON, correction_note="Wrong.")
    edit(post, correction_note="Right.")
    edited = soup_of(client, page.get_absolute_url()).select_one(".post-edited time")
    assert edited.get_text().endswith(f", {timezone.now():%-d %B %Y}")


def test_a_withdrawn_page_is_gone_and_says_so(client, page):
    publish(page, "Secret now")
    open_as(page, "withdrawn")
    for url in (page.get_absolute_url(), reverse("posts:embed", args=[page.slug])):
        soup = soup_of(client, url, status=410)
        assert soup.h1.get_text() == "This page has been withdrawn"
        assert "Secret now" not in soup.get_text()


def test_a_draft_page_does_not_exist_for_readers(client):
    page = make_page(status="draft")
    assert client.get(page.get_absolute_url()).status_code == 404
    assert client.get(reverse("posts:updates", args=[page.slug, 0])).status_code == 404


def test_a_permalink_shows_the_page_around_an_old_post(client, page):
    posts = publish_many(page, 60)
    soup = soup_of(client, posts[20].get_absolute_url())
    assert headlines(soup)[0] == "Post 30"
    assert headlines(soup)[-1] == "Post 10"
    assert soup.select_one(".is-marked")["id"] == f"post-{posts[20].pk}"
    assert soup.title.get_text().startswith("Post 20")
    canonical = soup.find("link", rel="canonical")["href"]
    assert canonical == "http://testserver" + page.get_absolute_url()
    og_url = soup.find("meta", property="og:url")["content"]
    assert og_url == "http://testserver" + posts[20].get_absolute_url()


def test_the_permalink_of_a_withdrawn_post_is_gone_with_a_way_on(client, page):
    post = publish(page, "Mistake")
    withdraw(post)
    soup = soup_of(client, post.get_absolute_url(), status=410)
    assert "Mistake" not in soup.get_text()
    assert soup.main.a["href"] == page.get_absolute_url()


def test_the_permalink_of_a_draft_does_not_exist(client, page):
    draft = add_draft(page)
    assert client.get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "query", ["?order=sideways", "?show=all", "?before=1", "?after=' OR 1", "?at=-1"]
)
def test_an_unknown_view_is_not_found(client, page, query):
    assert client.get(page.get_absolute_url() + query).status_code == 404


def test_what_is_due_is_published_by_the_reader_s_own_request(client, page):
    post = publish(page, "Due", at=timezone.now() + timedelta(hours=1))
    past = timezone.now() - timedelta(seconds=1)
    Post.objects.filter(pk=post.pk).update(published_at=past)
    type(page).objects.update(next_due_at=past)
    assert headlines(soup_of(client, page.get_absolute_url())) == ["Due"]


def test_scripts_in_bodies_never_reach_the_page(client, page):
    post = publish(page, "x", "<p onclick=a()>Safe</p><script>a()</script>")
    article = soup_of(client, page.get_absolute_url()).select_one(f"#post-{post.pk}")
    assert article.find("script") is None
    assert str(article.select_one(".post-body")) == (
        '<div class="post-body" dir="auto"><p>Safe</p></div>'
    )


def test_the_index_lists_live_upcoming_and_ended_pages(client):
    for status in ("live", "upcoming", "ended", "draft"):
        make_page(status, status, title=status.title())
    taken = make_page("taken", "live", title="Taken")
    open_as(taken, "withdrawn")
    soup = soup_of(client, "/")
    assert [a.get_text() for a in soup.select(".pages a")] == [
        "Live",
        "Upcoming",
        "Ended",
    ]


def test_an_empty_index_says_so(client):
    assert "Nothing is live yet" in soup_of(client, "/").get_text()


def test_the_page_speaks_its_own_language_whatever_the_browser_asks(client):
    page = make_page(language="de", time_zone="Europe/Berlin")
    publish(page, at=NOON)
    response = client.get(page.get_absolute_url(), headers={"accept-language": "fr"})
    soup = parse(response.content)
    assert soup.html["lang"] == "de"
    assert "Mitteleuropäische Normalzeit" in soup.select_one(".post-time").get_text()
    assert response["Vary"] == "Accept-Encoding"
