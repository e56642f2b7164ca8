from django import forms
from django.forms.formsets import DEFAULT_MAX_NUM
from django.utils import timezone

from posts.content import EPOCH, FAR_FUTURE
from posts.desk.numbers import number
from posts.models import Post

from .door import DoorForm

Status = Post.Status
ABSOLUTE_MAX = DEFAULT_MAX_NUM + 1000  # rows that Django reads of a form


class PostForm(DoorForm):
    """A post as an editor writes it; refuses what the door would refuse."""

    def version(self):
        original = self.instance.working_copy_of
        return self._named(original.revision if original else 0)

    def version_shown(self):
        return self._named(self.instance.working_copy_base)

    def _named(self, base):
        zone = timezone.get_current_timezone()
        return f"{self.instance.changed_at.isoformat()} {base} {zone}"

    def overtaken_by(self):
        original = self.instance.working_copy_of
        who = (original or self.instance).changed_by or "Somebody"
        return f"{who} changed {'the published post' if original else 'this post'}"

    def clean(self):
        cleaned = super().clean()
        if "published_at" not in self.changed_data:
            # An hour that the clock repeats can't be read back; it needn't be.
            self.errors.pop("published_at", None)
        if self._keeps_time(cleaned):
            cleaned["published_at"] = self.instance.published_at
        self._refuse_times(cleaned.get("published_at"))
        wants_readers = self.instance.status in (
            Status.PUBLISHED,
            Status.SCHEDULED,
        ) or any(name in self.data for name in ("_publish", "_publish_now"))
        written = any(cleaned.get(name) for name in ("headline", "body", "embed_url"))
        if wants_readers and not written and not self._has_images():
            raise forms.ValidationError("This post is empty: write something first.")
        return cleaned

    def _keeps_time(self, cleaned):
        """Whether the time stays as stored, with the microseconds no form shows."""
        if "published_at" in self.errors or "published_at" not in self.fields:
            return False
        if "published_at" not in self.changed_data:
            return True
        is_placed = self.instance.first_published_at is not None
        is_unscheduled = self.instance.status == Status.SCHEDULED and not (
            self._keeps_schedule()
        )
        return not cleaned.get("published_at") and (is_placed or is_unscheduled)

    def _refuse_times(self, moment):
        status, now = self.instance.status, timezone.now()
        error = ""
        if moment and not EPOCH <= moment < FAR_FUTURE:
            error = "Times before 1970 or after 2100 can't be shown."
        elif self.instance.first_published_at and moment and moment > now:
            error = "A public post can't lie in the future."
        elif status == Status.SCHEDULED and self._keeps_schedule():
            if not moment:
                error = "A scheduled post needs a time; 'Back to draft' unschedules it."
            elif moment <= now and "published_at" in self.changed_data:
                error = "Choose a time in the future, or press 'Publish now'."
        if error:
            self.add_error("published_at", error)

    def _keeps_schedule(self):
        return "_publish_now" not in self.data and "_draft" not in self.data

    def _has_images(self):
        """Whether the images below the form hold anything that stays."""
        total = min(number(self.data.get("images-TOTAL_FORMS")), ABSOLUTE_MAX)
        return any(
            self.files.get(f"images-{n}-file")
            or self.data.get(f"images-{n}-id")
            or self.data.get(f"images-{n}-alt")
            for n in range(total)
            if f"images-{n}-DELETE" not in self.data
        )
