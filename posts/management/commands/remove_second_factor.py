from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from posts import audit
from posts.accounts import second_factor, session_store


class Command(BaseCommand):
    help = (
        "Take the second step and the recovery codes away from an account whose owner "
        "lost them, and sign it out everywhere. Only superusers may do it in the "
        "admin to another superuser; this is for the last of them."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")

    @audit.came_by("remove_second_factor")
    @transaction.atomic
    def handle(self, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        if not second_factor.has(user):
            raise CommandError(f"{username} has no second step.")
        second_factor.remove(user)
        session_store.end_all(user)
        self.stdout.write(
            f"{username} signs in with the password, and sets up a new second step if "
            "one must be had."
        )
