"""Cuts a caption into what is shown and who is to be credited.

THE FORM

    CAPTION CREDIT-WORD CREDIT

where the credit word is one of those below, at the start of the text, after a
space, a full stop, a dash, a bar or an opening bracket, which ends with it: 'The
quay at dawn. Photo: Ada Example', 'The quay (Credit: Harbour Trust)', 'Image source,
Harbour Trust'. The last one counts. 'Image caption,' before a caption is no part of
it.
"""

import re

LONGEST_CREDIT = 200
_NOUNS = ("Image", "Photo", "Photograph", "Photography", "Picture", "Foto", "Bild")
_NAMES = ("Credit", "Credits", "Source", "Copyright", "Quelle", "Fuente", "Źródło")
_NAMES += ("Crédit", "Crédit photo", "المصدر")
_WORDS = [rf"{word} ?:" for word in (*_NOUNS, *_NAMES)]
_WORDS += [rf"{noun} (?:source|credit)s?[:,]" for noun in _NOUNS]
_WORDS += ["©"]
# With a capital: 'the family photo: a treasure' names nobody.
_ANY = "|".join([*_WORDS, *(word.upper() for word in _WORDS if "(?:" not in word)])
_BY = "|".join(rf"{noun} by\b:?" for noun in _NOUNS)
_CREDIT = re.compile(
    rf"(?:^|(?<=[\s.(\[|–—/-]))(?:{_ANY})\s*|(?:^|(?<=[.(\[|–—])\s?)(?:{_BY})\s*"
)
_CAPTION = re.compile(r"(?:image|media|picture|photo) caption[,:]\s*", re.IGNORECASE)
_CLOSED = {"(": ")", "[": "]"}


def split_caption(text: str) -> tuple[str, str]:
    """The caption and the credit in TEXT; each may be empty."""
    text = " ".join(text.split())
    found = None
    for match in _CREDIT.finditer(text):
        found = match
    if found is None:
        return _CAPTION.sub("", text, count=1) if _CAPTION.match(text) else text, ""
    caption, credit = text[: found.start()], text[found.end() :].strip()
    match = _CAPTION.search(credit)
    if match and not caption:
        caption, credit = credit[match.end() :], credit[: match.start()].strip()
    opening = caption[-1:]
    if opening in _CLOSED:
        if not credit.endswith(_CLOSED[opening]):
            return text, ""
        caption, credit = caption[:-1], credit[:-1].strip()
    if not credit or len(credit) > LONGEST_CREDIT:
        return text, ""
    caption = caption.strip().rstrip("|–—/-").strip()
    match = _CAPTION.match(caption)
    return caption[match.end() :] if match else caption, credit


def credit_in(text: str) -> str:
    """The credit in TEXT, all of which names one, without the word before it."""
    caption, credit = split_caption(text)
    return credit if credit and not caption else " ".join(text.split())
