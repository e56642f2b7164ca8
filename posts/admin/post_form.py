from django import forms
from django.utils import timezone

from posts.content import EPOCH
from posts.models import Post

from .door import DoorForm

Status = Post.Status


class PostForm(DoorForm):
    """A post as an editor writes it; refuses what the door would refuse.

    `seen` names the version that the form was filled with. Read under the lock, it
    tells a form that somebody else has overtaken: its text comes back with a
    warning, and saving once more overwrites knowingly.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            base = self.instance.working_copy_base
            self.initial["seen"] = f"{self.instance.changed_at.isoformat()} {base}"

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            self._refuse_overtaken(cleaned)
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
        """An untouched time keeps what the form doesn't show, its microseconds."""
        is_cleared = not cleaned.get("published_at")
        is_public = self.instance.status == Status.PUBLISHED
        is_untouched = "published_at" not in self.changed_data
        return "published_at" in cleaned and (
            is_untouched or (is_cleared and is_public)
        )

    def _refuse_times(self, moment):
        status, now = self.instance.status, timezone.now()
        error = ""
        if moment and moment < EPOCH:
            error = "Times before 1970 can't be shown."
        elif status == Status.PUBLISHED and moment and moment > now:
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

    def _refuse_overtaken(self, cleaned):
        post, original = self.instance, self.instance.working_copy_of
        base = original.revision if original else 0
        current = f"{post.changed_at.isoformat()} {base}"
        if cleaned.get("seen") == current:
            return
        who = (original or post).changed_by
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = current
        what = "the published post" if original else "this post"
        raise forms.ValidationError(
            f"{who or 'Somebody'} changed {what} after you opened it. Nothing is saved "
            "yet: your text is below. Look at the other version in a new tab, then "
            "save again to let yours stand."
        )

    def _has_images(self):
        """Whether the images below the form hold anything that stays."""
        total = self.data.get("images-TOTAL_FORMS") or ""
        return any(
            self.files.get(f"images-{n}-file")
            or self.data.get(f"images-{n}-id")
            or self.data.get(f"images-{n}-alt")
            for n in range(int(total) if total.isdecimal() else 0)
            if f"images-{n}-DELETE" not in self.data
        )
