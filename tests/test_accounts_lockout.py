"""Who guesses passwords has to wait; who is only nearby has not."""

from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from posts.address import address_of, network_of
from posts.models import FailedSignIn
from tests.accounts import LOGIN, PASSWORD, is_in, sign_in
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

FAILED = "/admin/posts/failedsignin/"


@pytest.fixture(autouse=True)
def edna(editor):
    return editor


def guess(client, name="edna", times=1, **more):
    """The statuses of so many wrong passwords for NAME."""
    return [sign_in(client, name, "wrong", **more).status_code for _ in range(times)]


def test_the_fifth_wrong_password_locks_and_the_right_one_comes_too_late(client):
    assert guess(client, times=5) == [200, 200, 200, 200, 429]
    answer = sign_in(client, "edna")
    assert answer.status_code == 429
    assert "Wait 15 minutes, then try again." in answer.content.decode()
    assert 890 < int(answer["Retry-After"]) <= 900
    assert not is_in(client)


def test_four_wrong_passwords_are_forgiven_by_the_right_one(client):
    guess(client, times=4)
    assert sign_in(client, "edna").status_code == 302
    assert not AccessAttempt.objects.exists()
    client.logout()
    assert guess(client, times=4) == [200] * 4


def test_a_stolen_session_is_no_way_to_guess_the_password(client, editor):
    client.force_login(editor)

    def change(old):
        data = {"new_password1": PASSWORD, "new_password2": PASSWORD}
        return client.post("/admin/password_change/", data | {"old_password": old})

    answers = [change("wrong") for _ in range(4)]
    assert {answer.status_code for answer in answers} == {200}
    assert change("wrong").status_code == 429
    assert change("secret").status_code == 429
    editor.refresh_from_db()
    assert editor.check_password("secret")
    assert sign_in(Client(), "edna").status_code == 429
    assert "This is not your password." in answers[0].content.decode()


def test_the_lock_ends_and_tries_meanwhile_do_not_draw_it_out(client):
    guess(client, times=5)
    before = AccessAttempt.objects.get()
    guess(client, times=3)
    after = AccessAttempt.objects.get()
    assert after.attempt_time == before.attempt_time
    assert after.failures_since_start == 5
    ago = timezone.now() - timedelta(minutes=15, seconds=1)
    AccessAttempt.objects.update(attempt_time=ago)
    assert sign_in(client, "edna").status_code == 302
    assert is_in(client)


def test_failures_that_no_longer_count_go_every_night(client, settings):
    """What is typed for a name may be a password."""
    settings.AUDIT_DAYS = 0
    guess(client, "hunter2")
    ago = timezone.now() - timedelta(minutes=15, seconds=1)
    AccessAttempt.objects.update(attempt_time=ago)
    AccessAttempt.objects.create(username="edna", failures_since_start=1)
    out = StringIO()
    call_command("audit_prune", stdout=out)
    assert out.getvalue() == "0 entries, 1 failed sign-ins, 0 invitations went.\n"
    assert AccessAttempt.objects.get().username == "edna"


def test_the_lock_is_in_the_database_and_so_the_same_for_every_process(client):
    guess(client, times=5)
    assert sign_in(Client(), "edna").status_code == 429


def test_another_browser_at_the_same_address_is_no_way_around(client):
    for n in range(5):
        guess(client, headers={"user-agent": f"Browser {n}"})
    assert sign_in(Client(), "edna").status_code == 429


def test_a_stranger_elsewhere_locks_nobody_out(client):
    guess(client, times=6, REMOTE_ADDR="203.0.113.9")
    assert sign_in(client, "edna").status_code == 302


def test_who_signs_in_forgives_no_stranger_who_guesses_elsewhere(client):
    guess(client, times=4, REMOTE_ADDR="203.0.113.9")
    assert sign_in(client, "edna").status_code == 302
    assert guess(Client(), REMOTE_ADDR="203.0.113.9") == [429]


def test_a_colleague_at_the_same_address_still_gets_in(client):
    guess(client, times=5)
    make_user("olga", "Editors")
    assert sign_in(client, "olga").status_code == 302


def test_one_password_tried_on_every_name_locks_the_address(client, settings):
    settings.SIGN_IN_FAILURES_BY_ADDRESS = 8
    for n in range(8):
        assert guess(client, f"name{n}") == [200]
    assert sign_in(client, "edna").status_code == 429
    assert sign_in(client, "edna", REMOTE_ADDR="203.0.113.9").status_code == 302


def test_an_own_account_does_not_wash_an_address_clean(client, settings):
    settings.SIGN_IN_FAILURES_BY_ADDRESS = 8
    for n in range(8):
        guess(client, f"name{n}")
        if n == 6:
            assert sign_in(client, "edna").status_code == 302
            client.logout()
    assert sign_in(client, "edna").status_code == 429


