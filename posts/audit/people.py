"""What happens to accounts, groups, contributors and second factors, and sign-ins.

Found by the signals of their models, whoever saves them: the admin, a command, an
import. WATCHED says which fields count; of a password only that it changed.
"""

from django.apps import apps
from django.contrib.auth import get_user_model, signals
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_save,
    pre_delete,
    pre_save,
)

from posts.audit.entries import note
from posts.audit.versions import plain
from posts.models import Contributor, LivePage

User = get_user_model()

# {model: (what its acts begin with, the fields that count)}
WATCHED = {
    User: (
        "account",
        (
            *("username", "first_name", "last_name", "email", "password"),
            *("is_active", "is_staff", "is_superuser"),
        ),
    ),
    Group: ("group", ("name",)),
    Contributor: ("contributor", ("name", "role", "picture", "user_id")),
}
# The same where the app is installed. Other fields of these change at every sign-in.
FACTORS = {
    "otp_totp.TOTPDevice": ("factor", ("user_id", "name", "confirmed")),
    "otp_static.StaticDevice": ("factor", ("user_id", "name", "confirmed")),
}
SECRET = {"password"}
PAGE_FIELDS = ("title", "slug", "standfirst", "status", "time_zone", "language")


def connect():
    """Listen; called once, when the apps are ready."""
    watched = dict(WATCHED)
    for label, what in FACTORS.items():
        if apps.is_installed(f"django_otp.plugins.{label.partition('.')[0]}"):
            watched[apps.get_model(label)] = what
    for model, (kind, names) in watched.items():
        _watch(model, kind, names)
    post_save.connect(_page_made, LivePage)
    pre_delete.connect(_page_deleted, LivePage)
    for through, act in (
        (User.groups.through, "account.groups"),
        (User.user_permissions.through, "account.rights"),
        (Group.permissions.through, "group.rights"),
    ):
        _watch_list(through, act)
    signals.user_logged_in.connect(_signed_in)
    signals.user_logged_out.connect(_signed_out)
    signals.user_login_failed.connect(_failed)
    if apps.is_installed("axes"):
        from axes.signals import user_locked_out

        user_locked_out.connect(_locked_out)


def _watch(model, kind, names):
    def remember(sender, instance, raw, update_fields=None, **kwargs):
        counts = update_fields is None or not set(names).isdisjoint(update_fields)
        # Raw: rows of another database, which bring their own log.
        is_act = counts and not raw
        instance._audited = _stored(model, instance, names) if is_act else None

    def compare(sender, instance, created, update_fields=None, **kwargs):
        before, instance._audited = instance._audited, None
        if before is None:
            return
        after = _said(instance, names)
        changed = [name for name in names if before.get(name) != after[name]]
        if "password" in changed and not created:
            changed.remove("password")
            if not _is_hashed_anew(instance, update_fields):
                note(f"{kind}.password", thing=instance)
        if not changed:
            return
        changes = {
            "before": _shown(before, [name for name in changed if name in before]),
            "after": _shown(after, [name for name in changed if after[name] != ""]),
        }
        note(f"{kind}.make" if created else f"{kind}.edit", thing=instance, **changes)

    def tell(sender, instance, **kwargs):
        lost = _shown(_said(instance, names), names)
        note(f"{kind}.delete", thing=instance, before=lost)

    # Weak references would be lost with this call.
    pre_save.connect(remember, model, weak=False)
    post_save.connect(compare, model, weak=False)
    post_delete.connect(tell, model, weak=False)


def _is_hashed_anew(user, update_fields):
    """Whether the password is the old one, whose hash Django renewed at a sign-in.

    Django then saves nothing else, and no longer knows what was typed.
    """
    is_alone = update_fields == {"password"} and user.has_usable_password()
    return is_alone and user._password is None


def _stored(model, instance, names):
    """{name: value} as INSTANCE is stored; empty if it is new."""
    if instance._state.adding:
        return {}
    stored = model._base_manager.filter(pk=instance.pk).only(*names).first()
    return _said(stored, names) if stored else {}


def _said(instance, names):
    return {name: plain(getattr(instance, name)) for name in names}


def _shown(values, names):
    return {name: values[name] for name in names if name not in SECRET}


def _watch_list(through, act):
    """Note what is added to and taken from a list of THROUGH, from either end."""

    def told(sender, instance, action, model, pk_set, **kwargs):
        if action == "pre_clear":
            there = {"group": "groups", "user": "user_set", "permission": "permissions"}
            name = there[model._meta.model_name]
            if model is Permission and isinstance(instance, User):
                name = "user_permissions"
            pk_set = set(getattr(instance, name).values_list("pk", flat=True))
        elif action not in ("post_add", "post_remove"):
            return
        if not pk_set:
            return
        names = sorted(str(row) for row in model._base_manager.filter(pk__in=pk_set))
        side = "after" if action == "post_add" else "before"
        said = {f"{model._meta.model_name}s": names}
        note(act, thing=instance, **{side: said})

    m2m_changed.connect(told, through, weak=False)


# Pages: the door knows what changes in them, not how they come and go.


def _page_made(sender, instance, created, raw, **kwargs):
    if created and not raw:
        after = _said(instance, PAGE_FIELDS)
        note("page.make", by=instance.created_by, page=instance, after=after)


def _page_deleted(sender, instance, **kwargs):
    before = _said(instance, PAGE_FIELDS)
    before["posts"] = list(instance.posts.order_by("pk").values_list("pk", flat=True))
    note("page.delete", page=instance, before=before)


# Sign-ins


def _signed_in(sender, user, **kwargs):
    note("session.sign_in", by=user, thing=user)


def _signed_out(sender, user, **kwargs):
    if user:
        note("session.sign_out", by=user, thing=user)


def _failed(sender, credentials, **kwargs):
    """Only the name of an account is kept: what else was typed may be a password."""
    note("session.failed", thing=_account(credentials.get(User.USERNAME_FIELD)))


def _locked_out(sender, username=None, **kwargs):
    note("session.locked_out", thing=_account(username))


def _account(name):
    return User.objects.filter(**{User.USERNAME_FIELD: name or ""}).first()
