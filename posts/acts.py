"""What editors can do to a post, and who may do it: one table for desk and admin.

Reporters write, submit and take back their own posts until they are published;
whoever has the right to publish does everything else. Pages are another matter:
see `posts.desk.furniture` and the admin.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from posts import history
from posts.models import LivePage, Post
from posts.publishing import PublishingError

Status = Post.Status
PUBLISH = "posts.publish_post"
PUBLISHES = ("publish", "publish_now")
NEED_ALL_SEEN = (*PUBLISHES, "discard")
TO_READERS = (*PUBLISHES, "review")
UNPUBLISHED = (Status.DRAFT, Status.REVIEW, Status.SCHEDULED)
ALL = tuple(Status)
IS_PINNED = Q(pinned_place__isnull=False)


@dataclass(frozen=True)
class Act:
    """One thing that can be done: its words, from which statuses, with which right.

    `right` is "publish" (the permission) or "edit" (see `may_edit`). `changes` is the
    field or condition that must be as the editor has seen it, None: see `do`.
    """

    says: str
    statuses: tuple
    right: str = "publish"
    changes: str | Q | None = None


ACTS = {
    "publish": Act("Publish", (Status.DRAFT, Status.REVIEW, Status.WITHDRAWN)),
    "publish_now": Act("Publish now", (Status.SCHEDULED,)),
    "review": Act("Submit for review", (Status.DRAFT,), "edit", "status"),
    "send_back": Act("Send back", (Status.REVIEW,), changes="status"),
    "draft": Act("Back to draft", (Status.REVIEW, Status.SCHEDULED), "edit", "status"),
    "copy": Act("Revise in a working copy", (Status.PUBLISHED,)),
    "pin": Act("Pin", (Status.PUBLISHED,), changes=IS_PINNED),
    "unpin": Act("Unpin", (Status.PUBLISHED,), changes=IS_PINNED),
    "key": Act("Key event", ALL, "edit", "key_event"),
    "unkey": Act("No key event", ALL, "edit", "key_event"),
    "label": Act("Label", ALL, "edit", "label"),
    "withdraw": Act("Withdraw", (Status.PUBLISHED,), changes="status"),
    "discard": Act("Delete", UNPUBLISHED, "edit"),
}


def may_edit(user, post):
    """Whether USER may change POST: reporters their own, until it is published."""
    if not user.has_perm("posts.change_post"):
        return False
    own = post.created_by_id == user.pk and post.status in (Status.DRAFT, Status.REVIEW)
    return own or user.has_perm(PUBLISH)


def has_right(user, name, post=None):
    """Whether USER may do the act NAME to POST (None: one not saved yet) at all."""
    if ACTS[name].right == "publish":
        return user.has_perm(PUBLISH)
    if post is None:
        return user.has_perm("posts.add_post")
    return may_edit(user, post)


def available(user, post=None):
    """The names of the acts that USER may do to POST as it is now."""
    status = post.status if post else Status.DRAFT
    return [
        name
        for name, act in ACTS.items()
        if status in act.statuses
        and has_right(user, name, post)
        and (post is None or _is_apt(name, post))
    ]


def _is_apt(name, post):
    """Whether NAME would change anything, apart from status and rights."""
    if name in ("pin", "unpin"):
        return (name == "unpin") == (post.pinned_place is not None)
    if name in ("key", "unkey"):
        return (name == "unkey") == post.key_event
    return True


def says(name, post=None):
    """The words on the button for the act NAME on POST."""
    if name == "publish" and post:
        if post.working_copy_of_id:
            return "Publish working copy"
        if post.status == Status.WITHDRAWN:
            return "Publish again"
    return ACTS[name].says


def do(change, user, name, post, *, seen=None, **details):
    """Do the act NAME to POST, which is in hand, and return the post it leads to.

    SEEN is the newest version that the editor has seen: what is newer is neither
    published nor deleted, and what the act `changes` is not changed if it was since;
    other words may be. None says that whoever asks has looked already. DETAILS are
    `label` for that act, `note` for sending back and, for a working copy, `knowing`:
    the revision of its original that the editor has seen. Raises PermissionDenied
    without the right, PublishingError when it is too late.
    """
    if not has_right(user, name, post):
        raise PermissionDenied
    if post.status not in ACTS[name].statuses:
        raise PublishingError(
            f"This can't be done any more: the post is "
            f"{post.get_status_display().lower()} now."
        )
    if name in NEED_ALL_SEEN and seen is not None and history.latest(post) > seen:
        then = "delete it" if name == "discard" else "publish"
        raise PublishingError(
            f"'{post}' changed meanwhile. Look at it again, then {then}."
        )
    if ACTS[name].changes:
        _refuse_changed(post, ACTS[name].changes, seen)
    if name in TO_READERS and post.status != Status.WITHDRAWN:
        refuse_undescribed(post)
    return _DOES[name](change, post, **details) or post


def _refuse_changed(thing, what, seen):
    """PublishingError if WHAT of the post or page changed since its version SEEN."""
    if seen is not None and history.changed_since(thing, seen, what):
        raise PublishingError(
            f"'{thing}' was changed meanwhile. Look at it again first."
        )


def refuse_undescribed(post):
    """PublishingError if a picture of POST has neither alt text nor is decorative."""
    for image in post.images.all():
        if image.file and not (image.alt or image.decorative):
            raise PublishingError(
                "Describe each picture for people who can't see it, or tick "
                "'decorative'."
            )


def _publish(change, post, knowing=None):
    if not post.working_copy_of_id:
        return change.publish(post)
    original = change.post(post.working_copy_of_id)
    change.apply_working_copy(original, knowing=knowing)
    return original


def _label(change, post, label):
    if label not in Post.Label.values:
        raise PublishingError(f"There is no label '{label}'.")
    change.mark(post, label=label)


def _send_back(change, post, note=""):
    if not note.strip():
        raise PublishingError("Say in a few words what is missing.")
    change.send_back(post, note.strip())


_DOES = {
    "publish": _publish,
    "publish_now": lambda change, post: change.publish(post, at=change.now),
    "review": lambda change, post: change.shelve(post, Status.REVIEW),
    "send_back": _send_back,
    "draft": lambda change, post: change.shelve(post),
    "copy": lambda change, post: change.working_copy(post),
    "pin": lambda change, post: change.pin(post),
    "unpin": lambda change, post: change.unpin(post),
    "key": lambda change, post: change.mark(post, key_event=True),
    "unkey": lambda change, post: change.mark(post, key_event=False),
    "label": _label,
    "withdraw": lambda change, post: change.withdraw(post),
    "discard": lambda change, post: change.discard(post),
}


# A page's status: what it can become, and the words on the button for it.
NEXT_STATUSES = {
    LivePage.Status.DRAFT: ["upcoming", "live", "ended"],
    LivePage.Status.UPCOMING: ["live", "withdrawn"],
    LivePage.Status.LIVE: ["ended", "withdrawn"],
    LivePage.Status.ENDED: ["live", "withdrawn"],
    LivePage.Status.WITHDRAWN: ["upcoming", "live", "ended"],
}
STATUS_SAYS = {
    "upcoming": "Announce as upcoming",
    "live": "Go live",
    "ended": "End coverage",
    "withdrawn": "Withdraw page",
}


def status_says(status, page=None):
    """The words on the button that gives PAGE (None: a new one) this STATUS."""
    if page and status == "live" and page.status == LivePage.Status.ENDED:
        return "Reopen coverage"
    if page and status == "ended" and page.status == LivePage.Status.DRAFT:
        return "Publish as ended"
    if page and page.status == LivePage.Status.WITHDRAWN:
        return f"Bring back as {status}"
    return STATUS_SAYS[status]


def possible_statuses(page):
    """What the status of PAGE (None: a new one) can become.

    Only an imported draft, whose story is over, has an end before it was public.
    """
    status = page.status if page else LivePage.Status.DRAFT
    is_over = page and page.ended_at
    if status != LivePage.Status.DRAFT or is_over:
        return NEXT_STATUSES[status]
    return [name for name in NEXT_STATUSES[status] if name != LivePage.Status.ENDED]


def next_statuses(user, page):
    """What USER may turn the status of PAGE into; only a chief editor withdraws."""
    is_chief = user.has_perm("posts.change_livepage")
    if not (is_chief or user.has_perm(PUBLISH)):
        return []
    out_of_reach = set() if is_chief else {LivePage.Status.WITHDRAWN}
    if page.status in out_of_reach:
        return []
    return [name for name in possible_statuses(page) if name not in out_of_reach]


def set_status(change, status, *, seen=None):
    """Give the page this STATUS; PublishingError when it is too late.

    SEEN is the page's newest version that the editor has seen: a status that was
    changed since stands. None says that whoever asks has looked already.
    """
    if status not in possible_statuses(change.page):
        raise PublishingError(
            f"This can't be done any more: the page is "
            f"{change.page.get_status_display().lower()} now."
        )
    _refuse_changed(change.page, "status", seen)
    change.page.refresh_from_db()
    change.open_as(status)
