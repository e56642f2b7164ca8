"""What a history says, in words: one step for each version."""

from dataclasses import dataclass

from django.utils import timezone

from posts import history
from posts.differences import words
from posts.models import LivePage, Post

from .conflict import NAMES, in_words

SHOWN = 50
POST_NAMES = NAMES | {
    "status": "Status",
    "published_at": "Time",
    "pinned_place": "Pinned",
    "review_note": "Note",
}
PAGE_NAMES = {
    "title": "Title",
    "standfirst": "Standfirst",
    "edited_by": "Edited by",
    "status": "Status",
    "slug": "Address",
    "summary": "Summary",
    "stream_on_air": "On air",
    "stream_url": "Stream",
    "stream_title": "Stream's title",
    "related": "Related links",
    "lead_image": "Lead image",
    "lead_image_alt": "Its alt text",
    "lead_image_credit": "Its source",
    "time_zone": "Time zone",
    "language": "Language",
    "scheduled_start": "Beginning",
}


@dataclass(frozen=True)
class Step:
    """One version: who made it and when, and what differs from the one before."""

    number: int
    by: object
    at: object
    kind: str
    changes: list
    is_newest: bool = False


def steps(thing):
    """The Steps of a post or page, newest first, at most SHOWN of them."""
    newest = history.versions_of(thing).order_by("-history_id")[: SHOWN + 1]
    versions = list(newest)
    if isinstance(thing, Post):
        names, say = POST_NAMES, _say_post
    else:
        names, say = PAGE_NAMES, _say_page
    found = []
    for index, version in enumerate(versions[:SHOWN]):
        before = versions[index + 1] if index + 1 < len(versions) else None
        changes = [
            {"says": names[name], "difference": words(old, new)}
            for name in names
            if (old := say(before, name)) != (new := say(version, name))
        ]
        found.append(
            Step(
                number=version.history_id,
                by=version.history_user,
                at=version.history_date,
                kind=version.history_type,
                changes=changes,
                is_newest=index == 0,
            )
        )
    return found


def _say_post(version, name):
    if version is None:
        return ""
    if name == "status":
        return Post.Status(version.status).label
    if name == "published_at":
        return _moment(version.published_at)
    if name in version.parts:
        return in_words(name, version.parts[name])
    return in_words(name, getattr(version, name, ""))


def _say_page(version, name):
    if version is None:
        return ""
    if name == "status":
        return LivePage.Status(version.status).label
    if name == "scheduled_start":
        return _moment(version.scheduled_start)
    if name == "summary":
        return "\n".join(f"• {text}" for text in version.parts.get(name, []))
    if name == "related":
        links = version.parts.get(name, [])
        return "\n".join(f"• {title} ({url})" for title, url in links)
    return in_words(name, getattr(version, name))


def _moment(moment):
    return timezone.localtime(moment).strftime("%-d %B %Y, %H:%M") if moment else ""
