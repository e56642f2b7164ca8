"""The composer on the desk: open it, keep, preview and save what is typed."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from posts import acts, history, uploads
from posts.content import compose, written
from posts.merging import OvertakenError
from posts.models import Post
from posts.publishing import PublishingError

from . import answers, saving, sessions
from .access import on_desk
from .composer import ComposerForm, image_row, typed_by, typed_content, typed_of
from .composer import shown as time_shown
from .conflict import conflicts
from .numbers import number


@require_GET
@on_desk
def opened(request, page):
    """The composer: empty, with the `post`, or with a `version` of that post."""
    if "post" not in request.GET:
        return shown(request, page, typed_by(request.user))
    pk = number(request.GET["post"])
    seen = history.latest(Post(pk=pk))  # before the post is read, see `typed_of`
    post = _post(request, page, pk)
    if "version" not in request.GET:
        return shown(request, page, typed_of(post, seen))
    versions = history.versions_of(post)
    wanted = number(request.GET["version"])
    version = get_object_or_404(versions, history_id=wanted)
    data = typed_content(history.content_of(version))
    data.update(_place(typed_of(post, seen)))
    at = timezone.localtime(version.history_date)
    said = f"The version of {at:%-d %B, %H:%M}. It counts when you save it."
    return shown(request, page, data, said)


def _place(data):
    """What in the composer's DATA says which post it is, and where it stands."""
    return {
        name: data[name]
        for name in ("post", "seen", "base", "moment", "pin")
        if name in data
    }


@require_POST
@on_desk
def given_back(request, page):
    """The composer with `typed`, the urlencoded form that was never saved.

    With `take`, that field is taken from the post as it is stored now; with
    `as_new`, the text becomes a new post's.
    """
    data = QueryDict(request.POST.get("typed", ""), mutable=True)
    if "as_new" in request.POST:
        return _as_new(request, page, data)
    if post := _stored(request.user, page, data):
        if field := request.POST.get("take"):
            _take(data, post, field)
        elif _is_saved(post, data):
            response = shown(request, page, typed_by(request.user))
            return trigger_client_event(response, "desk:saved", {"key": data["key"]})
    said = request.POST.get("said", "Not saved yet.")
    return shown(request, page, data, said)


def _as_new(request, page, data):
    """The composer with DATA as a new post's; what it was before is let go."""
    before = data.get("key", "")
    for name in ("post", "seen", "base"):
        data.pop(name, None)
    data["key"] = typed_by(request.user)["key"]
    if key := sessions.key_of(before):
        sessions.close(request.user, key)
    response = shown(request, page, data, "A new post now. Not saved yet.")
    return trigger_client_event(response, "desk:saved", {"key": before})


def _stored(user, page, data):
    """The post that DATA was typed for, if there is one and USER may change it."""
    key, pk = sessions.key_of(data.get("key", "")), number(data.get("post", ""))
    known = {"pk": pk} if pk else {"composer_key": key}
    post = page.posts.with_parts().filter(**known).first() if pk or key else None
    return post if post and acts.may_edit(user, post) else None


def _take(data, post, field):
    """Put FIELD of POST, as it is stored, into DATA; its other fields stay.

    For a working copy whose original was changed meanwhile, it is the original's.
    """
    is_copy = post.working_copy_of_id and data.get("base") != str(
        post.working_copy_base
    )
    theirs = typed_content(written(post.working_copy_of if is_copy else post))
    names = {"bylines": ("byline", "role"), "correction_note": ("tell_readers", field)}
    for name in names.get(field, (field,)):
        data.setlist(name, theirs.getlist(name))
    if field == "images":
        for name in [name for name in theirs if name.startswith("image")]:
            data.setlist(name, theirs.getlist(name))
        data.setlist("image", theirs.getlist("image"))


def _is_saved(post, data):
    """Whether the stored POST says already what was typed in DATA."""
    form = ComposerForm(data)
    return form.is_valid() and form.content() == written(post)


