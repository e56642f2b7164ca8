"""Too many wrong passwords or codes: django-axes, as we have it count and speak.

Failures are counted by name and address together, so that nobody can lock somebody
else out from afar, and with a higher limit by address alone, so that nobody can try
one password on every name. They lie in the database: every process knows them, and
they outlive a restart.
"""

import math
from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.signals import user_login_failed
from django.db.models import Max, Sum
from django.shortcuts import render
from django.utils import timezone

from posts.address import network_of


def most_failures(request, credentials):
    """How many failures lock; each setting is read when it is needed."""
    return settings.SIGN_IN_FAILURES


def wait(request=None):
    """How long a lock lasts, from the last failure that counted."""
    return timedelta(seconds=settings.SIGN_IN_LOCKED_SECONDS)


class Handler(AxesDatabaseHandler):
    """Django-axes' counting in the database, and a limit of its own by address."""

    def is_locked(self, request, credentials=None):
        return super().is_locked(request, credentials) or self._is_address_locked(
            request
        )

    def _is_address_locked(self, request):
        counted = _recent().filter(ip_address=request.axes_ip_address)
        failures = counted.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
        return failures >= settings.SIGN_IN_FAILURES_BY_ADDRESS


def is_locked(request, user):
    """Whether USER has to wait before trying once more from the request's address."""
    return not AxesProxyHandler.is_allowed(request, {"username": user.get_username()})


def count_failure(request, user):
    """Count a wrong code as a wrong password; says so to whoever listens to those."""
    user_login_failed.send(
        sender=__name__,
        credentials={"username": user.get_username()},
        request=request,
    )


def forgive(user):
    """Forget USER's failures, from every address, and let them try again at once."""
    AccessAttempt.objects.filter(username=user.get_username()).delete()


def forgive_here(request, user):
    """Forget USER's failures from the request's address: they knew it in the end."""
    AccessAttempt.objects.filter(
        username=user.get_username(), ip_address=network_of(request)
    ).delete()


def forget():
    """Delete the failures that no longer count; how many went.

    Signing in and failing do so as well, but perhaps nobody does either.
    """
    old = AccessAttempt.objects.filter(attempt_time__lte=timezone.now() - wait())
    _, deleted = old.delete()
    return deleted.get(AccessAttempt._meta.label, 0)


def locked(request, response=None, credentials=None):
    """The page for whoever has to wait; the same for names that don't exist."""
    username = (credentials or {}).get("username")
    here = _recent().filter(ip_address=network_of(request))
    last = here.filter(username=username).aggregate(at=Max("attempt_time"))["at"]
    last = last or here.aggregate(at=Max("attempt_time"))["at"] or timezone.now()
    left = (last + wait() - timezone.now()).total_seconds()
    context = {"title": "Please wait", "minutes": max(1, math.ceil(left / 60))}
    context = admin.site.each_context(request) | context
    response = render(request, "admin/accounts/locked.html", context, status=429)
    response["Retry-After"] = max(1, math.ceil(left))
    response["Cache-Control"] = "no-store"
    return response


def _recent():
    return AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - wait())
