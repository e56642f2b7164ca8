from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from posts.embeds import embed_of

from .addresses import WebAddressField
from .files import picture_field
from .history import versions

# The pieces of furniture, each with its own stamp `<piece>_revision` on the page
# and its own container `#<piece>` (underscores become hyphens) in the template.
PIECES = ("title", "status", "summary", "stream", "pinned", "key_events", "related")


@cache
def _time_zones():
    """The IANA names; asked once, since that looks through a thousand files."""
    return available_timezones() - {"localtime"}


def validate_time_zone(name):
    """Refuse what is no IANA time zone; browsers don't know the machine's own."""
    if name not in _time_zones():
        raise ValidationError(
            "'%(name)s' is no time zone. Use an IANA name such as Europe/London.",
            params={"name": name},
        )


class LivePageQuerySet(models.QuerySet):
    def published(self):
        """The pages that readers may see."""
        return self.filter(status__in=LivePage.PUBLIC_STATUSES)

    def under_way(self):
        """The pages that an editor works on: live first, then to come, then drafts."""
        statuses = ["live", "upcoming", "draft"]
        ranks = (models.When(status=name, then=n) for n, name in enumerate(statuses))
        found = self.filter(status__in=statuses)
        return found.order_by(models.Case(*ranks), "-created_at")


def stamp():
    """The revision at which a piece of furniture last changed."""
    return models.PositiveBigIntegerField(default=0, editable=False)


class LivePage(models.Model):
    """One running story. Public changes go through `posts.publishing` only."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        UPCOMING = "upcoming", "Upcoming"
        LIVE = "live", "Live"
        ENDED = "ended", "Ended"
        WITHDRAWN = "withdrawn", "Withdrawn"

    PUBLIC_STATUSES = (Status.UPCOMING, Status.LIVE, Status.ENDED)

    title = models.CharField(max_length=200)
    slug = models.SlugField(
        max_length=120,
        unique=True,
        help_text="The last part of the page's address. Fixed once the page is public.",
    )
    standfirst = models.TextField(
        blank=True, help_text="One or two sentences under the title."
    )
    lead_image = picture_field(
        blank=True, width_field="lead_image_width", height_field="lead_image_height"
    )
    lead_image_width = models.PositiveIntegerField(null=True, editable=False)
    lead_image_height = models.PositiveIntegerField(null=True, editable=False)
    lead_image_alt = models.CharField(
        "alt text",
        max_length=500,
        blank=True,
        help_text="What the picture shows, for people who can't see it.",
    )
    lead_image_credit = models.CharField("source", max_length=200, blank=True)
    edited_by = models.CharField(
        max_length=200,
        blank=True,
        help_text="Shown to readers as 'Edited by …'.",
    )

    status = models.CharField(
        max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    time_zone = models.CharField(
        max_length=64,
        default="Europe/London",
        validators=[validate_time_zone],
        help_text="An IANA name such as Europe/London. All times on the page are "
        "shown in this zone.",
    )
    language = models.CharField(
        max_length=10, choices=settings.LANGUAGES, default="en-gb"
    )
    scheduled_start = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When coverage should begin; shown while the page is upcoming.",
    )
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)

    stream_url = WebAddressField(
        "stream address",
        blank=True,
        help_text="The address of the video's page, for instance on YouTube or Vimeo.",
    )
    stream_title = models.CharField(max_length=200, blank=True)
    stream_on_air = models.BooleanField(
        "on air",
        default=False,
        help_text="Show the stream at the top of the page.",
    )

    revision = models.PositiveBigIntegerField(default=0, editable=False)
    revised_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When the revision was last raised; empty: longer ago than we know.",
    )
    reset_revision = models.PositiveBigIntegerField(
        default=0,
        editable=False,
        help_text="Readers with an older cursor start over with a fresh feed.",
    )
    title_revision = stamp()
    status_revision = stamp()
    summary_revision = stamp()
    stream_revision = stamp()
    pinned_revision = stamp()
    key_events_revision = stamp()
    related_revision = stamp()
    last_sequence = models.PositiveBigIntegerField(default=0, editable=False)
    import_digest = models.CharField(max_length=64, blank=True, editable=False)
    preview_version = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Raised to revoke the preview links that are out.",
    )
    next_due_at = models.DateTimeField(null=True, blank=True, editable=False)

    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = LivePageQuerySet.as_manager()
    history = versions(
        "revision",
        "revised_at",
        "reset_revision",
        *(f"{piece}_revision" for piece in PIECES),
        "last_sequence",
        "import_digest",
        "next_due_at",
        "preview_version",
        "lead_image_width",
        "lead_image_height",
        "created_at",
        "created_by",
    )
    skip_history_when_saving = True  # the door writes it, parts included

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            # The index of live pages: those of one status, latest first.
            models.Index(
                fields=["status", "-started_at"], name="livepage_status_started"
            ),
            # publish_due: the pages with something due.
            models.Index(
                fields=["next_due_at"],
                name="livepage_next_due",
                condition=models.Q(next_due_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["draft", "upcoming", "live", "ended", "withdrawn"]
                ),
                name="livepage_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft")
                | models.Q(first_published_at__isnull=False),
                name="livepage_public_has_first_published_at",
            ),
            models.CheckConstraint(
                condition=models.Q(reset_revision__lte=models.F("revision")),
                name="livepage_reset_not_ahead",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("posts:page", args=[self.slug])

    def clean(self):
        super().clean()
        if self.scheduled_start and not 1970 < self.scheduled_start.year < 2100:
            raise ValidationError(
                {"scheduled_start": "Choose a day between 1971 and 2099."}
            )
        if self.stream_on_air and not self.stream_url:
            raise ValidationError(
                {"stream_url": "Give the stream's address before it goes on air."}
            )
        if self.lead_image and not self.lead_image_alt:
            raise ValidationError(
                {"lead_image_alt": "Describe the picture for people who can't see it."}
            )

    @property
    def is_public(self):
        """Whether readers may see the page; `published()` for one object."""
        return self.status in self.PUBLIC_STATUSES

    @property
    def zone(self):
        return ZoneInfo(self.time_zone)

    def last_changed_at(self, posts=()):
        """When the page last showed something new: itself, or one of POSTS.

        ValueError for a page that was never public.
        """
        times = (self.first_published_at, self.started_at, self.ended_at)
        return max(filter(None, (*times, *(post.last_changed_at for post in posts))))

    @property
    def poll_seconds(self):
        """Seconds between two polls of this page, unless an answer says otherwise."""
        return usual_poll_seconds(self.status)


def usual_poll_seconds(status):
    """What the poller of a page with this STATUS says (see `posts.cadence`)."""
    if status == LivePage.Status.LIVE:
        return settings.POLL_SECONDS
    return settings.POLL_SECONDS_QUIET


class OrderedOnPage(models.Model):
    """A row of a short list that an editor puts in order."""

    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class SummaryPoint(OrderedOnPage):
    """One of the few sentences that sum the story up."""

    page = models.ForeignKey(LivePage, models.CASCADE, related_name="summary_points")
    text = models.TextField()

    def __str__(self):
        return self.text


class RelatedLink(OrderedOnPage):
    """A link to something else worth reading."""

    page = models.ForeignKey(LivePage, models.CASCADE, related_name="related_links")
    title = models.CharField(max_length=200)
    url = WebAddressField("address", max_length=500)

    def __str__(self):
        return self.title

    @property
    def address(self):
        """`url` if a browser may follow it, however it came here; else ''."""
        return embed_of(self.url).url
