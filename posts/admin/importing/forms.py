"""What an editor says of a source, and where it comes from."""

import re

from django import forms
from django.conf import settings

from posts.characters import without_nul
from posts.importing.reading import FORMATS
from posts.importing.source import LARGEST, Wanted
from posts.models import LivePage
from posts.models.livepage import validate_time_zone

MEGABYTE = 1024 * 1024
# What a form may hold besides its files; the rest is for the other fields.
LONGEST_TEXT = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - MEGABYTE
# The command's flags, of which messages speak, and the fields that stand for them.
FLAGS = {
    "--title": "title",
    "--slug": "slug",
    "--date": "date",
    "--time-zone": "time_zone",
    "--order": "order",
    "--format": "format",
    "--withdraw-missing": "withdraw_missing",
}
_FLAG = re.compile(r"--[a-z]+(?:-[a-z]+)*")
_PASS = re.compile(r"\bpass (?=(?:another )?--)")
_EXAMPLE = re.compile(r", for example (--[a-z-]+) ([\w/+-]+)")


def _formats():
    return [
        ("", "Find out"),
        *((name, f"{name}: {reader.says}") for name, reader in FORMATS.items()),
    ]


class SettingsForm(forms.Form):
    """What the source may not say: how to read it, and what page it becomes."""

    title = forms.CharField(
        required=False,
        max_length=LivePage._meta.get_field("title").max_length,
        help_text="Empty: the source’s own.",
    )
    slug = forms.SlugField(
        label="Address",
        required=False,
        max_length=LivePage._meta.get_field("slug").max_length,
        help_text="The last part of the page’s address. Empty: made of the title. "
        "That of an imported page brings it up to date.",
    )
    date = forms.DateField(
        label="Day of the newest post",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Needed where posts give only a clock time.",
    )
    time_zone = forms.CharField(
        required=False,
        validators=[validate_time_zone],
        help_text="An IANA name. Empty: the source’s own, else Europe/London.",
    )
    order = forms.ChoiceField(
        label="Order in the source",
        required=False,
        choices=[
            ("", "Find out"),
            ("newest", "Newest post first"),
            ("oldest", "Oldest post first"),
        ],
    )
    format = forms.ChoiceField(label="Form", required=False, choices=_formats)
    withdraw_missing = forms.BooleanField(
        label="Withdraw posts that the source no longer has",
        required=False,
        help_text="Only where the page was imported before.",
    )

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name in ("slug", "time_zone"):
            self.fields[name].widget.attrs |= {
                "autocapitalize": "off",
                "spellcheck": "false",
            }

    @classmethod
    def typed_in(cls, data):
        """The settings in DATA, a request's, as they were typed."""
        typed = {name: data.get(name, "") for name in cls.base_fields if name in data}
        return {name: without_nul(value) for name, value in typed.items()}

    def wanted(self):
        """How to read the source, of a form that is valid."""
        names = ("date", "time_zone", "order", "format")
        return Wanted(**{name: self.cleaned_data[name] for name in names})

    def fields_of(self, message):
        """The names of the fields that MESSAGE speaks of by their flags."""
        return [FLAGS[flag] for flag in _FLAG.findall(message) if flag in FLAGS]

    def in_words(self, message):
        """MESSAGE, which is for the command line, with our fields for its flags."""

        def label(flag):
            name = FLAGS.get(flag)
            return f"‘{self[name].label}’" if name else flag

        message = _EXAMPLE.sub(
            lambda match: f" ({label(match[1])}, for example {match[2]})", message
        )
        message = _PASS.sub("fill in ", message)
        message = _FLAG.sub(lambda match: label(match[0]), message)
        return f"{message[:1].upper()}{message[1:]}"


class SourceForm(SettingsForm):
    """The first step: a text or a file, and what is known of it."""

    text = forms.CharField(
        label="Text of the page",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        help_text="A saved page (text, HTML, MHTML or a zip with its pictures), a "
        f"feed, or an export of ours; at most {LARGEST // MEGABYTE} MB.",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(
                f"This file has more than {LARGEST // MEGABYTE} MB. Import it with the "
                "command import_live, or take out what is no text."
            )
        return file

    def clean(self):
        cleaned = super().clean()
        text, file = cleaned.get("text", "").strip(), cleaned.get("file")
        if text and file:
            self.add_error("file", "Paste a text or choose a file, not both.")
        elif not text and not file and "file" not in self.errors:
            self.add_error("text", "Paste the text of a page, or choose a file.")
        return cleaned

    def has_source(self):
        """Whether there is something to read, even if the settings are wrong."""
        self.full_clean()
        return not self.errors.keys() & {"text", "file"}

    def source(self):
        """The (name, bytes) of the source."""
        if file := self.cleaned_data["file"]:
            return without_nul(file.name[:200]), file.read()
        return "the pasted text", self.cleaned_data["text"].encode()
