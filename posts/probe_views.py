"""What watches us asks: does it run, can it do its work, what did it do."""

import ipaddress

from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from posts.metrics import prometheus
from posts.readiness import Readiness

_readiness = Readiness()


@require_safe
def healthz(request):
    """200: this process answers. Nothing else is looked at."""
    return _said("ok\n")


@require_safe
def readyz(request):
    """200, or 503 with a line for each thing that is wrong (`posts.readiness`)."""
    lacks = _readiness.lacks()
    return _said("\n".join([*lacks, ""]) or "ok\n", 503 if lacks else 200)


@require_safe
def metrics(request):
    """The metrics of all processes of this server, for whoever may see them.

    403 without METRICS_TOKEN as a bearer, or, if none is set, to whoever does not ask
    on this machine itself, past the proxy.
    """
    if not _may_see_metrics(request):
        return _said("METRICS_TOKEN is wanted, or a request on this machine.\n", 403)
    return _said(prometheus.text(), content_type=prometheus.CONTENT_TYPE)


PROBES = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}


def _may_see_metrics(request):
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback
    except ValueError:
        return False


def _said(words, status=200, content_type="text/plain; charset=utf-8"):
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(
        words, status=status, content_type=content_type, headers=headers
    )
