"""Bylines and images under a post's form."""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.forms import BaseInlineFormSet

from posts.models import Byline, PostImage


class InOrderFormSet(BaseInlineFormSet):
    """Rows that an editor puts in order; a new one comes last unless told otherwise."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        if i >= self.initial_form_count():
            form.initial["order"] = i + 1
        return form

    @property
    def empty_form(self):
        form = super().empty_form
        form.initial["order"] = self.total_form_count() + 1
        return form


class ContributorSelect(AutocompleteSelect):
    """The autocomplete, with all chosen contributors read in one query."""

    def __init__(self, chosen):
        super().__init__(Byline._meta.get_field("contributor"), admin.site)
        self.chosen = chosen

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.chosen = self.chosen
        return copy

    def optgroups(self, name, value, attr=None):
        known = [self.chosen[pk] for pk in value if pk in self.chosen]
        if len(known) < len([pk for pk in value if pk]):
            return super().optgroups(name, value, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options = [
            self.create_option(name, str(person.pk), str(person), True, number)
            for number, person in enumerate(known, start=1)
        ]
        return [(None, empty + options, 0)]


class BylineInline(admin.TabularInline):
    model = Byline
    formset = InOrderFormSet
    extra = 1
    autocomplete_fields = ["contributor"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("contributor")

    def get_formset(self, request, obj=None, **kwargs):
        bylines = obj.bylines.select_related("contributor") if obj else []
        request.chosen = {
            str(line.contributor_id): line.contributor for line in bylines
        }
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "contributor":
            kwargs["widget"] = ContributorSelect(request.chosen)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PostImageInline(admin.StackedInline):
    model = PostImage
    formset = InOrderFormSet
    extra = 0
    fields = [("file", "order"), ("alt", "decorative"), "caption", "credit"]
