"""What is answered when a view or a middleware raised: `handler500`.

It asks neither the database nor a session, which may be what failed.
"""

import sys

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from posts import failures
from posts.context_processors import publication

AGAIN = 5  # seconds
BUG = "The server failed at this. Your text is kept here; try once more, and if it "
BUG += "fails again, tell whoever runs the live blog the number of this request"
# A form with one of these in a name is not shown again.
SECRET = ("password", "token", "secret")
LONG = 60  # characters; longer ones are shown


def failed(request):
    """503 if the database or the disk is to blame, else 500.

    A script of the desk has the words alone; an editor's form comes back with all that
    was in it, to be sent once more; a reader's page comes anew by itself.
    """
    words = failures.words(sys.exc_info()[1])
    status = 503 if words else 500
    if hasattr(request, "session"):
        # As Django does after a 500: what could not be done is not remembered either.
        request.session.modified = False
    number = getattr(request, "id", "")
    if not request.path_info.startswith(reverse("admin:index")):
        answer = for_reader(request, number, status)
    else:
        said = for_editor(words, request.method == "POST")
        answer = (
            HttpResponse(f"{said} ({number})", content_type="text/plain; charset=utf-8")
            if is_by_script(request)
            else form_again(request, said, number)
        )
    answer.status_code = status
    answer["Cache-Control"] = "no-store"
    if status == 503:
        answer["Retry-After"] = str(AGAIN)
    return answer


def for_editor(words, is_write):
    """What went wrong, in one or two sentences; WORDS are those of `failures`."""
    if not words:
        return f"{BUG}."
    if not is_write or words.endswith(failures.AWAY) or failures.is_changed():
        # A commit whose answer was lost may have been done, or one before it was.
        return f"{words}. Your text is kept here; try again in a moment."
    return f"{words}: nothing was saved. Your text is kept here; try again in a moment."


def is_by_script(request):
    return "HX-Request" in request.headers or "X-Requested-With" in request.headers


def form_again(request, said, number):
    """A page that says what went wrong and has what was sent, to send it again."""
    fields, has_files = sent(request)
    context = {
        "said": said,
        "number": number,
        "fields": fields,
        "has_files": has_files,
        "address": request.get_full_path(),
        "language": settings.LANGUAGE_CODE,
    }
    return HttpResponse(render_to_string("admin/failed.html", context))


def sent(request):
    """([(name, value, is_long)] of the form that was sent, whether it had files).

    Nothing of a form that has a secret, or that could not be read.
    """
    try:
        posted, has_files = request.POST, bool(request.FILES)
    except Exception:  # whatever is wrong with it, it was not the first to fail
        return [], False
    names = [name.lower() for name in posted if name != "csrfmiddlewaretoken"]
    if any(word in name for name in names for word in SECRET):
        return [], False
    fields = [
        (name, value, len(value) > LONG or "\n" in value)
        for name, values in posted.lists()
        for value in values
    ]
    return fields, has_files


def for_reader(request, number, status):
    """The page that readers see; while we are away it tries again by itself."""
    context = {"number": number, "is_away": status == 503} | publication(request)
    answer = HttpResponse(render_to_string("failed.html", context))
    if status == 503 and request.method == "GET":
        answer["Refresh"] = str(AGAIN)
    return answer