@pytest.mark.parametrize("name", ["nobody", "left"])
def test_who_does_not_exist_or_has_left_is_told_the_same(client, name):
    User.objects.create_user("left", password="secret", is_active=False, is_staff=True)

    def told(name):
        answers = [sign_in(client, name, "wrong") for _ in range(6)]
        return [
            (answer.status_code, answer.content.decode().replace(name, "NAME"))
            for answer in answers
        ]

    def without_tokens(told):
        return [
            (status, [line for line in html.splitlines() if "csrf" not in line])
            for status, html in told
        ]

    assert without_tokens(told(name)) == without_tokens(told("edna"))


@pytest.mark.parametrize("name", ["edna", "nobody", "left"])
def test_every_name_costs_one_hash(client, name, monkeypatch):
    User.objects.create_user("left", password="secret", is_active=False, is_staff=True)
    hashed = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(
        hasher, "encode", lambda *args: hashed.append(1) or encode(*args)
    )
    guess(client, name)
    assert len(hashed) == 1


def test_a_locked_name_costs_none(client, monkeypatch):
    guess(client, times=5)
    hasher = type(hashers.get_hasher())
    monkeypatch.setattr(hasher, "encode", None)
    assert sign_in(client, "edna").status_code == 429


def test_nothing_of_the_password_or_token_is_written_down(client):
    sign_in(client, "edna", "my real password")
    attempt = AccessAttempt.objects.get()
    assert "my real password" not in attempt.post_data
    assert "password=********" in attempt.post_data


def test_a_chief_lets_somebody_in_again(client, chief, editor):
    guess(client, times=5, REMOTE_ADDR="203.0.113.9")
    client.force_login(chief)
    data = {"action": "unlock", "_selected_action": [editor.pk]}
    client.post("/admin/auth/user/", data)
    assert not AccessAttempt.objects.exists()


def test_a_chief_sees_who_failed_and_lets_in_by_that_list_too(client, chief):
    guess(Client(), "mistyped", times=5)
    client.force_login(chief)
    assert "mistyped" in client.get(FAILED).content.decode()
    failure = FailedSignIn.objects.get()
    data = {"action": "let_in", "_selected_action": [failure.pk]}
    client.post(FAILED, data)
    assert not AccessAttempt.objects.exists()


def test_an_editor_neither_sees_nor_unlocks(client, editor):
    guess(Client(), times=5)
    client.force_login(editor)
    assert client.get(FAILED).status_code == 403
    data = {"action": "unlock", "_selected_action": [editor.pk]}
    assert client.post("/admin/auth/user/", data).status_code == 403
    assert AccessAttempt.objects.exists()


# Where a request comes from


def asked(forwarded=None, address="10.0.0.1"):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=address, **headers)


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address", "found"),
    [
        (False, None, "10.0.0.1", "10.0.0.1"),
        (False, "203.0.113.9", "10.0.0.1", "10.0.0.1"),
        (True, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (True, "198.51.100.1, 203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (True, "203.0.113.9,", "10.0.0.1", "10.0.0.1"),
        (True, None, "10.0.0.1", "10.0.0.1"),
        (True, "unknown", "10.0.0.1", None),
        (True, "2001:db8:1:2:3:4:5:6", "::1", "2001:db8:1:2:3:4:5:6"),
        (False, None, "::ffff:203.0.113.9", "203.0.113.9"),
        (False, None, "fe80::1%eth0", "fe80::1"),
        (False, None, "", None),
    ],
)
def test_an_address_is_believed_only_from_our_own_proxy(
    settings, behind_proxy, forwarded, address, found
):
    settings.BEHIND_PROXY = behind_proxy
    assert address_of(asked(forwarded, address)) == found


def test_failures_of_a_whole_ipv6_network_count_together():
    assert network_of(asked(address="2001:db8:1:2:3:4:5:6")) == "2001:db8:1:2::"
    assert network_of(asked(address="203.0.113.9")) == "203.0.113.9"
    assert network_of(asked(address="")) is None


def test_made_up_addresses_neither_help_the_guesser_nor_lock_others_out(
    client, settings
):
    settings.BEHIND_PROXY = True
    for n in range(5):
        guess(client, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, 203.0.113.9")
    mine = {"HTTP_X_FORWARDED_FOR": "198.51.100.77, 203.0.113.9"}
    assert sign_in(client, "edna", **mine).status_code == 429
    others = {"HTTP_X_FORWARDED_FOR": "198.51.100.1"}
    assert sign_in(client, "edna", **others).status_code == 302


def test_without_an_address_names_are_still_locked(client):
    guess(client, times=5, REMOTE_ADDR="")
    assert sign_in(client, "edna", REMOTE_ADDR="").status_code == 429


def test_the_sign_in_page_says_who_helps(client, settings):
    assert "Ask a chief editor for a link" in client.get(LOGIN).content.decode()
    settings.EMAIL_URL = "smtp://localhost"
    assert 'href="/admin/forgotten/"' in client.get(LOGIN).content.decode()
