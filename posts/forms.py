from django import forms
from django.core.validators import RegexValidator

_edge = RegexValidator(r"\A[0-9]{18}\.[0-9]{9}\Z", "This is no place in the feed.")


class ViewForm(forms.Form):
    """The query string of a live page: order, filter and chunk.

    `at` is the cursor of the page that asks for a chunk. It makes the address
    distinct, so that no cache answers with a chunk older than what the reader
    has already seen.
    """

    order = forms.ChoiceField(choices=[("oldest", "Oldest first")], required=False)
    show = forms.ChoiceField(choices=[("key", "Key events")], required=False)
    before = forms.CharField(validators=[_edge], required=False)
    after = forms.CharField(validators=[_edge], required=False)
    at = forms.IntegerField(min_value=0, required=False)
