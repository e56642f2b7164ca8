"""A picture of our own comes back byte for byte; one that holds more does not."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from posts.pictures import LARGEST_EDGE, keep, prepare
from tests.pictures import encoded, iptc, moving, notes, photo, red_for_green, upload

STILLS = {
    "JPEG": encoded(),
    "grey JPEG": encoded(mode="L"),
    "PNG": encoded("PNG", mode="RGBA"),
    "PNG with a palette": encoded("PNG", mode="P"),
    "WebP": encoded("WEBP"),
    "WebP with alpha": encoded("WEBP", mode="RGBA"),
    "AVIF": encoded("AVIF"),
    "GIF": encoded("GIF", mode="P"),
    "phone": photo(),
    "IPTC": iptc((80, "Ida Moss")),
    "profile": encoded("WEBP", icc_profile=red_for_green()),
}
MOVING = {kind: moving(kind) for kind in ("GIF", "WEBP", "PNG")}


@pytest.mark.parametrize("data", [*STILLS.values(), *MOVING.values()])
def test_what_was_stored_is_kept_as_it_is(data):
    stored = prepare(upload(data))
    kept = keep(upload(stored.read(), stored.name))
    stored.seek(0)
    assert (kept.read(), kept.name) == (stored.read(), stored.name)


def with_text():
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Ida Moss")
    return encoded("PNG", pnginfo=text)


MORE_THAN_PIXELS = {
    "a phone's notes": photo(),
    "an agency's notes": iptc((80, "Ida Moss")),
    "a comment": encoded(comment=b"Ida Moss"),
    "a colour profile": encoded(icc_profile=red_for_green()),
    "a film behind its end": encoded() + b"film",
    "a text in a PNG": with_text(),
    "something behind a PNG": encoded("PNG") + b"more",
    "a comment in a GIF": encoded("GIF", mode="P", comment=b"Ida Moss"),
    "something behind a GIF": encoded("GIF", mode="P") + b"more",
    "notes in a WebP": encoded("WEBP", exif=notes()),
    "something behind a WebP": encoded("WEBP") + b"more",
    "notes in an AVIF": encoded("AVIF", exif=notes()),
    "a profile in an AVIF": encoded("AVIF", icc_profile=red_for_green()),
    "a box behind an AVIF": encoded("AVIF") + b"\0\0\0\x0cfreemore",
    "notes in a moving WebP": moving("WEBP", exif=notes()),
    "more pixels than we keep": encoded("PNG", (LARGEST_EDGE + 1, 2)),
}


@pytest.mark.parametrize("name", MORE_THAN_PIXELS)
def test_what_holds_more_is_made_ready_anew(name):
    data = MORE_THAN_PIXELS[name]
    kept, fresh = keep(upload(data)), prepare(upload(data))
    assert kept.read() == fresh.read() != data


def test_it_is_decoded_all_the_same():
    good = encoded("PNG", (60, 60))
    with pytest.raises(ValidationError, match="is damaged"):
        keep(upload(good[:45] + bytes(20) + good[65:]))
    with pytest.raises(ValidationError, match="is no picture"):
        keep(upload(b"<svg/>"))


def test_a_kept_picture_is_one_that_shows():
    kept = keep(upload(encoded("WEBP", (30, 20)), "x.jpg"))
    assert kept.name == "picture.still.webp"
    assert Image.open(io.BytesIO(kept.read())).size == (30, 20)
