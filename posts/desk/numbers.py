"""Primary keys as browsers send them."""


def number(text):
    """The primary key in TEXT; 0, which is nobody's, if it is none."""
    is_key = bool(text) and text.isascii() and text.isdecimal() and len(text) < 19
    return int(text) if is_key else 0
