"""Numbers as browsers send them: primary keys, and the parts of a cursor."""


def is_number(text):
    """Whether TEXT is decimal digits, few enough for the database's largest number."""
    return bool(text) and text.isascii() and text.isdecimal() and len(text) < 19


def number(text):
    """The primary key in TEXT; 0, which is nobody's, if it is none."""
    return int(text) if is_number(text) else 0
