from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator

from posts import acts, history
from posts.content import FIELDS
from posts.desk.numbers import number
from posts.models import LivePage, Post
from posts.publishing import PublishingError, public_change

from .actions import PostActions
from .door import DoorAdmin, NumberSelect, zone_in
from .inlines import BylineInline, PostImageInline
from .post_form import PostForm

Status = Post.Status

# The acts that have a button under the form; the desk has the others too.
BUTTONS = ("publish", "publish_now", "review", "draft", "copy", "withdraw")
# What an editor is told when it is done, by what was pressed and the status since.
TELLS = {
    ("publish", Status.PUBLISHED): "Published. Open pages follow.",
    ("publish_now", Status.PUBLISHED): "Published. Open pages follow.",
    ("publish", Status.SCHEDULED): "Scheduled. It appears by itself when it is due.",
    ("publish", Status.DRAFT): "The working copy is public. Open pages follow.",
    ("publish", Status.REVIEW): "The working copy is public. Open pages follow.",
    ("withdraw", Status.WITHDRAWN): "Withdrawn. It leaves every open page.",
    ("review", Status.REVIEW): "Submitted for review.",
    (None, Status.PUBLISHED): "Open pages follow.",
}


def _linked(words, post, name):
    url = reverse("admin:posts_post_change", args=[post.pk])
    return format_html('{}. <a href="{}">Open {}</a>', words, url, name)


