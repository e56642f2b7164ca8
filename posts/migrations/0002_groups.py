"""The three groups of a newsroom. What they may do beyond this is in posts/admin."""

from django.db import migrations

SAYS = {"publish": "Can publish, withdraw and pin posts"}
EVERYTHING = ("add", "change", "delete", "view")
REPORTERS = {
    "post": EVERYTHING,
    "byline": EVERYTHING,
    "postimage": EVERYTHING,
    "livepage": ("view",),
    "contributor": ("view",),
}
EDITORS = REPORTERS | {"post": (*EVERYTHING, "publish")}
PEOPLE = ("add", "change", "view")
CHIEF_EDITORS = EDITORS | {
    "user": PEOPLE,
    "livepage": EVERYTHING,
    "summarypoint": EVERYTHING,
    "relatedlink": EVERYTHING,
    "contributor": EVERYTHING,
}
GROUPS = {
    "Reporters": REPORTERS,
    "Editors": EDITORS,
    "Chief editors": CHIEF_EDITORS,
}


def create_groups(apps, schema_editor):
    """Make the groups and the permissions they need, which usually come later."""
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    content_type_model = apps.get_model("contenttypes", "ContentType")
    for name, rights in GROUPS.items():
        group, _ = group_model.objects.get_or_create(name=name)
        for model, verbs in rights.items():
            app_label = "auth" if model == "user" else "posts"
            content_type, _ = content_type_model.objects.get_or_create(
                app_label=app_label, model=model
            )
            verbose_name = apps.get_model(app_label, model)._meta.verbose_name
            for verb in verbs:
                permission, _ = permission_model.objects.get_or_create(
                    content_type=content_type,
                    codename=f"{verb}_{model}",
                    defaults={
                        "name": SAYS.get(verb, f"Can {verb} {verbose_name}"),
                    },
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
