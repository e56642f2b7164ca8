"""Links with which people make their account or a new password.

A link is the invitation's key, signed: it can't be guessed, and from the database
alone it can't be made. It works once, until it ends or is taken back.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from posts import audit
from posts.models import Invitation

from . import lockout, session_store

# A link that was asked for by mail, and how soon the next one may be.
BY_MAIL = timedelta(hours=1)
BETWEEN_MAILS = timedelta(minutes=5)
KEEP = timedelta(days=30)  # after a link ended, to see in the admin what became of it
Kind = Invitation.Kind

_signer = Signer(salt="posts.invitation")


class LinkEndedError(Exception):
    """Somebody else was faster with the same link."""


def until():
    return timezone.now() + timedelta(seconds=settings.INVITATION_SECONDS)


def forget():
    """Delete the invitations that ended long ago; how many went."""
    ended = Invitation.objects.filter(ends_at__lte=timezone.now() - KEEP)
    return ended.delete()[0]


def link(invitation, site):
    """The whole address, on SITE, to send to whom the INVITATION is for."""
    token = _signer.sign(invitation.key.hex)
    return site + reverse("admin:accept", args=[token])


def of_token(token):
    """The invitation that TOKEN opens, or None if there is none or it has ended."""
    try:
        key = uuid.UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    found = Invitation.objects.open().select_related("user", "group", "made_by")
    invitation = found.filter(pk=key).first()
    return invitation if invitation and _is_due(invitation) else None


def _is_due(invitation):
    """Whether who made it could still make it, and its password is still the old."""
    maker, user = invitation.made_by, invitation.user
    if maker and not maker.has_perm("auth.add_user"):
        return False
    if invitation.kind == Kind.ACCOUNT:
        return True
    if not user.is_active or (maker and user.is_superuser > maker.is_superuser):
        return False
    return constant_time_compare(invitation.mark, user.get_session_auth_hash())


@transaction.atomic
def for_password(user, made_by, ends_at=None):
    """An invitation for USER, who has an account, to choose a new password."""
    invitation = Invitation.objects.create(
        kind=Kind.PASSWORD,
        first_name=user.first_name or user.get_username(),
        last_name=user.last_name,
        email=user.email,
        user=user,
        mark=user.get_session_auth_hash(),
        made_by=made_by,
        ends_at=ends_at or until(),
    )
    audit.note("account.password_link_made", by=made_by, thing=user)
    return invitation


@transaction.atomic
def use(invitation, form):
    """Save FORM, an account or a new password, and return whose it is.

    Raises LinkEndedError when the link was used meanwhile.
    """
    itself = Invitation.objects.filter(pk=invitation.pk)
    # Locked by a statement of its own: `open` asks another table too, and what waited
    # for the row would go by what that question found before.
    itself.select_for_update().first()
    if not itself.open().update(used_at=timezone.now()):
        raise LinkEndedError
    if invitation.kind == Kind.PASSWORD:
        user = form.save()
        session_store.end_all(user)
        lockout.forgive(user)
        audit.note("account.password_link_used", by=user, thing=user)
        return user
    form.instance.is_staff = True
    user = form.save()
    user.groups.add(invitation.group)
    Invitation.objects.filter(pk=invitation.pk).update(user=user)
    audit.note("account.invitation_accepted", by=user, thing=user)
    return user


def send(invitation, address):
    """Mail the link to whom it is for; raises OSError when the mail does not leave."""
    context = {
        "invitation": invitation,
        "address": address,
        "publication_name": settings.PUBLICATION_NAME,
    }
    name = "mail_password" if invitation.kind == Kind.PASSWORD else "mail_invitation"
    text = render_to_string(f"admin/accounts/{name}.txt", context)
    subject, _, body = text.partition("\n")
    send_mail(subject, body.lstrip(), None, [invitation.email])


def send_for_password(email, site):
    """Mail a link to everybody whose address is EMAIL, not more often than sensible."""
    lately = Invitation.objects.filter(
        kind=Kind.PASSWORD,
        made_by=None,
        made_at__gt=timezone.now() - BETWEEN_MAILS,
    )
    users = get_user_model().objects.filter(
        email__iexact=email, is_active=True, is_staff=True
    )
    for user in users.exclude(pk__in=lately.values("user")):
        invitation = for_password(user, None, timezone.now() + BY_MAIL)
        send(invitation, link(invitation, site))
