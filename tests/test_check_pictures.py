"""Pictures that are lost or damaged are found, and files that nothing names."""

import os
import zlib
from io import BytesIO, TextIOWrapper

import pytest
from django.core.management import call_command
from django.db import connection

from posts.checking import pictures
from posts.models import Contributor, EditingSession, Post, PostImage
from posts.publishing import public_change
from tests.checking import check_data, says
from tests.conftest import NOON, make_user, set_page
from tests.pictures import encoded, upload


@pytest.fixture
def picture(page, media_root):
    """A picture in a post, in three files: itself and two sizes of it."""
    with public_change(page) as change:
        post = change.add(Post(headline="At the quay"))
        picture = PostImage(post=post, alt="A quay")
        picture.file.save("quay.jpg", upload(encoded(size=(600, 400))))
        change.publish(post)
    return picture


def test_a_lost_picture_is_found(picture, media_root):
    (media_root / picture.file.name).unlink()
    what = "the file of its picture"
    assert says() == [(f"/live/storm/ post {picture.post_id}", True, what)]


@pytest.mark.parametrize("data", [b"", b"no picture at all"])
def test_a_damaged_picture_is_found(picture, media_root, data):
    (media_root / picture.file.name).write_bytes(data)
    what = f"its picture {picture.file.name} is damaged."
    assert says() == [(f"/live/storm/ post {picture.post_id}", True, what)]


def test_a_file_that_claims_to_fill_the_memory_is_damaged(picture, media_root):
    data = bytearray(encoded("PNG"))
    data[16:24] = (60_000).to_bytes(4) * 2  # its width and height
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4)
    (media_root / picture.file.name).write_bytes(data)
    what = f"its picture {picture.file.name} is damaged."
    assert says() == [(f"/live/storm/ post {picture.post_id}", True, what)]


def test_a_file_is_told_whatever_its_name(db, media_root):
    path = os.fsencode(media_root / "caf") + b"\xe9.jpg"
    with open(path, "wb"):
        os.utime(path, (0, 0))
    said = TextIOWrapper(BytesIO(), "utf-8", write_through=True)
    call_command("check_data", stdout=said)
    assert rb"/caf\xe9.jpg: nothing names this file." in said.buffer.getvalue()


def test_a_picture_of_another_size_is_found(picture, media_root):
    (media_root / picture.file.name).write_bytes(encoded(size=(40, 30)))
    what = f"its picture {picture.file.name} is 40"
    assert says() == [(f"/live/storm/ post {picture.post_id}", True, what)]


def test_a_lost_size_of_a_picture_is_found(picture, media_root):
    sorted(media_root.glob("*/480w.webp"))[0].unlink()
    what = "1 sizes of its picture"
    assert says() == [(f"/live/storm/ post {picture.post_id}", True, what)]


def test_lost_pictures_of_pages_and_people_are_found(page, media_root):
    page.lead_image.save("bay.jpg", upload(encoded()), save=False)
    set_page(page, lead_image=page.lead_image, lead_image_alt="A bay")
    person = Contributor(name="Ada", role="Reporter")
    person.picture.save("ada.jpg", upload(encoded()))
    assert says() == []
    page.refresh_from_db()
    (media_root / page.lead_image.name).unlink()
    (media_root / person.picture.name).unlink()
    what = "the file of its picture"
    assert says() == [
        ("/live/storm/", True, what),
        ("Contributor Ada, Reporter", True, what),
    ]


def test_a_lost_picture_that_no_post_has_is_told_and_is_no_harm(db, media_root):
    """`uploads` may have deleted it while a backup was made."""
    loose = PostImage(alt="Not used")
    loose.file.save("quay.jpg", upload(encoded(size=(600, 400))))
    about = f"Picture {loose.pk} of no post"
    sorted(media_root.glob("*/480w.webp"))[0].unlink()
    assert says() == [(about, False, "1 sizes of its picture")]
    (media_root / loose.file.name).unlink()
    assert says() == [(about, False, "the file of its picture")]
    assert check_data() == [
        f"{about}: the file of its picture {loose.file.name} is lost. No post has it. "
        "If a text that is not saved yet has, add it there again.",
        "Nothing is broken.",
    ]


def age(path):
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))


def test_a_file_that_nothing_names_is_told_and_is_no_harm(picture, media_root):
    (media_root / "notes.txt").write_text("x")
    assert says() == []  # it may be on its way into a row
    for path in media_root.rglob("*"):
        age(path)
    path = media_root / "notes.txt"
    assert says() == [(str(path), False, "nothing names this file.")]
    assert check_data() == [
        f"{path}: nothing names this file. It takes up room and can be deleted.",
        "Nothing is broken.",
    ]


def test_the_versions_are_asked_only_for_what_no_row_names(
    picture, page, media_root, django_assert_num_queries
):
    """Of a size only the stem is known: the other four names it may be of are none."""
    page.refresh_from_db()
    page.lead_image.save("bay.jpg", upload(encoded(size=(600, 400))), save=False)
    set_page(page, lead_image=page.lead_image, lead_image_alt="A bay")
    Contributor(name="Ada").picture.save("ada.jpg", upload(encoded()))
    for path in media_root.rglob("*"):
        age(path)
    with django_assert_num_queries(3):  # a post's, a page's, a person's
        assert list(pictures.unnamed()) == []
    for number in range(30):
        (media_root / f"old{number:02}.jpg").write_bytes(b"x")
        age(media_root / f"old{number:02}.jpg")
    with django_assert_num_queries(2 * 3 + 2 * 5):
        assert len(list(pictures.unnamed())) == 30


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_the_walk_over_the_disk(
    picture, media_root, monkeypatch
):
    seen = []
    is_in = lambda path: seen.append(connection.in_atomic_block) or 0  # noqa: E731
    monkeypatch.setattr(pictures, "_age", is_in)
    assert says() == []
    assert {*seen} == {False}


def test_a_file_that_is_deleted_meanwhile_is_none_of_nobody(
    picture, media_root, monkeypatch
):
    gone = media_root / "gone.jpg"
    monkeypatch.setattr(pictures, "in_order", lambda root: [gone])
    assert says() == []


def test_a_picture_that_a_version_or_a_composer_needs_is_not_one_of_nobody(
    picture, media_root
):
    post = Post.objects.get()
    typed = PostImage(alt="On its way")
    typed.file.save("typed.jpg", upload(encoded()))
    PostImage.objects.filter(pk=typed.pk).delete()
    with public_change(post.page) as change:
        change.post(post.pk).images.all().delete()
    for path in media_root.rglob("*"):
        age(path)
    left = {about for about, *_ in says()}
    assert left == {str(path) for path in media_root.rglob("*") if path.is_file()} - {
        str(media_root / picture.file.name)
    } - {str(path) for path in media_root.glob(f"{picture.file.name[:24]}*/*")}
    assert len(left) == 2
    EditingSession.objects.create(
        key="0123456789abcdef0123456789abcdef",
        user=make_user("edna"),
        page=post.page,
        typed=f"a-file={typed.file.name}",
    )
    assert says() == []
