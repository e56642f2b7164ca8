from datetime import date, datetime, time, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import make_aware

from posts import audit
from posts.audit import export, settled
from posts.models import AuditEntry, LivePage

PATIENCE = 60  # seconds


class Command(BaseCommand):
    help = (
        "Write the audit log as CSV, oldest entry first: all of it, or what the "
        "options choose. That it was exported is noted in it. Waits for changes that "
        "are under way, so that --after misses none."
    )

    def add_arguments(self, parser):
        parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--until",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="The last day that is wanted.",
        )
        parser.add_argument("--who", metavar="NAME", help="An account's name.")
        parser.add_argument("--page", metavar="SLUG", help="A page's address.")
        parser.add_argument(
            "--after",
            type=int,
            metavar="ID",
            help="Only what came after this entry: to carry on an earlier export.",
        )
        parser.add_argument(
            "-o", "--output", metavar="FILE", help="Default: standard output."
        )

    @audit.came_by("audit_export")
    def handle(self, output, **options):
        entries = self.chosen(**options)
        last = settled.wait(PATIENCE)
        if last is None:
            raise CommandError(
                f"A change is under way for more than {PATIENCE} seconds: try again."
            )
        entries = entries.filter(pk__lte=last)
        try:
            if output:
                with open(output, "w", encoding="utf-8", newline="") as file:
                    count = self.write(entries, file)
                self.stdout.write(f"{count} entries written: {output}")
            else:
                self.write(entries, self.stdout._out)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}.") from error

    @staticmethod
    def chosen(*, since, until, who, page, after, **options):
        entries = AuditEntry.objects.order_by("pk")
        if since:
            entries = entries.filter(at__gte=_midnight(since))
        if until and until < date.max:  # 9999-12-31: no end
            entries = entries.filter(at__lt=_midnight(until + timedelta(days=1)))
        if who is not None:
            entries = entries.filter(actor=who)
        if after:
            entries = entries.filter(pk__gt=after)
        if page:
            number = LivePage.objects.filter(slug=page).values_list("pk", flat=True)
            if not number:
                raise CommandError(f"There is no live page '{page}'.")
            entries = entries.filter(page_number=number[0])
        return entries

    @staticmethod
    def write(entries, file):
        count = export.write(entries, file)
        audit.note("log.export", after={"entries": count})
        return count


def _midnight(day):
    """The beginning of DAY in the time zone of the site."""
    return make_aware(datetime.combine(day, time()))
