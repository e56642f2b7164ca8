from django.core.management.base import BaseCommand, CommandError

from posts.checking import check
from posts.checking.repair import repair


class Command(BaseCommand):
    help = (
        "Look for what can't be: numbers, order, versions, search entries and pictures "
        "that don't agree. Ends with 1 if something is broken."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--repair",
            action="store_true",
            help="Make search entries and due times anew where they are wrong.",
        )

    def handle(self, **options):
        findings = list(check())
        if options["repair"]:
            pages = repair(findings)
            self.stdout.write(f"Repaired: {pages} pages.")
            findings = list(check())
        for finding in findings:
            self.stdout.write(str(finding))
        broken = sum(finding.is_broken for finding in findings)
        if broken:
            raise CommandError(f"{broken} broken.")
        self.stdout.write("Nothing is broken.")
