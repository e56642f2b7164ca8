"""The settings of deploy/ are what runs, and the sums in them are right."""

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from redis import Redis

from tests.deployed import DEPLOY, put_in, settings
from tests.scale.visitor import Visitor
from tests.servers import ROOT

KINDS = ("service", "timer", "target")
UNITS = sorted(path.name for kind in KINDS for path in DEPLOY.glob(f"*.{kind}"))
SERVICES = [name.replace("@.", "@8001.") for name in UNITS if name.endswith(".service")]


@pytest.fixture
def database(site):
    with psycopg.connect(site.variables["DATABASE_URL"]) as connection:
        yield connection


@pytest.mark.parametrize("name", settings("postgresql.conf"))
def test_postgresql_takes_each_setting(database, name):
    source = "SELECT source FROM pg_settings WHERE name = %s"
    assert database.execute(source, [name]).fetchone() == ("command line",)


def test_commits_are_waited_for(database):
    assert database.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_redis_is_a_cache_that_can_be_full(site):
    with Redis.from_url(site.variables["CACHE_URL"]) as redis:
        said = redis.config_get("maxmemory*") | redis.config_get("save")
        assert redis.dbsize() > 0
    assert said["maxmemory-policy"] == "allkeys-lru"
    assert said["maxmemory"] == str(256 * 1024**2)
    assert said["save"] == ""


def test_connections_to_the_database_are_workers_times_threads(site, database):
    """Asked for what no cache has, by as many as the gates let in at once."""
    live = site.facts["live"]

    def ask(n):
        return Visitor(site, app=n % 2).get(f"{live}?at={n}").status_code

    with ThreadPoolExecutor(10) as crowd:
        assert set(crowd.map(ask, range(400))) == {200}
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'live'"
    ours = 1
    threads = int(settings("granian.env")["GRANIAN_BLOCKING_THREADS"])
    (found,) = database.execute(count).fetchone()
    assert ours < found <= len(site.apps) * threads + ours


def test_idle_connections_leave_room_for_more(site):
    """Many more than granian's threads, on an app server itself."""
    from http.client import HTTPConnection

    held = [HTTPConnection("127.0.0.1", site.apps[0], timeout=30) for _ in range(300)]
    try:
        for connection in held:
            connection.request("GET", "/robots.txt", headers={"Host": site.name})
            connection.getresponse().read()
        answer = Visitor(site, app=0).get("/robots.txt")
    finally:
        for connection in held:
            connection.close()
    assert answer.status_code == 200


@pytest.fixture
def units(tmp_path):
    """The units with this checkout in the place of /opt/liveblog."""
    for name in UNITS:
        text = (DEPLOY / name).read_text()
        if "/opt/liveblog" in text:
            text = put_in(text, {"/opt/liveblog": str(ROOT)})
        name = name.replace("@.", "@8001.")
        (tmp_path / name).write_text(text)
    return tmp_path


def systemd_analyze(*words):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed.")
    done = subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, env=os.environ
    )
    return done.returncode, done.stdout + done.stderr


def test_systemd_understands_the_units(units):
    files = [str(path) for path in sorted(units.iterdir())]
    code, said = systemd_analyze("verify", *files)
    assert (code, said) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_exposed_to_little(units, name):
    """systemd's own score: 0 is shut in, 10 is open; below 2 is its best word."""
    code, said = systemd_analyze(
        "security", "--offline=true", "--threshold=20", str(units / name)
    )
    assert code == 0, said
