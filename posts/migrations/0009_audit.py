"""The audit log and its triggers, which are put up again after each migrate, too."""

import django.utils.timezone
from django.db import migrations, models

from posts.audit import guard


def let_chiefs_read(apps, schema_editor):
    """Chief editors read the audit log; the permission itself usually comes later."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="posts", model="auditentry"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="view_auditentry",
        defaults={"name": "Can view audit entry"},
    )
    chiefs = apps.get_model("auth", "Group").objects.filter(name="Chief editors").first()
    if chiefs:
        chiefs.permissions.add(permission)


def put_up_triggers(apps, schema_editor):
    guard.put_up(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("posts", "0008_indexes")]
    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="time"
                    ),
                ),
                (
                    "actor",
                    models.CharField(
                        blank=True,
                        help_text="The account's name; empty: nobody who was signed in.",
                        max_length=150,
                    ),
                ),
                ("actor_number", models.BigIntegerField(null=True)),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        help_text="The IP address of who acted.",
                        max_length=45,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        help_text="The admin's view, or the command.",
                        max_length=100,
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        help_text="One of posts.audit.ACTS.", max_length=40
                    ),
                ),
                ("page_number", models.BigIntegerField(null=True, verbose_name="page")),
                (
                    "thing_number",
                    models.BigIntegerField(
                        help_text="Of the post, account, group or contributor.",
                        null=True,
                        verbose_name="number",
                    ),
                ),
                (
                    "thing",
                    models.CharField(
                        blank=True, help_text="What it was called then.", max_length=200
                    ),
                ),
                (
                    "revision",
                    models.PositiveBigIntegerField(
                        help_text="The page's, once this was done.", null=True
                    ),
                ),
                (
                    "before",
                    models.JSONField(
                        default=dict, help_text="Only what the act changed."
                    ),
                ),
                ("after", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit log",
                "ordering": ["-pk"],
                "default_permissions": ["view"],
                "indexes": [
                    models.Index(fields=["at"], name="auditentry_at"),
                    models.Index(fields=["actor", "id"], name="auditentry_actor"),
                    models.Index(fields=["page_number", "id"], name="auditentry_page"),
                    models.Index(
                        condition=models.Q(("act", "log.prune")),
                        fields=["thing_number"],
                        name="auditentry_pruned",
                    ),
                ],
            },
        ),
        migrations.RunPython(put_up_triggers, migrations.RunPython.noop),
        migrations.RunPython(let_chiefs_read, migrations.RunPython.noop),
    ]
