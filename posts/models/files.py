"""The field for uploaded pictures: each is stored under a name that nobody can
guess, as `posts.pictures` prepares it, with its renditions beside it."""

import secrets
from fractions import Fraction
from math import floor
from operator import attrgetter
from pathlib import PurePath

from django import forms
from pictures.models import PictureField as FieldWithRenditions
from pictures.models import PictureFieldFile, PillowPicture

from posts.pictures import CONTENT_TYPES, STILL, Prepared, prepare


def unguessable_name(instance, filename):
    """A new name with 144 random bits; of FILENAME only the suffixes stay."""
    return secrets.token_urlsafe(18) + "".join(PurePath(filename).suffixes)


def validate_decodes(file):
    """Refuse a new picture that can't be stored; a form's was made ready there."""
    if not file._committed and not isinstance(file.file, Prepared):
        prepare(file.file)


class Picture(PictureFieldFile):
    """A stored picture and its renditions.

    Its name says whether it has any (see STILL), so that no page looks on the disk
    and a copied name, such as a version's, is enough.
    """

    def save(self, name, content, save=True):
        """Store CONTENT and its renditions, then the row that shows them."""
        ready = content if isinstance(content, Prepared) else prepare(content)
        super().save(ready.name, ready, save=False)
        if save:
            self.instance.save()

    @property
    def renditions(self):
        """What `srcset` lists, narrowest first: each has a `name` and a `width`."""
        return sorted(self.get_picture_files_list(), key=attrgetter("width"))

    @staticmethod
    def get_picture_files(*, file_name, img_width, img_height, storage, field):
        """As django-pictures has it, and one more as wide as the picture itself.

        Without that, a picture between two widths would be shown as the narrower.
        None of a moving picture, a lost file or a strip too thin to be scaled.
        """
        too_thin = img_width and img_width > img_height * field.container_width
        if STILL not in file_name or not img_width or too_thin:
            return {}
        files = PictureFieldFile.get_picture_files(
            file_name=file_name,
            img_width=img_width,
            img_height=img_height,
            storage=storage,
            field=field,
        )
        widest = field.container_width * max(field.pixel_densities)
        for ratio, kinds in files.items():
            own = floor(img_height * Fraction(ratio)) if ratio else img_width
            own = min(own, img_width, widest)
            for kind, by_width in kinds.items():
                by_width[own] = PillowPicture(file_name, kind, ratio, storage, own)
        return files

    def _get_image_dimensions(self):
        """The size on disk; (None, None) if the file is lost or no picture."""
        try:
            return super()._get_image_dimensions()
        except OSError:
            return None, None


class PictureFormField(forms.FileField):
    """A file input whose picture is made ready, or refused, by the form's check."""

    def __init__(self, **kwargs):
        kwargs |= {"allow_empty_file": True, "max_length": None}  # `prepare` speaks
        super().__init__(**kwargs)

    def to_python(self, data):
        file = super().to_python(data)
        return prepare(file) if file else None

    def widget_attrs(self, widget):
        return {"accept": ",".join(sorted(set(CONTENT_TYPES.values())))}


class PictureField(FieldWithRenditions):
    """An image field for `Picture`s."""

    attr_class = Picture

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureFormField, **kwargs})

    def deconstruct(self):
        """Without the renditions: they are no matter of the database."""
        return super(FieldWithRenditions, self).deconstruct()


def picture_field(**options):
    """A PictureField with our names and checks."""
    return PictureField(
        upload_to=unguessable_name, validators=[validate_decodes], **options
    )
