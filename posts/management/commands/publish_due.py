from django.core.management.base import BaseCommand
from django.utils import timezone

from posts.models import LivePage
from posts.publishing import publish_due


class Command(BaseCommand):
    help = (
        "Publish scheduled posts that are due. Readers' requests do this too; run it "
        "every minute if feeds should not wait for a reader."
    )

    def handle(self, **options):
        due = LivePage.objects.filter(next_due_at__lte=timezone.now())
        count = sum(publish_due(pk) for pk in due.values_list("pk", flat=True))
        self.stdout.write(f"{count} published.")
