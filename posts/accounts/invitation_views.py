"""What the holder of a link sees, and asking for one by mail."""

import logging
from threading import Thread

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.forms import SetPasswordForm, UserCreationForm
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from posts.answers import site_url
from posts.models import Invitation

from . import invitations, signing_in
from .forms import ForgottenForm
from .sign_in_views import form_view

logger = logging.getLogger(__name__)


@form_view
def accept(request, token):
    """Choose a password, and for a new account a name; then sign in, in one go.

    Looking at the page uses nothing up: chats and mail servers look, too.
    """
    invitation = invitations.of_token(token)
    if invitation is None:
        return _ended(request)
    form = _form(invitation, request.POST or None)
    if form.is_valid():
        try:
            user = invitations.use(invitation, form)
        except invitations.LinkEndedError:
            return _ended(request)
        except IntegrityError:  # somebody took the name in this moment: that is told
            form.full_clean()
            if form.is_valid():
                raise
        else:
            return signing_in.after_password(request, user, reverse("admin:index"))
    title = "Welcome" if invitation.kind == Invitation.Kind.ACCOUNT else "New password"
    context = {"title": title, "invitation": invitation, "form": form}
    return _page(request, "admin/accounts/accept.html", context)


def _form(invitation, data):
    if invitation.kind == Invitation.Kind.PASSWORD:
        return SetPasswordForm(invitation.user, data)
    user = User(
        first_name=invitation.first_name,
        last_name=invitation.last_name,
        email=invitation.email,
    )
    suggested = slugify(invitation.name).replace("-", ".")
    form = UserCreationForm(data, instance=user, initial={"username": suggested})
    form.fields["username"].help_text = "You sign in with it. Letters, digits and . _ -"
    return form


def _ended(request):
    """Says nothing about why: used, ended, taken back, or never given."""
    context = {"title": "This link has ended"}
    return _page(request, "admin/accounts/ended.html", context, status=410)


@form_view
def forgotten(request):
    """Ask for a link by mail; the answer, and its time, is the same for any address."""
    if not settings.EMAIL_URL:
        raise Http404("There is no mail.")
    form = ForgottenForm(request.POST or None)
    if form.is_valid():
        asked = (form.cleaned_data["email"], site_url(request))
        _beside(_send_for_password, *asked)
    context = {
        "title": "Forgotten your password?",
        "form": form,
        "is_sent": form.is_valid(),
    }
    return _page(request, "admin/accounts/forgotten.html", context)


def _beside(do, *args):
    """DO it beside the request, which must not tell by its time what is done."""
    Thread(target=do, args=args, name="mail").start()


def _send_for_password(email, site):
    try:
        invitations.send_for_password(email, site)
    except Exception:  # nobody waits for the answer
        logger.exception("A link for a new password was not sent.")
    finally:
        connection.close()


def _page(request, template, context, **options):
    context = admin.site.each_context(request) | context
    return render(request, template, context, **options)
