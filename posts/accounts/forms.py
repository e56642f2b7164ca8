"""The forms about accounts."""

from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.views.decorators.debug import sensitive_variables

CODE = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "off"}


class TakesCode:
    """A form with a `code` that may be refused after all."""

    def refuse(self, why):
        """Say WHY, and leave room for the next code."""
        self.add_error("code", why)
        self.data = {}


class CodeForm(TakesCode, forms.Form):
    code = forms.CharField(
        max_length=20,
        widget=forms.TextInput(CODE | {"autofocus": True}),
    )


class PasswordForm(forms.Form):
    """Asks whoever is signed in for the password once more, before a serious step.

    A wrong one counts as a failed sign-in.
    """

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, request, user, data=None):
        super().__init__(data)
        self.request, self.user = request, user

    def clean_password(self):
        return _own_password(self, self.cleaned_data["password"])


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password for the old one, which counts, if wrong, as above."""

    def __init__(self, request, user, data=None, **options):
        super().__init__(user, data, **options)
        self.request = request

    def clean_old_password(self):
        return _own_password(self, self.cleaned_data["old_password"])


@sensitive_variables("password")
def _own_password(form, password):
    """PASSWORD if it is that of the FORM's user, asked as a sign-in asks."""
    name = form.user.get_username()
    if authenticate(form.request, username=name, password=password) != form.user:
        raise forms.ValidationError("This is not your password.")
    return password


class SetUpForm(TakesCode, PasswordForm):
    """The first code of a new device; WITH_PASSWORD for those who are signed in."""

    code = forms.CharField(
        label="Code in the app", max_length=10, widget=forms.TextInput(CODE)
    )
    field_order = ["code", "password"]

    def __init__(self, request, user, with_password, data=None):
        super().__init__(request, user, data)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        if not with_password:
            del self.fields["password"]


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label="E-mail", widget=forms.EmailInput({"autocomplete": "email"})
    )
