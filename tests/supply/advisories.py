"""Asks whether there are advisories about the locked packages: `make advisories`.

Ends with 1 if there are any. Where the service can't be reached it says so, and that
is no failure: it says nothing about the packages.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.supply.locks import ROOT

COMMAND = ("--disable-pip", "--require-hashes", "--progress-spinner=off", "-f", "json")


def ask(locks, *options):
    """What pip-audit says of LOCKS: the advisories, or None and why not."""
    pip_audit = Path(sys.executable).parent / "pip-audit"
    files = [word for lock in locks for word in ("-r", str(ROOT / lock))]
    done = subprocess.run(
        [pip_audit, *COMMAND, *options, *files], capture_output=True, text=True
    )
    try:
        dependencies = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None, (done.stderr.strip().splitlines() or ["no answer"])[-1]
    return [
        f"{package['name']} {package['version']}: {advisory['id']}, mended in "
        f"{', '.join(advisory['fix_versions']) or 'no version yet'}"
        for package in dependencies
        for advisory in package.get("vulns", [])
    ], ""


def main(locks=("requirements.lock", "requirements-dev.lock"), *options):
    advisories, why = ask(locks, *options)
    if advisories is None:
        print(f"Not checked: the advisories could not be had. {why}")
        return 0
    print("\n".join(advisories) or "No advisory is known about any locked package.")
    return int(bool(advisories))


if __name__ == "__main__":
    sys.exit(main())
