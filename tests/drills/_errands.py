"""A process that does one errand again and again, and says so after each time.

`python -m tests.drills._errands import FOLDER VERSION PAUSE`, `migrate`, `due`,
`backup FOLDER` or `restore FOLDER`; each line that it writes is an acknowledgement: the
number of the errand that is done, first a 0, when it is ready to begin.
"""

import sys
import time
from io import StringIO
from itertools import count
from pathlib import Path

import django
from django.core.management import call_command


def imports(folder, version, pause="0"):
    """Import one version of the source after the other, PAUSE seconds between two."""
    from tests.drills import _newsroom

    for number in count(int(version)):
        path = _newsroom.source(Path(folder), number)
        call_command("import_live", str(path), slug=_newsroom.SLUG, stdout=StringIO())
        yield number
        path.unlink()
        time.sleep(float(pause))


def migrate():
    """Make a database from nothing, or go on where somebody stopped."""
    call_command("migrate", verbosity=0)
    yield 1


def due():
    """Publish what is due, as the timer does."""
    for number in count(1):
        call_command("publish_due", stdout=StringIO())
        yield number
        time.sleep(0.1)


def backup(folder):
    call_command("backup", folder, stdout=StringIO())
    yield 1


def restore(folder):
    call_command("restore", folder, stdout=StringIO())
    yield 1


ERRANDS = {
    "import": imports,
    "migrate": migrate,
    "due": due,
    "backup": backup,
    "restore": restore,
}


def main(name, *words):
    django.setup()
    print(0, flush=True)
    for number in ERRANDS[name](*words):
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
