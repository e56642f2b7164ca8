"""Pictures as they are stored: checked by decoding, upright, small enough, stripped.

Every way in (the admin's forms, the composer, commands) ends at `prepare`.
"""

import io
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from pictures.models import PillowPicture
from pictures.utils import reconstruct
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from posts.credits import credit_in
from posts.pixels import only_pixels

LARGEST_EDGE = 2560  # pixels of the longer side that are kept
QUALITY = 90
AVIF_SPEED = 8  # of 10
STILL = ".still"  # in the name of a picture that has renditions
SUFFIXES = {
    "JPEG": ".jpg",
    "PNG": ".png",
    "WEBP": ".webp",
    "AVIF": ".avif",
    "GIF": ".gif",
}
CONTENT_TYPES = {
    ".jpeg": "image/jpeg",  # stored before names followed the content
    **{suffix: f"image/{kind.lower()}" for kind, suffix in SUFFIXES.items()},
}


class Prepared(ContentFile):
    """A picture ready to be stored; `credit` is what its notes said of its source.

    Its `name` ends as the stored name must: in the suffix of the true format,
    with STILL before it if the picture is to have renditions.
    """

    def __init__(self, data, suffix, credit):
        super().__init__(data, name=f"picture{suffix}")
        self.credit = credit


def prepare(file):
    """FILE, an open File, as it is stored. Raises ValidationError, for the editor."""
    return _checked(file, _prepared)


def keep(file):
    """FILE, which comes from where we stored it, byte for byte; checked like any.

    Made ready anew after all if it holds more than pixels or is larger than those
    that we store. Raises ValidationError.
    """
    return _checked(file, _kept)


def _checked(file, made_ready):
    name = _short(file.name)
    _check_bytes(file, name)
    file.seek(0)
    try:
        with Image.open(file, formats=tuple(SUFFIXES)) as image:
            _check_pixels(image, name)
            return made_ready(image, file, name)
    except ValidationError:
        raise
    except UnidentifiedImageError as error:
        raise ValidationError(
            f"'{name}' is no picture that browsers show. "
            "Use JPEG, PNG, WebP, AVIF or GIF."
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(name) from error
    except Exception as error:  # a decoder may raise anything
        raise ValidationError(
            f"'{name}' is damaged: it can't be read to its end."
        ) from error


def make_renditions(*, storage, file_name, sender, new=(), old=()):
    """Make and delete renditions at once, in the request that stores the picture.

    What django-pictures calls its processor: it names storage and renditions in
    their deconstructed form.
    """
    if new:
        with reconstruct(*storage).open(file_name) as file, Image.open(file) as image:
            pixels = PillowPicture.pre_process(image)
        for rendition in new:
            reconstruct(*rendition).save(pixels)
    for rendition in old:
        reconstruct(*rendition).delete()


def _short(name):
    """The file's own NAME, cut where a message would grow too long."""
    name = PurePath(name or "The picture").name
    return name if len(name) <= 60 else f"{name[:40]}…{name[-16:]}"


def _check_bytes(file, name):
    if not file.size:
        raise ValidationError(f"'{name}' is empty.")
    if file.size > settings.PICTURE_MAX_BYTES:
        raise ValidationError(
            f"'{name}' has {filesizeformat(file.size)}; a picture may have "
            f"{filesizeformat(settings.PICTURE_MAX_BYTES)} at most."
        )


def _check_pixels(image, name, frames=1):
    """Refuse IMAGE, of which only the head was read, before it fills the memory."""
    if image.width * image.height * frames > settings.PICTURE_MAX_PIXELS:
        raise _too_many_pixels(name)


def _frames(image, name):
    """How many frames IMAGE has; refused before more are read than a picture may have.

    Pillow's own `n_frames` walks through the whole of a GIF.
    """
    count, most = 1, settings.PICTURE_MAX_FRAMES
    if image.format == "GIF":
        try:
            while count <= most:
                _check_pixels(image, name, frames=count)
                image.seek(count)
                count += 1
        except EOFError:  # the last one
            pass
        image.seek(0)
    else:
        count = getattr(image, "n_frames", 1)
    if count > most:
        raise ValidationError(
            f"'{name}' has too many frames; a moving picture may have {most} at most."
        )
    _check_pixels(image, name, frames=count)
    return count


def _too_many_pixels(name):
    limit = f"{settings.PICTURE_MAX_PIXELS / 1_000_000:g}"
    return ValidationError(
        f"'{name}' has too many pixels; a picture may have {limit} million at most."
    )


def _prepared(image, file, name):
    kind = "JPEG" if image.format == "MPO" else image.format
    credit = credit_in(image)
    # A phone's JPEG with a second picture for depth or brightness is no moving one.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        if kind == "AVIF":
            raise ValidationError(
                f"'{name}' is a moving picture in AVIF. Use GIF, WebP or PNG for it."
            )
        _frames(image, name)
        return Prepared(_moving(image, kind), SUFFIXES[kind], credit)
    image.draft(None, (LARGEST_EDGE, LARGEST_EDGE))
    image.load()
    still = _in_srgb(ImageOps.exif_transpose(image))
    still.thumbnail((LARGEST_EDGE, LARGEST_EDGE))
    still.info.clear()
    data = io.BytesIO()
    still.save(data, kind, quality=QUALITY, speed=AVIF_SPEED)
    return Prepared(data.getvalue(), STILL + SUFFIXES[kind], credit)


def _kept(image, file, name):
    file.seek(0)
    data = file.read()
    frames = _frames(image, name)
    too_large = frames == 1 and max(image.size) > LARGEST_EDGE
    if too_large or not only_pixels(data, image.format):
        return _prepared(image, file, name)
    for frame in range(frames):
        image.seek(frame)
        image.load()
    still = STILL if frames == 1 else ""
    return Prepared(data, still + SUFFIXES[image.format], credit="")


def _moving(image, kind):
    """All frames of IMAGE, and when each is shown, without its notes."""
    data = io.BytesIO()
    image.info.pop("comment", None)
    image.save(data, kind, save_all=True, exif=b"", xmp=b"", icc_profile=b"")
    return data.getvalue()


def _in_srgb(image):
    """IMAGE in the colours that every browser takes for granted, without a profile."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):  # or all greys but the darkest become white
        image = image.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode not in ((mode,) if mode == "RGBA" else (mode, "L", "CMYK")):
        image = image.convert(mode)
    if profile:
        try:
            return ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=mode,
            )
        except (ImageCms.PyCMSError, OSError):  # broken, or of another colour space
            pass
    return image.convert(mode) if image.mode == "CMYK" else image
