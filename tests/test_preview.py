"""Preview links: a page in any status for whoever holds one, until it ends."""

from datetime import UTC, datetime, timedelta
from unittest import mock
from urllib.parse import unquote

import pytest
from django.core import signing
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from posts import preview, preview_views
from posts.models import Byline, Contributor, LivePage, PostImage, SummaryPoint
from posts.publishing import public_change
from tests.conftest import add_draft, make_page, open_as, publish, set_page, withdraw
from tests.pictures import encoded, upload
from tests.reader import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

HOUR = timedelta(hours=1)


@pytest.fixture
def draft():
    return make_page("soon", "draft", title="The election", time_zone="Europe/Paris")


def at(moment):
    """Make and judge links as if it were MOMENT."""
    return mock.patch("time.time", return_value=moment.timestamp())


def token_of(link):
    return link.removeprefix("/preview/").removesuffix("/")


def picture():
    return upload(encoded("PNG", (600, 300)), "tug.png")


def fetch(client, url):
    """The answer, read to its end, so that its file is closed."""
    response = client.get(url)
    response.getvalue()
    return response


def shown(client, link):
    response = client.get(link)
    assert response.status_code == 200
    return parse(response.content)


def ids(soup, inside="feed"):
    return [article["id"] for article in soup.find(id=inside).find_all("article")]


def assert_ended(client, link):
    assert preview.page_of(token_of(link)) is None
    response = client.get(link)
    assert response.status_code == 404
    heading = parse(response.content).find("h1")
    assert heading.get_text() == "This preview link does not work"


def test_a_draft_page_opens_with_its_published_posts_newest_first(client, draft):
    first, second, gone = (publish(draft, text) for text in ("One", "Two", "Three"))
    withdraw(gone)
    add_draft(draft, "Not yet")
    soup = shown(client, preview.link(draft))
    assert ids(soup) == [f"post-{second.pk}", f"post-{first.pk}"]
    assert soup.find(id="title").h1.get_text() == "The election"
    assert "Not yet" not in soup.get_text()
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_the_furniture_of_a_draft_page_is_shown(client, draft):
    post = publish(draft, "The count", key_event=True)
    publish(draft, "Aside")
    with public_change(draft) as change:
        change.pin(change.post(post.pk))
        SummaryPoint.objects.create(page=draft, text="Polls close at eight.")
    soup = shown(client, preview.link(draft))
    assert ids(soup, "pinned") == [f"pinned-{post.pk}"]
    assert [
        li.select_one(".key-event").get_text()
        for li in soup.find(id="key-events")("li")
    ] == ["The count"]
    assert [li.get_text() for li in soup.find(id="summary")("li")] == [
        "Polls close at eight."
    ]


@pytest.mark.parametrize("status", ["upcoming", "live", "ended", "withdrawn"])
def test_a_page_in_every_other_status_opens_too(client, page, status):
    post = publish(page)
    open_as(page, status)
    soup = shown(client, preview.link(page))
    assert ids(soup) == [f"post-{post.pk}"]


def test_no_more_posts_than_fit_and_word_of_those_left_out(client, draft, monkeypatch):
    monkeypatch.setattr(preview_views, "MOST_POSTS", 2)
    posts = [publish(draft, "One"), publish(draft, "Two")]
    link = preview.link(draft)
    assert "left out" not in shown(client, link).get_text()
    posts.append(publish(draft, "Three"))
    soup = shown(client, link)
    assert ids(soup) == [f"post-{post.pk}" for post in posts[:0:-1]]
    assert "Older posts are left out of the preview." in soup.get_text()


def test_the_notice_says_when_the_link_ends_in_the_page_s_zone(client, draft):
    with at(datetime(2025, 7, 1, 10, 30, tzinfo=UTC)):
        link = preview.link(draft)
        soup = shown(client, link)
    assert soup.find(id="preview").get_text() == (
        "Preview, not public. This link ends on 3 July 2025 at 12:30 "
        "Central European Summer Time."
    )
    ends = datetime(2025, 7, 3, 10, 30, tzinfo=UTC)
    assert preview.expires(token_of(link)) == ends


def test_words_and_times_are_in_the_page_s_language(client, draft, monkeypatch):
    languages = []

    def render_and_tell(*args):
        languages.append(get_language())
        return render(*args)

    monkeypatch.setattr(preview_views, "render", render_and_tell)
    set_page(draft, language="de")
    with at(datetime(2025, 7, 1, 10, 30, tzinfo=UTC)):
        soup = shown(client, preview.link(draft))
    assert languages == [soup.html["lang"]] == ["de"]
    assert "3. Juli 2025" in soup.find(id="preview").get_text()


