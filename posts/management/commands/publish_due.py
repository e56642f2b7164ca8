from django.core.management.base import BaseCommand

from posts import audit
from posts.models import LivePage
from posts.publishing import publish_all_due


class Command(BaseCommand):
    help = (
        "Publish scheduled posts that are due. Readers' requests do this too; run it "
        "every minute if feeds should not wait for a reader."
    )

    @audit.came_by("publish_due")
    def handle(self, **options):
        count = publish_all_due(LivePage.objects.all())
        self.stdout.write(f"{count} published.")