@require_POST
@on_desk
def save(request, page):
    """Save what was typed and do `act`: publish, review or draft."""
    form = ComposerForm(request.POST)
    if not form.is_valid():
        return answers.delta(request, page, notice=form.problems())
    act = request.POST.get("act")
    try:
        with transaction.atomic():  # so that nobody saves before `seen` is read
            saved = saving.save(request.user, page, form, act)
            seen = history.latest(saved.post)
    except OvertakenError as overtaken:
        return _overtaken(request, page, form, overtaken)
    except saving.UnseenError as unseen:
        return answers.delta(
            request,
            page,
            error="Nothing was published.",
            form=ComposerForm(_put_together(request.POST, unseen)),
            restored=answers.words_of(unseen),
        )
    except PublishingError as refused:
        notice = [answers.words_of(refused)]
        is_late = isinstance(refused, saving.TooLateError)
        return answers.delta(request, page, notice=notice, offers_new=is_late)
    key = form.cleaned_data["key"]
    sessions.close(request.user, key)
    if act == "draft":
        context = _going_on(saved, seen, key)
    else:
        context = {"said": saved.says, "form": ComposerForm(typed_by(request.user))}
    response = answers.delta(request, page, **context)
    return trigger_client_event(response, "desk:saved", {"key": str(key)})


def _overtaken(request, page, form, overtaken):
    """Both versions of what was OVERTAKEN; nothing is saved."""
    began, _ = form.cleaned_data["seen"]
    return answers.delta(
        request,
        page,
        overtaken=overtaken.post,
        conflicts=conflicts(overtaken),
        seen=f"{began}.{overtaken.seen}",
        # Of a working copy: what was changed is the post that it revises.
        is_original=form.cleaned_data["post"] not in (None, overtaken.post.pk),
    )


def _going_on(saved, seen, key):
    """What the answer shows of the draft SAVED, which stays in the composer KEY.

    A composer that lacks what a colleague changed comes anew.
    """
    if not saved.is_merged:
        return {"said": saved.says, "draft": saved.post, "seen": seen, "key": key}
    data = typed_of(saved.post, seen)
    data["key"] = str(key)
    said = f"{saved.says} It holds what a colleague changed meanwhile, too."
    return {"said": said, "form": ComposerForm(data)}


def _put_together(sent, unseen):
    """The composer's form as it was SENT, with the text and time of UNSEEN."""
    data = typed_content(unseen.content)
    data.update(_place(sent))
    data["key"], data["post"], data["seen"] = sent["key"], unseen.post.pk, unseen.seen
    data["moment"] = time_shown(unseen.moment) if unseen.moment else ""
    return data


@require_POST
@on_desk
def typing(request, page):
    """Keep what is typed in case the browser does not; the composer is open.

    `typed` is the composer's urlencoded form, empty when nothing is unsaved.
    """
    typed = request.POST.get("typed", "")
    if len(typed) > sessions.LONGEST:
        return HttpResponse("This text is too long to be kept.", status=413)
    sessions.keep(request.user, page, request.POST, typed)
    return HttpResponse(status=204)


@require_POST
@on_desk
def dropped(request, page):
    """Throw the unsaved text of the composer `key` away: it was asked for."""
    if key := sessions.key_of(request.POST.get("key", "")):
        sessions.close(request.user, key)
    return HttpResponse(status=204)


@require_POST
@on_desk
def preview(request, page):
    """What is typed as readers would see it, in the page's language."""
    form = ComposerForm(request.POST)
    form.is_valid()
    stored = _stored(request.user, page, request.POST)
    post = Post(pk=0, page=page, published_at=timezone.now())
    if stored:
        post.published_at = stored.published_at or post.published_at
        post.edited_at = stored.edited_at
    post.published_at = form.cleaned_data.get("moment") or post.published_at
    compose(post, form.content())
    with translation.override(page.language):
        return render(request, "posts/_post.html", {"page": page, "post": post})


@require_POST
@on_desk
def image(request, page):
    """Store an uploaded `file` and answer its fields for the composer; else 422."""
    if not request.user.has_perm("posts.add_post"):
        raise PermissionDenied
    try:
        stored = uploads.take(request.FILES["file"])
    except KeyError:
        return HttpResponse("No file arrived.", status=422)
    except ValidationError as error:
        return HttpResponse(" ".join(error.messages), status=422)
    return render(request, "admin/posts/desk/_image.html", {"row": image_row(stored)})


# Parts


def shown(request, page, data, said=""):
    """The composer with DATA, its form."""
    context = {"form": ComposerForm(data), "restored": said}
    return render(
        request,
        "admin/posts/desk/_composer.html",
        context | answers.shown(request, page),
    )


def _post(request, page, pk):
    """The post PK of PAGE for editing; 403 for whoever may not."""
    post = get_object_or_404(page.posts.with_parts(), pk=pk)
    if not acts.may_edit(request.user, post):
        raise PermissionDenied
    return post
