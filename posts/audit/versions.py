"""What two versions of a post or page differ in, and which act that was."""

from django.db.models.fields.files import FieldFile

from posts import history
from posts.bodies import excerpt
from posts.models import LivePage, Post

IDENTITY = {"id", "page_id"}
PAGE_BECAME = {
    "upcoming": "page.announce",
    "live": "page.live",
    "ended": "page.end",
    "withdrawn": "page.withdraw",
}


def is_of_post(version):
    return version.instance_type is Post


def name(version):
    """What the post or page of VERSION was called in it."""
    if is_of_post(version):
        return version.headline or excerpt(version.body) or f"Post {version.id}"
    return version.title


def differences(before, after):
    """What BEFORE said and AFTER says instead: two dicts that JSON can carry.

    Either version may be None: then all that the other one says, but for what is
    empty.
    """
    lost, gained = values(before), values(after)
    if before is None:
        return {}, {name: value for name, value in gained.items() if _is_said(value)}
    if after is None:
        return {name: value for name, value in lost.items() if _is_said(value)}, {}
    names = [name for name in gained if lost[name] != gained[name]]
    return {name: lost[name] for name in names}, {name: gained[name] for name in names}


def values(version):
    """{name: value} of all that VERSION says, as JSON can carry it."""
    if version is None:
        return {}
    names = history.tracked(type(version))
    said = {n: plain(getattr(version, n)) for n in names if n not in IDENTITY}
    return said | version.parts


def plain(value):
    """VALUE of a model's field as JSON can carry it."""
    if isinstance(value, FieldFile):
        return value.name or ""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def _is_said(value):
    return value not in ("", None, False, [])


def act(before, after, changed):
    """The name of what led from BEFORE to AFTER, which differ in the names CHANGED."""
    if is_of_post(after or before):
        return _act_on_post(before, after, set(changed))
    return _act_on_page(before, after, set(changed))


def _act_on_post(before, after, changed):
    status = Post.Status
    if after is None:
        return "post.discard"
    was, now = before and before.status, after.status
    if was == now:
        return _pinning(before, after) if changed == {"pinned_place"} else "post.edit"
    if now == status.PUBLISHED:
        return "post.republish" if was == status.WITHDRAWN else "post.publish"
    if now == status.DRAFT:
        if was is None:
            return "post.write"
        is_sent_back = was == status.REVIEW and after.review_note
        return "post.send_back" if is_sent_back else "post.draft"
    return {
        status.REVIEW: "post.review",
        status.SCHEDULED: "post.schedule",
        status.WITHDRAWN: "post.withdraw",
    }[now]


def _pinning(before, after):
    if not before.pinned_place:
        return "post.pin"
    return "post.arrange" if after.pinned_place else "post.unpin"


def _act_on_page(before, after, changed):
    was, now = before.status, after.status
    if was != now:
        if was == LivePage.Status.WITHDRAWN:
            return "page.bring_back"
        if (was, now) == (LivePage.Status.ENDED, LivePage.Status.LIVE):
            return "page.reopen"
        return PAGE_BECAME.get(now, "page.edit")
    for piece in ("summary", "related"):
        if changed == {piece}:
            return f"page.{piece}"
    is_stream = all(name.startswith("stream_") for name in changed)
    return "page.stream" if is_stream else "page.edit"
