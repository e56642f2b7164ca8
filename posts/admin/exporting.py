"""Exports of a live page as downloads, at /admin/posts/livepage/<id>/export/."""

import tempfile

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from posts import audit
from posts.answers import site_url
from posts.exporting.forms import FORMS
from posts.exporting.public import ExportRefusedError
from posts.models import LivePage


@never_cache
@require_safe
def export(request, page_pk):
    """The page in the form that `?format=` names, to be saved; without it, the choice.

    Our own form holds drafts too: only whoever may change pages gets it.
    """
    page = get_object_or_404(LivePage, pk=page_pk)
    if not request.user.has_perm("posts.view_post"):
        raise PermissionDenied
    name = request.GET.get("format")
    if not name:
        return choice(request, page)
    if name not in FORMS:
        raise Http404("There is no such form.")
    if not may_have(request.user, FORMS[name]):
        raise PermissionDenied
    return download(request, page, FORMS[name])


def may_have(user, form):
    return form.is_public or user.has_perm("posts.change_livepage")


def choice(request, page):
    """The forms that this user may have, each with what it is for."""
    forms = [form for form in FORMS.values() if may_have(request.user, form)]
    context = {
        **admin.site.each_context(request),
        "title": f"Export {page.title}",
        "page": page,
        "forms": [(form, page.is_public or not form.is_public) for form in forms],
    }
    return TemplateResponse(request, "admin/posts/export/choice.html", context)


def download(request, page, form):
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    try:
        notes = form.write(page, file, site_url(request))
    except ExportRefusedError as error:
        file.close()
        messages.error(request, " ".join(error.messages))
        return redirect("admin:export_live", page.pk)
    for note in notes:
        messages.warning(request, note)
    audit.note("page.export", by=request.user, page=page, after={"format": form.name})
    file.seek(0)
    start = file.read(2)
    file.seek(0)
    name = form.file_name(page, start)
    kind = "application/zip" if name.endswith(".zip") else form.content_type
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


urlpatterns = [
    path("<int:page_pk>/export/", admin.site.admin_view(export), name="export_live"),
]
