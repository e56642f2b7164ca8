"""Pictures as they are stored and shown: upright, stripped, credited, in renditions."""

import io
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from posts import uploads
from posts.models import Byline, Contributor, LivePage, PostImage, files
from posts.pictures import prepare
from tests.conftest import publish
from tests.pictures import (
    CAMERA,
    encoded,
    iptc,
    moving,
    notes,
    photo,
    red_for_green,
    upload,
    xmp,
)
from tests.reader import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

CREATOR = "<dc:creator><rdf:Seq><rdf:li>Jane Doe</rdf:li></rdf:Seq></dc:creator>"


# Pillow writes no such letters into EXIF, but reads what others wrote.
ZOE = encoded(exif=notes(tag_013B="Zo__ Doe")).replace(b"Zo__", "Zoë".encode())


def stored(data, name="phone.jpg"):
    """The picture DATA as it lies on the disk: Pillow's image, read to its end."""
    with Image.open(uploads.take(upload(data, name)).file.path) as image:
        image.load()
    return image


# What is stored


def test_a_photo_is_upright_and_without_notes():
    image = stored(photo(orientation=6))
    assert image.size == (300, 400)
    assert not image.getexif()
    assert CAMERA.encode() not in Path(image.filename).read_bytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_format_keeps_notes(kind):
    image = stored(encoded(kind, exif=notes(), xmp=b"<x>secret</x>"))
    data = Path(image.filename).read_bytes()
    assert CAMERA.encode() not in data
    assert b"secret" not in data


def test_a_phone_s_double_picture_is_a_still_one():
    second = Image.new("RGB", (400, 300), "red")
    data = encoded("MPO", save_all=True, append_images=[second], exif=notes(6))
    image = stored(data)
    assert (image.format, image.size) == ("JPEG", (300, 400))
    assert CAMERA.encode() not in Path(image.filename).read_bytes()


def test_a_large_picture_is_made_smaller():
    assert stored(encoded(size=(4000, 3000))).size == (2560, 1920)
    assert stored(encoded("PNG", (100, 5000), "P")).size == (51, 2560)


def test_colours_are_those_that_the_profile_means():
    image = stored(encoded("PNG", colour=(200, 30, 30), icc_profile=red_for_green()))
    assert image.getpixel((5, 5)) == (30, 200, 30)
    assert "icc_profile" not in image.info
    assert stored(encoded(icc_profile=b"no profile")).size == (400, 300)
    assert stored(encoded(mode="CMYK")).mode == "RGB"
    grey = stored(encoded("PNG", mode="I;16", colour=30_000))
    assert (grey.mode, grey.getpixel((5, 5))) == ("L", 117)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("GIF", "P")]
)
def test_what_is_transparent_stays_so(kind, mode):
    options = {"colour": (0, 0, 0, 0)} if mode == "RGBA" else {"transparency": 0}
    image = stored(encoded(kind, mode=mode, **options))
    assert image.convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("GIF", {"comment": CAMERA.encode(), "loop": 0}),
        ("WEBP", {"exif": notes(), "xmp": CAMERA.encode()}),
        ("PNG", {"exif": notes()}),
    ],
)
def test_a_moving_picture_goes_on_moving_without_notes(kind, options):
    data = moving(kind, **options)
    assert CAMERA.encode() in data
    file = uploads.take(upload(data)).file
    with Image.open(file.path) as image:
        assert (image.format, image.n_frames, image.size) == (kind, 2, (40, 30))
        assert image.info["loop"] == 0
        colours = []
        for frame in range(2):
            image.seek(frame)
            colours.append(image.convert("RGB").getpixel((5, 5)))
    assert [max(colour) == colour[0] for colour in colours] == [True, False]
    path = Path(file.path)
    assert CAMERA.encode() not in path.read_bytes()
    if kind == "WEBP":  # and does not announce any
        assert path.read_bytes()[20] & 0b1100 == 0
    assert (file.renditions, list(path.parent.iterdir())) == ([], [path])


def test_a_moving_avif_is_refused():
    with pytest.raises(ValidationError, match="moving picture in AVIF"):
        prepare(upload(moving("AVIF"), "a.avif"))


# The credit


