from django import forms
from django.utils import timezone

from posts.models import Post

from .door import DoorForm


class PostForm(DoorForm):
    """A post as an editor writes it; refuses what the door would refuse."""

    def clean(self):
        cleaned = super().clean()
        post = self.instance
        moment = cleaned.get("published_at")
        if post.status == Post.Status.PUBLISHED:
            cleaned["published_at"] = moment = moment or post.published_at
            if moment and moment > timezone.now():
                self.add_error("published_at", "A public post can't lie in the future.")
        wants_readers = post.status == Post.Status.PUBLISHED or any(
            name in self.data for name in ("_publish", "_publish_now")
        )
        written = any(cleaned.get(name) for name in ("headline", "body", "embed_url"))
        if wants_readers and not written and not self._has_images():
            raise forms.ValidationError("This post is empty: write something first.")
        return cleaned

    def _has_images(self):
        """Whether the images below the form hold anything that stays."""
        total = int(self.data.get("images-TOTAL_FORMS") or 0)
        return any(
            self.files.get(f"images-{n}-file")
            or (self.data.get(f"images-{n}-id"))
            or self.data.get(f"images-{n}-alt")
            for n in range(total)
            if f"images-{n}-DELETE" not in self.data
        )
