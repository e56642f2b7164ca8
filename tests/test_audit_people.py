"""The audit log of accounts, groups, contributors and sign-ins."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import DatabaseError
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from posts.audit import people
from posts.models import Contributor
from tests.accounts import PASSWORD, SET_UP, code_of, shown
from tests.admin_form import seen_in
from tests.audit import Log
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
LOGIN = reverse("admin:login")


@pytest.fixture
def log(chief, reporter):
    return Log()


def sign_in(client, typed="secret", name="rita", **extra):
    return client.post(LOGIN, {"username": name, "password": typed}, **extra)


def test_signing_in_and_out_is_noted(client, reporter, log):
    sign_in(client)
    client.post(reverse("admin:logout"))
    entries = log.entries()
    assert [e.act for e in entries] == ["session.sign_in", "session.sign_out"]
    assert {(e.actor, e.actor_number) for e in entries} == {("rita", reporter.pk)}
    assert {e.address for e in entries} == {"127.0.0.1"}
    assert [e.origin for e in entries] == ["admin:login", "admin:logout"]


def test_a_failed_sign_in_names_the_account_but_nobody_as_its_actor(client, log):
    sign_in(client, "wrong")
    entry = log.only("session.failed")
    assert (entry.actor, entry.actor_number) == ("", None)
    assert (entry.thing, entry.address) == ("rita", "127.0.0.1")


def test_what_is_no_account_s_name_is_not_kept(client, log):
    """It may be a password that was typed into the wrong field."""
    sign_in(client, name="correct horse battery staple")
    entry = log.only("session.failed")
    assert (entry.thing, entry.before, entry.after) == ("", {}, {})


@pytest.mark.parametrize(
    ("behind_proxy", "passed_on", "address"),
    [
        (False, "203.0.113.9", "192.0.2.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (True, "2001:DB8::1", "2001:db8::1"),
        (True, "", "192.0.2.1"),
        (True, "unknown", ""),
        (True, "203.0.113.9, =HYPERLINK(1)", ""),
    ],
)
def test_an_address_is_never_what_the_asker_wrote(
    client, log, settings, behind_proxy, passed_on, address
):
    settings.BEHIND_PROXY = behind_proxy
    headers = {"HTTP_X_FORWARDED_FOR": passed_on} if passed_on else {}
    sign_in(client, REMOTE_ADDR="192.0.2.1", **headers)
    assert log.only("session.sign_in").address == address


def test_a_sign_in_changes_no_account(client, log):
    sign_in(client)
    assert log.acts() == ["session.sign_in"]


def test_a_password_that_is_only_hashed_anew_at_a_sign_in_is_no_new_one(
    client, log, reporter, settings
):
    old = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, old]
    before = make_password("secret", hasher="pbkdf2_sha256")
    User.objects.filter(pk=reporter.pk).update(password=before)
    sign_in(client)
    reporter.refresh_from_db()
    assert reporter.password != before
    assert log.acts() == ["session.sign_in"]


def test_a_hash_that_is_put_in_or_taken_away_is_a_new_password(log, reporter):
    reporter.password = make_password("something else entirely")
    reporter.save()
    reporter.set_unusable_password()
    reporter.save(update_fields=["password"])
    assert log.acts() == ["account.password"] * 2


def test_letting_in_notes_whose_account_it_is_and_how_many_names_are_nobody_s(
    client, chief, log
):
    names = ["rita", "correct horse battery staple", "nobody"]
    for name in names:
        sign_in(client, "wrong", name)
    client.force_login(chief)
    failures = AccessAttempt.objects.values_list("pk", flat=True)
    data = {"action": "let_in", "_selected_action": list(failures)}
    client.post(reverse("admin:posts_failedsignin_changelist"), data)
    assert not AccessAttempt.objects.exists()
    entries = log.entries("account.unlocked")
    assert [(e.actor, e.thing, e.before) for e in entries] == [
        ("charles", "rita", {}),
        ("charles", "", {"names_of_nobody": 2}),
    ]


def test_an_account_s_making_change_and_end_are_noted(client, chief, log):
    client.force_login(chief)
    password = "uncommonly long"
    client.post(
        reverse("admin:auth_user_add"),
        {
            "username": "newcomer",
            "usable_password": "true",
            "password1": password,
            "password2": password,
        },
    )
    account = User.objects.get(username="newcomer")
    made = log.only("account.make")
    assert (made.actor, made.thing, made.thing_number) == (
        *("charles", "newcomer"),
        account.pk,
    )
    assert made.after["is_active"] is True
    assert "password" not in made.after
    reporters = Group.objects.get(name="Reporters")
    fields = {"username": "newcomer", "is_staff": "on", "email": "n@example.org"}
    url = reverse("admin:auth_user_change", args=[account.pk])
    fields["seen"] = seen_in(client.get(url))
    client.post(url, fields | {"groups": [reporters.pk]})
    changed = log.only("account.edit")
    assert changed.before == {"email": "", "is_active": True, "is_staff": False}
    assert changed.after == {
        "email": "n@example.org",
        "is_active": False,
        "is_staff": True,
    }
    groups = log.only("account.groups")
    assert (groups.thing, groups.after) == ("newcomer", {"groups": ["Reporters"]})
    account.refresh_from_db()
    account.delete()
    assert log.only("account.delete").before["email"] == "n@example.org"


def test_only_the_groups_that_a_chief_adds_are_noted(client, chief, reporter):
    """Not those that are kept although the form does not offer them."""
    reporter.groups.add(Group.objects.create(name="Investigations"))
    client.force_login(chief)
    editors = Group.objects.get(name="Editors")
    groups = [*reporter.groups.filter(name="Reporters"), editors]
    fields = {"username": "rita", "is_staff": "on", "is_active": "on"}
    url = reverse("admin:auth_user_change", args=[reporter.pk])
    fields["seen"] = seen_in(client.get(url))
    log = Log()
    client.post(url, fields | {"groups": [group.pk for group in groups]})
    entry = log.only("account.groups")
    assert (entry.before, entry.after) == ({}, {"groups": ["Editors"]})
    names = reporter.groups.values_list("name", flat=True)
    assert sorted(names) == ["Editors", "Investigations", "Reporters"]


def test_a_new_password_is_noted_and_not_kept(log, reporter):
    reporter.set_password("something else entirely")
    reporter.save()
    (entry,) = log.entries()
    assert (entry.act, entry.thing) == ("account.password", "rita")
    assert (entry.before, entry.after) == ({}, {})


@pytest.fixture
def no_log(monkeypatch):
    """The audit log takes no entry any more."""

    def fail(*args, **kwargs):
        raise DatabaseError("The log is full.")

    return lambda: monkeypatch.setattr(people, "note", fail)


def test_a_new_password_of_one_s_own_is_not_there_without_its_entry(
    client, reporter, no_log
):
    client.force_login(reporter)
    no_log()
    typed = {"old_password": "secret"}
    typed |= {"new_password1": PASSWORD, "new_password2": PASSWORD}
    with pytest.raises(DatabaseError):
        client.post(reverse("admin:password_change"), typed)
    reporter.refresh_from_db()
    assert reporter.check_password("secret")


def test_a_new_password_by_a_chief_is_not_there_without_its_entry(
    client, chief, reporter, no_log
):
    client.force_login(chief)
    no_log()
    typed = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    url = reverse("admin:auth_user_password_change", args=[reporter.pk])
    with pytest.raises(DatabaseError):
        client.post(url, typed)
    reporter.refresh_from_db()
    assert reporter.check_password("secret")


def test_a_second_step_is_not_set_up_without_its_entry(client, reporter, no_log):
    client.force_login(reporter)
    code = code_of(shown(client))
    no_log()
    with pytest.raises(DatabaseError):
        client.post(SET_UP, {"code": code, "password": "secret"})
    assert not TOTPDevice.objects.exists()


def test_entries_outlive_the_account(client, log, reporter):
    sign_in(client)
    reporter.delete()
    assert log.only("session.sign_in").actor == "rita"


@pytest.mark.parametrize("end", ["account", "group"])
def test_groups_are_noted_from_either_end(log, end):
    account, group = make_user("gus"), Group.objects.get(name="Editors")
    before = Log()
    if end == "account":
        account.groups.add(group)
        account.groups.clear()
        said, told = {"groups": ["Editors"]}, "gus"
    else:
        group.user_set.add(account)
        group.user_set.clear()
        said, told = {"users": ["gus"]}, "Editors"
    added, cleared = before.entries()
    assert {(e.act, e.thing) for e in (added, cleared)} == {("account.groups", told)}
    assert (added.before, added.after) == ({}, said)
    assert (cleared.before, cleared.after) == (said, {})


def test_what_a_group_may_do_is_noted(log):
    group = Group.objects.get(name="Editors")
    permission = group.permissions.get(codename="publish_post")
    group.permissions.remove(permission)
    entry = log.only("group.rights")
    assert entry.before == {"permissions": [str(permission)]}


def test_a_contributor_s_new_name_is_noted(client, chief, log):
    person = Contributor.objects.create(name="Ann Other", role="Reporter")
    client.force_login(chief)
    url = reverse("admin:posts_contributor_change", args=[person.pk])
    seen = seen_in(client.get(url))
    client.post(url, {"name": "Ann Another", "role": "Reporter", "seen": seen})
    entry = log.only("contributor.edit")
    assert (entry.actor, entry.thing_number) == ("charles", person.pk)
    assert (entry.before, entry.after) == (
        {"name": "Ann Other"},
        {"name": "Ann Another"},
    )


def test_a_command_of_django_s_is_named(log, monkeypatch):
    monkeypatch.setattr("sys.argv", ["manage.py", "createsuperuser", "--noinput"])
    call_command(
        "createsuperuser",
        username="root",
        email="root@example.org",
        interactive=False,
        verbosity=0,
    )
    entry = log.only("account.make")
    assert (entry.actor, entry.address) == ("", "")
    assert (entry.origin, entry.after["is_superuser"]) == ("createsuperuser", True)
