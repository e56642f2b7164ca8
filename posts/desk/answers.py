"""The desk's one answer: all that changed since the cursor that the request carries.

Polls, acts, saves and furniture are answered alike, with the next poller first, so
that what the desk shows and its cursor move together or not at all.
"""

from django.conf import settings
from django.shortcuts import render

from posts import acts
from posts.models import Post
from posts.publishing import PublishingError

from . import furniture, readers, sessions, stream
from .composer import shown as time_shown


def delta(request, page, said="", error="", **context):
    """What changed on PAGE, as a fragment; SAID or the ERROR is told to the editor.

    CONTEXT may hold, for the composer: `form`, a new one to show; `draft` with its
    `seen` and `key`, what was saved; `notice`, a list of problems, with `offers_new`;
    `overtaken` with `conflicts`. For furniture: `saved_piece` or `overtaken_piece`,
    and `pieces` to send although they did not change. `undo` are posts withdrawn.
    """
    params = request.POST if request.method == "POST" else request.GET
    cursor = stream.Cursor.parse(params.get("cursor", ""))
    now = stream.Cursor.of(page)
    condition = stream.FilterForm(params, page).asks()
    changes = stream.changes(page, cursor, now, condition)
    context |= {"said": said, "error": error, "changes": changes, "cursor": now}
    if changes.over:
        context["stream"] = stream.first(page, condition)
    context["pieces"] = (
        furniture.PIECES
        if (now.revision, now.page) != (cursor.revision, cursor.page)
        else context.get("pieces", ())
    )
    key = sessions.key_of(params.get("key", ""))
    return render(
        request,
        "admin/posts/desk/_delta.html",
        context | shown(request, page) | presence(request, page, key),
    )


def shown(request, page):
    """What every fragment of the desk needs to know."""
    user = request.user
    return {
        "page": page,
        "can_publish": user.has_perm(acts.PUBLISH),
        "can_add": user.has_perm("posts.add_post"),
        "statuses": [
            {"name": name, "says": acts.status_says(name, page)}
            for name in acts.next_statuses(user, page)
        ],
        "labels": Post.Label.choices,
        "poll_seconds": f"{settings.DESK_POLL_SECONDS:g}",
        "furniture_versions": _Versions(page),
        "pinned_posts": furniture.pinned(page),
    }


class _Versions:
    """The versions of the pieces, each looked up when a template asks for it."""

    def __init__(self, page):
        self.page = page

    def __getitem__(self, piece):
        return furniture.version(self.page, piece)


def presence(request, page, key):
    """Who else is at work on PAGE, and in the post of the composer KEY; its readers."""
    colleagues, same = sessions.colleagues(request.user, page, key)
    return {
        "colleagues": colleagues,
        "same_post": same,
        "readers": readers.words(page),
    }


def scheduled(post):
    """When POST, which is scheduled, appears: in the zone of its page."""
    at = time_shown(post.published_at).replace("T", " at ")
    return f"Scheduled for {at} in {post.page.time_zone}. It appears by itself."


def words_of(error):
    """The words of a refusal, for the editor."""
    return " ".join(PublishingError(error).messages)
