"""Pictures on their way into a post: what is refused, and what is cleared again."""

import re
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageFile
from PIL.GifImagePlugin import GifImageFile

from posts import uploads
from posts.models import Contributor, EditingSession, LivePage, Post, PostImage
from posts.pictures import Prepared, keep, prepare
from posts.publishing import public_change
from tests.admin_form import ADD, form_of
from tests.conftest import add_draft
from tests.pictures import claiming, encoded, moving, photo, tiny_gif, upload
from tests.reader import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def refusal(data, name="phone.jpg"):
    """In what words the picture is refused; nothing of it may stay."""
    with pytest.raises(ValidationError) as refused:
        uploads.take(upload(data, name))
    assert not PostImage.objects.exists()
    return refused.value.messages[0].replace("\xa0", " ")


# What is refused


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_the_formats_of_the_web_are_taken_whatever_their_name(kind):
    image = uploads.take(upload(encoded(kind), "holiday.exe"))
    suffix = {"JPEG": ".jpg"}.get(kind, f".{kind.lower()}")
    assert re.fullmatch(rf"[\w-]{{24}}\.still\{suffix}", image.file.name)
    with Image.open(image.file.path) as file:
        assert file.format == kind
    assert (image.width, image.height, image.post) == (400, 300, None)


@pytest.mark.parametrize(
    ("data", "name"),
    [(encoded("TIFF"), "scan.jpg"), (b"%PDF-1.7 and so on", "contract.png")],
)
def test_other_formats_are_refused_whatever_their_name(data, name):
    assert refusal(data, name) == (
        f"'{name}' is no picture that browsers show. Use JPEG, PNG, WebP, AVIF or GIF."
    )


def test_an_empty_or_damaged_file_is_refused(settings):
    assert refusal(b"") == "'phone.jpg' is empty."
    damaged = "'cut.jpg' is damaged: it can't be read to its end."
    assert refusal(photo()[:-600], "cut.jpg") == damaged
    assert refusal(moving()[:-20], "cut.jpg") == damaged


def test_a_file_of_too_many_bytes_is_refused(settings):
    settings.PICTURE_MAX_BYTES = 1024
    assert refusal(photo()) == (
        f"'phone.jpg' has {len(photo()) / 1024:.1f} KB; "
        "a picture may have 1.0 KB at most."
    )


