"""What an editor types over the posts of a source, before they are imported.

Corrections are kept as they were typed, by a key made of what the source says in the
post, so that they stay with it when other settings or a mended text move it.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.text import Truncator

from posts.characters import one_line
from posts.importing.document import LABELS, ParsedPost

FIELDS = ("time", "label", "headline")
MINUTE = "%Y-%m-%dT%H:%M"
SECOND = f"{MINUTE}:%S"
LONGEST = 1000  # characters of a headline that are shown; none is stored with so many
_KEY = re.compile(r"[0-9a-f]{16}(?:-[0-9]{1,6})?\Z")


def keyed(posts):
    """{key: post} of POSTS, in their order."""
    seen = Counter()
    keys = {}
    for post in posts:
        said = f"{post.id}\0{post.headline}\0{post.body}"
        key = hashlib.sha256(said.encode(errors="replace")).hexdigest()[:16]
        seen[key] += 1
        keys[key if seen[key] == 1 else f"{key}-{seen[key]}"] = post
    return keys


def shown(post: ParsedPost, zone: ZoneInfo) -> dict[str, str]:
    """The fields of POST as the table shows them, times in ZONE."""
    return {
        "time": clock(post.published_at, zone),
        "label": post.label,
        "headline": Truncator(" ".join(post.headline.split())).chars(LONGEST),
    }


def clock(moment, zone):
    if moment is None:
        return ""
    try:
        local = moment.astimezone(zone)
    except OverflowError:
        return ""  # the year 1 or 9999, which nothing can show and no page takes
    return local.strftime(SECOND if local.second else MINUTE)


def typed_in(data, corrections):
    """CORRECTIONS with what the request's DATA says of the posts that it lists.

    Each `post` is a key; `<field>-<key>` is what is typed, `was-<field>-<key>` what
    the table showed of the source, `take-<key>` whether the post is wanted.
    """
    corrections = dict(corrections)
    for key in filter(_KEY.match, data.getlist("post")):
        was = {name: one_line(data.get(f"was-{name}-{key}", "")) for name in FIELDS}
        said = {name: one_line(data.get(f"{name}-{key}", "")) for name in FIELDS}
        typed = {name: said[name] for name in FIELDS if said[name] != was[name]}
        if f"take-{key}" not in data:
            typed["leave"] = True
        if typed:
            corrections[key] = typed | {"of": was["headline"]}
        else:
            corrections.pop(key, None)
    return corrections


@dataclass
class Corrected:
    """A post with what was typed over it; `errors` tells what can't be read."""

    post: ParsedPost
    errors: dict[str, str] = field(default_factory=dict)


def correct(post: ParsedPost, typed: dict[str, str], zone: ZoneInfo) -> Corrected:
    """POST with what was TYPED over it, its time in ZONE."""
    changes, errors = {}, {}
    if "headline" in typed:
        changes["headline"] = typed["headline"]
    if "label" in typed:
        if typed["label"] and typed["label"] not in LABELS:
            errors["label"] = "There is no such label."
        else:
            changes["label"] = typed["label"]
    if "time" in typed:
        try:
            changes["published_at"] = _moment(typed["time"], zone)
        except ValueError as error:
            errors["time"] = str(error)
    if changes:
        post = replace(post, **changes, original=post)
    return Corrected(post, errors)


def _moment(text, zone):
    """The moment in TEXT, or None for one not known; ValueError in words."""
    if not text:
        return None
    for form in (MINUTE, SECOND):
        try:
            naive = datetime.strptime(text.replace(" ", "T"), form)  # noqa: DTZ007
            break
        except ValueError:
            continue
    else:
        raise ValueError(f"‘{text[:40]}’ is no date and time.")
    # An hour that comes twice means the first.
    moment = naive.replace(tzinfo=zone)
    try:
        there_and_back = moment.astimezone(UTC).astimezone(zone)
    except OverflowError:
        raise ValueError("There is no such date.") from None
    if there_and_back.replace(tzinfo=None) != naive:
        raise ValueError("The clock skips this hour on that day.")
    return moment
