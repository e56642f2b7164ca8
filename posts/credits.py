"""Whose picture it is, as the picture's own notes say: IPTC, XMP, EXIF."""

from lxml import etree
from PIL.IptcImagePlugin import getiptcinfo

LONGEST = 200  # characters of a credit
LARGEST_XMP = 1_000_000  # bytes
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def credit_in(image):
    """'Photographer/Agency' as IMAGE, a Pillow image just opened, says; else ''.

    What one kind of note leaves out is taken from the next; the copyright line
    serves where nobody is named. Notes that can't be read say nothing.
    """
    author, agency, rights = (
        next(filter(None, said), "")
        for said in zip(*(_read(notes, image) for notes in NOTES), strict=True)
    )
    if author and agency and author.casefold() not in agency.casefold():
        return f"{author}/{agency}"[:LONGEST]
    return (agency or author or rights)[:LONGEST]


def _read(notes, image):
    try:
        return [_clean(text) for text in notes(image)]
    except Exception:  # notes of any maker, well formed or not; the picture counts
        return ["", "", ""]


def _clean(text):
    """TEXT on one line, without control characters."""
    if isinstance(text, (list, tuple)):
        return ", ".join(filter(None, map(_clean, text)))
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError:
            text = text.decode("latin-1")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _iptc(image):
    said = getiptcinfo(image) or {}
    return said.get((2, 80), ""), said.get((2, 110), ""), said.get((2, 116), "")


def _xmp(image):
    """Read as XML without entities, DTD or network; anything else is refused."""
    packet = image.info.get("xmp") or b""
    if not packet or len(packet) > LARGEST_XMP:
        return "", "", ""
    if b"<!DOCTYPE" in packet or b"\0" in packet.rstrip(b"\0"):
        return "", "", ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(packet.strip(b"\0 \r\n\t"), parser)

    def find(path):
        return [str(text) for text in root.xpath(path, namespaces=NAMESPACES)]

    return (
        find("//dc:creator//rdf:li/text()"),
        find("(//photoshop:Credit/text() | //@photoshop:Credit)[1]"),
        find("(//dc:rights//rdf:li/text())[1]"),
    )


def _exif(image):
    exif = image.getexif()
    # Pillow reads these bytes as Latin-1; most cameras and programs write UTF-8.
    author, rights = (exif.get(tag, "").encode("latin-1") for tag in (0x013B, 0x8298))
    return author, "", rights


NOTES = (_iptc, _xmp, _exif)