def test_a_link_ends_by_itself(client, draft, settings):
    settings.PREVIEW_SECONDS = 3600
    now = datetime(2025, 7, 1, 10, 30, tzinfo=UTC)
    with at(now):
        link = preview.link(draft)
    with at(now + HOUR):
        shown(client, link)
    with at(now + HOUR + timedelta(seconds=1)):
        assert_ended(client, link)


def test_revoking_ends_every_link_that_is_out_and_no_other_page_s(client, draft, page):
    links = [preview.link(draft), preview.link(draft)]
    other = preview.link(page)
    preview.revoke(draft)
    for link in links:
        assert_ended(client, link)
    shown(client, other)
    shown(client, preview.link(draft))


def test_a_link_revoked_by_two_processes_at_once_stays_revoked(client, draft):
    stale = LivePage.objects.get(pk=draft.pk)
    preview.revoke(draft)
    link = preview.link(draft)
    preview.revoke(stale)
    assert_ended(client, link)
    assert LivePage.objects.get(pk=draft.pk).preview_version == 2


def test_revoking_is_no_public_change(page):
    before = page.revision
    preview.revoke(page)
    page.refresh_from_db()
    assert page.revision == before


def test_a_token_that_was_tampered_with_opens_nothing(client, draft, page):
    token = token_of(preview.link(draft))
    data, stamp, signature = token.split(":")
    other = token_of(preview.link(page)).split(":")[0]
    later = signing.b62_encode(signing.b62_decode(stamp) + 1)
    for forged in (
        f"{other}:{stamp}:{signature}",
        f"{data}:{later}:{signature}",
        f"{data}:{stamp}:{signature[:-1]}",
        token[:-20],
        data,
        "é",
        ":::",
        signing.dumps([draft.pk, 0]),
        signing.dumps([draft.pk, 0], salt="other"),
    ):
        assert_ended(client, reverse("posts:preview", args=[forged]))
    shown(client, f"/preview/{token}/")


def test_a_link_of_a_page_that_is_gone_has_ended(client, draft):
    link = preview.link(draft)
    draft.delete()
    assert_ended(client, link)


def test_no_cache_keeps_it_no_index_lists_it_no_address_leaks(client, draft):
    link = preview.link(draft)
    for address, status in [(link, 200), ("/preview/forged/", 404)]:
        response = client.get(address)
        assert response.status_code == status
        directives = set(response["Cache-Control"].split(", "))
        assert directives == {"private", "no-store"}
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
        robots = parse(response.content).find("meta", {"name": "robots"})
        assert robots["content"] == "noindex"
    assert client.post(link).status_code == 405


def test_nothing_polls_and_players_load_on_a_click(client, draft):
    publish(draft, "Watch", embed_url="https://youtu.be/abcdefghijk")
    soup = shown(client, preview.link(draft))
    assert not soup.find(id="poller")
    assert not soup.select("[data-hx-get]")
    scripts = [script["src"] for script in soup("script")]
    assert [src.rsplit("/", 1)[1] for src in scripts] == ["embed.js", "disclosure.js"]
    assert soup.find(class_="embed")["data-kind"] == "frame"


def test_pictures_load_for_the_holder_of_the_link_alone(client, draft):
    draft.lead_image.save("lead.png", picture())
    post = publish(draft)
    image = PostImage(post=post, alt="A tug")
    image.file.save("tug.png", picture())
    person = Contributor(name="Maren Holt")
    person.picture.save("me.png", picture())
    Byline.objects.create(post=post, contributor=person)
    link = preview.link(draft)
    sources = addresses(shown(client, link))
    names = {draft.lead_image.name, image.file.name, person.picture.name}
    assert {name for name in names if any(name in src for src in sources)} == names
    assert len(sources) > len(names)  # in several sizes
    for source in sources:
        bare, _, query = source.partition("?")
        assert unquote(query) == f"preview={token_of(link)}"
        assert fetch(client, source).status_code == 200, source
        assert fetch(client, bare).status_code == 404, bare
    preview.revoke(draft)
    assert fetch(client, sources[0]).status_code == 404


def addresses(soup):
    """Every address that a browser may load a picture of SOUP from."""
    found = [img["src"] for img in soup("img")]
    for element in soup.find_all(srcset=True):
        found += [part.split()[0] for part in element["srcset"].split(",")]
    return found


def test_a_link_opens_no_other_page_s_pictures(client, draft, page):
    hidden = make_page("hidden", "draft")
    hidden.lead_image.save("lead.png", picture())
    url = reverse("posts:media", args=[hidden.lead_image.name])
    token = token_of(preview.link(draft))
    assert fetch(client, f"{url}?preview={token}").status_code == 404
    own = token_of(preview.link(hidden))
    assert fetch(client, f"{url}?preview={own}").status_code == 200
