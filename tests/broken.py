"""A database that is broken on purpose while a block lasts, for this connection.

On SQLite and on PostgreSQL, each by its own means; the errors are the drivers' own.
"""

import sqlite3
from contextlib import contextmanager

import psycopg
from django.db import connection

HUGE = 2**30  # pages


def _does(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _one(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def is_sqlite():
    return connection.vendor == "sqlite"


def another():
    """Another connection to the tests' database, past Django."""
    if is_sqlite():
        name = connection.settings_dict["NAME"]
        return sqlite3.connect(name, isolation_level=None)
    parameters = connection.get_connection_params()
    names = ("host", "port", "dbname", "user", "password")
    return psycopg.connect(**{name: parameters[name] for name in names})


@contextmanager
def busy():
    """Somebody else writes for longer than anybody waits, here a twentieth second."""
    other = another()
    if is_sqlite():
        before = _one("PRAGMA busy_timeout")
        _does("PRAGMA busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
    else:
        before = _one("SHOW lock_timeout")
        _does("SET lock_timeout = 50")
        other.execute("LOCK TABLE posts_livepage, posts_post IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.close()
        if is_sqlite():
            _does(f"PRAGMA busy_timeout = {before}")
        else:
            _does(f"SET lock_timeout = '{before}'")


@contextmanager
def full():
    """Not a page more fits; SQLite alone can be told so."""
    _does("VACUUM")  # pages that are free would take what is written
    pages = _one("PRAGMA page_count")
    _does(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        _does(f"PRAGMA max_page_count = {HUGE}")


@contextmanager
def read_only():
    """It can only be read."""
    on, off = (
        ("PRAGMA query_only = 1", "PRAGMA query_only = 0")
        if is_sqlite()
        else (
            "SET default_transaction_read_only = on",
            "SET default_transaction_read_only = off",
        )
    )
    _does(on)
    try:
        yield
    finally:
        _does(off)


def cut():
    """PostgreSQL ends our connection, as when it stops or is replaced."""
    with another() as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
