"""One's own account: the second factor, recovery codes, signing out everywhere."""

from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from posts import audit

from . import second_factor, session_store
from .forms import NewPasswordForm, PasswordForm
from .sign_in_views import show_codes


@never_cache
@require_safe
def signed_in(request):
    """204 or 401: what nginx asks before it takes a long body from anybody."""
    return HttpResponse(status=204 if second_factor.is_signed_in(request.user) else 401)


@require_safe
def account(request):
    """What there is, and what can be done about it."""
    return _account(request, PasswordForm(request, request.user))


@sensitive_post_parameters()
@require_POST
def recovery_codes(request):
    """New codes in place of the old, shown once, for the password."""
    form = PasswordForm(request, request.user, request.POST)
    if not second_factor.has(request.user):
        raise PermissionDenied
    if not form.is_valid():
        return _account(request, form)
    codes = second_factor.new_recovery_codes(request.user)
    return show_codes(request, codes)


@sensitive_post_parameters()
@require_POST
def remove_factor(request):
    """The second factor is gone, for the password; not for those who must have one."""
    if second_factor.is_required(request.user):
        raise PermissionDenied
    form = PasswordForm(request, request.user, request.POST)
    if not form.is_valid():
        return _account(request, form)
    second_factor.remove(request.user)
    messages.success(request, "Your second step is gone.")
    return redirect("admin:account")


class NewPasswordView(PasswordChangeView):
    """A new password for the old one; ends one's sessions in all other browsers."""

    form_class = NewPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        with transaction.atomic():  # with its entry in the audit log
            response = super().form_valid(form)
            session_store.end_all(
                self.request.user, but=self.request.session.session_key
            )
            return response


@require_POST
def sign_out_everywhere(request):
    """End one's sessions in every browser, this one too."""
    with transaction.atomic():
        session_store.end_all(request.user)
        audit.note("account.signed_out_everywhere", thing=request.user)
    logout(request)
    return redirect("admin:login")


def _account(request, form):
    context = {
        **admin.site.each_context(request),
        "title": "Your account",
        "form": form,
        "has_factor": second_factor.has(request.user),
        "is_required": second_factor.is_required(request.user),
        "codes_left": second_factor.recovery_codes_left(request.user),
        "sessions": request.user.sessions.count(),
    }
    return render(request, "admin/accounts/account.html", context)
