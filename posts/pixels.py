"""Whether a picture file holds pixels alone, as those that we store do.

No notes of a camera or a program, no colour profile, no comment, and nothing behind
the picture's end, where phones keep films and mischief makers programs. Read by the
structure of each format, without decoding; in time linear in the file's length.
"""

_JPEG_PARTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD}  # frames, tables, restarts
_JFIF = b"\x00\x10JFIF\x00"
_PNG_PARTS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT"}
_GIF_PARTS = (b"\x21\xf9", b"\x21\xff\x0bNETSCAPE2.0")  # of a frame, of the loop
_WEBP_PARTS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM"}
_WEBP_FRAME = {b"VP8 ", b"VP8L", b"ALPH"}
_AVIF_PARTS = {b"ftyp", b"meta", b"mdat"}


def only_pixels(data, kind):
    """Whether DATA, a file of the Pillow format KIND, holds nothing but pixels."""
    try:
        return kind in _READERS and _READERS[kind](data)
    except (IndexError, ValueError):  # it ends in the middle of something
        return False


def _jpeg(data):
    """Segments up to the end of the image, which must be the end of the file."""
    at = 2
    while True:
        if data[at] != 0xFF:
            return False
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2 == len(data)
        length = _number(data, at + 2, 2, "big")
        is_jfif = marker == 0xE0 and data[at + 2 : at + 9] == _JFIF
        if not (is_jfif or marker in _JPEG_PARTS or marker == 0xDA):
            return False
        at += 2 + length
        if marker == 0xDA:
            at = _after_scan(data, at)


def _after_scan(data, at):
    """Where the next segment begins after the coded pixels that begin at AT."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _png(data):
    at = 8
    while True:
        name = data[at + 4 : at + 8]
        if name not in _PNG_PARTS:
            return False
        at += 12 + _number(data, at, 4, "big")
        if name == b"IEND":
            return at == len(data)


def _gif(data):
    at = 13 + _colours(data[10])
    while True:
        block = data[at]
        if block == 0x3B:
            return at + 1 == len(data)
        if block == 0x2C:
            at = _after_blocks(data, at + 11 + _colours(data[at + 9]))
        elif data.startswith(_GIF_PARTS, at):
            at = _after_blocks(data, at + 2)
        else:
            return False


def _colours(flags):
    """The length of the colour table that FLAGS announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(data, at):
    while data[at]:
        at += data[at] + 1
    return at + 1


def _webp(data):
    if _number(data, 4, 4, "little") + 8 != len(data):
        return False
    for name, start, stop in _riff(data, 12, len(data)):
        if name == b"ANMF":
            inside = _riff(data, start + 16, stop)
            if any(part not in _WEBP_FRAME for part, _, _ in inside):
                return False
        elif name not in _WEBP_PARTS:
            return False
    return True


def _riff(data, at, stop):
    """The chunks in DATA from AT to STOP: (name, where it starts, where it stops)."""
    while at < stop:
        length = _number(data, at + 4, 4, "little")
        yield data[at : at + 4], at + 8, at + 8 + length
        at += 8 + length + length % 2


def _avif(data):
    """Of the coded pixels (mdat) we see no inside: only items listed in meta count."""
    at = 0
    while at < len(data):
        length = _number(data, at, 4, "big")
        name = data[at + 4 : at + 8]
        if name not in _AVIF_PARTS or length < 8 or at + length > len(data):
            return False
        if name == b"meta" and any(
            note in data[at : at + length] for note in (b"Exif", b"mime", b"prof")
        ):
            return False
        at += length
    return True


def _number(data, at, length, order):
    if at + length > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + length], order)


_READERS = {"JPEG": _jpeg, "PNG": _png, "GIF": _gif, "WEBP": _webp, "AVIF": _avif}
