"""Whole live pages, made through the door: one with everything, and random ones."""

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from django.core.files.base import ContentFile
from PIL import Image

from posts.bodies import sanitise
from posts.models import Byline, Contributor, LivePage, Post, PostImage
from posts.publishing import public_change
from tests.pictures import encoded, moving

NINE = datetime(2025, 2, 3, 9, 0, 0, 250, tzinfo=UTC)
LATER = datetime(2090, 1, 1, 12, 30, tzinfo=UTC)


def speckled():
    """A JPEG of many colours: encoding it once more would not give the same bytes."""
    data = io.BytesIO()
    image = Image.frombytes("RGB", (48, 32), Random(7).randbytes(48 * 32 * 3))
    image.save(data, "JPEG")
    return data.getvalue()


PICTURES = {
    "bay.jpg": speckled(),
    "tug.png": encoded("PNG", (40, 40), "RGBA"),
    "wave.gif": moving(),
}


@dataclass(frozen=True)
class Draft:
    """A post to be made: its fields, and where it is to stand."""

    fields: dict
    status: str = "published"
    at: datetime | None = NINE
    edited_at: datetime | None = None
    bylines: tuple = ()  # (name, usual role, portrait or "", role here)
    images: tuple = ()  # (file or "", alt, decorative, caption, credit)
    copy: "Draft | None" = None


@dataclass(frozen=True)
class Plan:
    """A page to be made; `posts` stand oldest first, `pinned` are numbers of them."""

    fields: dict = field(default_factory=dict)
    status: str = "live"
    summary: tuple = ()
    related: tuple = ()
    lead: str = ""
    posts: tuple = ()
    pinned: tuple = ()


def build(plan, slug="storm"):
    """The LivePage that PLAN describes."""
    page = LivePage.objects.create(slug=slug, **({"title": "Storm"} | plan.fields))
    if plan.lead:
        page.lead_image.save(plan.lead, ContentFile(PICTURES[plan.lead], plan.lead))
    if plan.status != "draft":
        with public_change(page) as change:
            change.open_as("live")
            change.open_as(plan.status)
    with public_change(page) as change:
        change.write_summary(plan.summary)
        change.write_related(plan.related)
        posts = [_add(change, draft) for draft in plan.posts]
    with public_change(page) as change:
        for number in plan.pinned:
            change.pin(change.post(posts[number].pk))
    page.refresh_from_db()
    return page


def _add(change, draft):
    post = change.add(Post(**draft.fields | _clean(draft)))
    _add_parts(post, draft)
    if draft.status in ("published", "withdrawn"):
        change.publish(post, at=draft.at or NINE)
        if draft.at is None:
            post.published_at = None
            change.save(post)
    if draft.status == "withdrawn":
        change.withdraw(post)
    if draft.status == "scheduled":
        change.schedule(post, LATER)
    if draft.status == "review":
        change.shelve(post, "review")
    if draft.copy:
        copy = Post(working_copy_of=post, working_copy_base=change.revision)
        for name, value in (draft.copy.fields | _clean(draft.copy)).items():
            setattr(copy, name, value)
        change.add(copy)
        _add_parts(copy, draft.copy)
        change.shelve(copy, draft.copy.status)
    if draft.edited_at:
        Post.objects.filter(pk=post.pk).update(edited_at=draft.edited_at)
    return post


def _clean(draft):
    return {"body": sanitise(draft.fields.get("body", ""))}


def _add_parts(post, draft):
    for order, (name, usual, portrait, role) in enumerate(draft.bylines, start=1):
        person = Contributor.objects.filter(name=name, role=usual).first()
        if not person:
            person = Contributor(name=name, role=usual)
            if portrait:
                file = ContentFile(PICTURES[portrait], portrait)
                person.picture.save(portrait, file, save=False)
            person.save()
        Byline.objects.create(post=post, contributor=person, role=role, order=order)
    for order, (file, alt, decorative, caption, credit) in enumerate(draft.images, 1):
        image = PostImage(
            post=post,
            alt=alt,
            decorative=decorative,
            caption=caption,
            credit=credit,
            order=order,
        )
        if file:
            image.file.save(file, ContentFile(PICTURES[file], file), save=False)
        image.save()


EVERYTHING = Plan(
    fields={
        "title": "Storm over the bay",
        "standfirst": "The ferry is late.\nNobody minds.",
        "edited_by": "Maren Holt",
        "language": "en-gb",
        "time_zone": "Europe/Paris",
        "stream_url": "https://youtu.be/abcdefghijk",
        "stream_title": "The harbour, live",
        "stream_on_air": True,
        "lead_image_alt": "The bay under clouds",
        "lead_image_credit": "Harbour Office",
        "scheduled_start": NINE - timedelta(hours=1),
    },
    summary=("The bridge is shut", "Nobody is hurt <yet> & all are dry"),
    related=(("Tides", "https://example.org/tides?a=1&b=2"),),
    lead="bay.jpg",
    pinned=(1, 0),
    posts=(
        Draft({"headline": "Long ago", "body": "<p>No time is known.</p>"}, at=None),
        Draft(
            {
                "headline": "It 'began' & grew",
                "body": '<p>A <strong>bold</strong> start, <a href="https://example.org'
                '/a">as told</a>.</p><ul><li>One</li><li>Two</li></ul>'
                '<ul class="context"><li>For context: tides turn</li></ul>'
                "<blockquote><p>Said so</p></blockquote><ol><li>First</li></ol>",
                "label": "analysis",
                "key_event": True,
                "correction_note": "It was the second.",
            },
            edited_at=NINE + timedelta(minutes=7, microseconds=5),
            bylines=(
                ("Ada Example", "Reporter", "bay.jpg", ""),
                ("Bo Ferris", "", "", "At the quay"),
            ),
            images=(
                ("tug.png", "A tug", False, "The tug at noon", "Ida Moss"),
                ("", "A chart of the bay", False, "", "Harbour Office"),
                ("wave.gif", "", True, "", ""),
            ),
            copy=Draft(
                {"headline": "It began, revised", "body": "<p>Better.</p>"},
                status="review",
                images=(("tug.png", "A tug", False, "", ""),),
            ),
        ),
        Draft(
            {
                "body": "<p>Nobody asked.</p>",
                "label": "quote",
                "quote_attribution": "Odile Farrant",
            },
            at=NINE,
        ),
        Draft({"headline": "Wrong", "body": "<p>Not so.</p>"}, status="withdrawn"),
        Draft({"embed_url": "https://vimeo.com/123456"}, at=NINE + timedelta(hours=2)),
        Draft({"headline": "Soon"}, status="scheduled"),
        Draft(
            {"headline": "Not yet", "review_note": "Who says so?"},
            status="draft",
        ),
        Draft({"headline": "Please look"}, status="review"),
    ),
)
