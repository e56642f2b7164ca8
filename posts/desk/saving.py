"""From the composer to the page: what Publish, Save and Submit do."""

from dataclasses import dataclass

from posts import acts, history
from posts.content import written
from posts.merging import alike, merge
from posts.models import Post
from posts.publishing import PublishingError, public_change

from . import answers
from .composer import shown

Status = Post.Status


class TooLateError(PublishingError):
    """The post can't be changed any more; the text can still be a new post."""


@dataclass(frozen=True)
class Saved:
    """What became of a composer's text: the post, and the words for the editor.

    `is_merged` tells that the post says more than the composer: a colleague's words.
    """

    post: Post
    says: str
    is_merged: bool


def save(user, page, form, act):
    """Write what the valid FORM holds, and do ACT: "publish", "review" or "draft".

    One public change. Sent twice, it makes one post, which the composer's key finds
    again. A "draft" of a published post is its working copy. Raises
    `merging.OvertakenError` when somebody else changed the same words since, and
    PublishingError, with words for the editor, when something is refused; then
    nothing is written.
    """
    _refuse_unready(user, form, act)
    with public_change(page, by=user) as change:
        post = _post_of(change, form)
        content, started = form.content(), None
        if post:
            _refuse_stranger(user, post)
            started = history.version_at(post, form.cleaned_data["seen"][0])
            if act == "publish":
                _refuse_withdrawn(post, started)
            content = _merged(post, content, started, form)
        else:
            post = Post(composer_key=form.cleaned_data["key"])
        moment = _moment(post, started, form)
        if act == "draft" and post.status == Status.PUBLISHED:
            post, moment = _working_copy(change, post), None
        was = post.status if post.pk else None
        if was not in (Status.PUBLISHED, Status.WITHDRAWN, Status.SCHEDULED):
            post.published_at = moment
        change.write(post, content)
        if act != "draft" or post.status == Status.SCHEDULED:
            acts.refuse_undescribed(post)
        post = _DOES[act](change, user, post, moment, form)
        if post.status == Status.PUBLISHED and user.has_perm(acts.PUBLISH):
            _pin(change, post, started, form.cleaned_data["pin"])
        is_merged = not alike(content, form.content())
        return Saved(post, _says(act, was, post, page), is_merged)


def _refuse_unready(user, form, act):
    if act not in _DOES:
        raise PublishingError("This can't be done here.")
    if act == "publish" and not user.has_perm(acts.PUBLISH):
        raise PublishingError("You may not publish: submit it for review instead.")
    if act != "publish" and not user.has_perm("posts.add_post"):
        raise PublishingError("You may not write posts.")
    if form.is_blank():
        raise PublishingError("This post is empty: write something first.")


def _post_of(change, form):
    """The post that the composer writes, in hand; None for a new one."""
    pk, key = form.cleaned_data["post"], form.cleaned_data["key"]
    found = Post.objects.filter(pk=pk) if pk else Post.objects.filter(composer_key=key)
    known = found.values_list("pk", "page_id").first()
    if not known and not pk:
        return None
    if not known:
        raise TooLateError("This post was deleted meanwhile.")
    if known[1] != change.page.pk:
        raise TooLateError("This post belongs to another page.")
    return change.post(known[0])


def _refuse_stranger(user, post):
    if not acts.may_edit(user, post):
        status = post.get_status_display().lower()
        raise TooLateError(
            f"This post is {status} now, and you may not change it any more."
        )


def _refuse_withdrawn(post, started):
    """Whoever wanted to update a post does not bring it back from a withdrawal."""
    was_withdrawn = started and started.status == Status.WITHDRAWN
    if post.status == Status.WITHDRAWN and not was_withdrawn:
        raise PublishingError(
            f"{post.changed_by or 'Somebody'} withdrew this post meanwhile. Save your "
            "text, and publish it again if that is right."
        )


def _merged(post, mine, started, form):
    """MINE, and what others changed in POST since the version where I STARTED."""
    base = history.content_of(started) if started else None
    knowing = history.latest(post) == form.cleaned_data["seen"][1]
    return merge(post, base, written(post), mine, knowing=knowing)


def _working_copy(change, post):
    copy = change.working_copy(post)
    if copy.changed_by != change.by:
        raise TooLateError(
            f"{copy.changed_by or 'Somebody'} has a working copy of this post "
            "already: it waits in the stream."
        )
    return copy


def _moment(post, started, form):
    """The time that is meant: the stored one, seconds and all, if left as shown.

    None for a working copy: it takes its post's place.
    """
    if post.working_copy_of_id:
        return None
    typed, before = form.cleaned_data["moment"], (started or post).published_at
    is_left = shown(typed) == shown(before) if typed and before else typed == before
    return post.published_at if is_left else typed


def _publish(change, user, post, moment, form):
    if post.working_copy_of_id:
        knowing = form.cleaned_data["base"]
        return acts.do(change, user, "publish", post, knowing=knowing)
    if post.status == Status.PUBLISHED:
        if moment and moment != post.published_at:
            change.retime(post, moment)
    elif post.status == Status.SCHEDULED and moment and moment > change.now:
        change.schedule(post, moment)
    else:
        change.publish(post, at=moment or change.now)
    return post


def _review(change, user, post, moment, form):
    if post.status != Status.REVIEW:
        acts.do(change, user, "review", post)
    return post


def _draft(change, user, post, moment, form):
    if post.status == Status.SCHEDULED:
        if not moment:
            raise PublishingError(
                "A scheduled post needs a time; 'Back to draft' below unschedules it."
            )
        if moment != post.published_at:
            change.schedule(post, moment)
    return post


_DOES = {"publish": _publish, "review": _review, "draft": _draft}


def _pin(change, post, started, wanted):
    """Pin POST or unpin it, if that was WANTED since the version STARTED."""
    if started and wanted == bool(started.pinned_place):
        return
    if wanted and not post.pinned_place:
        change.pin(post)
    elif not wanted and post.pinned_place:
        change.unpin(post)


def _says(act, was, post, page):
    if post.status == Status.SCHEDULED:
        return answers.scheduled(post)
    if act == "review":
        return "Submitted for review."
    if post.status in (Status.REVIEW, Status.WITHDRAWN):
        return "Saved."
    if act == "draft":
        return "Working copy saved." if post.working_copy_of_id else "Draft saved."
    if not page.is_public:
        return "Published. Readers see it when the page is live."
    if was == Status.PUBLISHED:
        return "Readers are updated."
    return "Published. Open pages follow."
