"""How a test with several connections leaves the database: as migrations left it.

Django empties all tables after such a test and makes permissions and groups anew, which
takes longer than most of these tests. Here the tables that only migrations write stay
as they are, unless the test wrote there.
"""

from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase

from posts.migrations import __name__ as migrations

MIGRATED = (ContentType, Permission, Group, Group.permissions.through)
# An entry that says that all others may go.
PRUNED = (
    "INSERT INTO posts_auditentry (at, actor, address, origin, act, thing, "
    "thing_number, before, after) VALUES (CURRENT_TIMESTAMP, '', '', '', "
    "'log.prune', '', 4611686018427387904, '{}', '{}')"
)


def create_groups(**kwargs):
    for name, function in (
        ("0002_groups", "create_groups"),
        ("0009_audit", "let_chiefs_read"),
    ):
        module = import_module(f"{migrations}.{name}")
        getattr(module, function)(apps, None)


class Emptying:
    """Empties the database; `migrated` are the rows of MIGRATED as they should be."""

    def __init__(self):
        self.migrated = None

    def __call__(self):
        if self.migrated and self.migrated == rows():
            others = set(connection.introspection.django_table_names())
            others -= {model._meta.db_table for model in MIGRATED}
            operations = connection.ops
            operations.execute_sql_flush(
                operations.sql_flush(no_style(), sorted(others))
            )
        else:
            call_command("flush", verbosity=0, interactive=False)
            self.migrated = rows()


def rows():
    return [list(model.objects.order_by("pk").values_list()) for model in MIGRATED]


def install():
    """Let Django's tests leave the database so, and make it whole when they can't."""
    post_migrate.connect(create_groups, sender=apps.get_app_config("posts"))
    operations = type(connection.ops)
    execute = operations.execute_sql_flush
    operations.execute_sql_flush = lambda self, sql: execute(self, [PRUNED, *sql])
    empty = Emptying()
    TransactionTestCase._fixture_teardown = lambda case: empty()
