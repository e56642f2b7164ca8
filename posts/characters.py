"""Characters that a database or XML refuses."""

import re

_REFUSED = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def for_xml(text):
    """TEXT without the characters that no XML document can carry, however written."""
    return _REFUSED.sub("", text)


def without_nul(text):
    """TEXT without NUL, which no form should send and PostgreSQL can't store."""
    return text.replace("\x00", "")


def one_line(text):
    """TEXT without NUL, all white space in it folded to single spaces."""
    return " ".join(without_nul(text).split())