@admin.register(Post)
class PostAdmin(PostActions, DoorAdmin):
    form = PostForm
    list_display = [
        "__str__",
        "status",
        "label",
        "time",
        "pinned_place",
        "key_event",
        "changed_by",
        "page_title",
    ]
    list_filter = [
        "status",
        "label",
        "key_event",
        ("page", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["page", "changed_by"]
    list_per_page = 50
    search_fields = ["headline", "body", "bylines__contributor__name"]
    autocomplete_fields = ["page"]
    ordering = ["-changed_at"]
    inlines = [BylineInline, PostImageInline]
    actions = PostActions.names
    readonly_fields = ["state"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "seen",
                    "page",
                    "state",
                    "headline",
                    "body",
                    "label",
                    "quote_attribution",
                ]
            },
        ),
        (None, {"fields": ["embed_url", "published_at", "key_event"]}),
        ("Correction", {"classes": ["collapse"], "fields": ["correction_note"]}),
    ]

    @admin.display(ordering="published_at")
    def time(self, post):
        """The post's time on its own page, not on the desk's clock."""
        if not post.published_at:
            return "–"
        return date_format(post.published_at.astimezone(post.page.zone), "j M H:i")

    @admin.display(description="page", ordering="page")
    def page_title(self, post):
        return Truncator(post.page.title).chars(40)

    # Who may do what

    def has_publish_permission(self, request):
        return request.user.has_perm("posts.publish_post")

    def has_change_permission(self, request, obj=None):
        """Reporters change what they wrote themselves, until it is published."""
        if obj is None:
            return super().has_change_permission(request, obj)
        return acts.may_edit(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None:
            return True
        return not obj.first_published_at and self.has_change_permission(request, obj)

    # The form

    def page_of(self, request, object_id):
        if object_id:
            return LivePage.objects.filter(posts__pk=number(object_id)).first()
        chosen = request.POST.get("page") or request.GET.get("page")
        return LivePage.objects.filter(pk=number(chosen)).first()

    def zone_of(self, request, object_id):
        """A form keeps the zone it was shown in, whatever page is chosen, or whatever
        the page's own has become.
        """
        if object_id or not request.POST:
            shown_in = zone_in(request.POST.get("seen", ""))
            return shown_in or super().zone_of(request, object_id)
        shown_for = LivePage.objects.filter(pk=number(request.GET.get("page"))).first()
        return shown_for.zone if shown_for else timezone.get_default_timezone()

    def get_readonly_fields(self, request, obj=None):
        fixed = ["page"] if obj else []
        if obj and obj.working_copy_of_id:
            fixed.append("published_at")
        return [*self.readonly_fields, *fixed]

    @admin.display(description="status")
    def state(self, post):
        """The post's status in words, with the way to its working copy or original."""
        if not post or not post.pk:
            return "New"
        original, copy = post.working_copy_of, Post.objects.filter(working_copy_of=post)
        if original:
            return _linked("Working copy of a published post", original, "the original")
        if found := copy.first():
            return _linked(post.get_status_display(), found, "its working copy")
        return post.get_status_display()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "page":
            kwargs["widget"] = NumberSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "published_at" in form.base_fields:
            zone = timezone.get_current_timezone_name()
            form.base_fields["published_at"].help_text += f" In {zone} time."
        return form

    def view_on_site(self, post):
        return post.get_absolute_url() if post.is_public else None

    def get_object(self, request, object_id, from_field=None):
        post = super().get_object(request, object_id, from_field)
        if post and getattr(request, "change", None):
            request.change.post(post.pk)  # in hand, before the form changes it
        return post

    def render_change_form(self, request, context, *args, **kwargs):
        post = kwargs.get("obj")
        context["acts"] = [
            {"name": f"_{name}", "says": acts.says(name, post)}
            for name in self.acts(request, post)
        ]
        context["save_says"] = (
            "Save and update readers" if post and post.is_public else "Save"
        )
        # A post that is only looked at brings no editor, and so nothing for a nonce.
        if hasattr(context["media"], "with_nonce"):
            context["media"] = context["media"].with_nonce(request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)

    def acts(self, request, post):
        """The names of what this user may do to POST (None: a new one)."""
        names = [name for name in BUTTONS if name in acts.available(request.user, post)]
        if post and Post.objects.filter(working_copy_of=post).exists():
            names = [name for name in names if name != "copy"]
        return names

    # The write

    def save_model(self, request, obj, form, change):
        if "_copy" in request.POST:
            return  # what was typed goes into the working copy alone
        if change:
            request.change.save(obj)
        else:
            self.refuse_twin(request, obj)
            request.change.add(obj)

    @staticmethod
    def refuse_twin(request, post):
        """A second click, or 'back' and publish again, makes no second post."""
        lately = request.change.now - timedelta(minutes=10)
        twins = Post.objects.filter(
            page=post.page,
            headline=post.headline,
            body=post.body,
            created_by=request.user,
            created_at__gt=lately,
        )
        if twins.exists():
            raise PublishingError(
                "You saved this very post a moment ago: it is in the list of posts."
            )

    def save_related(self, request, form, formsets, change):
        act = next((name for name in BUTTONS if f"_{name}" in request.POST), None)
        if act and not acts.has_right(request.user, act, form.instance):
            raise PermissionDenied
        if act == "copy":
            self.save_copy(request, form, formsets)
            return
        super().save_related(request, form, formsets, change)
        if act:
            # The form's own check has told of a colleague's version (`seen`).
            details = {}
            if act == "publish" and form.instance.working_copy_of_id:
                details["knowing"] = form.instance.working_copy_of.revision
            user = request.user
            post = acts.do(request.change, user, act, form.instance, **details)
            request.goes_to = post if post != form.instance else None
        page = request.change.page
        told = TELLS.get((act, form.instance.status), "")
        is_read = page.is_public or "Open pages" not in told
        request.told = (
            told if is_read else "Done. Readers see it when the page is live."
        )

    def save_copy(self, request, form, formsets):
        """A working copy that holds what was typed; the post itself stays as it is."""
        original = request.change.post(form.instance.pk)
        if there := Post.objects.filter(working_copy_of=original).first():
            raise PublishingError(
                f"{there.changed_by or 'Somebody'} has a working copy of this post "
                "already: see its status below. Your text is not saved."
            )
        copy = request.change.working_copy(original)
        for name in FIELDS:
            setattr(copy, name, form.cleaned_data.get(name, getattr(copy, name)))
        request.change.save(copy)
        for formset in formsets:
            formset.new_objects = formset.changed_objects = formset.deleted_objects = []
            formset.model.objects.filter(post=copy).delete()
            for row in formset.forms:
                if row.cleaned_data and not row.cleaned_data.get("DELETE"):
                    row.instance.pk, row.instance.post = None, copy
                    row.instance._state.adding = True
                    row.instance.save()
        request.goes_to = copy

    def response_change(self, request, obj):
        goes_to = getattr(request, "goes_to", None)
        if goes_to:
            address = reverse("admin:posts_post_change", args=[goes_to.pk])
            return HttpResponseRedirect(address)
        return super().response_change(request, obj)

    def delete_view(self, request, object_id, extra_context=None):
        """Shows what would be deleted; asks again if that is another text by then."""
        seen = history.latest(Post(pk=number(object_id)))
        try:
            return super().delete_view(request, object_id, {"seen": seen})
        except PublishingError as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.path)

    def delete_model(self, request, obj):
        seen = number(request.POST.get("seen"))
        with public_change(obj.page, by=request.user) as change:
            # Read again under the lock: it may have been published meanwhile.
            post = change.post(obj.pk)
            if not self.has_delete_permission(request, post):
                raise PermissionDenied
            acts.do(change, request.user, "discard", post, seen=seen)
