"""What is answered where no view can. None of it reads the body of a request.

Django's own look for a token in it, so that whoever sends one slowly, to any address,
would hold a thread.
"""

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.shortcuts import render


def bad_request(request, exception):
    return HttpResponseBadRequest("<h1>Bad Request (400)</h1>")


def not_found(request, exception):
    return render(request, "404.html", status=404)


def refused(request, exception):
    """To who is signed in, and may do other things; readers are refused nothing."""
    context = {"language": settings.LANGUAGE_CODE}
    return render(request, "admin/refused.html", context, status=403)