@pytest.mark.parametrize(
    ("data", "credit"),
    [
        (iptc((80, "Jane Doe"), (110, "Reuters")), "Jane Doe/Reuters"),
        (iptc((80, "Zoë"), (80, "Åse")), "Zoë, Åse"),
        (iptc((80, "Jane Doe"), (110, "Jane Doe for AP")), "Jane Doe for AP"),
        (iptc((116, "© 2025\nThe Port")), "© 2025 The Port"),
        (xmp(CREATOR + "<photoshop:Credit>AFP</photoshop:Credit>"), "Jane Doe/AFP"),
        (xmp(CREATOR, before="<!DOCTYPE x [<!ENTITY a 'b'>]>"), ""),
        (xmp("<broken"), ""),
        (ZOE, "Zoë Doe"),
        (encoded(exif=notes(tag_8298="The Port")), "The Port"),
        (encoded(exif=notes(tag_013B="x" * 300)), "x" * 200),
        (encoded("PNG", exif=notes(tag_013B="Jane")), "Jane"),
        (photo(), ""),
    ],
)
def test_the_notes_say_whose_picture_it_is(data, credit):
    image = uploads.take(upload(data))
    image.refresh_from_db()
    assert image.credit == credit


# Renditions


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (3000, [480, 960, 1440]),
        (1440, [480, 960, 1440]),
        (700, [480, 700]),
        (480, [480]),
        (90, [90]),
    ],
)
def test_there_are_renditions_up_to_the_picture_s_own_width(width, widths):
    image = uploads.take(upload(encoded(size=(width, width // 2))))
    assert [rendition.width for rendition in image.file.renditions] == widths
    for rendition in image.file.renditions:
        with Image.open(rendition.path) as file:
            assert file.format == "WEBP"
            assert abs(file.width - rendition.width) <= 1
            assert abs(file.height - rendition.width / 2) <= 1


def test_a_strip_too_thin_to_be_scaled_has_no_renditions():
    image = uploads.take(upload(encoded(size=(2000, 2))))
    assert (image.width, image.file.renditions) == (2000, [])


def test_a_page_shows_renditions_with_the_picture_as_fallback(client, page):
    post = publish(page)
    image = PostImage(post=post, alt="A tug")
    image.file.save("tug.jpg", ContentFile(encoded(size=(1000, 500))))
    shown = parse(client.get(page.get_absolute_url()).content).select_one(
        "#feed picture"
    )
    stem = image.file.name.removesuffix(".jpg")
    source, fallback = shown.find_all(["source", "img"])
    assert source["type"] == "image/webp"
    assert source["srcset"].split(", ") == [
        f"/media/{stem}/{width}w.webp {width}w" for width in (480, 960, 1000)
    ]
    assert source["sizes"]
    assert fallback.attrs == {
        "src": f"/media/{image.file.name}",
        "alt": "A tug",
        "width": "1000",
        "height": "500",
        "loading": "lazy",
        "decoding": "async",
    }
    for address in [fallback["src"], *re.findall(r"/media/\S+", source["srcset"])]:
        response = client.get(address)
        assert response.status_code == 200
        with Image.open(io.BytesIO(response.getvalue())) as file:
            file.load()


def test_the_lead_image_is_not_lazy_and_portraits_are_small(client, page):
    page = LivePage.objects.get(pk=page.pk)
    page.lead_image.save("lead.jpg", ContentFile(encoded(size=(600, 400))))
    person = Contributor(name="Maren Holt")
    person.picture.save("me.jpg", ContentFile(encoded(size=(600, 200))))
    Byline.objects.create(post=publish(page), contributor=person)
    soup = parse(client.get(page.get_absolute_url()).content)
    lead = soup.select_one("#title picture")
    assert "600w" in lead.source["srcset"]
    assert (lead.img["width"], lead.img["height"]) == ("600", "400")
    assert not lead.img.get("loading")
    portrait = soup.select_one(".bylines picture")
    assert (portrait.img["width"], portrait.img["height"]) == ("40", "40")
    assert portrait.source["sizes"] == "40px"
    assert re.findall(r"\d+w(?=,|$)", portrait.source["srcset"]) == [
        "80w",
        "160w",
        "200w",
    ]
    for rendition in person.picture.renditions:
        with Image.open(rendition.path) as file:
            assert file.size == (rendition.width, rendition.width)


def test_an_old_picture_and_a_lost_one_have_no_renditions(client, page):
    PostImage.objects.create(post=publish(page), file="old.jpg", width=8, height=6)
    person = Contributor.objects.create(name="Maren Holt", picture="lost.jpg")
    Byline.objects.create(post=publish(page), contributor=person)
    soup = parse(client.get(page.get_absolute_url()).content)
    assert soup.select_one(".picture img")["src"] == "/media/old.jpg"
    assert soup.select_one(".bylines img")["src"] == "/media/lost.jpg"
    assert not soup.select("source")


def test_what_is_prepared_is_not_prepared_again(monkeypatch):
    ready = prepare(upload(photo()))
    monkeypatch.delattr(files, "prepare")
    image = PostImage()
    image.file.save("phone.jpg", ready)
    assert Path(image.file.path).read_bytes() == ready.file.getvalue()
