"""Settings from the environment: safe defaults, and no start without the secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {"SECRET_KEY": "k" * 60 + "1x/Z+q", "ALLOWED_HOSTS": "live.example.org"}


def check(*args, **environment):
    """Run `manage.py check` in a fresh process with ENVIRONMENT alone."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", *args],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DEBUG": "false"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_does_not_start_without(missing, tmp_path):
    environment = PRODUCTION | {"DATA_DIR": str(tmp_path), missing: ""}
    result = check(**environment)
    assert result.returncode != 0
    assert f"{missing} is not set" in result.stderr


def test_mail_needs_the_one_address_of_the_site(tmp_path):
    """A wildcard in ALLOWED_HOSTS must not put a stranger's host into a mail."""
    environment = PRODUCTION | {"DATA_DIR": str(tmp_path)}
    mail = {"EMAIL_URL": "smtp://mail.example.org"}
    result = check(**environment, **mail)
    assert result.returncode != 0
    assert "EMAIL_URL needs SITE_URL" in result.stderr
    result = check(**environment, **mail, SITE_URL="https://live.example.org")
    assert result.returncode == 0, result.stderr


def test_production_is_clean_by_django_s_own_deployment_checks(tmp_path):
    arguments = ("--deploy", "--fail-level", "WARNING")
    result = check(*arguments, DATA_DIR=str(tmp_path), **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_development_starts_with_debug_alone(tmp_path):
    result = check(DEBUG="true", DATA_DIR=str(tmp_path))
    assert result.returncode == 0, result.stderr


def test_sqlite_keeps_every_commit_and_queues_its_writers(db):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite alone")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.transaction_mode == "IMMEDIATE"
