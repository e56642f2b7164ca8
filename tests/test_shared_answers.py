"""Public answers are shared: few queries, no cookie, nothing of the asker."""

from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse

from posts.models import Byline, Contributor, PostImage
from posts.publishing import public_change
from tests.conftest import make_page, open_as, publish, publish_many

pytestmark = pytest.mark.django_db


def poll_url(page, cursor=None):
    page.refresh_from_db()
    cursor = page.revision if cursor is None else cursor
    return reverse("posts:updates", args=[page.slug, cursor])


def with_parts(page, count):
    person, _ = Contributor.objects.get_or_create(name="Maren Holt")
    for post in publish_many(page, count, key_event=True):
        with public_change(page) as change:
            change.post(post.pk)
            Byline.objects.create(post=post, contributor=person)
            PostImage.objects.create(post=post, alt="A picture")


def test_an_idle_poll_makes_one_query(client, page, django_assert_num_queries):
    url = poll_url(page)
    with django_assert_num_queries(1):
        assert client.get(url).status_code == 204


@pytest.mark.parametrize("count", [3, 60])
def test_a_page_view_makes_a_fixed_number_of_queries(
    client, page, count, django_assert_num_queries
):
    with_parts(page, count)
    # The page; posts, bylines, contributors, images; summary, pinned, key events,
    # related links.
    with django_assert_num_queries(9):
        client.get(page.get_absolute_url())


@pytest.mark.parametrize("count", [3, 60])
def test_a_poll_with_one_new_post_makes_a_fixed_number_of_queries(
    client, page, count, django_assert_num_queries
):
    with_parts(page, count)
    url = poll_url(page)
    publish(page)
    with django_assert_num_queries(4):
        assert client.get(url).status_code == 200


def test_public_answers_carry_nothing_of_the_asker(client, page, editor):
    client.force_login(editor)
    post = publish(page)
    urls = [
        "/",
        page.get_absolute_url(),
        page.get_absolute_url() + "?order=oldest",
        post.get_absolute_url(),
        poll_url(page),
        poll_url(page, 0),
        reverse("posts:embed", args=[page.slug]),
    ]
    for url in urls:
        response = client.get(url)
        assert response.status_code in (200, 204), url
        assert not response.cookies, url
        assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding", url
        assert "public" in response["Cache-Control"], url
        assert b"csrf" not in response.content, url
        assert "nonce" not in response["Content-Security-Policy"], url


def test_everyone_at_one_cursor_gets_the_same_bytes(client, page, editor):
    publish_many(page, 3)
    url = poll_url(page, 1)
    first = client.get(url).content
    client.force_login(editor)
    assert client.get(url).content == first


@pytest.mark.parametrize("cursor", ["007", "-1", "1e3", "1.0", "", "9" * 19])
def test_only_a_canonical_cursor_is_an_address(client, page, cursor):
    url = f"{page.get_absolute_url()}updates/{cursor}/"
    assert client.get(url).status_code == 404


def test_polling_slows_down_when_the_page_is_not_live(client, settings):
    settings.POLL_SECONDS, settings.POLL_SECONDS_QUIET = 5, 60
    page = make_page()
    assert b'data-seconds="5"' in client.get(page.get_absolute_url()).content
    open_as(page, "ended")
    assert b'data-seconds="60"' in client.get(poll_url(page, 1)).content


def test_a_withdrawn_page_answers_polls_with_gone(client, page):
    publish(page, "Secret")
    open_as(page, "withdrawn")
    response = client.get(poll_url(page, 1))
    assert response.status_code == 410
    assert b"Secret" not in response.content
    assert b"This page has been withdrawn" in response.content


@pytest.mark.parametrize(
    "path", ["/", "", "updates/0/", "updates/1/", "embed/", "feed.atom", "feed.json"]
)
def test_a_public_address_answers_reading_methods_only(page, path):
    address = urljoin(page.get_absolute_url(), path)
    client = Client(enforce_csrf_checks=True)
    assert client.head(address).status_code in (200, 204)
    assert client.post(address).status_code == 405
