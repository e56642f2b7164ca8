"""The desk itself, its stream, and what is done there to posts and furniture."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from posts import acts, audit, preview
from posts.characters import without_nul
from posts.models import LivePage, Post
from posts.publishing import PublishingError, public_change

from . import answers, composer, furniture, people, sessions, stream
from .access import is_signed_in, on_desk
from .numbers import number

TARGETS = 100  # pages that a post can be copied to, latest first


@never_cache
@require_GET
def desk(request, page_pk):
    """The whole screen; whoever is not signed in is sent to do so."""
    if not is_signed_in(request.user):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    return _desk(request, page_pk)


@on_desk
def _desk(request, page):
    form = composer.ComposerForm(composer.typed_by(request.user))
    filters = stream.FilterForm(request.GET, page)
    # Before the rows: what is saved while they are read comes with the next poll.
    cursor = stream.Cursor.of(page)
    context = {
        "title": page.title,
        "form": form,
        "filters": filters,
        "stream": stream.first(page, filters.asks()),
        "cursor": cursor,
        "unsaved": sessions.unsaved(request.user, page),
        "contributors": people.names(),
        "pieces": furniture.PIECES,
        "is_nav_sidebar_enabled": False,
        "media": form.media.with_nonce(request.csp_nonce),
        **answers.presence(request, page, None),
        **answers.shown(request, page),
    }
    context = admin.site.each_context(request) | context
    return render(request, "admin/posts/desk/desk.html", context)


@require_GET
@on_desk
def updates(request, page):
    """The poll: what colleagues did, and who they are."""
    return answers.delta(request, page)


@require_GET
@on_desk
def rows(request, page):
    """The stream anew under other filters, or with `before`, its next rows."""
    condition = stream.FilterForm(request.GET, page).asks()
    edge = without_nul(request.GET.get("before", ""))
    shown = stream.older(page, condition, edge) if edge else None
    context = {
        "stream": shown or stream.first(page, condition),
        "is_more": bool(edge),
        **answers.shown(request, page),
    }
    return render(request, "admin/posts/desk/_stream.html", context)


@require_POST
@on_desk
def act(request, page):
    """Do `act` to the `post`s of the request, each of them or none."""
    name = request.POST.get("act", "")
    if name not in acts.ACTS:
        return answers.delta(request, page, error="The desk can't do this.")
    details = {
        detail: without_nul(request.POST.get(detail, ""))
        for detail in {"label": ["label"], "send_back": ["note"]}.get(name, [])
    }
    pks = {number(pk) for pk in request.POST.getlist("post")}
    try:
        with public_change(page, by=request.user) as change:
            known = change.page.posts.filter(pk__in=pks).order_by("sort_key", "pk")
            posts = [change.post(pk) for pk in known.values_list("pk", flat=True)]
            if not pks:
                raise PublishingError("Choose a post first.")
            if len(posts) < len(pks):
                raise PublishingError("One of these posts was deleted meanwhile.")
            # Of a late or repeated request, it says what stood on the screen then.
            seen = stream.Cursor.parse(request.POST.get("cursor", "")).posts
            posts = [
                acts.do(change, request.user, name, post, seen=seen, **details)
                for post in posts
            ]
    except PublishingError as error:
        return answers.delta(request, page, error=answers.words_of(error))
    said = _done(name, posts)
    if name == "withdraw":
        return answers.delta(request, page, said=said, undo=posts)
    return answers.delta(request, page, said=said)


def _done(name, posts):
    """What was done by the act NAME, which led to POSTS."""
    due = [post for post in posts if post.status == Post.Status.SCHEDULED]
    if name == "publish" and due:
        return _scheduled(due, len(posts) - len(due))
    said = {
        "publish": "Published.",
        "publish_now": "Published.",
        "review": "Submitted for review.",
        "send_back": "Sent back with your note.",
        "draft": "Back to draft.",
        "copy": "The working copy is on top of the stream.",
        "withdraw": "Withdrawn: it leaves every open page.",
        "discard": "Deleted.",
    }.get(name, "Done.")
    return said if len(posts) == 1 else f"{said[:-1]} ({len(posts)} posts)."


def _scheduled(due, published):
    if published:
        return f"{published} published, {len(due)} scheduled."
    return answers.scheduled(due[0]) if len(due) == 1 else f"{len(due)} scheduled."


@require_POST
@on_desk
def piece(request, page, name):
    """Save one piece of the furniture."""
    try:
        with public_change(page, by=request.user) as change:
            furniture.save(change, request.user, name, request.POST)
    except furniture.OvertakenError:
        words = (
            "A colleague changed this while you wrote. Theirs is shown below yours; "
            "save again to let yours stand."
        )
        return answers.delta(
            request, page, error=words, overtaken_piece=name, pieces=(name,)
        )
    except PublishingError as error:
        return answers.delta(request, page, error=answers.words_of(error))
    says = {"status": "Done. Open pages follow."}.get(name, "Saved. Open pages follow.")
    return answers.delta(request, page, said=says, saved_piece=name)


@require_http_methods(["GET", "POST"])
@on_desk
def copy_to(request, page):
    """Copy `post` as a draft to the live page `to`; GET asks to which."""
    if not request.user.has_perm("posts.add_post"):
        raise PermissionDenied
    params = request.POST if request.method == "POST" else request.GET
    posts = page.posts.with_parts()
    source = get_object_or_404(posts, pk=number(params.get("post")))
    targets = LivePage.objects.exclude(pk=page.pk).exclude(status="withdrawn")
    if request.method == "GET":
        context = {"page": page, "post": source, "targets": targets[:TARGETS]}
        return render(request, "admin/posts/desk/_copy_to.html", context)
    target = get_object_or_404(targets, pk=number(params.get("to")))
    with public_change(target, by=request.user) as change:
        change.copy(source)
    return answers.delta(request, page, said=f"A draft is on the desk of '{target}'.")


@require_POST
@on_desk
def preview_link(request, page):
    """A new preview link of the page; with `revoke`, all that are out end first."""
    if not request.user.has_perm("posts.add_post"):
        raise PermissionDenied
    with transaction.atomic():
        if "revoke" in request.POST:
            preview.revoke(page)
            audit.note("page.revoke_previews", by=request.user, page=page)
        path = preview.link(page)
        audit.note("page.preview_link", by=request.user, page=page)
    context = {
        "address": request.build_absolute_uri(path),
        "ends": preview.expires(path.rstrip("/").rsplit("/", 1)[1]),
        "page": page,
        "revoked": "revoke" in request.POST,
    }
    return render(request, "admin/posts/desk/_preview_link.html", context)


@never_cache
@require_GET
def signed_in(request, page_pk):
    """Where signing in again leads: a tab that says so and can be closed."""
    if not is_signed_in(request.user):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    context = {"title": "Signed in", **admin.site.each_context(request)}
    return render(request, "admin/posts/desk/signed_in.html", context)
