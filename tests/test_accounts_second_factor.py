"""The second step: required by role, replay refused, and nothing without it."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken

from posts.accounts import second_factor, signing_in
from tests.accounts import (
    INDEX,
    LOGIN,
    STEP,
    code_of,
    enter,
    give_factor,
    is_in,
    sign_in,
    unthrottle,
    wrong_code,
)
from tests.desk import desk_url

pytestmark = pytest.mark.django_db


def test_the_password_alone_opens_nothing(client, page, device):
    answer = sign_in(client, "edna", back="/admin/posts/post/")
    assert answer["Location"] == f"{STEP}?next=%2Fadmin%2Fposts%2Fpost%2F"
    assert not is_in(client)
    assert client.get(desk_url("updates", page)).status_code == 401
    assert client.get("/admin/account/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_nginx_takes_long_bodies_after_the_second_step_only(client, device):
    """It asks before it reads one; the answer is of this moment."""
    address = reverse("admin:signed_in")
    seen = [client.get(address)]
    sign_in(client, "edna")
    seen.append(client.get(address))
    enter(client, code_of(device))
    seen.append(client.get(address))
    client.post("/admin/logout/")
    seen.append(client.get(address))
    assert [answer.status_code for answer in seen] == [401, 401, 204, 401]
    assert not any(answer.content for answer in seen)
    assert all("no-store" in answer["Cache-Control"] for answer in seen)


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
    refused = enter(client, wrong).content.decode()
    assert "not right" in refused
    assert wrong not in refused
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
