"""/healthz and /readyz: what a balancer asks, how soon it hears, and what it hears."""

import sqlite3
import threading
from contextlib import contextmanager

import pytest
from django.conf import settings as configured
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler

from posts import probe_views, readiness
from posts.gate import Gate
from posts.readiness import Readiness
from tests.gate import ask

PROBES = ["/healthz", "/readyz", "/metrics"]


@pytest.fixture
def ready(transactional_db, client, monkeypatch):
    """Asks `/readyz` anew: the status, and the lines that it says."""

    def asked():
        monkeypatch.setattr(probe_views, "_readiness", Readiness())
        answer = client.get("/readyz")
        return answer.status_code, answer.content.decode().splitlines()

    return asked


def test_a_process_that_answers_is_healthy_and_looks_at_nothing(client):
    """Without the fixture `db` any query would raise."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", PROBES)
@pytest.mark.parametrize("has_gate", [True, False])
def test_a_probe_needs_no_host_of_ours_no_https_and_no_session(
    transactional_db, settings, path, has_gate
):
    settings.SECURE_SSL_REDIRECT = True
    django = WSGIHandler()
    application = Gate(django) if has_gate else django
    got = ask(application, path, HTTP_HOST="10.0.0.7:8001")
    assert got.status == 200
    assert got["Cache-Control"] == "no-store"
    assert not got["Set-Cookie"]
    assert not got["Vary"]
    assert ask(application, path, method="POST").status == 405
    assert ask(application, f"{path}/", HTTP_HOST="10.0.0.7").status == 400


def test_all_is_well(ready):
    assert ready() == (200, ["ok"])


def test_a_cache_that_is_away_is_told(ready, monkeypatch):
    class Away:
        def set(self, *args):
            raise ConnectionError("redis://user:secret@cache: refused")

    monkeypatch.setattr(readiness, "cache", Away())
    assert ready() == (503, ["cache: does not answer"])


def test_static_files_that_nobody_collected_are_told(ready, monkeypatch):
    class Storage:
        hashed_files = {}

    monkeypatch.setattr(readiness, "staticfiles_storage", Storage)
    said = "static files: none are known: run collectstatic, then restart"
    assert ready() == (503, [said])
    Storage.hashed_files = {"posts/live.css": "posts/live.0123456789ab.css"}
    assert ready() == (200, ["ok"])


def test_migrations_that_are_missing_are_counted(ready, monkeypatch):
    newest = readiness.migrations()
    monkeypatch.setattr(
        readiness, "migrations", lambda: newest | {("posts", "9999_a"), ("x", "0001")}
    )
    assert ready() == (503, ["database: 2 migrations are missing"])


def test_the_code_s_newest_migrations_are_looked_for(ready):
    recorder = MigrationRecorder(connection)
    newest = next(name for app, name in readiness.migrations() if app == "posts")
    recorder.record_unapplied("posts", newest)
    try:
        assert ready() == (503, ["database: 1 migration is missing"])
    finally:
        recorder.record_applied("posts", newest)
    assert ready() == (200, ["ok"])


@contextmanager
def read_only(monkeypatch):
    """New connections to the tests' database, such as a look's, can only read."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        settings = configured.DATABASES["default"]
        options = settings["OPTIONS"] | {"uri": True, "init_command": ""}
        settings = settings | {"NAME": f"file:{name}?mode=ro", "OPTIONS": options}
        other = ConnectionHandler({"default": settings})["default"]
        other.inc_thread_sharing()
        monkeypatch.setattr(readiness, "connection", other)
        yield
        return
    setting = f'ALTER DATABASE "{name}" {{}} default_transaction_read_only'
    with connection.cursor() as cursor:
        cursor.execute(f"{setting.format('SET')} = on")
        try:
            yield
        finally:
            cursor.execute(setting.format("RESET"))


def test_a_database_that_can_only_be_read_is_not_ready(ready, monkeypatch):
    with read_only(monkeypatch):
        assert ready() == (503, ["database: can't be written to"])


def test_a_database_that_is_busy_is_ready(ready):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no lock of the whole database")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert ready() == (200, ["ok"])
    finally:
        other.close()


def test_a_database_that_is_away_is_told_without_its_address(ready, monkeypatch):
    def refused(*args):
        raise OperationalError("connection to server at 10.1.2.3 failed")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", refused)
    assert ready() == (503, ["database: does not answer"])


def test_a_disk_that_is_nearly_full_is_told(ready, monkeypatch):
    monkeypatch.setattr(readiness, "LEAST_FREE", 2**62)
    status, [line] = ready()
    assert status == 503
    assert line.startswith("disk: ")
    assert line.endswith(f" MB are free, less than {2**42}")


def test_what_hangs_is_not_ready_and_hangs_nobody_twice(monkeypatch):
    may_go_on, looks = threading.Event(), []

    def hangs():
        looks.append(1)
        may_go_on.wait(20)
        return []

    monkeypatch.setattr(readiness, "LIMIT", 0.05)
    monkeypatch.setattr(readiness, "CHECKS", {"database": hangs})
    mine = Readiness()
    for _ in range(3):
        assert mine.lacks() == ["database: no answer within 0.05 seconds"]
    assert looks == [1]
    may_go_on.set()
    monkeypatch.setattr(readiness, "LIMIT", 20)
    assert mine.lacks() == []


def test_a_look_serves_all_who_ask_for_a_second(monkeypatch):
    looks = []
    now = [100.0]

    class Clock:
        @staticmethod
        def monotonic():
            return now[0]

    monkeypatch.setattr(readiness, "time", Clock)
    monkeypatch.setattr(readiness, "CHECKS", {"all": lambda: looks.append(1) or []})
    mine = Readiness()
    mine.lacks()
    now[0] += readiness.KEEP - 0.01
    mine.lacks()
    assert looks == [1]
    now[0] += 0.01
    mine.lacks()
    assert looks == [1, 1]


def test_a_look_that_fails_says_so(monkeypatch):
    def fails():
        raise ZeroDivisionError

    monkeypatch.setattr(readiness, "CHECKS", {"disk": fails})
    assert Readiness().lacks() == ["disk: could not be told"]
