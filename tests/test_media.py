"""Addresses of pictures: open only while what they belong to is public."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from posts import preview, uploads
from posts.models import Byline, Contributor, LivePage, PostImage
from posts.publishing import public_change
from tests.conftest import add_draft, make_page, open_as, publish, withdraw
from tests.pictures import encoded, upload
from tests.reader import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def picture():
    return ContentFile(encoded("PNG", (600, 300)), name="My holiday.PNG")


def add_picture(post):
    """A picture in POST: its row and its addresses, first its own."""
    image = PostImage(post=post, alt="A tug")
    image.file.save("My holiday.PNG", picture())
    return image, addresses(image.file)


def addresses(file):
    names = [file.name, *(rendition.name for rendition in file.renditions)]
    return [reverse("posts:media", args=[name]) for name in names]


def fetch(client, url, **headers):
    """The answer, read to its end, so that its file is closed."""
    response = client.get(url, headers=headers)
    response.getvalue()
    return response


def statuses(client, urls):
    """The one status of all URLS, of which there are some."""
    (status,) = {fetch(client, url).status_code for url in urls}
    return status


def test_a_picture_of_a_public_post_is_shown_and_named_by_nobody_s_guess(client, page):
    image, urls = add_picture(publish(page))
    for url, kind in zip(urls, ["png", "webp", "webp"], strict=True):
        response = fetch(client, url)
        assert response.status_code == 200
        assert response["Content-Type"] == f"image/{kind}"
        assert "public" in response["Cache-Control"]
        assert "max-age=60" in response["Cache-Control"]
        assert response["Content-Disposition"].startswith("inline")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "Vary" not in response
        assert "holiday" not in url
        assert len(url) > 25
    assert (image.width, image.height) == (600, 300)


def test_a_picture_goes_with_its_post_and_its_page(client, page):
    post = publish(page)
    _, urls = add_picture(post)
    open_as(page, "withdrawn")
    assert statuses(client, urls) == 404
    open_as(page, "live")
    assert statuses(client, urls) == 200
    withdraw(post)
    assert statuses(client, urls) == 404


def test_a_picture_that_was_taken_out_of_its_post_is_gone(client, page):
    post = publish(page)
    _, urls = add_picture(post)
    with public_change(page) as change:
        change.post(post.pk)
        post.images.all().delete()
    assert statuses(client, urls) == 404


def test_who_has_the_picture_is_told_so_until_it_is_withdrawn(client, page):
    post = publish(page)
    _, urls = add_picture(post)
    for url in urls:
        first = fetch(client, url)
        for ask in (
            {"if-none-match": first["ETag"]},
            {"if-modified-since": first["Last-Modified"]},
        ):
            again = fetch(client, url, **ask)
            assert (again.status_code, again.content) == (304, b"")
            assert "max-age=60" in again["Cache-Control"]
    withdraw(post)
    future = http_date((timezone.now() + timedelta(days=1)).timestamp())
    for url in urls:
        assert fetch(client, url, **{"if-none-match": "*"}).status_code == 404
        assert fetch(client, url, **{"if-modified-since": future}).status_code == 404


def test_behind_nginx_the_view_checks_and_nginx_sends(client, page, settings):
    settings.MEDIA_ACCEL = "/protected media/"
    post = publish(page)
    image, urls = add_picture(post)
    stem = image.file.name.removesuffix(".png")
    names = [image.file.name, f"{stem}/480w.webp", f"{stem}/600w.webp"]
    for url, name in zip(urls, names, strict=True):
        response = client.get(url)
        assert (response.status_code, response.content) == (200, b"")
        assert response["X-Accel-Redirect"] == f"/protected%20media/{name}"
        assert response["Content-Type"] == f"image/{name.rsplit('.')[-1]}"
        assert "max-age=60" in response["Cache-Control"]
    withdraw(post)
    for url in urls:
        response = client.get(url)
        assert response.status_code == 404
        assert "X-Accel-Redirect" not in response


def test_a_draft_s_picture_is_for_the_newsroom_only(client, page, reporter):
    _, urls = add_picture(add_draft(page))
    assert statuses(client, urls) == 404
    client.force_login(reporter)
    for url in urls:
        response = fetch(client, url)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]


def test_a_loose_picture_is_for_the_newsroom_only(client, reporter, django_user_model):
    urls = addresses(uploads.take(upload(encoded())).file)
    assert statuses(client, urls) == 404
    client.force_login(django_user_model.objects.create_user("sam", is_staff=True))
    assert statuses(client, urls) == 404
    client.force_login(reporter)
    assert statuses(client, urls) == 200


def test_a_loose_picture_is_public_once_a_public_post_shows_it(client, page):
    loose = uploads.take(upload(encoded()))
    PostImage.objects.create(post=publish(page), file=loose.file.name)
    assert statuses(client, addresses(loose.file)) == 200


def test_lead_images_and_portraits_are_public_with_what_they_belong_to(client, page):
    page = LivePage.objects.get(pk=page.pk)
    page.lead_image.save("lead.png", picture())
    assert statuses(client, addresses(page.lead_image)) == 200
    person = Contributor(name="Maren Holt")
    person.picture.save("me.png", picture())
    urls = addresses(person.picture)
    assert len(urls) == 4
    assert statuses(client, urls) == 404
    Byline.objects.create(post=publish(page), contributor=person)
    assert statuses(client, urls) == 200


@pytest.fixture
def hidden(db):
    """A draft page with a lead image and a post with a picture and a portrait."""
    hidden = make_page("hidden", status="draft")
    hidden.lead_image.save("lead.png", picture())
    post = publish(hidden)
    add_picture(post)
    person = Contributor(name="Maren Holt")
    person.picture.save("me.png", picture())
    Byline.objects.create(post=post, contributor=person)
    return hidden


def pictures_in(client, url):
    """The addresses of all pictures and renditions that the page at URL shows."""
    urls = []
    for element in parse(client.get(url).content).select("picture *"):
        listed = element.get("srcset") or element["src"]
        urls += [part.split()[0] for part in listed.split(", ")]
    return urls


def test_a_preview_link_opens_the_pictures_of_its_page(client, hidden):
    urls = pictures_in(client, preview.link(hidden))
    assert len(urls) == 3 + 3 + 4
    for url in urls:
        response = fetch(client, url)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]
        assert client.get(url.partition("?")[0]).status_code == 404


def test_a_preview_link_opens_no_other_pictures(client, hidden, page):
    urls = pictures_in(client, preview.link(hidden))
    other = preview.link(page).split("/")[2]
    for token in (other, "forged", ""):
        asked = [f"{url.partition('?')[0]}?preview={token}" for url in urls]
        assert statuses(client, asked) == 404
    preview.revoke(hidden)
    assert statuses(client, urls) == 404


def test_what_was_withdrawn_is_gone_for_holders_of_a_preview_link_too(client, hidden):
    urls = pictures_in(client, preview.link(hidden))
    posted = PostImage.objects.get().file.name.removesuffix(".png")
    withdraw(hidden.posts.get())
    assert statuses(client, [url for url in urls if posted in url]) == 404


@pytest.mark.parametrize(
    "name",
    [
        "none.png",
        "secret.txt",
        "none.still/480w.webp",
        "none.still/480w.html",
        "..%2Fdb.sqlite3",
        "..%2F..%2F1/480w.webp",
        "%2e%2e",
        "a%00.png",
    ],
)
def test_no_other_file_is_served_not_even_to_the_newsroom(
    client, reporter, name, tmp_path
):
    (tmp_path / "secret.txt").write_text("secret")
    assert client.get(f"/media/{name}").status_code == 404
    client.force_login(reporter)
    assert client.get(f"/media/{name}").status_code == 404
