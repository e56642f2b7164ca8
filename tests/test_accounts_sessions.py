"""How long a session lasts, and how it ends in every browser."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from liveblog import settings as ours
from posts.accounts import session_store
from posts.models import Session
from tests.accounts import ACCOUNT, INDEX, LOGIN, PASSWORD, is_in, sign_in
from tests.conftest import make_user
from tests.desk import desk_url, typed

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def edna(editor):
    return editor


@pytest.fixture
def clock(monkeypatch):
    """`clock(hours)` sets all clocks that sessions look at so many hours ahead."""
    now, stamp = timezone.now, time.time
    ahead = [0]
    monkeypatch.setattr(timezone, "now", lambda: now() + ahead[0] * HOUR)
    monkeypatch.setattr(time, "time", lambda: stamp() + ahead[0] * 3600)

    def set_ahead(hours):
        ahead[0] = hours

    return set_ahead


def test_signing_in_changes_the_session_s_key(client):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client, "edna")
    assert client.session.session_key != planted
    assert not Session.objects.filter(pk=planted).exists()


def test_an_idle_session_ends(client, clock, settings):
    settings.SESSION_IDLE_SECONDS = 12 * 3600
    sign_in(client, "edna")
    clock(11.9)
    assert is_in(client)
    clock(23.8)
    assert is_in(client)
    clock(35.9)
    assert not is_in(client)


@pytest.mark.parametrize("unsaved", ["", "headline=The+ferry"])
def test_a_desk_that_is_only_open_is_idle(client, page, clock, settings, unsaved):
    settings.SESSION_IDLE_SECONDS = 12 * 3600
    sign_in(client, "edna")
    copy = {"key": str(uuid4()), "typed": unsaved}
    for hours in range(1, 12):
        clock(hours)
        assert client.get(desk_url("updates", page)).status_code in (200, 204)
        assert client.post(desk_url("typing", page), copy).status_code == 204
    clock(12.1)
    assert client.get(desk_url("updates", page)).status_code == 401


def test_typing_keeps_it_open(client, page, clock, settings):
    settings.SESSION_IDLE_SECONDS = 12 * 3600
    sign_in(client, "edna")
    clock(11)
    assert client.post(desk_url("preview", page), typed()).status_code == 200
    clock(22)
    assert client.get(desk_url("updates", page)).status_code in (200, 204)


def test_however_busy_a_session_ends_in_the_end(client, clock, settings):
    settings.SESSION_COOKIE_AGE = 48 * 3600
    settings.SESSION_IDLE_SECONDS = 12 * 3600
    sign_in(client, "edna")
    for hours in range(6, 48, 6):
        clock(hours)
        assert is_in(client), hours
    clock(48.1)
    assert not is_in(client)
    sign_in(client, "edna")
    assert is_in(client)


def test_use_is_written_down_now_and_then_only(
    client, page, clock, settings, django_assert_num_queries
):
    settings.SESSION_IDLE_SECONDS = 10 * 3600
    sign_in(client, "edna")
    first = Session.objects.get().seen_at
    clock(0.4)
    client.get(INDEX)
    assert Session.objects.get().seen_at == first
    clock(0.6)
    client.get(INDEX)
    assert Session.objects.get().seen_at > first


def test_a_database_that_is_busy_spoils_no_answer(client, clock, monkeypatch):
    sign_in(client, "edna")
    clock(5)

    def fail(self):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(session_store.SessionStore, "touch", fail)
    assert is_in(client)


def test_a_session_knows_whose_it_is(client, editor):
    sign_in(client, "edna")
    assert Session.objects.get().user == editor
    editor.delete()
    assert not Session.objects.exists()


def test_signing_in_clears_ended_sessions_and_so_does_the_command(client, clock):
    sign_in(Client(), "edna")
    clock(24)
    sign_in(client, "edna")
    assert Session.objects.count() == 1
    clock(48)
    call_command("clearsessions")
    assert not Session.objects.exists()


def test_signing_out_ends_the_session_on_the_server(client):
    sign_in(client, "edna")
    cookie = client.cookies["sessionid"].value
    client.post("/admin/logout/")
    stolen = Client()
    stolen.cookies["sessionid"] = cookie
    assert not is_in(stolen)


def test_signing_out_drops_the_cookie(client):
    sign_in(client, "edna")
    answer = client.post("/admin/logout/")
    assert answer.cookies["sessionid"]["max-age"] == 0


@pytest.mark.parametrize(("method", "part"), [("GET", "updates"), ("POST", "typing")])
def test_a_late_answer_leaves_the_cookie_of_the_next_session(
    client, page, method, part
):
    """The desk of a session that ended goes on asking, in its own time."""
    sign_in(client, "edna")
    client.session.delete()
    late = client.generic(method, desk_url(part, page))
    assert late.status_code == 401
    assert not late.cookies
    assert "Cookie" in late["Vary"]
    index = client.get(INDEX)
    assert index.status_code == 302
    assert "sessionid" not in index.cookies


@pytest.fixture
def browsers(client):
    """Three in which Edna is signed in."""
    browsers = [client, Client(), Client()]
    for browser in browsers:
        sign_in(browser, "edna")
    return browsers


def test_signing_out_everywhere_ends_all_of_one_s_own(browsers, chief):
    charles = Client()
    sign_in(charles, "charles")
    assert "In 3 browsers" in browsers[0].get(ACCOUNT).content.decode()
    answer = browsers[0].post(f"{ACCOUNT}sign-out/")
    assert answer["Location"] == LOGIN
    assert [is_in(browser) for browser in browsers] == [False] * 3
    assert is_in(charles)


def sign_out(client, *users):
    data = {"action": "sign_out_everywhere"}
    data["_selected_action"] = [user.pk for user in users]
    return client.post("/admin/auth/user/", data)


def test_a_chief_signs_somebody_out_everywhere(browsers, chief, editor):
    charles = Client()
    sign_in(charles, "charles")
    sign_out(charles, editor)
    assert [is_in(browser) for browser in browsers] == [False] * 3
    assert is_in(charles)


def test_a_chief_signs_no_superuser_out_and_a_reporter_nobody(client, browsers, chief):
    User.objects.create_superuser("root", password="secret")
    root = Client()
    sign_in(root, "root")
    charles = Client()
    sign_in(charles, "charles")
    sign_out(charles, User.objects.get(username="root"))
    assert is_in(root)
    make_user("rita", "Reporters")
    rita = Client()
    sign_in(rita, "rita")
    assert sign_out(rita, chief).status_code == 403
    assert is_in(charles)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(browsers, editor):
    data = {"old_password": "secret"}
    data |= {"new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = browsers[0].post("/admin/password_change/", data)
    assert answer.status_code == 302
    assert editor.sessions.count() == 1
    assert [is_in(browser) for browser in browsers] == [True, False, False]


def test_who_is_made_inactive_is_out_at_once(browsers, editor):
    editor.is_active = False
    editor.save()
    assert not any(is_in(browser) for browser in browsers)


def test_the_cookie_is_for_this_site_and_no_script(client):
    sign_in(client, "edna")
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_with_https_no_neighbouring_host_can_write_the_cookies():
    told = "import liveblog.settings as s; print(s.SESSION_COOKIE_NAME, "
    told += "s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    environment = os.environ | {"HTTPS": "true"}
    command = [sys.executable, "-c", told]
    found = subprocess.check_output(command, env=environment, cwd=ours.BASE_DIR)
    assert found == b"__Host-sessionid __Host-csrftoken True True\n"
