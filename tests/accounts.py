"""Signing in as people do: name, password, code."""

import time

from bs4 import BeautifulSoup
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from posts.accounts import invitations, second_factor, sign_in_views

SITE = "http://testserver"
LOGIN = "/admin/login/"
INDEX = "/admin/"
STEP = "/admin/second-step/"
SET_UP = "/admin/second-factor/"
ACCOUNT = "/admin/account/"
LINKS = "/admin/posts/invitation/"
SECRET = "secret"  # of the cast
PASSWORD = "a heron on the pier"


def sign_in(client, name, password=SECRET, back=INDEX, **more):
    """The answer to name and password."""
    data = {"username": name, "password": password, "next": back}
    return client.post(LOGIN, data, **more)


def is_in(client):
    """Whether the admin's index opens."""
    return client.get(INDEX).status_code == 200


def give_factor(user):
    """USER has a second factor: its device and the recovery codes."""
    device = TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    return device, second_factor.new_recovery_codes(user)


def shown(client):
    """The device whose key the page for setting one up shows, opened anew."""
    html = client.get(SET_UP).content.decode()
    device = second_factor.begun(None, client.session[sign_in_views.KEY])
    assert second_factor.key_of(device) in html
    return device


def code_of(device, later=0):
    """The code that DEVICE shows now, or so many half minutes LATER."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + later * device.step
    return f"{totp.token():06d}"


def wrong_code(device):
    """Six digits that DEVICE takes at no time near."""
    right = {code_of(device, n) for n in range(-3, 4)}
    return next(f"{n:06d}" for n in range(10) if f"{n:06d}" not in right)


def unthrottle(user):
    """The wait after wrong codes is over."""
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).update(throttling_failure_timestamp=None)


def enter(client, code, **more):
    """The answer to the second step."""
    return client.post(STEP, {"code": code} | more)


def codes_in(answer):
    """The recovery codes that a page shows."""
    soup = BeautifulSoup(answer.content, "lxml")
    return [code.get_text() for code in soup.select(".codes code")]


def path_of(invitation):
    """The address, on the site, that the link of INVITATION leads to."""
    return invitations.link(invitation, SITE).removeprefix(SITE)
