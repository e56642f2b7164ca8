"""Characters that may be stored and that XML refuses."""

import re

_REFUSED = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def for_xml(text):
    """TEXT without the characters that no XML document can carry, however written."""
    return _REFUSED.sub("", text)
