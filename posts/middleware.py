"""What happens to each request outside of everything else: a name, a count, a line."""

import logging
import re
import secrets
import time

from django.conf import settings

from posts import probe_views
from posts.accounts.activity import BY_ITSELF, IN_PASSING
from posts.acts import ACTS
from posts.gate import counting
from posts.logs import request_id
from posts.metrics import counts

ID = re.compile(r"[-a-zA-Z0-9]{8,64}").fullmatch
NO_ACTS = BY_ITSELF | IN_PASSING

logger = logging.getLogger("liveblog.requests")


def outermost(get_response):
    """Name the request for the logs, answer probes, and count what was answered.

    Probes come before whatever asks for the host, https or a session, none of which a
    balancer knows. The request's id is the proxy's, if one is configured, else a new
    one; it goes back with answers that are for the asker alone and with failures, never
    with one that caches share. What the gate asks for is counted there.
    """

    def middleware(request):
        request.id = _id(request)
        token = request_id.set(request.id)
        began = time.monotonic()
        try:
            probe = probe_views.PROBES.get(request.path_info)
            response = probe(request) if probe else get_response(request)
            if "liveblog.gate" not in request.environ:
                count(request, response)
            is_for_editors = not probe and _is_for_editors(request)
            if is_for_editors or response.status_code >= 500:
                response["X-Request-ID"] = request.id
                _log(request, response, time.monotonic() - began)
        finally:
            request_id.reset(token)
        return response

    return middleware


def _id(request):
    given = request.headers.get("X-Request-ID", "")
    if settings.BEHIND_PROXY and ID(given):
        return given
    return secrets.token_hex(8)


def _is_for_editors(request):
    match = request.resolver_match
    return match is not None and "admin" in match.namespaces


def _log(request, response, seconds):
    """One line without the address, which may hold names or keys: only its view."""
    match = request.resolver_match
    view = match.view_name if match else "-"
    said = {
        "method": request.method,
        "view": view,
        "status": response.status_code,
        "ms": round(seconds * 1000),
    }
    logger.info("%s %s %s", *list(said.values())[:3], extra=said)


def count(request, response):
    """Count what Django answered to REQUEST in its own right."""
    status = response.status_code
    told = counting.outcome(status, response.headers)
    counting.answered(request.path_info, status, told)
    if _is_for_editors(request):
        if status >= 500:
            counts.desk_failures.count()
        elif request.method == "POST" and status < 400:
            _count_act(request)


def _count_act(request):
    view = request.resolver_match.url_name
    if not view or view in NO_ACTS:  # the admin has addresses without a name
        return
    act = request.POST.get("act", "")
    name = view.removeprefix("desk_")
    counts.desk_acts.count(f"{name} {act}" if act in ACTS else name)
