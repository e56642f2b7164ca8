"""Checks the locks against the requirements that people write. Needs no network.

`requirements.lock` names every package that `requirements.txt` leads to, one version
each, with the hashes of its files; `requirements-dev.lock` the same for
`requirements-dev.txt`. `make lock` writes them. `python -m tests.supply.locks` says
what is wrong, in `make lint`.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = {
    "requirements.lock": ["requirements.txt"],
    "requirements-dev.lock": ["requirements.txt", "requirements-dev.txt"],
}
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Locked:
    """A package of a lock; the same one may stand there with other markers, too."""

    name: str
    version: str
    marker: str
    hashes: int


def requirements(path):
    """The Requirements that people wrote into the file PATH."""
    lines = (line.partition(" #")[0].strip() for line in path.read_text().splitlines())
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


def locked(path):
    """The Locked packages of the lock PATH."""
    found = []
    # A package and its hashes are one line, continued by backslashes.
    for line in path.read_text().replace("\\\n", " ").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        hashes = HASH.findall(line)
        requirement = Requirement(HASH.sub("", line).strip())
        (pin,) = requirement.specifier
        if pin.operator != "==":
            raise ValueError(f"{path.name}: {requirement.name} is not pinned.")
        found.append(
            Locked(
                canonicalize_name(requirement.name),
                pin.version,
                str(requirement.marker or ""),
                len(hashes),
            )
        )
    return found


def problems(root=ROOT):
    """What is wrong with the locks in the folder ROOT, a sentence each."""
    found = []
    for name, sources in LOCKS.items():
        text = (root / name).read_text()
        if re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text):
            found.append(f"{name} names a place to fetch from; pip knows its own.")
        packages = locked(root / name)
        versions = {}
        for package in packages:
            versions.setdefault(package.name, []).append(package.version)
            if not package.hashes:
                found.append(f"{name}: {package.name} has no hash.")
        for source in sources:
            for wanted in requirements(root / source):
                pins = versions.get(canonicalize_name(wanted.name), [])
                if not pins:
                    found.append(f"{name} lacks {wanted.name} of {source}.")
                found += [
                    f"{name} has {wanted.name} {pin}, {source} wants "
                    f"{wanted.specifier}."
                    for pin in pins
                    if not wanted.specifier.contains(pin)
                ]
    run, dev = (
        {(package.name, package.version) for package in locked(root / name)}
        for name in LOCKS
    )
    found += [
        f"requirements-dev.lock has another {name} than requirements.lock, {version}."
        for name, version in sorted(run - dev)
    ]
    return found


if __name__ == "__main__":
    said = problems()
    print("\n".join([*said, "Run `make lock`."] if said else ["The locks are right."]))
    sys.exit(bool(said))
