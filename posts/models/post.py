from django.conf import settings
from django.db import models
from django.db.models import ProtectedError, Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.bodies import excerpt

from .addresses import WebAddressField
from .body import BodyField
from .contributor import Contributor
from .files import picture_field
from .history import versions
from .livepage import LivePage

PINNED_PLACES = (1, 2, 3)


class PostQuerySet(models.QuerySet):
    def published(self):
        """The posts that readers may see: the one meaning of public."""
        return self.filter(
            status=Post.Status.PUBLISHED, page__status__in=LivePage.PUBLIC_STATUSES
        )

    def key_events(self):
        """The key events; IN, since SQLite finds nothing by a mere `key_event`."""
        return self.filter(key_event__in=[True])

    def with_parts(self):
        """Bylines and images in two queries, whatever the number of posts."""
        return self.prefetch_related(*Post.PARTS)


class Post(models.Model):
    """One entry on a live page. Public changes go through `posts.publishing` only.

    `published_at` is the time that readers see. None on a published post means
    'time not known' (imports): the post keeps its place by `sequence` and shows
    no time. On a scheduled post it is the time when the post is due.
    """

    PARTS = ("bylines__contributor", "images")

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        SCHEDULED = "scheduled", "Scheduled"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Label(models.TextChoices):
        NONE = "", _("None")
        ANALYSIS = "analysis", _("Analysis")
        BREAKING = "breaking", _("Breaking")
        EXPLAINER = "explainer", _("Explainer")
        RECAP = "recap", _("Recap")
        QUOTE = "quote", _("Quote")
        VIDEO = "video", _("Video")

    page = models.ForeignKey(LivePage, models.CASCADE, related_name="posts")
    headline = models.CharField(max_length=300, blank=True)
    body = BodyField(blank=True)
    label = models.CharField(
        max_length=10, choices=Label, blank=True, default=Label.NONE
    )
    quote_attribution = models.CharField(
        max_length=200, blank=True, help_text="Who said it, for the label 'Quote'."
    )
    embed_url = WebAddressField(
        "embed address",
        blank=True,
        max_length=500,
        help_text="A video or social post. Readers load it by a click, not before.",
    )
    key_event = models.BooleanField(
        default=False, help_text="List this post among the page's key events."
    )
    pinned_place = models.PositiveSmallIntegerField(
        null=True, blank=True, editable=False
    )

    status = models.CharField(
        max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    published_at = models.DateTimeField(
        "time",
        null=True,
        blank=True,
        help_text="Leave empty for now. Earlier puts the post in its place; later "
        "schedules it.",
    )
    first_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    correction_note = models.TextField(
        blank=True, help_text="Shown to readers under the post, with the time."
    )
    sequence = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    sort_key = models.CharField(max_length=28, blank=True, editable=False)
    revision = models.PositiveBigIntegerField(default=0, editable=False)
    first_revision = models.PositiveBigIntegerField(default=0, editable=False)

    review_note = models.TextField(
        blank=True,
        editable=False,
        help_text="Why an editor sent the post back; shown on the desk only.",
    )
    composer_key = models.UUIDField(
        null=True,
        editable=False,
        unique=True,
        help_text="The composer that it was written in: sent twice, it is one post.",
    )
    working_copy_of = models.OneToOneField(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="working_copy",
    )
    working_copy_base = models.PositiveBigIntegerField(
        default=0,
        editable=False,
        help_text="The revision of the original that a working copy was made from.",
    )
    import_reference = models.CharField(max_length=80, blank=True, editable=False)
    import_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = PostQuerySet.as_manager()
    history = versions(
        "sort_key",
        "sequence",
        "revision",
        "first_revision",
        "composer_key",
        "working_copy_of",
        "working_copy_base",
        "import_reference",
        "import_digest",
        "created_at",
        "created_by",
        "changed_at",
        "changed_by",
        "first_published_at",
        "edited_at",
    )
    skip_history_when_saving = True  # the door writes it, parts included

    class Meta:
        ordering = ["-sort_key", "-pk"]
        permissions = [("publish_post", "Can publish, withdraw and pin posts")]
        indexes = [
            # First page, older and newer chunks: WHERE page, status, sort_key < x
            # ORDER BY sort_key.
            models.Index(fields=["page", "status", "sort_key"], name="post_window"),
            # The delta: WHERE page AND revision > cursor.
            models.Index(fields=["page", "revision"], name="post_delta"),
            # What is due: WHERE page, status = scheduled, published_at <= now.
            models.Index(
                fields=["page", "published_at"],
                name="post_due",
                condition=Q(status="scheduled"),
            ),
            # The key events of a page, newest first: WHERE page, status, key_event IN
            # (true) ORDER BY sort_key. With one equal column more than the first index,
            # or SQLite, which does not know that few rows are meant, may take that.
            models.Index(
                fields=["page", "status", "key_event", "sort_key"],
                name="post_key_events",
                condition=Q(key_event__in=[True]),
            ),
            # The pinned posts: WHERE page, status AND pinned_place IS NOT NULL.
            models.Index(
                fields=["page", "status", "pinned_place"],
                name="post_pinned",
                condition=Q(pinned_place__isnull=False),
            ),
            # The desk's stream: WHERE page, status NOT IN (what waits), sort_key > ''
            # AND < x ORDER BY sort_key. All posts of a page in order would draw
            # SQLite away from the few that other queries name.
            models.Index(
                fields=["page", "sort_key"],
                name="post_stream",
                condition=Q(sort_key__gt=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "sequence"], name="post_sequence_once_a_page"
            ),
            models.UniqueConstraint(
                fields=["page", "pinned_place"], name="post_pinned_place_once_a_page"
            ),
            models.UniqueConstraint(
                fields=["page", "import_reference"],
                condition=~Q(import_reference=""),
                name="post_import_reference_once_a_page",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "draft",
                        "review",
                        "scheduled",
                        "published",
                        "withdrawn",
                    ]
                ),
                name="post_status_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    label__in=[
                        "",
                        "analysis",
                        "breaking",
                        "explainer",
                        "recap",
                        "quote",
                        "video",
                    ]
                ),
                name="post_label_known",
            ),
            models.CheckConstraint(
                condition=Q(pinned_place__isnull=True)
                | Q(pinned_place__in=PINNED_PLACES, status="published"),
                name="post_pinned_is_published",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["published", "withdrawn"])
                | Q(
                    sequence__isnull=False,
                    first_published_at__isnull=False,
                    sort_key__gt="",
                ),
                name="post_published_has_place",
            ),
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(published_at__isnull=False),
                name="post_scheduled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(working_copy_of__isnull=True)
                | Q(status__in=["draft", "review"]),
                name="post_working_copy_not_public",
            ),
        ]

    def __str__(self):
        named = self.headline or self.excerpt
        return named or gettext("Post {number}").format(number=self.pk)

    def get_absolute_url(self):
        return reverse("posts:post", args=[self.page.slug, self.pk])

    @property
    def is_public(self):
        """Whether readers may see the post; `published()` for one object."""
        return self.status == self.Status.PUBLISHED and self.page.is_public

    @property
    def last_changed_at(self):
        """When the post last showed something new; known even of an undated one."""
        times = filter(None, (self.published_at, self.edited_at))
        return max(times, default=self.first_published_at)

    @property
    def excerpt(self):
        """The first words of the body as plain text, at most 80 characters."""
        return excerpt(self.body)


