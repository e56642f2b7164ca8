"""What a history says, in words: one step for each version."""

from dataclasses import dataclass
from functools import cache

from django.utils import timezone

from posts import history
from posts.bodies import plain_text
from posts.differences import Budget, readable, words
from posts.models import LivePage, Post

from .conflict import NAMES, in_words, people_of

SHOWN = 50
MOST_TAGS = 50_000  # in all texts of a history together: read in about two seconds
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
    """The Steps of a post or page, newest first, at most SHOWN of them.

    Each version is read once, and one Budget pays for all comparisons, newest first.
    Two queries, whatever the number of versions; one for a page.
    """
    newest = history.versions_of(thing).order_by("-history_id")[: SHOWN + 1]
    versions = list(newest)
    if isinstance(thing, Post):
        bylines = (line for each in versions for line in each.parts.get("bylines", []))
        names, say = POST_NAMES, _say_post(_reader(versions), people_of(bylines))
    else:
        names, say = PAGE_NAMES, _say_page
    said = [{name: say(version, name) for name in names} for version in versions]
    said.append(dict.fromkeys(names, ""))
    budget = Budget()
    found = []
    for index, version in enumerate(versions[:SHOWN]):
        changes = [
            {"says": names[name], "difference": words(old, new, budget)}
            for name in names
            if (old := said[index + 1][name]) != (new := said[index][name])
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


def _reader(versions):
    """What reads the texts of VERSIONS, equal ones once: as lines, or, where they
    have so many tags that this would take too long, as mere words.
    """
    tags = sum(body.count("<") for body in {version.body for version in versions})
    return cache(plain_text if tags > MOST_TAGS else readable)


def _say_post(read, people):
    def say(version, name):
        if name == "status":
            return Post.Status(version.status).label
        if name == "published_at":
            return _moment(version.published_at)
        if name == "body":
            return read(version.body)
        if name in version.parts:
            return in_words(name, version.parts[name], people)
        return in_words(name, getattr(version, name, ""), people)

    return say


def _say_page(version, name):
    if name == "status":
        return LivePage.Status(version.status).label
    if name == "scheduled_start":
        return _moment(version.scheduled_start)
    if name == "summary":
        return "\n".join(f"• {text}" for text in version.parts.get(name, []))
    if name == "related":
        links = version.parts.get(name, [])
        return "\n".join(f"• {title} ({url})" for title, url in links)
    return in_words(name, getattr(version, name), {})


def _moment(moment):
    return timezone.localtime(moment).strftime("%-d %B %Y, %H:%M") if moment else ""
