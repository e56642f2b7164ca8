"""How the settings treat the database: PostgreSQL that is dead or slow is given up."""

import json
import os
import subprocess
import sys

import pytest
from django.db import OperationalError, connection

from liveblog.postgresql.base import DatabaseWrapper, places_of
from tests.servers import free_port
from tests.test_settings import PRODUCTION, ROOT

POSTGRESQL = "postgres://live:secret@db.example.org/live"
PRINT = (
    "import json; from liveblog.settings import DATABASES;"
    "print(json.dumps(DATABASES['default']))"
)


@pytest.fixture
def configured(tmp_path):
    """`configured(NAME=value)`: the database as a process so configured has it."""

    def configured(url=POSTGRESQL, **environment):
        more = {"DEBUG": "false", "DATA_DIR": str(tmp_path), "DATABASE_URL": url}
        done = subprocess.run(
            [sys.executable, "-c", PRINT],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]} | PRODUCTION | more | environment,
            capture_output=True,
            check=True,
            timeout=60,
        )
        return json.loads(done.stdout)

    return configured


def test_a_connection_is_kept_and_looked_at_before_it_is_used_again(configured):
    for url in (POSTGRESQL, "sqlite:///live.sqlite3"):
        setting = configured(url)
        assert setting["CONN_MAX_AGE"] == 600
        assert setting["CONN_HEALTH_CHECKS"] is True
    assert configured(CONN_MAX_AGE="5")["CONN_MAX_AGE"] == 5


def test_a_dead_database_is_given_up_soon(configured):
    options = configured()["OPTIONS"]
    assert (options["connect_timeout"], options["tcp_user_timeout"]) == (3, 3000)
    assert options["options"] == "-c statement_timeout=20s -c lock_timeout=20s"
    assert "pool" not in options


def test_how_soon_is_the_newsroom_s_to_say(configured):
    options = configured(DATABASE_CONNECT_SECONDS="5", DATABASE_STATEMENT_SECONDS="60")[
        "OPTIONS"
    ]
    assert (options["connect_timeout"], options["tcp_user_timeout"]) == (5, 5000)
    assert options["options"] == "-c statement_timeout=60s -c lock_timeout=60s"
    unlimited = configured(DATABASE_STATEMENT_SECONDS="0")
    assert "options" not in unlimited["OPTIONS"]


def test_what_the_address_of_the_database_says_stays(configured):
    url = f"{POSTGRESQL}?sslmode=require&connect_timeout=9"
    options = configured(url)["OPTIONS"]
    assert (options["sslmode"], options["connect_timeout"]) == ("require", 9)
    assert options["tcp_user_timeout"] == 3000


def test_the_address_may_name_a_standby(configured):
    hosts = "db1.example.org:5432,db2.example.org:5433"
    url = f"postgres://live:secret@{hosts}/live?target_session_attrs=read-write"
    setting = configured(url)
    assert setting["ENGINE"] == "liveblog.postgresql"
    assert setting["HOST"] == "db1.example.org,db2.example.org"
    assert setting["PORT"] == "5432,5433"
    assert setting["OPTIONS"]["target_session_attrs"] == "read-write"
    assert setting["OPTIONS"]["connect_timeout"] == 3
    assert configured()["ENGINE"] == "django.db.backends.postgresql"


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ("", [("one", "5432"), ("two", "5432")]),
        (5433, [("one", "5433"), ("two", "5433")]),
        (",5433", [("one", "5432"), ("two", "5433")]),
    ],
)
def test_a_port_is_that_of_its_host_or_of_all(port, expected):
    assert places_of({"host": "one,two", "port": port}) == expected


def test_a_pool_takes_the_place_of_kept_connections(configured):
    setting = configured(DATABASE_POOL="8")
    assert setting["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 8, "timeout": 3}
    assert setting["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize(("said", "off"), [("", False), ("true", True)])
def test_server_side_cursors_can_be_switched_off(configured, said, off):
    environment = {"DISABLE_SERVER_SIDE_CURSORS": said} if said else {}
    assert configured(**environment)["DISABLE_SERVER_SIDE_CURSORS"] is off


@pytest.fixture
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL alone")


def test_the_server_itself_ends_a_statement_that_takes_too_long(on_postgresql):
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("20s",)
        cursor.execute("SET LOCAL statement_timeout = 50")
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(20)")


def test_the_host_that_answered_is_asked_first_from_then_on(on_postgresql, monkeypatch):
    monkeypatch.setattr(DatabaseWrapper, "answered", None)
    known = connection.get_connection_params()
    host, port, nobody = known["host"], str(known.get("port", 5432)), str(free_port())
    two = connection.settings_dict | {
        "HOST": f"{host},{host}",
        "PORT": f"{nobody},{port}",
    }
    for first in (nobody, port):
        alone = DatabaseWrapper(two, "two hosts")
        assert alone.get_connection_params()["port"].split(",")[0] == first
        try:
            with alone.cursor() as cursor:
                cursor.execute("SELECT 1")
        finally:
            alone.close()


def test_a_pool_lends_its_connections_and_takes_them_back(on_postgresql):
    alone = connection.copy()
    alone.settings_dict = connection.settings_dict | {
        "CONN_MAX_AGE": 0,
        "OPTIONS": connection.settings_dict["OPTIONS"]
        | {"pool": {"min_size": 1, "max_size": 1, "timeout": 3}},
    }
    alone.alias = "pooled"
    try:
        with alone.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            first = cursor.fetchone()
        alone.close()
        with alone.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            assert cursor.fetchone() == first
    finally:
        alone.close()
        alone.close_pool()
