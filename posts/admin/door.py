"""What the admin of pages and of posts share: one door a write, one time zone."""

from contextlib import nullcontext, suppress
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import EmptyResultSet, ValidationError
from django.http import Http404
from django.utils import timezone

from posts.desk.numbers import number
from posts.models.livepage import validate_time_zone
from posts.publishing import PublishingError, public_change


class DoorForm(forms.ModelForm):
    """A form that loses no text: refused or overtaken, it comes back as typed.

    `seen` names the version that the form was filled with. Compared under the lock of
    a `DoorAdmin`, it tells that somebody else was faster; saving once more overwrites
    knowingly.
    """

    refused = None
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Now, before what was typed is put into the instance.
            self.stored = self.version()
            self.initial["seen"] = self.version_shown()

    def version(self):
        """What names the version that is stored now."""
        raise NotImplementedError

    def version_shown(self):
        """What names the version that the form is filled with."""
        return self.version()

    def overtaken_by(self):
        """Who was faster, and what they changed, in words."""
        return "Somebody changed this"

    def clean(self):
        cleaned = super().clean()
        if self.refused:
            raise self.refused
        if self.instance.pk and cleaned.get("seen") != self.stored:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.stored
            raise forms.ValidationError(
                f"{self.overtaken_by()} after you opened it. Nothing is saved yet: "
                "your text is below. Look at the other version in a new tab, then "
                "save again to let yours stand."
            )
        return cleaned


class List(ChangeList):
    """A list that begins anew where its address asks for a day that never was."""

    def get_queryset(self, request, *args, **kwargs):
        try:
            found = super().get_queryset(request, *args, **kwargs)
            with suppress(EmptyResultSet):
                found.query.sql_with_params()
        except (ValueError, OverflowError, IndexError) as error:
            raise IncorrectLookupParameters from error
        return found


class ListAdmin(admin.ModelAdmin):
    """A model whose list answers whatever address is typed, if only with a refusal."""

    def lookup_allowed(self, lookup, value, request):
        """No filter asks for these, at which a database can stumble."""
        if lookup.endswith(("__regex", "__iregex", "__range")):
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request, **kwargs):
        return List


class NumberSelect(AutocompleteSelect):
    """The autocomplete, in which only a plain number chooses something."""

    def value_from_datadict(self, data, files, name):
        chosen = super().value_from_datadict(data, files, name)
        return chosen if number(f"{chosen}") else ""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [pk for pk in value if number(pk)], attr)


class DoorAdmin(ListAdmin):
    """A change form whose whole write, inlines included, is one public change.

    `page_of(request, object_id)` names the page that is written to, `zone_of` the
    one in whose time zone the form shows and reads times. The open `Change` is on
    the request as `request.change`.
    """

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
                # What waits to be told already, "changed successfully", is not true.
                messages.get_messages(request)._queued_messages.clear()
                request.told = ""
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

    def get_object(self, request, object_id, from_field=None):
        """What is written "+1" Django would find, and `page_of` no page to open."""
        if not number(object_id):
            raise Http404
        return super().get_object(request, object_id, from_field)

    def get_changeform_initial_data(self, request):
        """An address says which page a new post is for, and nothing else."""
        page = number(request.GET.get("page"))
        return {"page": page} if page else {}

    def get_actions(self, request):
        """Without 'Delete selected', which would go past the door."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", None)
        return form


def zone_in(seen):
    """The time zone in which the form was shown that sends SEEN; None without."""
    return zone_named(seen.rpartition(" ")[2])


def zone_named(name):
    """The time zone NAME, which came from a browser; None if there is no such."""
    try:
        validate_time_zone(name)
    except ValidationError:
        return None
    return ZoneInfo(name)
