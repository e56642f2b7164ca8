"""The second step in one's own account, and a chief editor's help with it."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from posts.accounts import second_factor
from posts.models import AuditEntry, Session
from tests.accounts import (
    ACCOUNT,
    SET_UP,
    code_of,
    codes_in,
    enter,
    give_factor,
    is_in,
    shown,
    sign_in,
)

pytestmark = pytest.mark.django_db


def set_up(client, **data):
    return client.post(SET_UP, {"code": code_of(shown(client))} | data)


def test_whoever_wants_one_sets_it_up_for_the_password(client, editor):
    client.force_login(editor)
    assert "Off." in client.get(ACCOUNT).content.decode()
    assert set_up(client, password="wrong").status_code == 200
    assert not second_factor.has(editor)
    answer = set_up(client, password="secret")
    assert len(codes_in(answer)) == 10
    assert is_in(client)
    assert "10 recovery codes left" in client.get(ACCOUNT).content.decode()


def test_a_key_that_somebody_saw_before_is_not_the_one_that_is_set_up(client, editor):
    open_browser, other = Client(), Client()
    for browser in (client, open_browser, other):
        browser.force_login(editor)
    keys = [shown(browser).key for browser in (open_browser, client, other, client)]
    assert len(set(keys)) == 4
    assert not TOTPDevice.objects.exists()
    stale = second_factor.begun(editor, keys[1])
    typed = {"code": code_of(stale), "password": "secret"}
    assert "This code is not right" in client.post(SET_UP, typed).content.decode()
    assert not TOTPDevice.objects.exists()
    set_up(client, password="secret")
    assert TOTPDevice.objects.get().key not in keys


def test_a_new_factor_ends_the_other_sessions(client, editor):
    other = Client()
    for browser in (client, other):
        browser.force_login(editor)
    key = client.session.session_key
    set_up(client, password="secret")
    assert not is_in(other)
    assert is_in(client)
    assert [session.session_key for session in Session.objects.all()] == [
        client.session.session_key
    ]
    assert client.session.session_key != key


def test_guesses_at_the_password_of_an_open_session_lock_too(client, editor):
    client.force_login(editor)
    data = {"code": "000000", "password": "wrong"}
    statuses = [client.post(SET_UP, data).status_code for _ in range(6)]
    assert statuses == [200, 200, 200, 200, 429, 429]


@pytest.fixture
def inside(client, device):
    """Edna, who signed in with both steps."""
    sign_in(client, "edna")
    enter(client, code_of(device))
    return client


def test_another_phone_takes_the_place_of_the_first(inside, editor, device):
    set_up(inside, password="secret")
    assert TOTPDevice.objects.get(user=editor).pk != device.pk
    assert is_in(inside)


def test_new_recovery_codes_end_the_old(inside, editor):
    old = set(StaticToken.objects.values_list("token", flat=True))
    data = {"password": "secret"}
    codes = codes_in(inside.post(f"{ACCOUNT}recovery-codes/", data))
    tokens = set(StaticToken.objects.values_list("token", flat=True))
    assert {code.replace("-", "") for code in codes} == tokens
    assert not old & tokens


@pytest.mark.parametrize("address", ["recovery-codes/", "remove-factor/"])
def test_serious_steps_ask_for_the_password(inside, editor, address):
    before = set(StaticToken.objects.values_list("token", flat=True))
    answer = inside.post(ACCOUNT + address, {"password": "wrong"})
    assert "This is not your password." in answer.content.decode()
    assert set(StaticToken.objects.values_list("token", flat=True)) == before
    assert second_factor.has(editor)


def test_the_factor_can_be_turned_off_by_who_may_do_without(inside, editor, settings):
    data = {"password": "secret"}
    settings.REQUIRE_OTP_FOR = ["Editors"]
    assert inside.post(f"{ACCOUNT}remove-factor/", data).status_code == 403
    assert second_factor.has(editor)
    settings.REQUIRE_OTP_FOR = []
    inside.post(f"{ACCOUNT}remove-factor/", data)
    assert not second_factor.has(editor)
    assert is_in(inside)


def test_who_has_none_makes_no_recovery_codes(client, editor):
    client.force_login(editor)
    data = {"password": "secret"}
    assert client.post(f"{ACCOUNT}recovery-codes/", data).status_code == 403
    assert not StaticToken.objects.exists()


# Somebody else's


def remove(client, *users):
    data = {"action": "remove_second_factor"}
    data["_selected_action"] = [user.pk for user in users]
    return client.post("/admin/auth/user/", data)


def test_a_chief_removes_the_factor_of_who_lost_the_phone(charles, editor, inside):
    remove(charles, editor)
    assert not second_factor.has(editor)
    assert not StaticToken.objects.exists()
    assert not is_in(inside)
    assert is_in(charles)


@pytest.mark.parametrize("is_superuser", [False, True])
def test_an_open_browser_of_a_chief_is_not_enough_for_the_chief_s_own(
    client, chief, editor, is_superuser
):
    User.objects.filter(pk=chief.pk).update(is_superuser=is_superuser)
    give_factor(editor)
    device, _ = give_factor(chief)
    sign_in(client, "charles")
    enter(client, code_of(device))
    answer = remove(client, chief, editor)
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert "For yourself go to 'Your account', which asks for your password." in said
    assert second_factor.has(chief)
    assert not second_factor.has(editor)
    assert is_in(client)


def test_a_chief_does_not_touch_a_superuser_s(client, chief):
    root = User.objects.create_superuser("root", password="secret")
    give_factor(root)
    client.force_login(chief)
    remove(client, root)
    assert second_factor.has(root)


def test_on_the_server_the_last_superuser_is_helped(client):
    root = User.objects.create_superuser("root", password="secret")
    with pytest.raises(CommandError, match="root has no second step"):
        call_command("remove_second_factor", "root")
    with pytest.raises(CommandError, match="There is no account roof"):
        call_command("remove_second_factor", "roof")
    device, _ = give_factor(root)
    sign_in(client, "root")
    enter(client, code_of(device))
    assert is_in(client)
    call_command("remove_second_factor", "root", stdout=StringIO())
    assert not second_factor.has(root)
    assert not is_in(client)
    entries = AuditEntry.objects.filter(origin="remove_second_factor")
    assert {entry.act for entry in entries} == {"factor.delete"}


def test_no_editor_removes_one(client, editor, device, reporter):
    client.force_login(reporter)
    assert remove(client, editor).status_code == 403
    assert second_factor.has(editor)


def test_nobody_can_read_keys_in_the_admin(client):
    root = User.objects.create_superuser("root", password="secret")
    client.force_login(root)
    for name in ("otp_totp/totpdevice", "otp_static/staticdevice"):
        assert client.get(f"/admin/{name}/").status_code == 404
