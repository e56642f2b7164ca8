import hashlib

from django.contrib import admin
from django.db import transaction

from posts.models import Contributor
from posts.publishing import restamp_contributor

from .door import DoorForm


class ContributorForm(DoorForm):
    """A contributor, whose version is all that the form holds."""

    def version(self):
        person = self.instance
        said = [person.name, person.role, person.picture.name, person.user_id]
        return hashlib.sha256(repr(said).encode()).hexdigest()


@admin.register(Contributor)
class ContributorAdmin(admin.ModelAdmin):
    form = ContributorForm
    list_display = ["name", "role", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "role"]
    raw_id_fields = ["user"]

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if change and {"name", "role", "picture"} & set(form.changed_data):
                restamp_contributor(obj)
