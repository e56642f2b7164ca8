"""Publishes a page again, on a new live page, at its original rhythm.

For training, demonstrations and load tests. All is decided at the start, in one
public change: the first posts are public at once, the others are scheduled, so that
readers' requests publish them like any scheduled post and a crash loses nothing.
What is left for whoever watches: to publish when nobody reads, to pin a post when it
comes out, and, after the last one, to put up the summary and end the page.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from math import inf

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from posts import audit
from posts.copies import copy_posts
from posts.errors import PublishingError, ReplayRefusedError, field_by_field
from posts.models import LivePage, Post, PostImage
from posts.publishing import public_change, publish_due
from posts.rhythm import rhythm

FURNITURE = (
    "standfirst",
    "lead_image_width",
    "lead_image_height",
    "lead_image_alt",
    "lead_image_credit",
    "edited_by",
    "time_zone",
    "language",
    "stream_url",
    "stream_title",
    "stream_on_air",
)


@dataclass
class Replay:
    """A replay under way: PAGE says again what SOURCE said.

    `total` counts its posts, `last_pk` is the greatest number among them. `pinned`
    are those that are pinned on the source, in order; `to_pin` those of them that
    are not out yet.
    """

    source: LivePage
    page: LivePage
    total: int
    last_pk: int
    pinned: list[int] = field(default_factory=list)
    to_pin: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Progress:
    """How far a replay is: `left` posts are scheduled still, `out` are not.

    `next_at` is when the next one is due, None after the last one. `is_live` is False
    once somebody ended the page or took it back.
    """

    out: int
    left: int
    next_at: datetime | None
    is_live: bool


def start(
    source,
    *,
    speed=1,
    opening=1,
    longest_pause=inf,
    title="",
    slug="",
    with_summary=False,
    by=None,
    now=None,
):
    """Replay SOURCE, a live page, on a new one; returns the Replay.

    SPEED says how many times as fast, OPENING how many posts are public at once, and
    no reader waits longer than LONGEST_PAUSE seconds (`posts.rhythm`). The new page
    has the source's title and the slug `<slug>-replay`, `-replay-2` and so on, unless
    others are given. The summary, which tells how the story ends, waits for `finish`
    unless WITH_SUMMARY. BY is the user who acts, NOW the time of the opening's last
    post.

    What is published on the source is replayed: no draft, nothing withdrawn, nothing
    empty. Raises ReplayRefusedError, and PublishingError for a NOW in the future.
    """
    _refuse_unfit(source, speed, opening, longest_pause)
    with transaction.atomic():
        originals = _originals(source)
        if not originals:
            raise ReplayRefusedError(f"'{source}' has no published posts to replay.")
        page = _new_page(source, title, slug, by)
        with public_change(page, by=by) as change:
            moments = rhythm(
                list(originals.values()),
                speed=speed,
                opening=opening,
                longest_pause=longest_pause,
                now=now or change.now,
            )
            times = dict(zip(originals, moments, strict=True))
            public = set(list(originals)[:opening])
            copies = copy_posts(change, source, times, public)
            replay = Replay(source, page, len(copies), max(copies.values()))
            replay.pinned = [copies[pk] for pk in _pinned(source) if pk in copies]
            replay.to_pin = set(replay.pinned)
            _pin_what_is_out(change, replay)
            links = source.related_links.values_list("title", "url")
            change.write_related(list(links))
            if with_summary:
                _sum_up(change, source)
            change.page.started_at = min(moments[0], change.now)
            change.open_as(LivePage.Status.LIVE)
        page.refresh_from_db()
        said = {"source": source.slug, "posts": replay.total}
        audit.note("page.replay", by=by, page=page, revision=page.revision, after=said)
    return replay


def look(replay):
    """The Progress of REPLAY. Two queries."""
    page = LivePage.objects.only("status").get(pk=replay.page.pk)
    # An editor's own posts came later and have greater numbers.
    left = page.posts.filter(
        status=Post.Status.SCHEDULED, pk__lte=replay.last_pk
    ).aggregate(number=Count("pk"), next_at=Min("published_at"))
    return Progress(
        out=replay.total - left["number"],
        left=left["number"],
        next_at=left["next_at"],
        is_live=page.status == LivePage.Status.LIVE,
    )


def go_on(replay):
    """Publish what is due and pin what came out; returns the Progress.

    Two queries where nothing is due, three while something waits to be pinned.
    """
    progress = look(replay)
    if not progress.is_live:
        return progress
    if progress.next_at and progress.next_at <= timezone.now():
        publish_due(replay.page.pk)
        progress = look(replay)
    # After the look, so that a post that a reader lets out meanwhile has its turn.
    waiting = replay.page.posts.filter(pk__in=replay.to_pin)
    if replay.to_pin and waiting.exclude(status=Post.Status.SCHEDULED).exists():
        with public_change(replay.page) as change:
            _pin_what_is_out(change, replay)
    return progress


def finish(replay, *, keep_live=False):
    """Put up the summary, unless there is one by now, and end the page.

    KEEP_LIVE leaves it live. A page that is not live any more is left alone.
    """
    with public_change(replay.page) as change:
        if change.page.status != LivePage.Status.LIVE:
            return
        if not change.page.summary_points.exists():
            _sum_up(change, replay.source)
        if not keep_live:
            change.open_as(LivePage.Status.ENDED)


# Parts


def _refuse_unfit(source, speed, opening, longest_pause):
    if source.status == LivePage.Status.WITHDRAWN:
        raise ReplayRefusedError(f"'{source}' was withdrawn: it is not shown again.")
    if not 0 < speed < inf:
        raise ReplayRefusedError("The speed must be a number above 0.")
    if opening < 0:
        raise ReplayRefusedError("The opening can't have fewer than 0 posts.")
    if not longest_pause > 0:
        raise ReplayRefusedError("The longest pause must be more than 0 seconds.")


def _originals(source):
    """{pk: time} of the posts to replay, oldest first."""
    images = PostImage.objects.filter(post=OuterRef("pk"))
    says_something = ~Q(headline="", body="", embed_url="") | Exists(images)
    posts = source.posts.filter(says_something, status=Post.Status.PUBLISHED)
    return dict(posts.order_by("sort_key").values_list("pk", "published_at"))


def _new_page(source, title, slug, by):
    """A draft with the furniture of SOURCE, at SLUG or the first free address."""
    fields = {name: getattr(source, name) for name in FURNITURE}
    fields |= {"lead_image": source.lead_image.name, "created_by": by}
    fields["title"] = title or source.title
    for name in [slug] if slug else _slugs(source.slug):
        _refuse_invalid(LivePage(slug=name, title=fields["title"]))
        page, is_new = LivePage.objects.get_or_create(slug=name, defaults=fields)
        if is_new:
            return page
    raise ReplayRefusedError(
        f"There is a page at {page.get_absolute_url()} already: choose another slug."
    )


def _slugs(slug):
    longest = LivePage._meta.get_field("slug").max_length
    for number in count(1):
        ending = "-replay" if number == 1 else f"-replay-{number}"
        yield slug[: longest - len(ending)] + ending


def _refuse_invalid(page):
    try:
        page.clean_fields()
    except ValidationError as error:
        raise ReplayRefusedError(field_by_field(error)) from error


def _sum_up(change, source):
    points = source.summary_points.values_list("text", flat=True)
    change.write_summary(list(points))


def _pinned(page):
    posts = page.posts.filter(pinned_place__isnull=False)
    return list(posts.order_by("pinned_place").values_list("pk", flat=True))


def _pin_what_is_out(change, replay):
    """Pin what is pinned on the source, in its order, as far as it is out.

    An editor's own pinned posts stay; a post for which there is no place is let go.
    """
    posts = change.page.posts.filter(pk__in=replay.to_pin)
    out = set(posts.exclude(status=Post.Status.SCHEDULED).values_list("pk", flat=True))
    replay.to_pin -= out
    for pk in out:
        with suppress(PublishingError):
            change.pin(change.post(pk))
    rank = {pk: place for place, pk in enumerate(replay.pinned)}
    in_order = sorted(_pinned(change.page), key=lambda pk: rank.get(pk, len(rank)))
    change.arrange_pinned(in_order)
