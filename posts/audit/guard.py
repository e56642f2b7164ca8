"""The triggers that keep the audit log append-only, for whoever comes by SQL, too.

An entry never changes. It may be deleted only if a later entry `log.prune` says so:
all up to the number that this names. So nothing leaves the log without a trace in it.

Whoever owns the database can drop a trigger; against that helps `audit_export` to a
place that this machine can't reach.
"""

from django.db import connections, transaction

TABLE = "posts_auditentry"

# By name. SQLite: an INSERT OR REPLACE would delete without a trigger's noticing.
TRIGGERS = {
    "sqlite": {
        "auditentry_no_update": """
            BEFORE UPDATE ON posts_auditentry
            BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
        """,
        "auditentry_no_replace": """
            BEFORE INSERT ON posts_auditentry
            WHEN EXISTS (SELECT 1 FROM posts_auditentry WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
        """,
        "auditentry_no_delete": """
            BEFORE DELETE ON posts_auditentry
            WHEN NOT EXISTS (
                SELECT 1 FROM posts_auditentry
                WHERE act = 'log.prune' AND thing_number >= OLD.id
            )
            BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
        """,
    },
    "postgresql": {
        "auditentry_no_change": """
            BEFORE UPDATE OR DELETE ON posts_auditentry
            FOR EACH ROW EXECUTE FUNCTION posts_auditentry_guard()
        """,
        "auditentry_no_truncate": """
            BEFORE TRUNCATE ON posts_auditentry
            FOR EACH STATEMENT EXECUTE FUNCTION posts_auditentry_guard()
        """,
    },
}
FUNCTIONS = {
    "sqlite": "",
    "postgresql": """
        CREATE OR REPLACE FUNCTION posts_auditentry_guard() RETURNS trigger
        LANGUAGE plpgsql AS $$
        DECLARE last bigint;
        BEGIN
            SELECT coalesce(max(thing_number), 0) INTO last
            FROM posts_auditentry WHERE act = 'log.prune';
            IF TG_OP = 'DELETE' THEN
                IF last >= OLD.id THEN RETURN OLD; END IF;
            ELSIF TG_OP = 'TRUNCATE' THEN
                IF NOT EXISTS (SELECT 1 FROM posts_auditentry WHERE id > last) THEN
                    RETURN NULL;
                END IF;
            END IF;
            RAISE EXCEPTION 'The audit log is append-only.'
            USING ERRCODE = 'restrict_violation';
        END $$
    """,
}
KNOWN = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s)",
}


def missing(connection):
    """The names of the triggers that are not there."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN[connection.vendor], [TABLE])
        known = {name for (name,) in cursor.fetchall()}
    return sorted(TRIGGERS[connection.vendor].keys() - known)


def put_up(using, **kwargs):
    """Put up the triggers that are missing: by the migration, and after each `migrate`.

    SQLite loses them when a migration makes the table anew.
    """
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    names = missing(connection)
    if not names:
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        if function := FUNCTIONS[connection.vendor]:
            cursor.execute(function)
        for name in names:
            cursor.execute(f"CREATE TRIGGER {name} {TRIGGERS[connection.vendor][name]}")
