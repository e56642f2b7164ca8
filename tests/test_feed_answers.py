"""How feeds are answered: to all the same, again when they changed, or not at all."""

import pytest
from django.urls import reverse

from tests.conftest import make_page, open_as, publish, publish_many, withdraw
from tests.machines import add_byline, add_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

BOTH = pytest.mark.parametrize("kind", ["atom", "json"])


def url_of(page, kind):
    return reverse(f"posts:{kind}", args=[page.slug])


@BOTH
def test_what_did_not_change_is_not_sent_again(
    client, page, kind, django_assert_num_queries
):
    post = publish(page)
    url = url_of(page, kind)
    etag = client.get(url)["ETag"]
    with django_assert_num_queries(1):
        response = client.get(url, headers={"if-none-match": etag})
    assert (response.status_code, response.content) == (304, b"")
    withdraw(post)
    response = client.get(url, headers={"if-none-match": etag})
    assert response.status_code == 200
    assert response["ETag"] != etag


@BOTH
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("PUBLICATION_NAME", "The Other Post"),
        ("SITE_URL", "https://live.example.org"),
        ("WEBSUB_HUB", "https://hub.example.org/"),
    ],
)
def test_a_feed_that_a_setting_changed_is_sent_again(
    client, page, kind, settings, setting, value
):
    url = url_of(page, kind)
    etag = {"if-none-match": client.get(url)["ETag"]}
    assert client.get(url, headers=etag).status_code == 304
    setattr(settings, setting, value)
    assert client.get(url, headers=etag).status_code == 200


@BOTH
@pytest.mark.parametrize("count", [2, 20])
def test_a_feed_makes_a_fixed_number_of_queries(
    client, page, kind, count, django_assert_num_queries
):
    for post in publish_many(page, count):
        add_byline(post, f"Reporter {post.pk}")
        add_picture(post)
    # The page; posts, bylines, contributors, images.
    with django_assert_num_queries(5):
        client.get(url_of(page, kind))


@BOTH
def test_a_withdrawn_page_has_no_feed(client, page, kind):
    publish(page, "Secret")
    etag = client.get(url_of(page, kind))["ETag"]
    open_as(page, "withdrawn")
    response = client.get(url_of(page, kind), headers={"if-none-match": etag})
    assert response.status_code == 410
    assert b"Secret" not in response.content


@BOTH
def test_a_draft_and_an_unknown_page_have_no_feed(client, kind):
    page = make_page(status="draft")
    assert client.get(url_of(page, kind)).status_code == 404
    page.slug = "unknown"
    assert client.get(url_of(page, kind)).status_code == 404


@BOTH
def test_everybody_shares_a_feed(client, page, kind, editor):
    client.force_login(editor)
    response = client.get(url_of(page, kind))
    assert not response.cookies
    assert response["Vary"] == "Accept-Encoding"
    assert "public" in response["Cache-Control"]
    assert client.post(url_of(page, kind)).status_code == 405
