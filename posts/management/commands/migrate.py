from django.core.management.commands import migrate

from posts.migrating import Executor

# The command has no other way to be given one.
migrate.MigrationExecutor = Executor


class Command(migrate.Command):
    """Django's command, with an executor that may be killed at any moment."""
