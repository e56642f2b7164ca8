"""What a page, or one post of it, is called where its address is shared."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator

from posts.bodies import plain_text
from posts.models.files import Picture

DESCRIPTION_LENGTH = 200


@dataclass(frozen=True)
class Card:
    """The words, the `picture` (None: there is none) and the times of a card.

    `path` is the address that is shared, without the site.
    """

    title: str
    description: str
    path: str
    picture: Picture | None
    picture_alt: str
    published_at: datetime | None
    changed_at: datetime


def card_of(page, posts, marked=None):
    """The Card of PAGE, of which POSTS are shown, or of the post MARKED."""
    picture, alt = page.lead_image or None, page.lead_image_alt
    if not marked:
        return Card(
            title=page.title,
            description=" ".join(page.standfirst.split()),
            path=page.get_absolute_url(),
            picture=picture,
            picture_alt=alt,
            published_at=page.first_published_at,
            changed_at=page.last_changed_at(posts),
        )
    for image in marked.images.all():
        if image.file:
            picture, alt = image.file, image.alt
            break
    text = plain_text(marked.body) or page.standfirst
    return Card(
        title=str(marked),
        description=Truncator(text).chars(DESCRIPTION_LENGTH),
        path=marked.get_absolute_url(),
        picture=picture,
        picture_alt=alt,
        published_at=marked.published_at,
        changed_at=marked.last_changed_at,
    )
