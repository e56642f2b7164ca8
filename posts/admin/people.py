"""Accounts in the admin: who there is, how they sign in, and letting them in again."""

import hashlib
from contextlib import nullcontext

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from posts import audit
from posts.accounts import invitations, lockout, second_factor, session_store
from posts.accounts.groups import NEWSROOM_GROUPS
from posts.models import FailedSignIn

from .door import DoorForm, ListAdmin

OWN_ACCOUNT = "For yourself go to 'Your account', which asks for your password."

admin.site.unregister(User)
# Whoever could look at these could sign in as somebody else.
admin.site.unregister([StaticDevice, TOTPDevice])


class AccountForm(DoorForm, UserChangeForm):
    """An account; its version is who it is and what it may do."""

    def version(self):
        user = self.instance
        said = [user.username, user.first_name, user.last_name, user.email]
        said += [user.is_active, user.is_staff, user.is_superuser]
        for given in (user.groups, user.user_permissions):
            said.append(sorted(given.values_list("pk", flat=True)))
        return hashlib.sha256(repr(said).encode()).hexdigest()


@admin.register(User)
class NewsroomUserAdmin(ListAdmin, UserAdmin):
    """Chief editors make accounts for their people; only superusers do more.

    Someone who is no superuser neither touches a superuser's account nor gives
    anything but the newsroom's own groups. Nobody gets at their own password or
    second step here, where nothing asks whether it is they who sit at the browser.
    """

    form = AccountForm
    list_display = ["username", "first_name", "last_name", "is_staff", "is_active"]
    list_display += ["second_step"]
    actions = ["unlock", "password_link", "remove_second_factor", "sign_out_everywhere"]
    sign_in_fieldset = (None, {"fields": ["seen", "username", "password"]})
    fieldsets = [sign_in_fieldset, *UserAdmin.fieldsets[1:]]
    newsroom_fieldsets = [
        sign_in_fieldset,
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Rights", {"fields": ["is_active", "is_staff", "groups"]}),
    ]

    def get_queryset(self, request):
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_factor=Exists(devices))

    @admin.display(description="second step", boolean=True, ordering="has_factor")
    def second_step(self, user):
        return user.has_factor

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
        if change and not request.user.is_superuser:
            kept = form.instance.groups.exclude(name__in=NEWSROOM_GROUPS)
            form.cleaned_data["groups"] = [*form.cleaned_data["groups"], *kept]
        super().save_related(request, form, formsets, change)

    def user_change_password(self, request, id, form_url=""):
        """Django's; a change is one transaction with its entry in the audit log."""
        user = self.get_object(request, unquote(id))
        if user == request.user and self.has_change_permission(request, user):
            messages.error(request, OWN_ACCOUNT)
            return redirect("admin:account")
        is_change = request.method == "POST"
        with transaction.atomic() if is_change else nullcontext():
            return super().user_change_password(request, id, form_url)

    # What is done to several at once

    def each(self, request, users, act, says, do):
        """DO it to each of USERS whom the asker may change; note the ACT and say so."""
        may_change = [u for u in users if self.has_change_permission(request, u)]
        for user in may_change:
            with transaction.atomic():
                do(user)
                if act:
                    audit.note(act, thing=user)
        if left := len(users) - len(may_change):
            messages.warning(request, f"Only superusers may do this to {left} of them.")
        if may_change:
            messages.success(request, says)

    @admin.action(description="Let sign in again (unlock)", permissions=["change"])
    def unlock(self, request, users):
        says = "They can try again at once, from every address."
        self.each(request, users, "account.unlocked", says, lockout.forgive)

    @admin.action(description="Make a link for a new password", permissions=["change"])
    def password_link(self, request, users):
        user = users.first()
        if len(users) != 1 or not self.has_change_permission(request, user):
            messages.error(request, "Choose one person whose account you may change.")
            return None
        if user == request.user:
            messages.error(request, OWN_ACCOUNT)
            return None
        invitation = invitations.for_password(user, request.user)
        return redirect("admin:posts_invitation_change", invitation.pk)

    @admin.action(description="Remove the second step", permissions=["change"])
    def remove_second_factor(self, request, users):
        says = "Done. They are signed out, and next time the password is enough, or "
        says += "they set up a new second step, if they must have one."

        def remove(user):
            second_factor.remove(user)
            session_store.end_all(user)

        if request.user in users:
            messages.error(request, OWN_ACCOUNT)
        others = users.exclude(pk=request.user.pk)
        self.each(request, others, "", says, remove)  # the factor tells of itself

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out_everywhere(self, request, users):
        says = "They are signed out in every browser."
        self.each(
            request, users, "account.signed_out_everywhere", says, session_store.end_all
        )


@admin.register(FailedSignIn)
class FailedSignInAdmin(ListAdmin):
    """Who mistyped a password or a code of late, known name or not."""

    list_display = ["username", "ip_address", "failures_since_start", "attempt_time"]
    search_fields = ["username", "ip_address"]
    ordering = ["-attempt_time"]
    actions = ["let_in"]
    fields = readonly_fields = list_display

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("auth.change_user")

    has_module_permission = has_view_permission

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description="Let sign in again (unlock)", permissions=["view"])
    def let_in(self, request, failures):
        names = {failure.username for failure in failures}
        users = User.objects.filter(username__in=names)
        with transaction.atomic():
            for user in users:
                audit.note("account.unlocked", thing=user)
            if others := len(names) - len(users):
                # How many, and not which: a password may have been typed for a name.
                audit.note("account.unlocked", before={"names_of_nobody": others})
            failures.delete()
        messages.success(request, "They can try again at once.")
