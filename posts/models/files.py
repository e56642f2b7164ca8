"""Uploaded pictures: checked by decoding, upright, without the camera's notes,
and kept under names that nobody can guess."""

import io
import secrets
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from PIL import Image, ImageOps

PICTURE_EXTENSIONS = ("jpg", "jpeg", "png", "webp", "avif", "gif")


def unguessable_name(instance, filename):
    """A new name with 144 random bits; of FILENAME only the extension stays."""
    return secrets.token_urlsafe(18) + PurePath(filename).suffix.lower()


def validate_decodes(file):
    """Refuse a picture that can't be decoded to its last line."""
    try:
        file.open()
        with Image.open(file) as image:
            image.load()
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(
            "This picture is damaged or too large: it can't be read to its end."
        ) from error


def upright(file):
    """FILE turned the way it was taken, without EXIF: that may tell where and who.

    Moving pictures are left as they are.
    """
    file.seek(0)
    with Image.open(file) as image:
        if getattr(image, "is_animated", False):
            return file
        colours = image.info.get("icc_profile")
        data = io.BytesIO()
        turned = ImageOps.exif_transpose(image)
        turned.info.clear()
        turned.save(data, image.format, quality=90, icc_profile=colours)
    return ContentFile(data.getvalue(), name=file.name)


class Picture(ImageFieldFile):
    """A stored picture; what is saved is upright and stripped."""

    def save(self, name, content, save=True):
        super().save(name, upright(content), save)


class PictureField(models.ImageField):
    """An image field for `Picture`s."""

    attr_class = Picture


def picture_field(**options):
    """A PictureField with our names and the formats that browsers show."""
    return PictureField(
        upload_to=unguessable_name,
        validators=[FileExtensionValidator(PICTURE_EXTENSIONS), validate_decodes],
        **options,
    )
