"""Signing in, in one step or two: nobody is signed in before the last one.

Between the password and the code, the session holds nothing but who is about to sign
in; for everything else they are nobody.
"""

import time

import django_otp
from django.contrib.auth import get_user_model, login
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from . import lockout, second_factor

BACKEND = "django.contrib.auth.backends.ModelBackend"
KEY = "signing_in"
SECONDS = 10 * 60  # to find the phone


def after_password(request, user, back):
    """Go on with USER, whose password was right: to a code, to set one up, or BACK."""
    if not second_factor.is_needed(user):
        sign_in(request, user)
        return HttpResponseRedirect(back)
    request.session.flush()  # of whoever was signed in here before
    request.session[KEY] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "at": int(time.time()),
    }
    step = "second_step" if second_factor.has(user) else "set_up"
    return HttpResponseRedirect(with_way_back(reverse(f"admin:{step}"), back))


def about_to(request):
    """Who gave the right password here and still owes the code, or None."""
    said = request.session.get(KEY)
    if not said or time.time() - said["at"] > SECONDS:
        return None
    user = get_user_model().objects.filter(pk=said["user"], is_active=True).first()
    if user is None or not user.is_staff:
        return None
    same = constant_time_compare(said["password"], user.get_session_auth_hash())
    return user if same else None


def finish(request, user, device):
    """Sign USER in with the DEVICE that knew the code, and go where they wanted to."""
    back = way_back(request)
    sign_in(request, user, device)
    return HttpResponseRedirect(back or reverse("admin:index"))


def sign_in(request, user, device=None):
    """USER is signed in from here on, under a new session key."""
    request.session.pop(KEY, None)
    login(request, user, backend=BACKEND)
    if device:
        django_otp.login(request, device)
    lockout.forgive_here(request, user)


def way_back(request):
    """The `next` of the request if it leads to a page of ours, else nothing."""
    back = request.POST.get("next", request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return back if is_ours else ""


def with_way_back(address, back):
    return f"{address}?{urlencode({'next': back})}" if back else address
