"""What the admin of pages and of posts share: one door a write, one time zone."""

from contextlib import nullcontext

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db import models
from django.utils import timezone

from posts.publishing import PublishingError, public_change

# An address typed without a scheme is taken for https.
HTTPS_ADDRESSES = {
    models.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget}
}


class DoorForm(forms.ModelForm):
    """A form that shows again, with the reason, what the door refused to write."""

    refused = None

    def clean(self):
        cleaned = super().clean()
        if self.refused:
            raise self.refused
        return cleaned


class DoorAdmin(admin.ModelAdmin):
    """A change form whose whole write, inlines included, is one public change.

    `page_of(request, object_id)` names the page that is written to, `zone_of` the
    one in whose time zone the form shows and reads times. The open `Change` is on
    the request as `request.change`.
    """

    formfield_overrides = HTTPS_ADDRESSES

    def page_of(self, request, object_id):
        raise NotImplementedError

    def zone_of(self, request, object_id):
        page = self.page_of(request, object_id)
        return page.zone if page else timezone.get_default_timezone()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        page = self.page_of(request, object_id)
        write = page if request.method == "POST" else None
        with timezone.override(self.zone_of(request, object_id)):
            try:
                response = self._form_view(
                    request, write, object_id, form_url, extra_context
                )
            except PublishingError as error:
                # All is rolled back; the form comes again, with all that was typed.
                request.refused = error
                # "Changed successfully" waits in the queue already; it is not true.
                messages.get_messages(request)._queued_messages.clear()
                response = self._form_view(
                    request, None, object_id, form_url, extra_context
                )
            if told := getattr(request, "told", ""):
                self.message_user(request, told, messages.SUCCESS)
            # Templates render late; here the zone still holds.
            return response.render() if hasattr(response, "render") else response

    def _form_view(self, request, page, *args):
        door = public_change(page, by=request.user) if page else nullcontext()
        with door as request.change:
            return super().changeform_view(request, *args)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", None)
        return form


def number(text):
    """The primary key in TEXT, which came from a browser; 0 matches nothing."""
    return int(text) if text and text.isdecimal() else 0
