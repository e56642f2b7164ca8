"""Bylines and images under a post's form."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, CharField

from posts.models import Byline, PostImage

from .door import NumberSelect


class InOrderFormSet(BaseInlineFormSet):
    """Rows that an editor puts in order; a new one comes last unless told otherwise.

    If others came or went since the form was filled, it is refused, and comes back
    with all rows that there are: nobody publishes what the form never showed.
    """

    refused = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.management_form.is_valid():
            self._catch_up()

    def _catch_up(self):
        """If other rows are stored now, refuse, and put those into what was sent.

        Stored rows come first, as they were typed or, if the form never showed them,
        as they are; then the new ones that were typed.
        """
        total = self.total_form_count()
        first_new = min(self.initial_form_count(), total)
        sent = {self._sent(n, self._pk_name): n for n in range(first_new)}
        stored = {str(row.pk): row for row in self.get_queryset()}
        if sent.keys() == stored.keys():
            return
        self.refused = self._refusal(n for pk, n in sent.items() if pk not in stored)
        # Of each row to show: its number among the rows that were sent, or None.
        numbers = [sent.get(pk) for pk in stored] + [*range(first_new, total)]
        self.data = self._moved(self.data, numbers)
        self.files = self._moved(self.files, numbers)
        for number, row in enumerate(stored.values()):
            if numbers[number] is None:
                self._fill_in(number, row)
        for number in range(len(stored), len(numbers)):
            self._leave_last(number, numbers[number])
        self.data[f"{self.prefix}-INITIAL_FORMS"] = len(stored)
        self.data[f"{self.prefix}-TOTAL_FORMS"] = len(numbers)
        del self.management_form  # it is cached, and has counted what was sent

    @property
    def _pk_name(self):
        return self.model._meta.pk.name

    def _name(self, number, field):
        """What row NUMBER calls its FIELD in the data of the form."""
        return f"{self.add_prefix(number)}-{field}"

    def _sent(self, number, field):
        return self.data.get(self._name(number, field))

    def _moved(self, sent, numbers):
        """The rows of SENT alone: its row NUMBERS[n] is row n."""
        places = {str(was): number for number, was in enumerate(numbers)}
        moved = {}
        for name, value in sent.items():
            number, _, field = name.removeprefix(f"{self.prefix}-").partition("-")
            if number in places:
                moved[self._name(places[number], field)] = value
        return moved

    def _fill_in(self, number, row):
        """Make row NUMBER of the data show the stored ROW."""
        values = self.form(instance=row).initial | {self._pk_name: row.pk}
        self.data |= {self._name(number, name): value for name, value in values.items()}

    def _leave_last(self, number, was):
        """Keep a new row, now NUMBER and WAS another, last if its order was ours."""
        if self._sent(number, "order") == str(was + 1):
            self.data[self._name(number, "order")] = number + 1

    def _refusal(self, gone):
        """The words for the editor, with what was typed in the rows that are GONE."""
        fields = self.form.base_fields.items()
        texts = [name for name, field in fields if isinstance(field, CharField)]
        typed = [self._sent(number, name) for number in gone for name in texts]
        lost = "', '".join(text for text in typed if text)
        says = (
            "Somebody changed these after you opened the form. Below are those that "
            "there are now: look at them, then save again."
        )
        return f"{says} Yours said: '{lost}'." if lost else says

    def clean(self):
        if self.refused:
            raise ValidationError(self.refused)
        super().clean()

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


class ContributorSelect(NumberSelect):
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
