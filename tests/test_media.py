"""Pictures: shown to the public only while what they belong to is public."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from posts.models import Byline, Contributor, LivePage, PostImage
from tests.admin_form import ADD, form_of
from tests.conftest import add_draft, open_as, publish, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture():
    data = io.BytesIO()
    Image.new("RGB", (4, 3)).save(data, "PNG")
    return ContentFile(data.getvalue(), name="My holiday.PNG")


def add_picture(post):
    image = PostImage(post=post, alt="A tug")
    image.file.save("My holiday.PNG", picture())
    return image, reverse("posts:media", args=[image.file.name])


def fetch(client, url):
    """The answer, read to its end, so that its file is closed."""
    response = client.get(url)
    response.getvalue()
    return response


def status(client, url):
    return fetch(client, url).status_code


def test_a_picture_of_a_public_post_is_shown_and_named_by_nobody_s_guess(client, page):
    image, url = add_picture(publish(page))
    response = fetch(client, url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert "max-age=60" in response["Cache-Control"]
    assert "holiday" not in url
    assert len(url) > 25
    assert (image.width, image.height) == (4, 3)


def photo(orientation=6):
    """A JPEG from a phone held upright: 400 wide in the file, 300 to the eye."""
    data = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of a source"
    Image.new("RGB", (400, 300), "navy").save(data, "JPEG", exif=exif)
    return data.getvalue()


def test_a_photo_is_stored_upright_and_without_the_camera_s_notes(page):
    image = PostImage(post=publish(page), alt="A tug")
    image.file.save("phone.jpg", ContentFile(photo()))
    image.refresh_from_db()
    assert (image.width, image.height) == (300, 400)
    with Image.open(image.file.path) as stored:
        assert stored.size == (300, 400)
        assert not stored.getexif()
    assert b"Camera of a source" not in Path(image.file.path).read_bytes()


def test_a_damaged_picture_is_refused_in_words(client, page, editor):
    client.force_login(editor)
    cut = SimpleUploadedFile("cut.jpg", photo()[:-600], "image/jpeg")
    data = form_of(client, f"{ADD}?page={page.pk}")
    data |= {"headline": "x", "images-TOTAL_FORMS": "1", "images-0-file": cut}
    data |= {"images-0-alt": "A tug", "images-0-order": "1", "_save": "1"}
    response = client.post(f"{ADD}?page={page.pk}", data)
    assert "This picture is damaged" in response.content.decode()
    assert not PostImage.objects.exists()


def test_a_picture_goes_with_its_post_and_its_page(client, page):
    post = publish(page)
    _, url = add_picture(post)
    open_as(page, "withdrawn")
    assert status(client, url) == 404
    open_as(page, "live")
    assert status(client, url) == 200
    withdraw(post)
    assert status(client, url) == 404


def test_a_draft_s_picture_is_for_the_newsroom_only(client, page, reporter):
    _, url = add_picture(add_draft(page))
    assert status(client, url) == 404
    client.force_login(reporter)
    response = fetch(client, url)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_lead_images_and_portraits_are_public_with_what_they_belong_to(client, page):
    page = LivePage.objects.get(pk=page.pk)
    page.lead_image.save("lead.png", picture())
    lead = reverse("posts:media", args=[page.lead_image.name])
    assert status(client, lead) == 200
    person = Contributor(name="Maren Holt")
    person.picture.save("me.png", picture())
    url = reverse("posts:media", args=[person.picture.name])
    assert status(client, url) == 404
    Byline.objects.create(post=publish(page), contributor=person)
    assert status(client, url) == 200


@pytest.mark.parametrize("name", ["none.png", "..%2Fdb.sqlite3", "%2e%2e"])
def test_no_other_file_is_served(client, page, name):
    assert client.get(f"/media/{name}").status_code == 404
