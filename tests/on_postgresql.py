"""Run a command with DATABASE_URL naming an empty PostgreSQL that lives as long as it.

`python -m tests.on_postgresql pytest tests/test_races.py`
"""

import os
import subprocess
import sys
import tempfile

from tests.servers import postgresql


def main(command):
    """The exit code of COMMAND, a list of words."""
    with (
        tempfile.TemporaryDirectory(prefix="liveblog-postgresql-") as folder,
        postgresql(folder) as address,
    ):
        variables = os.environ | {"DATABASE_URL": address}
        return subprocess.run(command, env=variables).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
