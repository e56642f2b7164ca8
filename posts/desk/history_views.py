"""The history of posts and pages on the desk: who, when, what, and back again."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from posts import acts, history
from posts.models import LivePage
from posts.publishing import PublishingError, public_change

from . import answers, versions
from .access import on_desk
from .numbers import number as number_of


@require_GET
@on_desk
def post_history(request, page, pk):
    """The versions of the post PK."""
    post = get_object_or_404(page.posts, pk=pk)
    context = {
        "page": page,
        "thing": post,
        "steps": versions.steps(post),
        "can_restore": acts.may_edit(request.user, post),
    }
    return render(request, "admin/posts/desk/_history.html", context)


@require_GET
@on_desk
def page_history(request, page):
    """The versions of the page itself: title, status, summary, stream and links."""
    context = {
        "page": page,
        "thing": page,
        "steps": versions.steps(page),
        "can_restore": request.user.has_perm(acts.PUBLISH),
    }
    return render(request, "admin/posts/desk/_history.html", context)


@require_POST
@on_desk
def restore_page(request, page, number):
    """Bring back the page's version NUMBER; the status stays as it is now.

    `seen` is the newest version that was shown: what was done since is not undone.
    """
    if not request.user.has_perm(acts.PUBLISH):
        raise PermissionDenied
    version = get_object_or_404(LivePage.history, id=page.pk, history_id=number)
    is_chief = request.user.has_perm("posts.change_livepage")
    seen = number_of(request.POST.get("seen", ""))
    try:
        with public_change(page, by=request.user) as change:
            if history.latest(page) > seen:
                raise PublishingError(
                    "The page was changed meanwhile. Look at its history again first."
                )
            change.restore_page(version, whole=is_chief)
    except PublishingError as error:
        return answers.delta(request, page, error=answers.words_of(error))
    return answers.delta(request, page, said="The page is as it was then.")
