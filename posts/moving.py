"""Moving pictures without their notes: cut out of the file, no frame is touched."""

PNG_NOTES = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
WEBP_NOTES = (b"EXIF", b"XMP ")
WEBP_SAYS_NOTES = 0b1100  # the bits of the VP8X chunk that announce them
GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def without_notes(data, kind):
    """DATA, the bytes of a moving picture of the Pillow format KIND, without notes.

    Raises ValueError or IndexError where the file is not built as it should be.
    """
    return {"GIF": _gif, "PNG": _png, "WEBP": _webp}[kind](data)


def _png(data):
    parts, at = [data[:8]], 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind not in PNG_NOTES:
            parts.append(data[at:end])
        if kind == b"IEND":
            return b"".join(parts)
        at = end
    raise ValueError("a PNG without an end")


def _webp(data):
    parts, at = [], 12
    end_of_file = 8 + int.from_bytes(data[4:8], "little")
    while at < end_of_file:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        kind, chunk = data[at : at + 4], bytearray(data[at:end])
        if kind == b"VP8X":
            chunk[8] &= ~WEBP_SAYS_NOTES
        if kind not in WEBP_NOTES:
            parts.append(bytes(chunk))
        at = end
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _gif(data):
    """A GIF's blocks, without comments and programs' extensions but the loop."""
    at = 13 + _palette(data[10])
    parts = [data[:at]]
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x2C:  # a frame
            at += 11 + _palette(data[at + 9])
            kept = True
        elif data[at] == 0x21:  # an extension
            kept = data[at + 1] == 0xF9 or (
                data[at + 1] == 0xFF and data[at + 3 : at + 14] in GIF_LOOPS
            )
            at += 2
        else:
            raise ValueError("an unknown block in a GIF")
        while data[at]:
            at += data[at] + 1
        at += 1
        if kept:
            parts.append(data[start:at])
    return b"".join([*parts, b"\x3b"])


def _palette(flags):
    """Bytes of the palette that FLAGS announces."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0
