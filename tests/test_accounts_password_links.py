"""Links with which a chief editor, or a mail, lets somebody choose a new password."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from posts.accounts import invitation_views
from posts.models import Invitation
from tests.accounts import (
    ACCOUNT,
    INDEX,
    PASSWORD,
    SECRET,
    SITE,
    STEP,
    give_factor,
    is_in,
    path_of,
    sign_in,
)

pytestmark = pytest.mark.django_db


def choose(client, path, password=PASSWORD):
    return client.post(path, {"new_password1": password, "new_password2": password})


def password_link(charles, user):
    data = {"action": "password_link", "_selected_action": [user.pk]}
    charles.post("/admin/auth/user/", data)
    return Invitation.objects.filter(kind="password").first()


def test_a_chief_s_link_sets_a_new_password(client, charles, editor):
    sign_in(client, "edna")
    invitation = password_link(charles, editor)
    stranger = Client()
    for _ in range(5):
        sign_in(stranger, "edna", "wrong")
    answer = choose(stranger, path_of(invitation))
    assert answer["Location"] == INDEX
    assert is_in(stranger)
    assert not is_in(client), "the sessions from before"
    assert not AccessAttempt.objects.exists()
    assert sign_in(Client(), "edna", PASSWORD).status_code == 302
    assert choose(Client(), path_of(invitation)).status_code == 410


def test_a_new_password_is_not_the_second_step(client, charles, editor):
    give_factor(editor)
    answer = choose(client, path_of(password_link(charles, editor)))
    assert answer["Location"].startswith(STEP)
    assert not is_in(client)


def test_a_link_for_a_password_that_was_changed_meanwhile_ends(client, charles, editor):
    first, second = (password_link(charles, editor) for _ in range(2))
    assert choose(client, path_of(second)).status_code == 302
    assert client.get(path_of(first)).status_code == 410


def test_no_link_for_a_superuser_s_password_by_a_chief(client, charles, editor):
    root = User.objects.create_superuser("root", password="x")
    assert password_link(charles, root) is None
    invitation = password_link(charles, editor)
    User.objects.filter(pk=editor.pk).update(is_superuser=True)
    assert client.get(path_of(invitation)).status_code == 410


@pytest.mark.parametrize("is_superuser", [False, True])
def test_an_open_browser_is_not_enough_for_a_new_password(charles, chief, is_superuser):
    User.objects.filter(pk=chief.pk).update(is_superuser=is_superuser)
    assert password_link(charles, chief) is None
    for number in (chief.pk, f"+{chief.pk}"):
        data = {"password1": PASSWORD, "password2": PASSWORD, "set-password": "1"}
        data["usable_password"] = "true"
        answer = charles.post(f"/admin/auth/user/{number}/password/", data)
        assert answer["Location"] == ACCOUNT
    chief.refresh_from_db()
    assert chief.check_password(SECRET)
    assert "asks for your password" in charles.get(ACCOUNT).content.decode()


def test_no_link_for_who_has_left(client, charles, editor):
    invitation = password_link(charles, editor)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert client.get(path_of(invitation)).status_code == 410


# Forgotten, where there is mail


@pytest.fixture
def by_mail(settings, editor, monkeypatch):
    settings.EMAIL_URL = "smtp://localhost"
    editor.email = "edna@example.org"
    editor.save()

    def at_once(do, *args):
        do(*args)

    monkeypatch.setattr(invitation_views, "_beside", at_once)
    stays = SimpleNamespace(close=lambda: None)
    monkeypatch.setattr(invitation_views, "connection", stays)
    return editor


def ask(client, email):
    return client.post("/admin/forgotten/", {"email": email})


def test_who_forgot_the_password_gets_a_link_by_mail(client, by_mail):
    ask(client, "Edna@Example.org")
    (sent,) = mail.outbox
    assert sent.to == ["edna@example.org"]
    link = next(line for line in sent.body.splitlines() if line.startswith(SITE))
    assert choose(client, link.removeprefix(SITE))["Location"] == INDEX
    assert is_in(client)


def test_the_answer_tells_nobody_who_has_an_account(client, by_mail):
    known = ask(client, "edna@example.org").content
    assert ask(client, "nobody@example.org").content == known
    assert len(mail.outbox) == 1


def test_a_mailbox_is_not_flooded(client, by_mail):
    for _ in range(3):
        ask(client, "edna@example.org")
    assert len(mail.outbox) == 1
    ago = timezone.now() - timedelta(minutes=6)
    Invitation.objects.update(made_at=ago)
    ask(client, "edna@example.org")
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_could_not_sign_in_gets_no_mail(client, by_mail, change):
    User.objects.filter(pk=by_mail.pk).update(**change)
    ask(client, "edna@example.org")
    assert not mail.outbox


def test_without_mail_there_is_no_such_page(client, db):
    assert client.get("/admin/forgotten/").status_code == 404
    assert ask(client, "edna@example.org").status_code == 404
