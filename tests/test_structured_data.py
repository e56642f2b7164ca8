"""JSON-LD: the live page as search engines read it, true to what is shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import (
    NOON,
    edit,
    make_page,
    open_as,
    publish,
    publish_many,
    set_page,
    withdraw,
)
from tests.machines import (
    HOSTILE,
    SITE,
    add_byline,
    add_lead_image,
    add_picture,
    json_ld,
    media,
    publish_undated,
)
from tests.reader import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def data_of(client, page, query=""):
    return json_ld(soup_of(client, page.get_absolute_url() + query))


def update_of(client, page):
    (update,) = data_of(client, page)["liveBlogUpdate"]
    return update


def put_on_air(page, url="https://youtu.be/abcdefghijk", title="The harbour"):
    set_page(page, stream_on_air=True, stream_url=url, stream_title=title)


def test_the_page_says_what_it_is(client, page, settings):
    settings.PUBLICATION_NAME = "The Tide"
    set_page(page, standfirst="It blows.", edited_by="Maren Holt", language="de")
    lead = add_lead_image(page)
    page.refresh_from_db()
    address = SITE + page.get_absolute_url()
    publisher = {
        "@type": "Organization",
        "name": "The Tide",
        "url": SITE + "/",
        "logo": SITE + "/static/posts/icon-512.png",
    }
    assert data_of(client, page) == {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "url": address,
        "mainEntityOfPage": address,
        "headline": page.title,
        "description": "It blows.",
        "inLanguage": "de",
        "image": {
            "@type": "ImageObject",
            "url": media(lead),
            "width": 600,
            "height": 300,
            "caption": "The bay",
        },
        "author": publisher,
        "editor": {"@type": "Person", "name": "Maren Holt"},
        "publisher": publisher,
        "datePublished": page.first_published_at.isoformat(),
        "dateModified": page.started_at.isoformat(),
        "coverageStartTime": page.started_at.isoformat(),
    }


def test_a_post_says_what_it_is(client, page):
    post = publish(
        page, "Tug takes the tow", "<p>First.</p><p>Second.</p>", NOON, label="analysis"
    )
    image = add_picture(post)
    add_byline(post, "Maren Holt", role="Harbour editor")
    add_byline(post, "Ole Brandt", order=2)
    update = update_of(client, page)
    address = f"{SITE}{post.get_absolute_url()}#post-{post.pk}"
    assert update == {
        "@type": "BlogPosting",
        "url": address,
        "headline": "Tug takes the tow",
        "articleBody": "First. Second.",
        "image": [
            {
                "@type": "ImageObject",
                "url": media(image.file),
                "width": 600,
                "height": 300,
                "caption": "A tug",
            }
        ],
        "author": [
            {"@type": "Person", "name": "Maren Holt", "jobTitle": "Harbour editor"},
            {"@type": "Person", "name": "Ole Brandt"},
        ],
        "datePublished": "2025-02-03T12:00:00+00:00",
        "dateModified": "2025-02-03T12:00:00+00:00",
    }


@pytest.mark.parametrize("query", ["", "?order=oldest", "?show=key"])
def test_every_post_shown_is_an_update_at_an_anchor_that_exists(client, page, query):
    posts = publish_many(page, 30)
    for post in posts[3:6]:
        edit(post, key_event=True)
    soup = soup_of(client, page.get_absolute_url() + query)
    shown = [article["id"] for article in soup.select("#feed > article")]
    addresses = [update["url"] for update in json_ld(soup)["liveBlogUpdate"]]
    assert [address.split("#")[1] for address in addresses] == shown
    for address in addresses[:2]:
        url, anchor = address.removeprefix(SITE).split("#")
        assert soup_of(client, url).find(id=anchor) is not None


def test_a_chunk_and_a_permalink_have_the_posts_that_they_show(client, page):
    posts = publish_many(page, 30)
    first = soup_of(client, page.get_absolute_url())
    for url in (first.select_one("#older a")["href"], posts[2].get_absolute_url()):
        soup = soup_of(client, url)
        shown = [article["id"] for article in soup.select("#feed > article")]
        updates = json_ld(soup)["liveBlogUpdate"]
        assert [update["url"].split("#")[1] for update in updates] == shown


def test_withdrawn_posts_are_no_updates(client, page):
    withdraw(publish(page, "Gone"))
    assert "liveBlogUpdate" not in data_of(client, page)


def test_coverage_ends_only_when_the_page_has_ended(client, page):
    assert "coverageEndTime" not in data_of(client, page)
    open_as(page, "ended")
    page.refresh_from_db()
    assert data_of(client, page)["coverageEndTime"] == page.ended_at.isoformat()
    open_as(page, "live")
    assert "coverageEndTime" not in data_of(client, page)


def test_coverage_to_come_starts_when_it_is_announced_for(client):
    start = timezone.now() + timedelta(days=1)
    page = make_page(status="upcoming", scheduled_start=start)
    assert data_of(client, page)["coverageStartTime"] == start.isoformat()
    page = make_page("open", status="upcoming")
    assert "coverageStartTime" not in data_of(client, page)


def test_coverage_does_not_start_after_what_is_shown(client, page):
    publish(page, at=NOON)
    publish_undated(page)
    assert data_of(client, page)["coverageStartTime"] == NOON.isoformat()


def test_an_edit_is_the_date_of_the_post_and_of_the_page(client, page):
    post = publish(page, at=NOON, correction_note="Wrong.")
    edit(post, correction_note="Right.")
    post.refresh_from_db()
    data = data_of(client, page)
    assert data["dateModified"] == post.edited_at.isoformat()
    assert data["liveBlogUpdate"][0]["dateModified"] == post.edited_at.isoformat()
    assert data["liveBlogUpdate"][0]["datePublished"] == NOON.isoformat()


def test_a_post_of_unknown_time_claims_no_date_of_publication(client, page):
    post = publish_undated(page)
    update = update_of(client, page)
    assert "datePublished" not in update
    assert update["dateModified"] == post.first_published_at.isoformat()


def test_a_post_without_a_headline_is_named_by_its_first_words(client, page):
    publish(page, "", "<p>The bridge is shut.</p>")
    assert update_of(client, page)["headline"] == "The bridge is shut."


def test_a_post_without_bylines_is_the_newsroom_s(client, page, settings):
    settings.PUBLICATION_NAME = "The Tide"
    publish(page)
    author = update_of(client, page)["author"]
    assert (author["@type"], author["name"]) == ("Organization", "The Tide")


def test_a_picture_without_a_file_is_no_image(client, page):
    post = publish(page)
    add_picture(post)
    post.images.update(file="")
    assert "image" not in update_of(client, page)


def test_the_stream_is_a_live_video(client, page):
    set_page(page, standfirst="It blows.")
    put_on_air(page)
    since = page.history.filter(stream_on_air=True).get().history_date.isoformat()
    assert data_of(client, page)["video"] == {
        "@type": "VideoObject",
        "name": "The harbour",
        "description": "It blows.",
        "thumbnailUrl": "https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg",
        "uploadDate": since,
        "embedUrl": "https://www.youtube-nocookie.com/embed/abcdefghijk",
        "url": "https://youtu.be/abcdefghijk",
        "publication": {
            "@type": "BroadcastEvent",
            "isLiveBroadcast": True,
            "startDate": since,
        },
    }


def test_the_stream_s_date_is_when_it_first_went_on_air(client, page):
    put_on_air(page)
    first = data_of(client, page)["video"]["uploadDate"]
    set_page(page, stream_on_air=False)
    assert "video" not in data_of(client, page)
    put_on_air(page, title="The harbour again")
    assert data_of(client, page)["video"]["uploadDate"] == first


def test_the_broadcast_ends_with_the_page(client, page):
    put_on_air(page)
    open_as(page, "ended")
    page.refresh_from_db()
    broadcast = data_of(client, page)["video"]["publication"]
    assert broadcast["endDate"] == page.ended_at.isoformat()


def test_a_stream_without_a_still_has_the_page_s_picture_or_is_left_out(client, page):
    put_on_air(page, "https://example.org/harbour.mp4")
    assert "video" not in data_of(client, page)
    lead = add_lead_image(page)
    video = data_of(client, page)["video"]
    assert video["thumbnailUrl"] == media(lead)
    assert video["contentUrl"] == "https://example.org/harbour.mp4"
    assert "embedUrl" not in video


def test_hostile_text_can_t_leave_the_script(client, page):
    post = publish(page, HOSTILE, f"<p>{HOSTILE.replace('<', '&lt;')}</p>")
    add_byline(post, HOSTILE)
    set_page(page, title=HOSTILE)
    response = client.get(page.get_absolute_url())
    begin = response.content.index(b"application/ld+json") + len("application/ld+json")
    script = response.content[begin:].partition(b"</script>")[0]
    assert b"<" not in script
    assert b"&" not in script
    data = data_of(client, page)
    assert data["headline"] == HOSTILE
    (update,) = data["liveBlogUpdate"]
    assert update["headline"] == update["author"][0]["name"] == HOSTILE
    assert "</script>" in update["articleBody"]


@pytest.mark.parametrize("count", [2, 20])
def test_a_stream_costs_one_query_whatever_the_number_of_posts(
    client, page, count, django_assert_num_queries
):
    for post in publish_many(page, count):
        add_byline(post, f"Reporter {post.pk}")
        add_picture(post)
    put_on_air(page)
    # The nine of a page view (see test_shared_answers), and the stream's date.
    with django_assert_num_queries(10):
        client.get(page.get_absolute_url())


def test_addresses_are_those_of_the_one_site(client, page, settings):
    settings.SITE_URL = "https://live.example.org"
    publish(page)
    data = data_of(client, page)
    assert data["url"] == "https://live.example.org" + page.get_absolute_url()
    assert data["liveBlogUpdate"][0]["url"].startswith("https://live.example.org/live/")
