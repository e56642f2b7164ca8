"""What a password must be, and how it is kept."""

import pytest
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from liveblog import settings as ours
from tests.reader import soup_of


def refused(password):
    user = User(username="edna.holt", email="edna@harbourpost.example")
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        return [problem.code for problem in error.error_list]
    return []


@pytest.mark.parametrize(
    ("password", "problems"),
    [
        ("a heron on the pier", []),
        ("elevenlette", ["password_too_short"]),
        ("twelveletter", []),
        ("482915730164", []),
        ("edna.holt.edna", ["password_too_similar"]),
        ("1qaz2wsx3edc", ["password_too_common"]),
    ],
)
def test_long_and_unlike_others_is_enough(password, problems):
    assert refused(password) == problems


def test_the_pages_for_a_new_one_keep_the_links_of_the_head(admin_client):
    for page in ("password_change", "password_change_done"):
        links = soup_of(admin_client, reverse(f"admin:{page}")).select("#user-tools a")
        assert [link.get_text() for link in links] == ["Your account", "View site"]


def test_passwords_are_hashed_by_argon2_and_older_hashes_still_open(settings):
    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS
    assert make_password("x").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    old = make_password("x", hasher="pbkdf2_sha256")
    renewed = []
    assert check_password("x", old, renewed.append)
    assert renewed == ["x"]


def test_createsuperuser_makes_who_can_sign_in(db, client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a heron on the pier")
    options = {"username": "root", "email": "", "interactive": False, "verbosity": 0}
    call_command("createsuperuser", **options)
    data = {"username": "root", "password": "a heron on the pier", "next": "/admin/"}
    assert client.post("/admin/login/", data)["Location"] == "/admin/"
