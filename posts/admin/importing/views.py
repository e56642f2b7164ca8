"""The steps of the import screen: give a source, look and correct, import."""

from functools import wraps

from django.contrib import admin, messages
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
)
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from posts import acts
from posts.characters import without_nul
from posts.importing import outcomes
from posts.importing.document import LABELS
from posts.models import ImportSource, LivePage, Post

from . import corrections, excerpt
from .forms import LONGEST_TEXT, MEGABYTE, SettingsForm, SourceForm
from .preview import REFUSALS, Preview
from .showing import Parts, left_out

RIGHTS = ("posts.add_livepage", acts.PUBLISH)
STATUSES = ("live", "ended")
TOO_MUCH = (
    f"This is more than {LONGEST_TEXT // MEGABYTE} MB of text, which no form takes: "
    "save it as a file and upload that. Nothing was taken of it; your browser’s Back "
    "button brings what you typed."
)


def step(view):
    """A step of the import, for those who may make pages and publish posts.

    A form that is too large is told so by `view(…, too_much=True)`, which must not
    read it. Django reads the form for its CSRF check first, so that is done here.
    """
    protected = csrf_protect(view)

    @require_http_methods(["GET", "POST"])
    @csrf_exempt
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not request.user.has_perms(RIGHTS):
            raise PermissionDenied
        try:
            request.POST  # noqa: B018 reading it is what may fail
        except (RequestDataTooBig, TooManyFieldsSent):
            return view(request, *args, too_much=True, **kwargs)
        return protected(request, *args, **kwargs)

    return wrapped


@step
def give(request, *, too_much=False):
    """The first step: a text or a file, kept for the next one."""
    if too_much:
        form = SourceForm({"text": ""})
        form.full_clean()
        form.errors.clear()
        form.add_error("text", TOO_MUCH)
        return _give(request, form, status=413)
    if request.method != "POST":
        return _give(request, SourceForm())
    form = SourceForm(request.POST, request.FILES)
    if not form.has_source():
        return _give(request, form)
    name, data = form.source()
    stored = ImportSource.objects.create(
        user=request.user,
        name=name,
        data=data,
        typed=SettingsForm.typed_in(request.POST),
    )
    ImportSource.objects.clear(request.user)
    return redirect("admin:import_preview", stored.key)


def _give(request, form, status=200):
    context = {"title": "Import a live page", "form": form}
    return _render(request, "give", context, status)


@step
def preview(request, key, *, too_much=False):
    """The second step: what was understood, to be corrected; then the import."""
    stored = ImportSource.objects.kept().filter(user=request.user, key=key).first()
    if not stored:
        messages.warning(
            request, "This source is not kept any more: paste or upload it again."
        )
        return redirect("admin:import_live")
    if stored.page_id:
        return redirect("admin:desk", stored.page_id)
    if too_much:
        return _show(request, _preview(request, stored), said=TOO_MUCH, status=413)
    if request.method == "GET":
        return _show(request, _preview(request, stored))
    if "discard" in request.POST:
        stored.delete()
        messages.info(request, "Thrown away: nothing was imported.")
        return redirect("admin:import_live")
    _keep(request, stored)
    for button in ("publish", "draft"):
        if button in request.POST:
            return _import(request, stored, as_drafts=button == "draft")
    if "to" in request.POST:
        part = Parts.number(request.POST["to"])
        return redirect(f"{request.path}?part={part}#posts")
    part = Parts.number(request.POST.get("part"))
    return redirect(f"{request.path}?part={part}" if part > 1 else request.path)


def _preview(request, stored, **how):
    return Preview(stored, SettingsForm(stored.typed), request.user, **how)


def _keep(request, stored):
    """Keep all that was typed, be it right or wrong.

    A mended text takes the place of the source, and a file that of both.
    """
    data, changed = request.POST, ["typed", "corrections"]
    stored.typed = SettingsForm.typed_in(data)
    stored.typed["status"] = without_nul(data.get("status", ""))
    stored.corrections = corrections.typed_in(data, stored.corrections)
    if file := request.FILES.get("file"):
        form = SourceForm({}, {"file": file})
        if form.has_source():
            stored.name, stored.data = form.source()
            changed += ["name", "data"]
        else:
            messages.error(request, " ".join(form.errors["file"]))
    elif data.get("text", "").strip():
        stored.data = data["text"].encode()
        changed.append("data")
    stored.save(update_fields=changed)


def _import(request, stored, *, as_drafts):
    ready = _preview(request, stored, dry_run=False)
    status = stored.typed["status"] if stored.typed["status"] in STATUSES else ""
    if not ready.is_ready:
        return _show(request, _preview(request, stored))
    try:
        report = ready.run(as_drafts=as_drafts, status="" if as_drafts else status)
    except REFUSALS as error:
        shown = _preview(request, stored)
        shown.refuse(error)
        return _show(request, shown)
    stored.page, stored.data = report.page, b""
    stored.save()
    not_taken = sum(row.leave for row in ready.rows)
    messages.success(request, _told(report, as_drafts, not_taken))
    for note in [*report.notes, *_hidden(report.page, as_drafts)]:
        messages.warning(request, note)
    return redirect("admin:desk", report.page.pk)


def _told(report, as_drafts, not_taken):
    """What the import did, in a sentence."""
    counts = {
        "new": report.count(outcomes.CREATED),
        "changed": report.count(outcomes.CHANGED),
        "withdrawn": report.count(outcomes.WITHDRAWN),
        "unchanged": report.count(outcomes.UNCHANGED),
        "left as they are here": report.count(outcomes.KEPT)
        + report.count(outcomes.MISSING)
        - not_taken,
        "not taken": not_taken,
    }
    said = ", ".join(f"{count} {says}" for says, count in counts.items() if count)
    drafts = " The new posts are drafts." if as_drafts and counts["new"] else ""
    return f"Imported: {said or 'no posts'}.{drafts}"


def _hidden(page, as_drafts):
    """What an editor who published may not expect: what readers don't see even so."""
    if as_drafts:
        return
    if page.status == LivePage.Status.DRAFT:
        yield "The page is a draft: readers see nothing of it before it goes live."
    drafts = page.posts.filter(status=Post.Status.DRAFT, working_copy_of=None)
    if count := drafts.exclude(import_reference="").count():
        posts = (
            "imported post is a draft" if count == 1 else "imported posts are drafts"
        )
        yield f"{count} {posts} still: publish here what readers should see."


def _show(request, shown, said="", status=200):
    stored = shown.stored
    wrong = said or shown.error or shown.form.errors or shown.faulty
    context = {
        "title": f"{'Error: ' if wrong else ''}{shown.title or 'Import'}",
        "preview": shown,
        "form": shown.form,
        "said": said,
        "status": stored.typed.get("status", ""),
        "parts": Parts(shown.rows, request.POST.get("part") or request.GET.get("part")),
        "place": shown.place,
        "left_out": left_out(shown.parsed),
        "excerpt": excerpt.around(shown.source, shown.is_in_lines and shown.line),
        "text": excerpt.editable(shown.source, is_read=bool(shown.parsed)),
        "labels": [(value, Post.Label(value).label) for value in ("", *LABELS)],
    }
    return _render(request, "preview", context, status)


def _render(request, name, context, status):
    shared = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    template = f"admin/posts/import/{name}.html"
    return render(request, template, shared | context, status=status)
