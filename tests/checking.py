"""What the check of the data finds, and what its command says."""

from io import StringIO

from django.core.management import call_command

from posts.checking import check


def says():
    """What is found, as (about, is_broken, the first words)."""
    return [
        (finding.about, finding.is_broken, " ".join(finding.says.split()[:5]))
        for finding in check()
    ]


def check_data(*options):
    said = StringIO()
    call_command("check_data", *options, stdout=said)
    return said.getvalue().splitlines()
