"""DATABASES["default"] from the environment: SQLite, or PostgreSQL by DATABASE_URL."""

from pathlib import Path


def database(env, data_dir):
    """The setting, read from ENV; without DATABASE_URL a SQLite file in DATA_DIR."""
    setting = env.db("DATABASE_URL", default=f"sqlite:///{data_dir}/db.sqlite3")
    setting["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    setting["CONN_HEALTH_CHECKS"] = True
    if setting["ENGINE"] == "django.db.backends.sqlite3":
        sqlite(setting)
    elif setting["ENGINE"] == "django.db.backends.postgresql":
        postgresql(setting, env)
    return setting


def sqlite(setting):
    """Make SETTING queue its writers and keep every commit.

    IMMEDIATE takes the write lock when a transaction begins, so two writers queue
    instead of failing half-way; FULL keeps every acknowledged commit through a power
    cut. Each thread has a connection and so a cache of its own: half a megabyte, since
    the system keeps the file in memory anyway.
    """
    setting["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA cache_size=-500;",
    }
    Path(setting["NAME"]).parent.mkdir(parents=True, exist_ok=True)


def postgresql(setting, env):
    """Make SETTING give up on a database that is dead, gone or busy for too long.

    What readers ask for is then answered with what is kept, instead of holding up
    every worker. What DATABASE_URL says in its query string comes first. It may name
    several hosts: see `liveblog.postgresql`.
    """
    if "," in setting["HOST"]:
        setting["ENGINE"] = "liveblog.postgresql"
    seconds = env.int("DATABASE_CONNECT_SECONDS", default=3)
    options = {
        "connect_timeout": seconds,
        # A machine that vanished acknowledges nothing; without these an open
        # connection to it waits for a quarter of an hour, or two hours if idle.
        "tcp_user_timeout": seconds * 1000,
        "keepalives_idle": 10,
        "keepalives_interval": seconds,
        "keepalives_count": 3,
    }
    # As long as SQLite's writers queue; a commit, which has no time limit of its own,
    # may wait for a lock, too. PgBouncer must be told to let it pass.
    if limit := env.int("DATABASE_STATEMENT_SECONDS", default=20):
        both = (f"-c {name}={limit}s" for name in ("statement_timeout", "lock_timeout"))
        options["options"] = " ".join(both)
    # A pool keeps the connections itself; Django refuses the two together.
    if most := env.int("DATABASE_POOL", default=0):
        options["pool"] = {"min_size": 1, "max_size": most, "timeout": seconds}
        setting["CONN_MAX_AGE"] = 0
    setting["OPTIONS"] = options | setting.get("OPTIONS", {})
    setting.setdefault(
        "DISABLE_SERVER_SIDE_CURSORS",
        env.bool("DISABLE_SERVER_SIDE_CURSORS", default=False),
    )
