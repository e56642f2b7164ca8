"""The two steps of signing in, and setting up the second one."""

import django_otp
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from . import lockout, second_factor, session_store, signing_in
from .forms import CodeForm, SetUpForm

KEY = "second_factor_key"  # of a session in which one is set up
FORM = (
    require_http_methods(["GET", "HEAD", "POST"]),
    never_cache,
    sensitive_post_parameters(),
)


def form_view(view):
    """A page with a form: never kept, its fields in no report."""
    for decorate in reversed(FORM):
        view = decorate(view)
    return view


class SignInView(LoginView):
    """Name and password; what comes next, `signing_in` knows."""

    authentication_form = AdminAuthenticationForm
    template_name = "admin/login.html"

    def form_valid(self, form):
        back = self.get_success_url()
        return signing_in.after_password(self.request, form.get_user(), back)


@form_view
def second_step(request):
    """The code, from the phone or from the list of recovery codes."""
    user = signing_in.about_to(request)
    if user is None or not second_factor.has(user):
        return _to_sign_in(request)
    if "cancel" in request.POST:
        request.session.flush()
        return redirect("admin:login")
    if lockout.is_locked(request, user):
        return lockout.locked(request, credentials={"username": user.get_username()})
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            device = second_factor.verify(user, form.cleaned_data["code"])
        except second_factor.TooSoonError as error:
            form.refuse(str(error))
        else:
            if device:
                return signing_in.finish(request, user, device)
            lockout.count_failure(request, user)
            form.refuse("This code is not right, or it was used before. Try the next.")
    context = {"title": "Enter your code", "form": form}
    return _page(request, "admin/accounts/second_step.html", context)


@form_view
def set_up(request):
    """A second factor: for whoever must have one to sign in, or wants one.

    Each time that the page is opened it has another key, which lies in the session: who
    saw one before, in whichever browser, knows nothing.
    """
    about_to = signing_in.about_to(request)
    user = about_to or request.user
    if about_to and second_factor.has(about_to):
        # Who has one shows it: only then may it be replaced.
        return redirect("admin:second_step")
    if not (about_to or second_factor.is_signed_in(user)):
        return _to_sign_in(request)
    if request.method != "POST" or KEY not in request.session:
        request.session[KEY] = second_factor.new_key()
    key = request.session[KEY]
    form = SetUpForm(request, user, not about_to, request.POST or None)
    if form.is_valid():
        device, codes = second_factor.confirm(user, key, form.cleaned_data["code"])
        if device:
            return _have_set_up(request, user, device, codes, bool(about_to))
        form.refuse("This code is not right. Try the one shown now.")
    device = second_factor.begun(user, key)
    context = {
        "title": "Set up your second step",
        "form": form,
        "picture": second_factor.picture_of(device),
        "key": second_factor.key_of(device),
        "is_required": second_factor.is_required(user),
        "about_to": about_to,
    }
    return _page(request, "admin/accounts/set_up.html", context)


def _have_set_up(request, user, device, codes, is_signing_in):
    """End what was open without the factor, and show the recovery codes, once."""
    back = signing_in.way_back(request)
    del request.session[KEY]
    if is_signing_in:
        signing_in.sign_in(request, user, device)
    else:
        django_otp.login(request, device)
        request.session.cycle_key()
    session_store.end_all(user, but=request.session.session_key)
    return show_codes(request, codes, back)


def show_codes(request, codes, back=""):
    context = {"title": "Your recovery codes", "codes": codes, "back": back}
    return _page(request, "admin/accounts/recovery_codes.html", context)


def _page(request, template, context):
    context = {"next": signing_in.way_back(request)} | context
    return render(request, template, admin.site.each_context(request) | context)


def _to_sign_in(request):
    back = signing_in.way_back(request)
    return HttpResponseRedirect(signing_in.with_way_back(reverse("admin:login"), back))
