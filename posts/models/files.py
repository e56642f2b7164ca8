"""Where uploaded pictures are kept: under names that nobody can guess."""

import secrets
from pathlib import PurePath

from django.core.validators import FileExtensionValidator
from django.db import models

PICTURE_EXTENSIONS = ("jpg", "jpeg", "png", "webp", "avif", "gif")


def unguessable_name(instance, filename):
    """A new name with 144 random bits; of FILENAME only the extension stays."""
    return secrets.token_urlsafe(18) + PurePath(filename).suffix.lower()


def picture_field(**options):
    """An image field: decoded by Pillow on upload, stored under a random name."""
    return models.ImageField(
        upload_to=unguessable_name,
        validators=[FileExtensionValidator(PICTURE_EXTENSIONS)],
        **options,
    )
