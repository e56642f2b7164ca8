from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User

NEWSROOM_GROUPS = ("Reporters", "Editors", "Chief editors")

admin.site.unregister(User)


@admin.register(User)
class NewsroomUserAdmin(UserAdmin):
    """Chief editors make accounts for their people; only superusers do more.

    Someone who is no superuser neither touches a superuser's account nor gives
    anything but the newsroom's own groups.
    """

    list_display = ["username", "first_name", "last_name", "is_staff", "is_active"]
    newsroom_fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Rights", {"fields": ["is_active", "is_staff", "groups"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        if obj and not request.user.is_superuser:
            return self.newsroom_fieldsets
        return super().get_fieldsets(request, obj)

    def has_change_permission(self, request, obj=None):
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.filter(name__in=NEWSROOM_GROUPS)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request, form, formsets, change):
        """Keep groups that the form did not offer."""
        kept = list(form.instance.groups.exclude(name__in=NEWSROOM_GROUPS))
        super().save_related(request, form, formsets, change)
        if not request.user.is_superuser:
            form.instance.groups.add(*kept)
