"""The rows of a model as lines of JSON, and back, whatever the database."""

import base64
import json
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

from django.db import connection, models

# Made anew, or worth nothing after minutes. What an older backup has of these stays in
# it, so a model may be added; taken away, it is lacking in all backups until then.
LEFT_OUT = frozenset(
    (
        *("sessions.session", "posts.session", "posts.searchentry"),
        *("posts.readercount", "axes.accessattempt", "axes.accessattemptexpiration"),
    )
)
# What migrations write into an empty database; a restore puts the backup's in place.
# Each stands before what it points to.
MIGRATED = (
    *("auth.group_permissions", "auth.group"),
    *("auth.permission", "contenttypes.contenttype"),
)
BATCH = 200  # rows in memory at a time


def models_in(apps):
    """The models of APPS that are backed up, those between two others included."""
    found = apps.get_models(include_auto_created=True)
    kept = [
        model
        for model in found
        if model._meta.managed
        and not (model._meta.proxy or model._meta.swapped)
        and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted(kept, key=lambda model: model._meta.label_lower)


def fields_of(model):
    return [field for field in model._meta.concrete_fields if not field.generated]


def read(model):
    """The rows of MODEL by primary key, each a dict {attribute: value}.

    In batches after the last key, since a cursor of the database may be switched off
    (DISABLE_SERVER_SIDE_CURSORS).
    """
    names = [field.attname for field in fields_of(model)]
    # One with files in its rows could fill the memory by itself.
    has_files = any(isinstance(f, models.BinaryField) for f in fields_of(model))
    rows = model._base_manager.order_by("pk").values_list("pk", *names)
    last = None
    while True:
        after = rows if last is None else rows.filter(pk__gt=last)
        batch = list(after[: 1 if has_files else BATCH])
        if not batch:
            return
        for _, *values in batch:
            yield dict(zip(names, values, strict=True))
        last = batch[-1][0]


def line(row):
    """ROW as a line of bytes; TypeError for a value that JSON can't carry whole."""
    said = json.dumps(row, default=_plain, separators=(",", ":"))
    return said.encode("ascii") + b"\n"


def _plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"A backup can't hold {type(value).__name__}.")


def insert(model, lines):
    """Write the rows in LINES as they are: no signal, no time of now. Their number."""
    fields = fields_of(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({values})"  # noqa: S608 our own names
    )
    lines = iter(lines)
    count = 0
    with connection.cursor() as cursor:
        while batch := list(islice(lines, BATCH)):
            rows = [_prepared(fields, json.loads(row)) for row in batch]
            cursor.executemany(statement, rows)
            count += len(rows)
    return count


def _prepared(fields, row):
    return [
        field.get_db_prep_save(field.to_python(row[field.attname]), connection)
        for field in fields
    ]
