"""Pictures as cameras, agencies and mischief makers send them."""

import io
import re
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

CAMERA = "Camera of a source"


def encoded(kind="JPEG", size=(400, 300), mode="RGB", colour=None, **options):
    """The bytes of a picture of the Pillow format KIND."""
    data = io.BytesIO()
    image = Image.new(mode, size, colour or ("navy" if mode == "RGB" else 0))
    image.save(data, kind, **options)
    return data.getvalue()


def upload(data, name="phone.jpg"):
    return SimpleUploadedFile(name, data)


def notes(orientation=1, **more):
    """EXIF with the camera's name and whatever is given as `tag_<number>`."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = CAMERA
    for tag, value in more.items():
        exif[int(tag.removeprefix("tag_"), 16)] = value
    return exif


def photo(orientation=6):
    """A JPEG from a phone held upright: 400 wide in the file, 300 to the eye."""
    return encoded(exif=notes(orientation))


def moving(kind="GIF", **options):
    """A picture of two frames, with the camera's notes where the format has room."""
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    data = io.BytesIO()
    frames[0].save(data, kind, save_all=True, append_images=frames[1:], **options)
    return data.getvalue()


def tiny_gif(frames):
    """A GIF of so many FRAMES of one pixel each."""
    size, colours = b"\1\0\1\0", b"\0\0\0\xff\xff\xff"
    frame = b"\x2c\0\0\0\0" + size + b"\0\2\2\x44\1\0"
    return b"GIF89a" + size + b"\x80\0\0" + colours + frame * frames + b";"


def red_for_green():
    """A colour profile in which the two have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swap = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}
    return re.sub(rb"[rg]XYZ", lambda tag: swap[tag.group()], profile)


def claiming(width, height):
    """A small PNG whose head claims to be that large."""
    head = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\2\0\0\0"
    plain = encoded("PNG")
    return plain[:12] + head + zlib.crc32(head).to_bytes(4) + plain[33:]


def iptc(*fields):
    """A JPEG with IPTC FIELDS, each (number, text), as an agency sends it."""
    block = b"".join(
        b"\x1c\x02" + bytes([number]) + len(text.encode()).to_bytes(2) + text.encode()
        for number, text in fields
    )
    block += b"\0" * (len(block) % 2)
    resource = b"8BIM\x04\x04\0\0" + len(block).to_bytes(4) + block
    return _with_segment(0xED, b"Photoshop 3.0\0" + resource)


def xmp(inside, before=""):
    """A JPEG with an XMP packet that holds the elements INSIDE, after BEFORE."""
    packet = f"""{before}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
        xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">{inside}</rdf:Description>
        </rdf:RDF></x:xmpmeta>"""
    return _with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet.encode())


def _with_segment(marker, content):
    plain = encoded()
    length = (len(content) + 2).to_bytes(2)
    return plain[:2] + bytes([0xFF, marker]) + length + content + plain[2:]