@pytest.mark.parametrize("size", [(2000, 1001), (15_000, 10_000), (15_000, 15_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    size, settings, monkeypatch
):
    data = claiming(*size)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("decoded"))
    settings.PICTURE_MAX_PIXELS = 2_000_000
    assert refusal(data, "poster.png") == (
        "'poster.png' has too many pixels; a picture may have 2 million at most."
    )


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_the_frames_of_a_moving_picture_count(kind, settings):
    settings.PICTURE_MAX_PIXELS = 40 * 30 * 2 - 1
    assert "too many pixels" in refusal(moving(kind), "loop.gif")


@pytest.mark.parametrize("take", [prepare, keep])
def test_no_more_frames_are_read_than_a_moving_picture_may_have(
    take, settings, monkeypatch
):
    settings.PICTURE_MAX_FRAMES = 20
    read = []
    walk = GifImageFile._seek

    def counted(image, frame, *how):
        read.append(frame)
        return walk(image, frame, *how)

    monkeypatch.setattr(GifImageFile, "_seek", counted)
    with pytest.raises(ValidationError) as refused:
        take(upload(tiny_gif(2000), "loop.gif"))
    assert refused.value.messages == [
        "'loop.gif' has too many frames; a moving picture may have 20 at most."
    ]
    assert max(read) == 20
    assert take(upload(tiny_gif(20), "loop.gif")).size


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_frames_are_limited_in_every_format(kind, settings):
    settings.PICTURE_MAX_FRAMES = 1
    assert "too many frames" in refusal(moving(kind), "loop.png")


def test_a_long_name_is_cut_in_the_message():
    said = refusal(b"", f"{'x' * 200}.jpg")
    assert len(said) < 80
    assert said.endswith(".jpg' is empty.")


def test_the_stock_admin_refuses_in_the_same_words(client, page, editor):
    client.force_login(editor)
    url = f"{ADD}?page={page.pk}"
    data = form_of(client, url) | {"headline": "x", "images-TOTAL_FORMS": "3"}
    files = [
        upload(b"", "a.jpg"),
        upload(b"%PDF", "b.jpg"),
        upload(photo()[:-600], "c.jpg"),
    ]
    for n, file in enumerate(files):
        data |= {f"images-{n}-file": file, f"images-{n}-order": n, "_save": "1"}
    said = parse(client.post(url, data).content).select(".field-file .errorlist li")
    assert [error.get_text() for error in said] == [
        "'a.jpg' is empty.",
        "'b.jpg' is no picture that browsers show. Use JPEG, PNG, WebP, AVIF or GIF.",
        "'c.jpg' is damaged: it can't be read to its end.",
    ]
    assert not Post.objects.exists()


def test_the_stock_admin_stores_what_the_composer_would(client, page, editor):
    client.force_login(editor)
    url = f"{ADD}?page={page.pk}"
    data = form_of(client, url) | {"headline": "x", "images-TOTAL_FORMS": "1"}
    file = upload(photo(), f"{'long' * 50}.png")
    data |= {"images-0-file": file, "images-0-alt": "A tug", "images-0-order": "1"}
    client.post(url, data | {"_save": "1"})
    image = PostImage.objects.get()
    assert (image.width, image.height) == (300, 400)
    assert image.file.name.endswith(".still.jpg")
    assert [rendition.path.exists() for rendition in image.file.renditions] == [True]


def test_a_form_makes_the_picture_ready_so_that_it_is_decoded_once():
    field = PostImage._meta.get_field("file").formfield()
    assert isinstance(field.clean(upload(photo())), Prepared)


def test_a_model_that_no_form_checked_checks_itself():
    image = PostImage(alt="A tug")
    image.file = ContentFile(photo()[:-600], name="cut.jpg")
    with pytest.raises(ValidationError, match=r"'cut\.jpg' is damaged"):
        image.full_clean(exclude=["post"])


# Loose pictures


@pytest.fixture
def forgotten(media_root):
    """A loose picture of last week, with its file and rendition on the disk."""
    image = uploads.take(upload(photo()))
    PostImage.objects.update(uploaded_at=timezone.now() - timedelta(days=8))
    assert len(files(media_root)) == 2
    return image


def files(root):
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_forgotten_picture_goes_with_its_files_at_the_next_upload(
    forgotten, media_root
):
    other = uploads.take(upload(photo()))
    assert PostImage.objects.get() == other
    assert len(files(media_root)) == 2
    assert not forgotten.file.storage.exists(forgotten.file.name)


def test_a_fresh_loose_picture_stays(media_root):
    image = uploads.take(upload(photo()))
    PostImage.objects.update(uploaded_at=timezone.now() - timedelta(days=6))
    uploads.clear_loose()
    assert PostImage.objects.get() == image
    assert len(files(media_root)) == 2


def in_a_composer(name, page, user):
    typed = urlencode({"image1-file": name, "headline": "Storm & bay"})
    EditingSession.objects.create(key=uuid4(), user=user, page=page, typed=typed)


def in_a_version_of_a_post(name, page, user):
    with public_change(page, by=user) as change:
        post = change.add(Post(headline="With a picture"))
        PostImage.objects.create(post=post, file=name)
    with public_change(page, by=user) as change:
        change.post(post.pk)
        PostImage.objects.filter(post=post).delete()
    assert PostImage.objects.count() == 1


def in_a_version_of_the_page(name, page, user):
    with public_change(page, by=user) as change:
        change.page.lead_image = name
        change.page.save()
    LivePage.objects.filter(pk=page.pk).update(lead_image="")


def in_another_post(name, page, user):
    PostImage.objects.create(post=add_draft(page), file=name)


def on_a_page(name, page, user):
    LivePage.objects.filter(pk=page.pk).update(lead_image=name)


def over_posts(name, page, user):
    Contributor.objects.create(name="Maren Holt", picture=name)


@pytest.mark.parametrize(
    "use",
    [
        in_a_composer,
        in_a_version_of_a_post,
        in_a_version_of_the_page,
        in_another_post,
        on_a_page,
        over_posts,
    ],
)
def test_a_picture_in_use_stays(use, forgotten, page, editor, media_root):
    use(forgotten.file.name, page, editor)
    uploads.clear_loose()
    assert PostImage.objects.filter(pk=forgotten.pk).exists()
    assert len(files(media_root)) == 2


def test_a_picture_of_a_deleted_post_keeps_its_file(page, media_root):
    post = add_draft(page)
    PostImage(post=post).file.save("tug.jpg", ContentFile(photo()))
    post.delete()
    assert not PostImage.objects.exists()
    assert len(files(media_root)) == 2


def test_nothing_to_clear_costs_one_query(page, django_assert_num_queries):
    uploads.take(upload(photo()))
    with django_assert_num_queries(1):
        uploads.clear_loose()
