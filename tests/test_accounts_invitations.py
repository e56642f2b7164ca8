"""Links that make an account or a new password: once, for a while, for one person."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from posts.accounts import invitations
from posts.models import Invitation
from tests.accounts import (
    INDEX,
    LINKS,
    PASSWORD,
    SET_UP,
    SITE,
    is_in,
    path_of,
)

pytestmark = pytest.mark.django_db


def invite(charles, **fields):
    """Fill in the form; the invitation that comes of it, or None."""
    group = Group.objects.get(name=fields.pop("group", "Editors"))
    data = {"first_name": "Ann", "last_name": "Lee", "email": "", "group": group.pk}
    charles.post(f"{LINKS}add/", data | fields)
    return Invitation.objects.first()


@pytest.fixture
def invitation(charles):
    return invite(charles)


def accept(client, path, username="ann.lee", password=PASSWORD):
    data = {"username": username, "password1": password, "password2": password}
    return client.post(path, data)


def test_the_invited_makes_an_account_and_is_in(client, invitation):
    path = path_of(invitation)
    html = client.get(path).content.decode()
    assert "Hello Ann Lee. charles asks you to the desk of Live (Editors)." in html
    assert 'value="ann.lee"' in html
    answer = accept(client, path)
    assert answer["Location"] == INDEX
    assert is_in(client)
    ann = User.objects.get(username="ann.lee")
    assert (ann.first_name, ann.last_name) == ("Ann", "Lee")
    assert (ann.is_staff, ann.is_superuser) == (True, False)
    assert [group.name for group in ann.groups.all()] == ["Editors"]
    invitation.refresh_from_db()
    assert (invitation.state, invitation.user) == ("used", ann)


def test_a_link_works_once(client, invitation):
    path = path_of(invitation)
    accept(client, path)
    again = Client()
    assert again.get(path).status_code == 410
    assert accept(again, path, "eve").status_code == 410
    assert not User.objects.filter(username="eve").exists()


def test_two_at_the_same_moment_make_one_account(client, invitation, monkeypatch):
    path = path_of(invitation)
    monkeypatch.setattr(invitations, "of_token", lambda token: invitation)
    assert accept(client, path).status_code == 302
    assert accept(Client(), path, "eve").status_code == 410
    assert not User.objects.filter(username="eve").exists()


def test_looking_uses_nothing_up(client, invitation):
    path = path_of(invitation)
    assert [client.get(path).status_code for _ in range(2)] == [200, 200]
    assert client.head(path).status_code == 200
    assert accept(client, path).status_code == 302


def test_a_link_ends_after_the_time_that_the_setting_says(client, charles, settings):
    settings.INVITATION_SECONDS = 3600
    invitation = invite(charles)
    left = invitation.ends_at - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    path = path_of(invitation)
    assert client.get(path).status_code == 200
    Invitation.objects.update(ends_at=timezone.now())
    assert client.get(path).status_code == 410
    assert accept(client, path).status_code == 410


def test_a_link_that_was_taken_back_ends(client, charles, invitation):
    data = {"action": "take_back", "_selected_action": [str(invitation.pk)]}
    charles.post(LINKS, data)
    invitation.refresh_from_db()
    assert invitation.state == "taken back"
    assert client.get(path_of(invitation)).status_code == 410


@pytest.mark.parametrize("how", ["leaves", "loses the right", "is deleted"])
def test_a_link_ends_when_its_maker(client, chief, invitation, how):
    path = path_of(invitation)
    if how == "leaves":
        User.objects.filter(pk=chief.pk).update(is_active=False)
    elif how == "loses the right":
        chief.groups.clear()
    else:
        chief.delete()
    assert client.get(path).status_code == 410


def test_a_link_can_not_be_made_from_what_the_database_holds(client, invitation):
    path = path_of(invitation)
    key = invitation.key.hex
    for token in (key, f"{key}:", f"{key}:{'A' * 43}", "x:y", "é", path[-21:-1]):
        assert client.get(f"/admin/invitation/{token}/").status_code == 410
    preview = invitations.Signer(salt="another").sign(key)
    assert client.get(f"/admin/invitation/{preview}/").status_code == 410


def test_the_same_is_said_of_every_link_that_has_ended(client, charles):
    used, ended, revoked = invite(charles), invite(charles), invite(charles)
    now = timezone.now()
    Invitation.objects.filter(pk=used.pk).update(used_at=now)
    Invitation.objects.filter(pk=ended.pk).update(ends_at=now)
    Invitation.objects.filter(pk=revoked.pk).update(revoked_at=now)
    paths = [path_of(each) for each in (used, ended, revoked)]
    paths.append("/admin/invitation/made:up/")
    assert len({client.get(path).content for path in paths}) == 1


def test_the_link_is_shown_to_who_made_it_and_to_nobody_else(
    client, charles, invitation
):
    url = f"{LINKS}{invitation.pk}/change/"
    link = invitations.link(invitation, SITE)
    assert link in charles.get(url).content.decode()
    root = User.objects.create_superuser("root", password="x")
    client.force_login(root)
    assert link not in client.get(url).content.decode()
    Invitation.objects.update(used_at=timezone.now())
    assert link not in charles.get(url).content.decode()


def test_only_chief_editors_invite(client, editor):
    client.force_login(editor)
    assert client.get(LINKS).status_code == 403
    assert invite(client) is None


def test_nobody_is_invited_to_more_than_the_newsroom_s_roles(charles):
    Group.objects.create(name="Payroll")
    assert invite(charles, group="Payroll") is None


def test_an_invitation_is_never_changed_nor_deleted(charles, invitation):
    url = f"{LINKS}{invitation.pk}/"
    assert charles.post(f"{url}change/", {"first_name": "Eve"}).status_code == 403
    assert charles.post(f"{url}delete/", {"post": "yes"}).status_code == 403
    invitation.refresh_from_db()
    assert invitation.first_name == "Ann"


def test_what_ended_a_month_ago_goes_every_night(charles, invitation):
    """With the name and the address of who was asked."""
    invite(charles, first_name="Ben")
    ago = timezone.now() - timedelta(days=30)
    Invitation.objects.filter(first_name="Ben").update(ends_at=ago)
    out = StringIO()
    call_command("audit_prune", stdout=out)
    assert "1 invitations went" in out.getvalue()
    assert Invitation.objects.get().first_name != "Ben"


def test_a_mail_takes_the_link_where_there_is_mail(charles, settings):
    invite(charles, email="ann@example.org")
    assert not mail.outbox
    settings.EMAIL_URL = "smtp://localhost"
    invitation = invite(charles, email="ann@example.org")
    (sent,) = mail.outbox
    assert sent.to == ["ann@example.org"]
    assert invitations.link(invitation, SITE) in sent.body


def test_a_mail_that_does_not_leave_costs_no_link(charles, settings, monkeypatch):
    settings.EMAIL_URL = "smtp://localhost"

    def fail(*args):
        raise ConnectionRefusedError

    monkeypatch.setattr(invitations, "send_mail", fail)
    invitation = invite(charles, email="ann@example.org")
    html = charles.get(f"{LINKS}{invitation.pk}/change/").content.decode()
    assert "The mail could not be sent" in html
    assert invitations.link(invitation, SITE) in html


@pytest.mark.parametrize(
    "password", ["short", "q1w2e3r4t5y6", "ann.lee12345", "elevenchars"]
)
def test_the_rules_for_passwords_hold_for_the_invited(client, invitation, password):
    path = path_of(invitation)
    assert accept(client, path, password=password).status_code == 200
    assert not User.objects.filter(username="ann.lee").exists()
    assert client.get(path).status_code == 200


def test_a_name_that_is_taken_is_refused_and_the_link_goes_on(client, invitation):
    User.objects.create_user("ann.lee")
    path = path_of(invitation)
    assert accept(client, path).status_code == 200
    assert accept(client, path, "Ann.Lee").status_code == 200
    assert accept(client, path, "ann.lee2").status_code == 302


def test_a_name_that_is_taken_in_this_moment_is_refused_as_well(
    client, invitation, monkeypatch
):
    path, use = path_of(invitation), invitations.use

    def too_late(*args):
        User.objects.create_user("ann.lee")
        return use(*args)

    monkeypatch.setattr(invitations, "use", too_late)
    answer = accept(client, path)
    assert answer.status_code == 200
    assert "A user with that username already exists." in answer.content.decode()
    monkeypatch.undo()
    assert accept(client, path, "ann.lee2").status_code == 302


def test_the_form_makes_no_superuser(client, invitation):
    data = {"username": "ann", "password1": PASSWORD, "password2": PASSWORD}
    client.post(path_of(invitation), data | {"is_superuser": "on", "groups": "3"})
    ann = User.objects.get(username="ann")
    assert not ann.is_superuser
    assert [group.name for group in ann.groups.all()] == ["Editors"]


def test_the_invited_sets_up_the_second_step_where_the_role_needs_it(
    client, invitation, settings
):
    settings.REQUIRE_OTP_FOR = ["Editors"]
    answer = accept(client, path_of(invitation))
    assert answer["Location"].startswith(SET_UP)
    assert not is_in(client)
    assert client.get(SET_UP).status_code == 200
