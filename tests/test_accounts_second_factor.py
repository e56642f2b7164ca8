"""The second step: required by role, replay refused, and nothing without it."""

import pytest
from axes.models import AccessAttempt
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from posts.accounts import second_factor, signing_in
from posts.models import Session
from tests.accounts import (
    ACCOUNT,
    INDEX,
    LOGIN,
    SET_UP,
    STEP,
    code_of,
    give_factor,
    is_in,
    sign_in,
    unthrottle,
    wrong_code,
)
from tests.desk import desk_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(editor):
    return give_factor(editor)[0]


def enter(client, code, **more):
    return client.post(STEP, {"code": code} | more)


def codes_in(answer):
    soup = BeautifulSoup(answer.content, "lxml")
    return [code.get_text() for code in soup.select(".codes code")]


# Signing in with it


def test_the_password_alone_opens_nothing(client, page, device):
    answer = sign_in(client, "edna", back="/admin/posts/post/")
    assert answer["Location"] == f"{STEP}?next=%2Fadmin%2Fposts%2Fpost%2F"
    assert not is_in(client)
    assert client.get(desk_url("updates", page)).status_code == 401
    assert client.get("/admin/account/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_code_lets_in_and_leads_where_one_wanted_to(client, page, device):
    sign_in(client, "edna")
    answer = enter(client, code_of(device), next="/admin/posts/post/")
    assert answer["Location"] == "/admin/posts/post/"
    assert is_in(client)
    assert client.get(desk_url("updates", page)).status_code in (200, 204)


@pytest.mark.parametrize("back", ["https://evil.test/", "//evil.test", "javascript:1"])
def test_nobody_is_led_elsewhere(client, device, back):
    sign_in(client, "edna")
    answer = enter(client, code_of(device), next=back)
    assert answer["Location"] == INDEX


def test_a_way_back_that_names_no_page_is_no_error(client, device):
    sign_in(client, "edna")
    assert enter(client, code_of(device), next="nowhere")["Location"] == "nowhere"


def test_a_code_works_once(client, device):
    sign_in(client, "edna")
    code = code_of(device)
    enter(client, code)
    again = Client()
    sign_in(again, "edna")
    answer = enter(again, code)
    assert "it was used before" in answer.content.decode()
    assert not is_in(again)


def test_a_recovery_code_works_once_and_leaves_the_phone_alone(client, editor):
    device, codes = give_factor(editor)
    sign_in(client, "edna")
    assert enter(client, f" {codes[0].upper()} ").status_code == 302
    assert is_in(client)
    assert second_factor.recovery_codes_left(editor) == 9
    again = Client()
    sign_in(again, "edna")
    assert enter(again, codes[0]).status_code == 200
    assert enter(again, code_of(device)).status_code == 302


def test_wrong_codes_make_wait_and_are_counted_like_wrong_passwords(client, device):
    sign_in(client, "edna")
    wrong = wrong_code(device)
    assert "not right" in enter(client, wrong).content.decode()
    answer = enter(client, code_of(device))
    assert "Wait 1 seconds" in answer.content.decode()
    assert AccessAttempt.objects.get().failures_since_start == 1
    for _ in range(3):
        unthrottle(device.user)
        assert enter(client, wrong).status_code == 200
    unthrottle(device.user)
    assert enter(client, wrong).status_code == 429
    unthrottle(device.user)
    assert enter(client, code_of(device)).status_code == 429
    assert sign_in(client, "edna").status_code == 429


def test_the_password_does_not_wash_wrong_codes_away(client, device):
    wrong = wrong_code(device)
    for n in range(4):
        sign_in(client, "edna")
        unthrottle(device.user)
        assert enter(client, wrong).status_code == 200, n
    sign_in(client, "edna")
    unthrottle(device.user)
    assert enter(client, wrong).status_code == 429


def test_the_right_code_forgives(client, device):
    sign_in(client, "edna")
    enter(client, wrong_code(device))
    unthrottle(device.user)
    enter(client, code_of(device))
    assert not AccessAttempt.objects.exists()


def test_a_code_of_the_phone_is_no_wrong_guess_at_recovery_codes(client, device):
    for later in (0, 1):
        sign_in(client, "edna")
        enter(client, code_of(device, later))
    tokens = StaticToken.objects.filter(device__user=device.user)
    assert tokens.first().device.throttling_failure_count == 0


def test_between_the_steps_there_are_ten_minutes(client, device, monkeypatch):
    sign_in(client, "edna")
    monkeypatch.setattr(signing_in, "SECONDS", -1)
    answer = enter(client, code_of(device))
    assert answer["Location"] == LOGIN
    assert not is_in(client)


def test_a_password_changed_between_the_steps_ends_the_first(client, device):
    sign_in(client, "edna")
    device.user.set_password("another one, longer")
    device.user.save()
    assert enter(client, code_of(device))["Location"] == LOGIN


def test_who_left_between_the_steps_stays_outside(client, device):
    sign_in(client, "edna")
    User.objects.filter(pk=device.user_id).update(is_active=False)
    assert enter(client, code_of(device))["Location"] == LOGIN


def test_a_code_without_a_password_is_nothing(client, device):
    assert enter(client, code_of(device))["Location"] == LOGIN
    assert client.get(STEP)["Location"] == LOGIN


def test_one_may_turn_back_between_the_steps(client, device):
    sign_in(client, "edna")
    client.post(STEP, {"cancel": ""})
    assert client.get(STEP)["Location"] == LOGIN


def test_somebody_else_s_device_opens_nothing(client, device, chief):
    other, _ = give_factor(chief)
    sign_in(client, "edna")
    assert enter(client, code_of(other)).status_code == 200
    assert not is_in(client)


def test_a_session_from_before_the_factor_is_at_the_door_again(client, page, editor):
    client.force_login(editor)
    assert is_in(client)
    give_factor(editor)
    assert client.get(INDEX)["Location"] == f"{LOGIN}?next={INDEX}"
    assert client.get(desk_url("updates", page)).status_code == 401


def test_signing_in_twice_leaves_nothing_of_the_first(client, device, chief):
    client.force_login(chief)
    sign_in(client, "edna")
    assert not is_in(client)
    enter(client, code_of(device))
    assert client.session["_auth_user_id"] == str(device.user_id)


# Who must have it


@pytest.mark.parametrize(
    ("required", "must"),
    [
        ([], set()),
        (["superusers"], {"root"}),
        (["Chief editors"], {"charles"}),
        (["chief editors ", "Superusers"], {"root", "charles"}),
        (["Editors", "Reporters"], {"edna", "rita"}),
    ],
)
def test_the_setting_says_for_whom(
    client, settings, reporter, editor, chief, required, must
):
    User.objects.create_superuser("root", password="secret")
    settings.REQUIRE_OTP_FOR = required
    sent = set()
    for name in ("root", "charles", "edna", "rita"):
        answer = sign_in(Client(), name)
        assert answer.status_code == 302
        if answer["Location"].startswith(SET_UP):
            sent.add(name)
    assert sent == must


def test_who_must_have_one_sets_it_up_and_can_do_nothing_before(
    client, page, chief, settings
):
    settings.REQUIRE_OTP_FOR = ["Chief editors"]
    sign_in(client, "charles")
    assert not is_in(client)
    assert client.get(desk_url("updates", page)).status_code == 401
    assert client.get(desk_url("", page)).status_code == 302
    html = client.get(SET_UP).content.decode()
    device = TOTPDevice.objects.get()
    assert second_factor.key_of(device) in html
    assert "<svg" in html
    answer = client.post(SET_UP, {"code": code_of(device)})
    codes = codes_in(answer)
    assert len(set(codes)) == 10
    assert is_in(client)
    again = Client()
    sign_in(again, "charles")
    assert enter(again, codes[3]).status_code == 302


def test_a_wrong_first_code_confirms_nothing_and_keeps_the_key(client, chief, settings):
    settings.REQUIRE_OTP_FOR = ["Chief editors"]
    sign_in(client, "charles")
    client.get(SET_UP)
    device = TOTPDevice.objects.get()
    answer = client.post(SET_UP, {"code": wrong_code(device)})
    assert "This code is not right" in answer.content.decode()
    assert second_factor.key_of(device) in answer.content.decode()
    assert not second_factor.has(chief)
    assert not is_in(client)


def test_the_setting_ends_sessions_that_have_no_factor(client, chief, settings):
    client.force_login(chief)
    assert is_in(client)
    settings.REQUIRE_OTP_FOR = ["Chief editors"]
    assert not is_in(client)


def test_who_knows_only_the_password_can_not_set_up_another_phone(client, device):
    sign_in(client, "edna")
    assert client.get(SET_UP)["Location"] == STEP
    assert client.post(SET_UP, {"code": "123456"})["Location"] == STEP
    assert TOTPDevice.objects.get() == device


def test_a_half_signed_in_session_sees_no_picture_of_a_draft(client, page, device):
    sign_in(client, "edna")
    assert client.get("/").wsgi_request.user.is_anonymous


# One's own account


def set_up(client, user, **data):
    client.get(SET_UP)
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    return client.post(SET_UP, {"code": code_of(device)} | data)


def test_whoever_wants_one_sets_it_up_for_the_password(client, editor):
    client.force_login(editor)
    assert "Off." in client.get(ACCOUNT).content.decode()
    assert set_up(client, editor, password="wrong").status_code == 200
    assert not second_factor.has(editor)
    unthrottle(editor)
    answer = set_up(client, editor, password="secret")
    assert len(codes_in(answer)) == 10
    assert is_in(client)
    assert "10 recovery codes left" in client.get(ACCOUNT).content.decode()


def test_a_new_factor_ends_the_other_sessions(client, editor):
    other = Client()
    for browser in (client, other):
        browser.force_login(editor)
    key = client.session.session_key
    set_up(client, editor, password="secret")
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
    set_up(inside, editor, password="secret")
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


def test_a_chief_removes_the_factor_of_who_lost_the_phone(
    client, chief, editor, inside
):
    charles = Client()
    charles.force_login(chief)
    remove(charles, editor)
    assert not second_factor.has(editor)
    assert not StaticToken.objects.exists()
    assert not is_in(inside)
    assert is_in(charles)


def test_a_chief_does_not_touch_a_superuser_s(client, chief):
    root = User.objects.create_superuser("root", password="secret")
    give_factor(root)
    client.force_login(chief)
    remove(client, root)
    assert second_factor.has(root)


def test_no_editor_removes_one(client, editor, device, reporter):
    client.force_login(reporter)
    assert remove(client, editor).status_code == 403
    assert second_factor.has(editor)


def test_nobody_can_read_keys_in_the_admin(client):
    root = User.objects.create_superuser("root", password="secret")
    client.force_login(root)
    for name in ("otp_totp/totpdevice", "otp_static/staticdevice"):
        assert client.get(f"/admin/{name}/").status_code == 404
