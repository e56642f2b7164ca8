"""The newsroom's groups, and whether those that REQUIRE_OTP_FOR names are there."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.checks import Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connection

# As migrations make them.
NEWSROOM_GROUPS = ("Reporters", "Editors", "Chief editors")


def with_second_factor():
    """Whom REQUIRE_OTP_FOR names, as they are compared."""
    names = {name.strip().casefold() for name in settings.REQUIRE_OTP_FOR}
    return names - {""}


@register(Tags.database)
def unknown_groups(app_configs=None, databases=(), **kwargs):
    """Errors about names that are no group: nobody would need a second step by them.

    `migrate` asks, and `check --database default`. A database without tables gets the
    newsroom's own groups. Two queries at most.
    """
    names = with_second_factor() - {"superusers"}
    if not names or DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    groups = NEWSROOM_GROUPS
    if Group._meta.db_table in connection.introspection.table_names():
        groups = sorted(Group.objects.values_list("name", flat=True)) or groups
    unknown = names - {name.casefold() for name in groups}
    return [
        Error(
            f"REQUIRE_OTP_FOR names “{name}”, and no group is called that: nobody "
            "needs a second step by it.",
            hint=f"There are: superusers, {', '.join(groups)}.",
            id="posts.E001",
        )
        for name in sorted(unknown)
    ]
