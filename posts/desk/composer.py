"""The composer's form: a post as it is typed on the desk."""

import secrets
import uuid
from datetime import UTC, datetime

from django import forms
from django.http import QueryDict
from django.utils import timezone

from posts import history
from posts.content import FIELDS, IMAGE, written
from posts.models import Post, PostImage

from . import people

MINUTE = "%Y-%m-%dT%H:%M"
IMAGE_TEXTS = ("alt", "caption", "credit")
TYPED_OF_IMAGE = (*IMAGE_TEXTS, "decorative")


class ComposerForm(forms.ModelForm):
    """What is typed on the desk: a post's fields, its bylines and its pictures.

    The rows below the fields are plain lists, so that the script only has to add
    and remove elements: `byline` with `role`, and `image`, tokens each of which
    names `<token>-file`, `-alt`, `-decorative`, `-caption` and `-credit`.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    post = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    embed_url = forms.URLField(
        label="Embed address", required=False, max_length=500, assume_scheme="https"
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
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

    def clean_moment(self):
        """The time, or None for now. An hour that comes twice means the first."""
        text = self.cleaned_data["moment"]
        if not text:
            return None
        try:
            naive = datetime.strptime(text[:16], MINUTE)  # noqa: DTZ007 made aware below
        except ValueError as error:
            raise forms.ValidationError("This is no date and time.") from error
        moment = naive.replace(tzinfo=timezone.get_current_timezone())
        if shown(moment.astimezone(UTC)) != text[:16]:
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

    def undescribed(self):
        """The pictures that have neither alt text nor the word 'decorative'."""
        return [
            image
            for image in self.cleaned_data["images"]
            if image["file"] and not (image["alt"] or image["decorative"])
        ]

    # Rows

    def byline_rows(self):
        """The bylines as typed: a list of {name, role}."""
        names, roles = (self._list(name) for name in ("byline", "role"))
        return [
            {"name": name, "role": role}
            for name, role in zip(names, roles, strict=True)
        ]

    def image_rows(self):
        """The pictures as typed: a list of {token, image}, image an unsaved row."""
        rows = []
        for token in self._list("image"):
            texts = {name: self.data.get(f"{token}-{name}", "") for name in IMAGE_TEXTS}
            image = PostImage(file=self.data.get(f"{token}-file", ""), **texts)
            image.decorative = f"{token}-decorative" in self.data
            rows.append(image_row(image, token))
        return rows

    def _bylines(self):
        known = people.names()
        folded = {label.casefold(): person for label, person in known.items()}
        bylines = []
        for row in self.byline_rows():
            name = row["name"].strip()
            if not name:
                continue
            person = folded.get(name.casefold())
            if not person:
                self.add_error(
                    None,
                    f"Nobody called '{name}' is among the contributors. A chief "
                    "editor can add a person there.",
                )
                continue
            role = row["role"].strip()[:200]
            bylines.append(
                {
                    "contributor_id": person.pk,
                    "role": "" if role == person.role else role,
                }
            )
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
            if image.file and image.file.name not in stored:
                self.add_error(None, "A picture is gone: remove it and add it again.")
                continue
            original = stored.get(image.file.name, image)
            values = {name: getattr(original, name) for name in IMAGE}
            values |= {name: getattr(image, name) for name in TYPED_OF_IMAGE}
            images.append(values | {"file": image.file.name or ""})
        return images

    def _list(self, name):
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []


def typed_of(post):
    """The composer's form as it stands when POST is opened: a QueryDict."""
    data = typed_content(written(post))
    data["post"] = post.pk
    data["seen"] = history.latest(post)
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
    data["key"] = str(uuid.uuid4())
    return data


def typed_by(user):
    """A new composer for USER: empty but for the own byline."""
    data = QueryDict(mutable=True)
    data["key"] = str(uuid.uuid4())
    for label, person in people.names().items():
        if person.user_id == user.pk:
            data["byline"], data["role"] = label, ""
    return data


def shown(moment):
    """MOMENT as the composer's time field shows it, to the minute."""
    return timezone.localtime(moment).strftime(MINUTE)


def new_token():
    """A new name for a picture's fields."""
    return f"image{secrets.token_hex(4)}"


def image_row(image, token=None):
    """IMAGE as a row of the composer, under TOKEN or a new one."""
    return {"token": token or new_token(), "image": image}
