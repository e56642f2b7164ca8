"""Invitations: who was asked in, and the link to send."""

import logging
from contextlib import suppress

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone

from posts import audit
from posts.accounts import invitations
from posts.accounts.groups import NEWSROOM_GROUPS
from posts.answers import site_url
from posts.models import Invitation

logger = logging.getLogger(__name__)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Chief editors ask people in; once made, an invitation is only taken back.

    Its link is shown to nobody but who made it.
    """

    list_display = ["name", "kind", "group", "made_by", "made_at", "ends_at", "state"]
    list_select_related = ["group", "made_by"]
    search_fields = ["first_name", "last_name", "email"]
    asked = ["first_name", "last_name", "email", "group"]
    change_form_template = "admin/accounts/invitation.html"
    actions = ["take_back"]

    def has_add_permission(self, request):
        return request.user.has_perm("auth.add_user")

    def has_view_permission(self, request, obj=None):
        return self.has_add_permission(request)

    def has_module_permission(self, request):
        return self.has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.asked
        told = ["name", "email", "kind", "group", "made_by", "made_at", "ends_at"]
        return [*told, "state"]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if obj is None:
            group = form.base_fields["group"]
            group.queryset = Group.objects.filter(name__in=NEWSROOM_GROUPS)
            group.required = True
            group.widget.can_add_related = group.widget.can_change_related = False
            form.base_fields["email"].help_text = (
                "The link goes there by mail."
                if settings.EMAIL_URL
                else "Not needed: you send the link yourself."
            )
        return form

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """With the link, for who made it, as long as it works."""
        found = Invitation.objects.open().filter(made_by=request.user)
        with suppress(ValidationError):
            if invitation := found.filter(pk=unquote(object_id)).first():
                address = invitations.link(invitation, site_url(request))
                extra_context = {"link": address} | (extra_context or {})
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        obj.made_by = request.user
        obj.ends_at = invitations.until()
        super().save_model(request, obj, form, change)
        after = {"email": obj.email, "role": str(obj.group)}
        audit.note("account.invited", name=obj.name, after=after)

    def response_add(self, request, obj, post_url_continue=None):
        """To the link; it is on its way already if there is mail."""
        if obj.email and settings.EMAIL_URL:
            try:
                invitations.send(obj, invitations.link(obj, site_url(request)))
            except OSError as error:
                words = "The mail could not be sent: send the link yourself."
                messages.error(request, words)
                logger.warning("An invitation was not sent: %s", error)
            else:
                messages.success(request, f"The link is on its way to {obj.email}.")
        return redirect("admin:posts_invitation_change", obj.pk)

    @admin.action(description="Take back", permissions=["add"])
    def take_back(self, request, chosen):
        ids = chosen.values_list("pk", flat=True)
        with transaction.atomic():
            open_ones = Invitation.objects.open().filter(pk__in=ids)
            for invitation in open_ones.select_for_update(of=["self"]):
                audit.note("account.invitation_revoked", name=invitation.name)
            count = open_ones.update(revoked_at=timezone.now())
        messages.success(request, f"{count} taken back: the links work no more.")
