from datetime import date

from django import forms
from django.core.validators import RegexValidator

# Characters of a search; the box takes no more.
LONGEST_QUERY = 200

_edge = RegexValidator(r"\A[0-9]{18}\.[0-9]{9}\Z", "This is no place in the feed.")


class ViewForm(forms.Form):
    """The query string of a live page: order, filter, refresh and chunk.

    `at` is the cursor of the page that asks for a chunk. It makes the address
    distinct, so that no cache answers with a chunk older than what the reader
    has already seen.
    """

    order = forms.ChoiceField(choices=[("oldest", "Oldest first")], required=False)
    show = forms.ChoiceField(choices=[("key", "Key events")], required=False)
    refresh = forms.ChoiceField(choices=[("off", "Off")], required=False)
    before = forms.CharField(validators=[_edge], required=False)
    after = forms.CharField(validators=[_edge], required=False)
    at = forms.IntegerField(min_value=0, required=False)


class IndexForm(forms.Form):
    """The query string of the index: a search, or the ended pages, by month or all.

    Cleaned, `month` is the first day of the month, or None, and `page` a number.
    """

    q = forms.CharField(required=False)
    month = forms.RegexField(
        r"\A(?:19[7-9][0-9]|20[0-9]{2})-(?:0[1-9]|1[0-2])\Z", required=False
    )
    page = forms.RegexField(r"\A[1-9][0-9]{0,5}\Z", required=False)

    def clean_q(self):
        return self.cleaned_data["q"][:LONGEST_QUERY]

    def clean_month(self):
        month = self.cleaned_data["month"]
        return date.fromisoformat(f"{month}-01") if month else None

    def clean_page(self):
        return int(self.cleaned_data["page"] or 1)

    def clean(self):
        if self.cleaned_data.get("q") and self.cleaned_data.get("month"):
            raise forms.ValidationError("A search is not of one month.")
        return self.cleaned_data


class OEmbedForm(forms.Form):
    """The query string of the oEmbed endpoint: whose embed, and how large at most."""

    url = forms.CharField()
    format = forms.CharField(required=False)
    maxwidth = forms.IntegerField(min_value=1, required=False)
    maxheight = forms.IntegerField(min_value=1, required=False)
