"""The audit log itself: append-only, let go in time, exported."""

import csv
import io
import json
from datetime import date, timedelta
from importlib import import_module
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from posts import audit
from posts.audit import export, guard
from posts.management.commands import audit_export
from posts.models import AppendOnlyError, AuditEntry
from tests.audit import Log
from tests.conftest import NOON, make_page, publish
from tests.test_races import threads

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(db):
    return AuditEntry.objects.create(act="session.sign_in", actor="rita")


def old_entry(days, **fields):
    at = timezone.now() - timedelta(days=days)
    return AuditEntry.objects.create(act="session.sign_in", at=at, **fields)


# Append-only


def test_the_orm_changes_and_deletes_no_entry(entry):
    entry.actor = "somebody else"
    everything = AuditEntry.objects.all()
    for act in (
        entry.save,
        entry.delete,
        everything.delete,
        lambda: everything.update(actor="x"),
        lambda: AuditEntry.objects.bulk_update([entry], ["actor"]),
    ):
        with pytest.raises(AppendOnlyError):
            act()
    entry.refresh_from_db()
    assert entry.actor == "rita"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE posts_auditentry SET actor = 'x'",
        "DELETE FROM posts_auditentry",
    ],
)
def test_the_database_changes_and_deletes_no_entry(entry, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    entry.refresh_from_db()
    assert entry.actor == "rita"


def test_no_other_row_takes_an_entry_s_place(entry):
    if connection.vendor == "sqlite":
        statement = "INSERT OR REPLACE INTO posts_auditentry SELECT * FROM ({})"
    else:
        statement = "TRUNCATE posts_auditentry"
    statement = statement.format("SELECT * FROM posts_auditentry")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_every_trigger_is_there_after_all_migrations(db):
    assert guard.missing(connection) == []


def test_the_migration_itself_puts_the_triggers_up(db):
    """A restore migrates without the signal that follows `migrate`."""
    for name in guard.TRIGGERS[connection.vendor]:
        drop(name)
    module = import_module("posts.migrations.0009_audit")
    module.put_up_triggers(None, connection.schema_editor())
    assert guard.missing(connection) == []


def drop(name):
    on = "" if connection.vendor == "sqlite" else " ON posts_auditentry"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")


def test_a_trigger_that_a_migration_lost_is_put_up_again(entry):
    name = next(iter(guard.TRIGGERS[connection.vendor]))
    drop(name)
    assert guard.missing(connection) == [name]
    call_command("migrate", verbosity=0)
    assert guard.missing(connection) == []


def test_an_unknown_act_is_refused(db):
    with pytest.raises(ValueError, match=r"no act 'post\.praise'"):
        audit.note("post.praise")


# Letting go


def test_old_entries_go_and_an_entry_says_so(settings, db):
    settings.AUDIT_DAYS = 10
    call_command("audit_prune", verbosity=0)
    kept, old, older = old_entry(9), old_entry(11), old_entry(12)
    log = Log()
    out = io.StringIO()
    call_command("audit_prune", stdout=out)
    assert out.getvalue() == "2 entries, 0 failed sign-ins, 0 invitations went.\n"
    left = set(AuditEntry.objects.values_list("pk", flat=True))
    assert left.isdisjoint({old.pk, older.pk})
    assert kept.pk in left
    told = log.only("log.prune")
    assert (told.origin, told.thing_number) == ("audit_prune", older.pk)
    assert told.after["entries"] == 2


def test_nothing_to_let_go_is_no_entry(settings, entry):
    settings.AUDIT_DAYS = 10
    log = Log()
    call_command("audit_prune", stdout=io.StringIO())
    assert log.acts() == []


def test_with_no_limit_all_are_kept(settings, db):
    settings.AUDIT_DAYS = 0
    old = old_entry(10_000)
    call_command("audit_prune", stdout=io.StringIO())
    assert AuditEntry.objects.filter(pk=old.pk).exists()


def test_what_came_after_those_that_went_is_still_guarded(settings, entry):
    settings.AUDIT_DAYS = 10
    old_entry(11)
    call_command("audit_prune", stdout=io.StringIO())
    young = old_entry(1)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM posts_auditentry WHERE id = %s", [young.pk])


# Export


def exported(**options):
    out = io.StringIO()
    call_command("audit_export", stdout=out, **options)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_an_export_says_all_that_an_entry_says(page):
    log = Log()
    post = publish(page, "Tug ahoy", "<p>Came.</p>", at=NOON)
    entry = log.only("post.publish")
    (row,) = exported(after=log.first)
    assert row == {
        "id": str(entry.pk),
        "at": entry.at.isoformat(),
        "actor": "",
        "actor_number": "",
        "address": "",
        "origin": "",
        "act": "post.publish",
        "page_number": str(page.pk),
        "thing_number": str(post.pk),
        "thing": "Tug ahoy",
        "revision": str(entry.revision),
        "before": "",
        "after": '{"body": "<p>Came.</p>", "headline": "Tug ahoy", "published_at": '
        '"2025-02-03T12:00:00+00:00", "status": "published"}',
    }


def test_an_export_is_noted(entry):
    log = Log()
    rows = exported(who="rita")
    assert [row["actor"] for row in rows] == ["rita"]
    told = log.only("log.export")
    assert (told.origin, told.after) == ("audit_export", {"entries": 1})


@pytest.mark.django_db(transaction=True)
def test_an_export_waits_for_what_has_its_number_already(page, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("There one writes at a time.")
    other, written, goes_on = make_page("other"), Event(), Event()

    def slowly(_):
        with transaction.atomic():
            publish(page, "Slow")
            written.set()
            goes_on.wait(20)

    def export_all(_):
        found.extend(row["thing"] for row in exported())

    found = []
    with threads(1, slowly):
        written.wait(20)
        publish(other, "Fast")
        with monkeypatch.context() as patch:
            patch.setattr(audit_export, "PATIENCE", 0)
            with pytest.raises(CommandError, match="under way for more than 0 seconds"):
                exported()
        with threads(1, export_all):
            goes_on.set()
    assert {"Slow", "Fast"} <= set(found)


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠", "\t", "\r", "\n"])
def test_no_cell_of_an_export_is_a_formula(start):
    assert export.cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", ["1+1", "Tug =", "Tug; ahoy", "", 12, -3])
def test_other_cells_stay_as_they_are(value):
    assert export.cell(value) == value


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_is_a_formula_wherever_a_spreadsheet_parts_them(delimiter):
    log = Log()
    words = "Tug;=1+1;\t=1+1\t;＝1+1;"
    AuditEntry.objects.create(act="post.edit", thing=words, after={"body": words})
    out = io.StringIO()
    export.write(AuditEntry.objects.filter(pk__gt=log.first), out)
    table = csv.reader(io.StringIO(out.getvalue()), delimiter=delimiter)
    cells = [cell for row in table for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠")] == []


def test_what_stands_in_json_stays_the_same_to_who_reads_it():
    words = {"body": "Tug;=1+1; ahoy"}
    assert json.loads(export.cell(words)) == words


def test_every_cell_is_quoted():
    log = Log()
    AuditEntry.objects.create(act="post.edit")
    out = io.StringIO()
    export.write(AuditEntry.objects.filter(pk__gt=log.first), out)
    (head, row) = out.getvalue().splitlines()
    assert head.startswith('"id","at",')
    assert row.endswith(',"post.edit","","","","","",""')


def test_an_export_until_the_last_day_of_all_has_no_end(entry):
    assert exported(until=date.max) == exported()[:-1]


def test_an_export_can_be_of_days_and_of_a_page(page, tmp_path):
    for days in (1, 2, 3):
        old_entry(days, actor=f"{days} ago", page_number=page.pk)
    today = timezone.localdate()
    day = today - timedelta(days=2)
    assert [row["actor"] for row in exported(since=day, until=day)] == ["2 ago"]
    file = tmp_path / "log.csv"
    call_command(
        "audit_export", page=page.slug, until=day, output=file, stdout=io.StringIO()
    )
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert [row["actor"] for row in rows] == ["2 ago", "3 ago"]
    with pytest.raises(CommandError, match="no live page 'nowhere'"):
        exported(page="nowhere")
