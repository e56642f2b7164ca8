import hashlib

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from posts import acts, audit, history
from posts.desk import urls as desk_urls
from posts.desk.numbers import number
from posts.furniture import contents
from posts.models import PIECES, LivePage, Post, RelatedLink, SummaryPoint
from posts.publishing import public_change

from .door import DoorAdmin, DoorForm, zone_in, zone_named
from .exporting import urlpatterns as export_urlpatterns
from .importing import urls as import_urls
from .inlines import InOrderFormSet

SHORT_TEXTS = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 2})}}


class SummaryPointInline(admin.TabularInline):
    model = SummaryPoint
    formset = InOrderFormSet
    extra = 1
    formfield_overrides = SHORT_TEXTS


class RelatedLinkInline(admin.TabularInline):
    model = RelatedLink
    formset = InOrderFormSet
    extra = 1


class LivePageForm(DoorForm):
    """A page's own fields; its version is what its pieces of furniture say.

    And what no reader is told: a stream that is off air is edited too. The page is
    the one that the form shows, not read again: it may have changed since.
    """

    def version(self):
        page = self.instance
        said = contents(page)
        own = [said[piece] for piece in PIECES if piece not in ("pinned", "key_events")]
        own += [page.slug, page.time_zone, page.language]
        own += [page.stream_url, page.stream_title]
        said = hashlib.sha256(repr(own).encode()).hexdigest()
        return f"{said} {timezone.get_current_timezone()}"


@admin.register(LivePage)
class LivePageAdmin(DoorAdmin):
    form = LivePageForm
    formfield_overrides = SHORT_TEXTS
    list_display = ["title", "links", "status", "published_posts", "started_at"]
    list_filter = ["status"]
    search_fields = ["title", "slug", "standfirst"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]  # counting posts, the query forgets the model's
    prepopulated_fields = {"slug": ["title"]}
    inlines = [SummaryPointInline, RelatedLinkInline]
    readonly_fields = ["status", "started_at", "ended_at"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "seen",
                    ("status", "started_at", "ended_at"),
                    "title",
                    "slug",
                    "standfirst",
                    "edited_by",
                ]
            },
        ),
        (
            "Watch-live stream",
            {"fields": ["stream_on_air", "stream_url", "stream_title"]},
        ),
        (
            "Lead image",
            {"fields": ["lead_image", "lead_image_alt", "lead_image_credit"]},
        ),
        (
            "Times and language",
            {
                "fields": [
                    "time_zone",
                    "language",
                    "scheduled_start",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        published = Count("posts", filter=Q(posts__status=Post.Status.PUBLISHED))
        return super().get_queryset(request).annotate(published_count=published)

    @admin.display(description="posts", ordering="published_count")
    def published_posts(self, page):
        return page.published_count

    @admin.display(description="")
    def links(self, page):
        desk = reverse("admin:desk", args=[page.pk])
        posts = reverse("admin:posts_post_changelist") + f"?page__id__exact={page.pk}"
        return format_html(
            '<a href="{}">Desk</a> · <a href="{}">Posts</a>', desk, posts
        )

    def get_urls(self):
        return [
            *desk_urls.urlpatterns,
            *import_urls.urlpatterns,
            *export_urlpatterns,
            *super().get_urls(),
        ]

    def view_on_site(self, page):
        return page.get_absolute_url() if page.is_public else None

    def page_of(self, request, object_id):
        return LivePage.objects.filter(pk=number(object_id)).first()

    def zone_of(self, request, object_id):
        """When a new page begins is typed in the zone that is typed beside it; a form
        of one that is there keeps the zone it was shown in.
        """
        if object_id:
            named = zone_in(request.POST.get("seen", ""))
        else:
            named = zone_named(request.POST.get("time_zone", ""))
        return named or super().zone_of(request, object_id)

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug"] if obj and obj.first_published_at else []
        return [*self.readonly_fields, *fixed]

    def get_prepopulated_fields(self, request, obj=None):
        if obj and obj.first_published_at:
            return {}
        return super().get_prepopulated_fields(request, obj)

    def has_delete_permission(self, request, obj=None):
        if obj and obj.first_published_at:
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request, obj):
        # Read again under a lock: it may have gone live meanwhile, and as long as it
        # is there a composer may say that it is open.
        page = get_object_or_404(LivePage.objects.select_for_update(), pk=obj.pk)
        if not self.has_delete_permission(request, page):
            raise PermissionDenied
        super().delete_model(request, page)

    def render_change_form(self, request, context, *args, **kwargs):
        page = kwargs.get("obj")
        context["acts"] = [
            {"name": f"_{name}", "says": acts.status_says(name, page)}
            for name in acts.possible_statuses(page)
        ]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not request.change:
            note_furniture(form.instance, request.user)
        status = next(
            (name for name in acts.STATUS_SAYS if f"_{name}" in request.POST), None
        )
        if not status:
            return
        if request.change:
            acts.set_status(request.change, status)
        else:
            with public_change(form.instance, by=request.user) as opened:
                acts.set_status(opened, status)


def note_furniture(page, user):
    """Tell the audit log what a new PAGE began with, for which there is no door yet."""
    said = history.version_of_page(page, contents(page), user.pk, page.created_at)
    for piece, rows in said.parts.items():
        if rows:
            audit.note(f"page.{piece}", by=user, page=page, after={piece: rows})
