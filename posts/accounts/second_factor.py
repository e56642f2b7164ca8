"""The second factor: codes of a phone's app (TOTP), and recovery codes for need.

django-otp keeps the keys, refuses a code that was used before and makes whoever
guesses wait longer and longer.
"""

import math
import re
from base64 import b32encode

import segno
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import mark_safe
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from . import groups

RECOVERY_CODES = 10
_TOTP = re.compile(r"[0-9]{6}", re.A)


class TooSoonError(Exception):
    """A code that is not looked at, since too many before it were wrong."""


def is_signed_in(user):
    """Whether USER, of the request, may enter the admin at all: both factors passed."""
    return user.is_active and user.is_staff and is_passed(user)


def is_passed(user):
    """Whether USER, of the request, has shown the second factor or needs none."""
    if getattr(user, "otp_device", None):
        return True
    if not hasattr(user, "needs_second_factor"):
        # Many ask in the course of one request.
        user.needs_second_factor = is_needed(user)
    return not user.needs_second_factor


def is_needed(user):
    """Whether USER can't sign in without a code: has a factor, or must have one."""
    return has(user) or is_required(user)


def has(user):
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def is_required(user):
    """Whether REQUIRE_OTP_FOR names a group of USER's, or superusers."""
    names = groups.with_second_factor()
    if user.is_superuser and "superusers" in names:
        return True
    if names <= {"superusers"}:
        return False
    own = user.groups.values_list("name", flat=True)
    return any(name.casefold() in names for name in own)


def verify(user, code):
    """The device that knows CODE, which is then used up, or None.

    Raises TooSoonError while whoever guessed has to wait.
    Only the kind that the code looks like is asked, so that codes of the phone are
    no wrong guesses at recovery codes.
    """
    plain = re.sub(r"[\s-]", "", code).lower()
    model = TOTPDevice if _TOTP.fullmatch(plain) else StaticDevice
    with transaction.atomic():
        devices = model.objects.filter(user=user, confirmed=True)
        for device in devices.select_for_update():
            _refuse_if_too_soon(device)
            if device.verify_token(plain):
                return device
    return None


def _refuse_if_too_soon(device):
    is_allowed, why = device.verify_is_allowed()
    if not is_allowed:
        left = math.ceil((why["locked_until"] - timezone.now()).total_seconds())
        raise TooSoonError(
            f"Too many wrong codes. Wait {max(1, left)} seconds, then try again."
        )


# Setting it up


def new_key():
    """A key that nobody has seen yet, in hexadecimal digits."""
    return random_hex(20)


def begun(user, key):
    """A device of USER's with KEY that is stored nowhere yet."""
    return TOTPDevice(user=user, name="app", key=key)


def key_of(device):
    """The key as it is typed into an app: groups of four letters and digits."""
    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def picture_of(device):
    """The QR code as SVG, dark on white in every theme, since cameras want it so."""
    code = segno.make(device.config_url, error="m")
    return mark_safe(  # noqa: S308 segno's own drawing
        code.svg_inline(
            scale=5, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None
        )
    )


@transaction.atomic
def confirm(user, key, code):
    """Make KEY USER's factor if its app shows CODE; (device, recovery codes).

    One that was there before is replaced. (None, []) if the code is wrong.
    """
    _lock(user)
    device = begun(user, key)
    # Either way it is stored.
    if not device.verify_token(re.sub(r"\s", "", code)):
        transaction.set_rollback(True)
        return None, []
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    return device, new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user):
    """Ten codes that work once each; those from before work no more."""
    _lock(user)
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    tokens = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=token) for token in tokens
    )
    return [f"{token[:4]}-{token[4:]}" for token in tokens]


def _lock(user):
    """Let nobody else set up a factor of USER's until the transaction ends."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)


def recovery_codes_left(user):
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def remove(user):
    """Take USER's factor away, recovery codes and what was begun included."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
