"""What a source says, made fit for the database, and what can't be made so."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from posts.bodies import sanitise
from posts.characters import for_xml
from posts.content import EPOCH, FAR_FUTURE
from posts.importing.document import ParsedPost
from posts.models import Byline, Contributor, Post, PostImage

LONGEST_BODY = 1_000_000  # characters of a post's HTML; the longest of books' chapters
MOST_PARTS = 200  # pictures of a post, and names over it
PLACED = (Post.Status.PUBLISHED, Post.Status.WITHDRAWN)
_is_address = URLValidator(["http", "https"])


def fit(post: ParsedPost) -> ParsedPost:
    """POST with a sanitised body and without characters that can't be stored.

    The same object where nothing had to be changed, so that a long page is not held
    twice.
    """
    changed = {
        name: for_xml(getattr(post, name))
        for name in (
            *("headline", "quote_attribution", "embed_url", "correction_note"),
            *("review_note", "id"),
        )
    }
    changed["body"] = sanitise(for_xml(post.body))
    changed["bylines"] = tuple(
        replace(byline, name=for_xml(byline.name), role=for_xml(byline.role))
        for byline in post.bylines
    )
    changed["images"] = tuple(
        replace(
            image,
            alt=for_xml(image.alt),
            credit=for_xml(image.credit),
            caption=for_xml(image.caption),
        )
        for image in post.images
    )
    for name in ("working_copy", "original"):
        changed[name] = getattr(post, name) and fit(getattr(post, name))
    if all(getattr(post, name) == value for name, value in changed.items()):
        return post
    return replace(post, **changed)


def unfit(post: ParsedPost, now) -> list[tuple[int, str]]:
    """Why POST, which was made fit, can't be stored: (line, message), most often none.

    NOW is when the import happens: a public post can't lie after it.
    """
    problems = []
    moment = post.published_at
    latest = now if post.status in PLACED else FAR_FUTURE
    if moment and not EPOCH <= moment <= latest:
        problems.append((post.line, "the time lies before 1970 or in the future"))
    if len(post.body) > LONGEST_BODY:
        problems.append(
            (post.line, f"the text is longer than {LONGEST_BODY:,} characters")
        )
    if len(post.bylines) > MOST_PARTS or len(post.images) > MOST_PARTS:
        problems.append(
            (post.line, f"there are more than {MOST_PARTS} names or pictures")
        )
    for noun, model, name, value, line in _texts(post):
        most = model._meta.get_field(name).max_length
        if len(value) > most:
            problems.append((line, f"the {noun} is longer than {most} characters"))
    if post.embed_url and not _is_web_address(post.embed_url):
        problems.append((post.line, "the embed address is no web address"))
    if post.label not in Post.Label.values:
        problems.append((post.line, f"there is no label '{post.label[:60]}'"))
    if post.working_copy:
        problems += unfit(post.working_copy, now)
    return problems


def _texts(post):
    """The short texts of POST: what each is called, its field, itself, its line."""
    yield "headline", Post, "headline", post.headline, post.line
    yield "quoted person", Post, "quote_attribution", post.quote_attribution, post.line
    yield "embed address", Post, "embed_url", post.embed_url, post.line
    for byline in post.bylines:
        yield "name", Contributor, "name", byline.name, post.line
        yield "role", Byline, "role", byline.role, post.line
    for image in post.images:
        line = image.line or post.line
        yield "picture's text", PostImage, "alt", image.alt, line
        yield "picture's source", PostImage, "credit", image.credit, line


def _is_web_address(address):
    try:
        _is_address(address)
    except ValidationError:
        return False
    return True
