"""The numbers that go on after a restore, none of which was given before.

Readers, editors, feeds and caches hold revisions and primary keys from after the backup
was made, which the database has forgotten. Given again, they would mean something else:
a reader at that revision would be told 'nothing new', a cached rendering would be
found, a feed reader would take a new post for an old one, an editor's form would
overwrite a version that nobody saw. So all numbers go on from one that the clock gives,
in milliseconds: a page is changed less often than that, so the same backup can be
restored again and again. A clock that stands wrong is no matter unless it stands before
another restore of the same backup.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import BigAutoField, F, Max, SmallAutoField
from django.db.models.fields import AutoFieldMixin
from django.db.models.functions import Greatest

BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
# At least so far above what the backup holds, whatever the clock says.
LEAP = 1_000_000
SMALL_LEAP = 10_000


def floor(pages, posts, now):
    """A revision above any that was ever given to a page; PAGES and POSTS: models."""
    held = [
        pages.objects.aggregate(top=Max(name))["top"] or 0
        for name in ("revision", "reset_revision")
    ]
    held.append(posts.objects.aggregate(top=Max("revision"))["top"] or 0)
    return max((now - BEGINNING) // timedelta(milliseconds=1), max(held) + LEAP)


def raise_pages(pages, floor, now):
    """Put all rows of the model PAGES at FLOOR; whoever knows them starts over.

    Every desk, too, whose cursor begins with the revision. Preview links end, since
    those that were revoked after the backup would open again.
    """
    values = {"revision": floor, "reset_revision": floor, "revised_at": now}
    values["preview_version"] = Greatest(F("preview_version") + 1, _seconds(now))
    known = {field.name for field in pages._meta.fields}  # of an older migration
    pages.objects.update(**{name: values[name] for name in values if name in known})


def move_keys(models, now):
    """Let the primary keys that the database gives to rows of MODELS go on above."""
    for model in models:
        pk = model._meta.pk
        if not isinstance(pk, AutoFieldMixin):
            continue
        top = model._base_manager.aggregate(top=Max("pk"))["top"] or 0
        if isinstance(pk, BigAutoField):
            following = max(top + LEAP, (now - BEGINNING) // timedelta(milliseconds=1))
        elif isinstance(pk, SmallAutoField):
            following = top + 1
        else:  # 32 bits: enough for seconds until 2093
            following = max(top + SMALL_LEAP, _seconds(now))
        _set_next(model._meta.db_table, pk.column, following)


def _seconds(now):
    return (now - BEGINNING) // timedelta(seconds=1)


def _set_next(table, column, number):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            quoted = connection.ops.quote_name(table)
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)",
                [quoted, column, number],
            )
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)",
                [table, number - 1],
            )
