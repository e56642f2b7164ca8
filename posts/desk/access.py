"""Who may come to the desk, and in whose time zone it speaks."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache

from posts.accounts.second_factor import is_signed_in
from posts.models import LivePage


def on_desk(view):
    """A part of the desk: `view(request, page, …)`, in the page's time zone.

    Answers 401 to whoever is not signed in: the script then keeps what was typed
    and offers to sign in again. Answers 403 without the right to see posts, 404
    for an unknown page.
    """

    @never_cache
    @wraps(view)
    def wrapped(request, page_pk, *args, **kwargs):
        if not is_signed_in(request.user):
            return HttpResponse("Sign in again.", status=401)
        if not request.user.has_perm("posts.view_post"):
            raise PermissionDenied
        page = get_object_or_404(LivePage, pk=page_pk)
        with timezone.override(page.zone):
            return view(request, page, *args, **kwargs)

    return wrapped
