"""Migrations that are done and written down in one transaction."""

from django.db.migrations.executor import MigrationExecutor


class Executor(MigrationExecutor):
    """Django's, but a death leaves each migration either done and known or neither.

    Django commits what a migration with deferred SQL did (an index, a foreign key), and
    any way back, before it writes in django_migrations that it did. Who dies between
    the two can go neither on nor back: the next try makes tables that are there.
    """

    def apply_migration(self, state, migration, fake=False, fake_initial=False):
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        self.tell("apply_start", migration)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            run_deferred(editor)
            self.record_migration(migration)
        self.tell("apply_success", migration)
        return state

    def unapply_migration(self, state, migration, fake=False):
        if fake or not migration.atomic:
            return super().unapply_migration(state, migration, fake)
        self.tell("unapply_start", migration)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.unapply(state, editor)
            run_deferred(editor)
            for app_label, name in migration.replaces:
                self.recorder.record_unapplied(app_label, name)
            self.recorder.record_unapplied(migration.app_label, migration.name)
        self.tell("unapply_success", migration)
        return state

    def tell(self, what, migration):
        if self.progress_callback:
            self.progress_callback(what, migration, False)


def run_deferred(editor):
    """Run now what the schema EDITOR would run at its end, before it commits."""
    for sql in editor.deferred_sql:
        editor.execute(sql, None)
    editor.deferred_sql.clear()