class Byline(models.Model):
    """A contributor over one post, with the role shown there."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="bylines")
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="bylines")
    role = models.CharField(
        max_length=200,
        blank=True,
        help_text="As shown on this post; empty takes the contributor's usual role.",
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.contributor.name

    @property
    def shown_role(self):
        return self.role or self.contributor.role


class PostImage(models.Model):
    """A picture in a post. Without a file it is described in words, never broken.

    Without a post it was uploaded into a composer and is not saved in a post yet.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="images", null=True)
    file = picture_field(blank=True, width_field="width", height_field="height")
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    alt = models.CharField(
        "alt text",
        max_length=500,
        blank=True,
        help_text="What the picture shows, for people who can't see it.",
    )
    decorative = models.BooleanField(
        default=False, help_text="A mere decoration: nothing to describe."
    )
    caption = models.TextField(blank=True)
    credit = models.CharField("source", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        indexes = [
            # Whose picture a file is: WHERE file IN (…), for every picture served.
            models.Index(fields=["file"], name="postimage_file"),
        ]

    def __str__(self):
        return self.alt or self.caption or self.file.name


@receiver(pre_delete, sender=Post)
def refuse_to_delete_what_was_public(sender, instance, **kwargs):
    """Readers can only lose a post that leaves a tombstone: withdraw it instead."""
    if instance.first_published_at and instance.page.first_published_at:
        raise ProtectedError(
            f"'{instance}' was public: withdraw it instead of deleting it.", {instance}
        )
