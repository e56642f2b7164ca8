"""Who must have a second step gets nowhere without setting it up."""

import os
import subprocess
import sys

import pytest
from django.contrib.auth.models import Group, User
from django.core import checks
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from liveblog.settings import BASE_DIR
from posts.accounts import second_factor
from tests.accounts import (
    SET_UP,
    STEP,
    code_of,
    codes_in,
    enter,
    is_in,
    shown,
    sign_in,
    wrong_code,
)
from tests.desk import desk_url

pytestmark = pytest.mark.django_db


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


def problems():
    """What `manage.py check --database default` says, by the name it is about."""
    found = checks.run_checks(tags=["database"], databases=["default"])
    return [error.msg.split("“")[1].split("”")[0] for error in found]


@pytest.mark.parametrize(
    ("required", "unknown"),
    [
        ([], []),
        (["superusers", "Chief editors", " reporters"], []),
        (["Superusers", ""], []),
        (["Chief editor", "superuser", "Editors"], ["chief editor", "superuser"]),
    ],
)
def test_a_name_that_is_no_group_is_an_error(db, settings, required, unknown):
    settings.REQUIRE_OTP_FOR = required
    assert problems() == unknown


def test_the_groups_that_there_are_count(db, settings):
    settings.REQUIRE_OTP_FOR = ["Chief editors", "Night desk"]
    Group.objects.filter(name="Chief editors").update(name="Heads")
    Group.objects.create(name="Night desk")
    assert problems() == ["chief editors"]


def test_migrate_stops_at_a_name_that_is_no_group(tmp_path):
    """On a database without tables, too, where only the newsroom's own are known."""

    def migrate(required):
        environment = {"DEBUG": "true", "DATA_DIR": str(tmp_path)}
        environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'new.sqlite3'}"
        return subprocess.run(
            [sys.executable, "manage.py", "migrate", "contenttypes", "0001"],
            env=os.environ | environment | {"REQUIRE_OTP_FOR": required},
            cwd=BASE_DIR,
            capture_output=True,
            text=True,
        )

    misspelt = migrate("superusers,Chief editor")
    assert misspelt.returncode == 1
    assert "REQUIRE_OTP_FOR names “chief editor”" in misspelt.stderr
    assert migrate("superusers,Chief editors").returncode == 0


def test_a_sign_in_tells_the_log_of_a_group_that_was_renamed(
    client, chief, settings, caplog
):
    settings.REQUIRE_OTP_FOR = ["Chief editors"]
    Group.objects.filter(name="Chief editors").update(name="Heads")
    sign_in(client, "charles")
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "names “chief editors”" in record.getMessage()
    assert "Heads" in record.getMessage()


def test_who_must_have_one_sets_it_up_and_can_do_nothing_before(
    client, page, chief, settings
):
    settings.REQUIRE_OTP_FOR = ["Chief editors"]
    sign_in(client, "charles")
    assert not is_in(client)
    assert client.get(desk_url("updates", page)).status_code == 401
    assert client.get(desk_url("", page)).status_code == 302
    assert "<svg" in client.get(SET_UP).content.decode()
    device = shown(client)
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
    device = shown(client)
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
