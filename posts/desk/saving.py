"""From the composer to the page: what Publish, Save and Submit do."""

from dataclasses import dataclass

from posts import acts, history
from posts.content import written
from posts.merging import alike, changes, merge
from posts.models import Post
from posts.publishing import PublishingError, public_change

from . import answers
from .composer import shown

Status = Post.Status
# In which status a post is when an act was done; a draft stays in the one it had.
DONE = {
    "publish": (Status.PUBLISHED, Status.SCHEDULED),
    "review": (Status.REVIEW,),
    "draft": (Status.DRAFT, Status.REVIEW, Status.SCHEDULED, Status.WITHDRAWN),
}


class TooLateError(PublishingError):
    """The post can't be changed any more; the text can still be a new post."""


class UnseenError(PublishingError):
    """POST, not public yet, would be published with what the editor has not seen.

    `content` and `moment` are what it says and its time, now put together; `seen` is
    the version that this was read from.
    """

    def __init__(self, post, content, moment):
        super().__init__(
            f"{post.changed_by or 'Somebody'} changed this while you had it open. "
            "Look at it, then publish."
        )
        self.post, self.content, self.moment = post, content, moment
        self.seen = history.latest(post)


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
    again, and is done once: what colleagues did since then stands. A "draft" of a
    published post is its working copy. Raises `merging.OvertakenError` when somebody
    else changed the same words since, UnseenError when others' words would become
    public with these, and PublishingError, with words for the editor, when something
    is refused; then nothing is written.
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
            base = history.content_of(started) if started else None
            if overtaken := _overtaken(user, post, base, form, act):
                return overtaken
            content = _merged(post, base, content, form)
        else:
            post = Post(composer_key=form.cleaned_data["key"])
        moment = _moment(post, started, form)
        if act == "publish" and _is_unseen(post, started, content, moment, form):
            raise UnseenError(post, content, moment)
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
    if not known and not pk and not history.was_deleted(change.page, key):
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


def _overtaken(user, post, base, form, act):
    """If USER did this very save before and others went on from there: what is now.

    None if it was not done yet, or if POST still is as it left it.
    """
    mine, typed = changes(base, form.content()), form.cleaned_data["moment"]
    since = history.versions_of(post).filter(
        history_id__gt=max(form.cleaned_data["seen"]), history_user=user
    )
    done = [
        version
        for version in since
        if version.status in DONE[act]
        and alike(mine, history.content_of(version))
        and (not typed or typed == _to_the_minute(version.published_at))
    ]
    if not done or (post.status == done[-1].status and alike(mine, written(post))):
        return None
    who = "You" if post.changed_by == user else post.changed_by or "Somebody"
    says = f"You saved this before. {who} changed the post since, and that stands."
    return Saved(post, says, is_merged=True)


def _to_the_minute(moment):
    return moment and moment.replace(second=0, microsecond=0)


def _is_unseen(post, started, content, moment, form):
    """Whether POST is not public and CONTENT or MOMENT is more than the editor's."""
    if not post.pk or post.status == Status.PUBLISHED:
        return False
    is_moved = started and started.published_at != post.published_at
    return not alike(content, form.content()) or (
        is_moved and moment == post.published_at
    )


def _merged(post, base, mine, form):
    """MINE, and what others changed in POST since it said BASE, where I started."""
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
