"""Files that are two things at once: a picture to us, a program to somebody else.

What is stored is made of the pixels, so nothing else of a file comes through; and it
is sent as the picture that it is, under a name of ours.
"""

import gzip
import io
import re
import zipfile
import zlib
from itertools import count
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import Image, PngImagePlugin

from posts import uploads
from posts.models import PostImage
from posts.pictures import CONTENT_TYPES, keep
from tests.conftest import publish
from tests.desk import desk_url
from tests.pictures import encoded, moving, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

PROGRAM = b"=1;/*PROGRAM*/alert(1);<script>alert(1)</script><?php system('id');?>"


def zipped():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("PROGRAM.class", PROGRAM)
    return data.getvalue()


def png_with(name, content):
    """A PNG with a chunk more, before its end."""
    plain = encoded("PNG")
    chunk = len(content).to_bytes(4) + name + content
    chunk += zlib.crc32(name + content).to_bytes(4)
    return plain[:-12] + chunk + plain[-12:]


def png_of_text():
    text = PngImagePlugin.PngInfo()
    text.add_text("PROGRAM", PROGRAM.decode(), zip=False)
    text.add_itxt("XML:com.adobe.xmp", f"<x>{PROGRAM.decode()}</x>")
    return encoded("PNG", pnginfo=text)


def jpeg_with(marker):
    plain = encoded()
    segment = bytes([0xFF, marker]) + (len(PROGRAM) + 2).to_bytes(2) + PROGRAM
    return plain[:2] + segment + plain[2:]


def riff_with(name):
    """A WebP with a chunk more, of an even length."""
    plain, content = encoded("WEBP"), PROGRAM + b" " * (len(PROGRAM) % 2)
    chunk = name + len(content).to_bytes(4, "little") + content
    return (
        plain[:4]
        + (len(plain) - 8 + len(chunk)).to_bytes(4, "little")
        + (plain[8:] + chunk)
    )


POLYGLOTS = {
    "a script in a GIF's comment": encoded("GIF", mode="P", comment=PROGRAM),
    "a script behind a GIF": encoded("GIF", mode="P") + PROGRAM,
    "a script behind a moving GIF": moving() + PROGRAM,
    "a comment in a moving GIF": moving(comment=PROGRAM),
    "HTML in a JPEG's comment": jpeg_with(0xFE),
    "HTML in a JPEG's segment": jpeg_with(0xEB),
    "HTML behind a JPEG": encoded() + PROGRAM,
    "an archive behind a JPEG": encoded() + zipped(),
    "PHP in a PNG's text": png_of_text(),
    "PHP in a chunk of its own": png_with(b"prVt", PROGRAM),
    "PHP behind a PNG": encoded("PNG") + PROGRAM,
    "an archive behind a PNG": encoded("PNG") + zipped(),
    "a script in a WebP": riff_with(b"EVIL"),
    "a script behind a WebP": encoded("WEBP") + PROGRAM,
    "a script behind an AVIF": encoded("AVIF")
    + (len(PROGRAM) + 8).to_bytes(4)
    + b"free"
    + PROGRAM,
    "a script in a profile": encoded(icc_profile=PROGRAM * 20),
    "a script in EXIF": encoded(exif=b"Exif\0\0" + PROGRAM),
    "a script in XMP": encoded("WEBP", xmp=PROGRAM),
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_nothing_but_pixels_is_stored(name):
    data = POLYGLOTS[name]
    assert b"PROGRAM" in data
    image = uploads.take(upload(data, "holiday.php"))
    folder = Path(image.file.path).parent
    stored = [path for path in folder.rglob("*") if path.is_file()]
    assert len(stored) >= 1
    for path in stored:
        assert b"PROGRAM" not in path.read_bytes()
        assert b"PK\x03\x04" not in path.read_bytes()
        with Image.open(path) as opened:
            opened.load()
    assert b"PROGRAM" not in keep(upload(data)).read()


DOCTYPE = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>&a;</text></svg>'


@pytest.mark.parametrize(
    "data",
    [
        SVG.encode(),
        f'<?xml version="1.0"?>{DOCTYPE}{SVG}'.encode(),
        gzip.compress(SVG.encode()),
        SVG.encode("utf-16"),
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"GIF89a" + PROGRAM,
        b"\xff\xd8\xff\xe0" + PROGRAM,
        b"\x89PNG\r\n\x1a\n" + PROGRAM,
        b"RIFF\x20\0\0\0WEBP" + PROGRAM,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n" + PROGRAM,
        b"%PDF-1.7\n" + PROGRAM,
        encoded("BMP"),
        encoded("ICO", size=(32, 32)),
        encoded("PPM"),
        encoded("TGA"),
        encoded("PCX"),
        zipped(),
        b"\0" * 4000,
    ],
    ids=map(str, count()),
)
@pytest.mark.parametrize("name", ["a.jpg", "a.svg", "a.png.html"])
def test_what_is_no_picture_of_the_web_is_refused_whatever_its_name(
    data, name, media_root
):
    for way in (uploads.take, lambda file: keep(file)):
        with pytest.raises(ValidationError):
            way(upload(data, name))
    assert not PostImage.objects.exists()
    assert not [path for path in media_root.rglob("*") if path.is_file()]


NAMES = [
    *("evil.php.jpg", "evil.jpg.php", "evil.svg", ".htaccess", "..", "con.jpg"),
    *("../../../etc/cron.d/x.jpg", "/etc/passwd", "C:\\evil.exe", "a\r\nX-Evil: 1.jpg"),
    *("evil.jpg\x00.html", '"><script>alert(1)</script>.jpg', "\u202egpj.exe"),
    *("x" * 3000 + ".jpg", "index.html;.jpg", "a.jpg::$DATA", "%2e%2e%2fx.jpg"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_never_taken(client, page, desk, media_root, name):
    file = upload(encoded("PNG"), "x")
    file._name = name
    answer = desk.post(desk_url("image", page), {"file": file})
    assert answer.status_code in (200, 400, 422)
    assert b"<script>alert" not in answer.content
    image = PostImage(post=publish(page), alt="A tug")
    image.file.save(name, upload(encoded("PNG"), "x"))
    for one in PostImage.objects.all():
        assert re.fullmatch(r"[\w-]{24}\.still\.png", one.file.name)
    paths = [path.relative_to(media_root) for path in media_root.rglob("*.*")]
    assert {path.suffix for path in paths} <= {".png", ".webp", ".still"}
    sent = client.get(reverse("posts:media", args=[image.file.name]))
    sent.getvalue()
    assert sent["Content-Disposition"] == f'inline; filename="{image.file.name}"'
    assert sent["Content-Type"] == CONTENT_TYPES[".png"]
    assert sent["X-Content-Type-Options"] == "nosniff"


def test_names_are_drawn_from_more_than_anybody_can_try(media_root):
    names = {uploads.take(upload(encoded())).file.name for _ in range(20)}
    assert len({name[:24] for name in names}) == 20  # of 64 signs: 144 bits
