"""The composer's form: a post as it is typed on the desk."""

import secrets
import uuid
from datetime import UTC, datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.utils import timezone

from posts.bodies import sanitise
from posts.characters import without_nul
from posts.content import EPOCH, FAR_FUTURE, FIELDS, IMAGE, written
from posts.media import originals
from posts.models import Byline, Post, PostImage
from posts.models.livepage import validate_time_zone

from . import people
from .numbers import number

MINUTE = "%Y-%m-%dT%H:%M"
IMAGE_TEXTS = ("alt", "caption", "credit")
TYPED_OF_IMAGE = (*IMAGE_TEXTS, "decorative")
LONGEST_ROLE = Byline._meta.get_field("role").max_length


class Undescribed(forms.BoundField):
    """A field that names no description: the composer shows neither help nor errors
    beside it, which Django takes for granted.
    """

    aria_describedby = None


class ComposerForm(forms.ModelForm):
    """What is typed on the desk: a post's fields, its bylines and its pictures.

    The rows below the fields are plain lists, so that the script only has to add
    and remove elements: `byline` with `role`, and `image`, tokens each of which
    names `<token>-file`, `-alt`, `-decorative`, `-caption` and `-credit`.
    """

    bound_field_class = Undescribed

    key = forms.UUIDField(widget=forms.HiddenInput)
    post = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    zone = forms.CharField(
        widget=forms.HiddenInput, required=False, validators=[validate_time_zone]
    )
    moment = forms.CharField(
        label="Time",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    pin = forms.BooleanField(required=False)
    tell_readers = forms.BooleanField(required=False)

    class Meta:
        model = Post
        fields = FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["headline"].widget.attrs |= {
            "autocomplete": "off",
            "placeholder": "Headline",
            "aria-label": "Headline",
        }
        self.fields["body"].widget.attrs["aria-label"] = "Text"
        self.fields["embed_url"].widget.attrs["placeholder"] = (
            "YouTube, Vimeo, X, Bluesky, Mastodon, Instagram or any link"
        )

    def clean_seen(self):
        """(number, number): the version where this text began, as `typed_of` names it,
        and the one that a conflict has shown since, or 0.
        """
        began, _, shown = self.cleaned_data["seen"].partition(".")
        return number(began), number(shown)

    def clean_body(self):
        """The text as it may be stored; the model's check cleans its own copy only."""
        return sanitise(self.cleaned_data["body"])

    def clean_moment(self):
        """The time, or None for now. An hour that comes twice means the first.

        It is meant in the zone in which it was shown, which the page may have left.
        """
        text = self.cleaned_data["moment"]
        if not text:
            return None
        try:
            naive = datetime.strptime(text[:16], MINUTE)  # noqa: DTZ007 made aware below
        except ValueError as error:
            raise forms.ValidationError("This is no date and time.") from error
        zone = ZoneInfo(self.cleaned_data.get("zone") or zone_now())
        moment = naive.replace(tzinfo=zone)
        if not EPOCH <= moment < FAR_FUTURE:
            raise forms.ValidationError("Choose a day between 1970 and 2099.")
        if moment.astimezone(UTC).astimezone(zone).strftime(MINUTE) != text[:16]:
            raise forms.ValidationError("The clock skips this hour on that day.")
        return moment

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("tell_readers"):
            cleaned["correction_note"] = ""
        elif not cleaned.get("correction_note", "").strip():
            self.add_error(
                "correction_note", "Write what readers should know, or untick it."
            )
        cleaned["bylines"] = self._bylines()
        cleaned["images"] = self._images()
        return cleaned

    def content(self):
        """What was typed, as `posts.content.written` gives it; invalid fields empty."""
        empty = dict.fromkeys(FIELDS, "") | {"key_event": False}
        empty |= {"bylines": [], "images": []}
        return {name: self.cleaned_data.get(name, none) for name, none in empty.items()}

    def problems(self):
        """What is wrong with it, one sentence each."""
        return [
            error if name == "__all__" else f"{self[name].label}: {error}"
            for name, errors in self.errors.items()
            for error in errors
        ]

    def is_blank(self):
        """Whether nothing at all was written."""
        content = self.content()
        return not any(
            content[name] for name in ("headline", "body", "embed_url", "images")
        )

    # Rows

    def byline_rows(self):
        """The bylines as typed: a list of {name, role}."""
        names, roles = (self._list(name) for name in ("byline", "role"))
        return [
            {"name": name, "role": role}
            for name, role in zip_longest(names, roles, fillvalue="")
        ]

    def image_rows(self):
        """The pictures as typed: a list of {token, image}, image an unsaved row."""
        rows = []
        for token in self._list("image"):
            texts = {name: _plain(self.data, f"{token}-{name}") for name in IMAGE_TEXTS}
            file = _plain(self.data, f"{token}-file")
            image = PostImage(file=file if originals(file) == [file] else "", **texts)
            image.decorative = f"{token}-decorative" in self.data
            rows.append(image_row(image, token))
        return rows

    def _bylines(self):
        known = people.names()
        bylines = []
        for row in self.byline_rows():
            name = row["name"].strip()
            if not name:
                continue
            try:
                person = people.named(name, known)
            except forms.ValidationError as error:
                self.add_error(None, error)
                continue
            role = row["role"].strip()[:LONGEST_ROLE]
            bylines.append({"contributor_id": person.pk, "role": role})
        return bylines

    def _images(self):
        rows = self.image_rows()
        names = [row["image"].file.name for row in rows if row["image"].file]
        stored = {
            image.file.name: image for image in PostImage.objects.filter(file__in=names)
        }
        images = []
        for row in rows:
            image = row["image"]
            if not (image.file or image.alt or image.caption):
                continue
            # A version of a post may know a file that no row has any more.
            name = image.file.name
            if name and name not in stored and not default_storage.exists(name):
                self.add_error(None, "A picture is gone: remove it and add it again.")
                continue
            self._refuse_long(image)
            original = stored.get(image.file.name, image)
            values = {name: getattr(original, name) for name in IMAGE}
            values |= {name: getattr(image, name) for name in TYPED_OF_IMAGE}
            images.append(values | {"file": image.file.name or ""})
        return images

    def _refuse_long(self, image):
        for name in ("alt", "credit"):
            field = PostImage._meta.get_field(name)
            if len(getattr(image, name)) > field.max_length:
                self.add_error(
                    None,
                    f"A picture's {field.verbose_name} is longer than "
                    f"{field.max_length} characters.",
                )

    def _list(self, name):
        values = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        return [without_nul(value) for value in values]


def _plain(data, name):
    """What was typed as NAME, as it may be stored."""
    return without_nul(data.get(name, "")).strip()


def typed_of(post, seen):
    """The composer's form as it stands when POST is opened: a QueryDict.

    SEEN is its newest version when POST was read, or an older one: with a newer one,
    words that nobody saw would count as seen.
    """
    data = typed_content(written(post))
    data["post"] = post.pk
    data["seen"] = seen
    if post.working_copy_of:
        data["base"] = post.working_copy_base
    if post.published_at:
        data["moment"] = shown(post.published_at)
    if (post.working_copy_of or post).pinned_place:
        data["pin"] = "on"
    return data


def typed_content(content):
    """The composer's form with CONTENT, as `posts.content.written` gives it."""
    data = QueryDict(mutable=True)
    for name in FIELDS:
        if content[name] is True:
            data[name] = "on"
        elif content[name]:
            data[name] = content[name]
    if content["correction_note"]:
        data["tell_readers"] = "on"
    labels = {person.pk: label for label, person in people.names().items()}
    for line in content["bylines"]:
        if line["contributor_id"] in labels:
            data.appendlist("byline", labels[line["contributor_id"]])
            data.appendlist("role", line["role"])
    for image in content["images"]:
        token = new_token()
        data.appendlist("image", token)
        for name in ("file", *IMAGE_TEXTS):
            data[f"{token}-{name}"] = image[name]
        if image["decorative"]:
            data[f"{token}-decorative"] = "on"
    data["key"], data["zone"] = str(uuid.uuid4()), zone_now()
    return data


def typed_by(user):
    """A new composer for USER: empty but for the own byline."""
    data = QueryDict(mutable=True)
    data["key"], data["zone"] = str(uuid.uuid4()), zone_now()
    for label, person in people.names().items():
        if person.user_id == user.pk:
            data["byline"], data["role"] = label, ""
    return data


def shown(moment):
    """MOMENT as the composer's time field shows it, to the minute."""
    return timezone.localtime(moment).strftime(MINUTE)


def zone_now():
    """The name of the time zone in which the desk speaks now."""
    return str(timezone.get_current_timezone())


def new_token():
    """A new name for a picture's fields."""
    return f"image{secrets.token_hex(4)}"


def image_row(image, token=None):
    """IMAGE as a row of the composer, under TOKEN or a new one."""
    return {"token": token or new_token(), "image": image}
