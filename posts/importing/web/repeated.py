"""What a post says twice, as data and feeds do: in a headline, or beside its body."""

from dataclasses import replace

from posts.importing.document import ParsedImage
from posts.importing.web.markup import words_of
from posts.importing.web.markup_media import Tidied


def repeats(headline: str, body: str) -> bool:
    """Whether HEADLINE was made of the first words of BODY, which is HTML."""
    if not headline or not body:
        return False
    # Whoever made it had rules of their own for the spaces between paragraphs.
    words, headline = ("".join(text.split()) for text in (words_of(body), headline))
    start = headline.rstrip("….")
    if headline.endswith(("…", "...")) and start:
        return words.startswith(start)
    return words == headline


def without_repeated(tidied: Tidied, images: tuple[ParsedImage, ...]) -> Tidied:
    """TIDIED without the pictures that IMAGES show as well."""
    names = {image.picture.name for image in images if image.picture}
    alts = {image.alt for image in images if image.alt}
    kept = [
        image
        for image in tidied.images
        if not (image.picture and image.picture.name in names)
        and not (image.alt and image.alt in alts)
    ]
    return replace(tidied, images=kept)
