"""Lighthouse on its mobile profile, in a Chromium of its own for each page."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browsers import chromium

CHECKERS = Path(__file__).parent
NODE = Path(sys.executable).parent / "node"
LIGHTHOUSE = CHECKERS / "node_modules/lighthouse/cli/index.js"
# On a busy machine Chromium's records are incomplete at times; Lighthouse then gives
# no verdict and asks to be run again.
TRIES = 3


def reports(addresses, categories, flags, at_once=1):
    """Lighthouse's reports on ADDRESSES, {name: address}, by name.

    A page takes twelve seconds, most of it waiting; AT_ONCE pages are looked at
    together, which only a score of speed minds. FLAGS are Chromium's.
    """

    def look(address):
        return report(address, categories, flags)

    with ThreadPoolExecutor(at_once) as pool:
        return dict(zip(addresses, pool.map(look, addresses.values()), strict=True))


def report(address, categories, flags):
    """Lighthouse's report on the page at ADDRESS, as its own JSON has it."""
    for _ in range(TRIES):
        found = look_once(address, categories, flags)
        if "runtimeError" not in found:
            return found
    raise AssertionError(found["runtimeError"]["message"])


def look_once(address, categories, flags):
    # Through a file: of a long report a pipe gets only the first part.
    with TemporaryDirectory(prefix="liveblog-lighthouse-") as folder:
        path = Path(folder, "report.json")
        lighthouse = subprocess.run(
            [
                NODE,
                LIGHTHOUSE,
                address,
                "--quiet",
                "--output=json",
                f"--output-path={path}",
                "--no-enable-error-reporting",
                "--disable-full-page-screenshot",
                f"--only-categories={','.join(categories)}",
                f"--chrome-flags={' '.join(['--headless=new', *flags])}",
            ],
            env=os.environ | {"CHROME_PATH": chromium()},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert path.exists(), f"Lighthouse did not run: {lighthouse.stderr}"
        return json.loads(path.read_text(encoding="utf-8"))


def scores(report):
    """{category: score out of 100}; None where an audit gave no answer."""
    return {
        name: category["score"] and round(category["score"] * 100)
        for name, category in report["categories"].items()
    }


def faults(report):
    """What keeps a page from full marks: a line for each audit, and its elements.

    Stricter than the score, which is rounded. What weighs nothing is left out.
    """
    return [
        f"{category}: {audit['title']} {audit.get('errorMessage', '')}{elements(audit)}"
        for category, judged in report["categories"].items()
        for reference in judged["auditRefs"]
        for audit in [report["audits"][reference["id"]]]
        if reference["weight"] and audit["score"] != 1
    ]


def elements(audit):
    """The elements, or else the lines, that AUDIT is unhappy about."""
    rows = audit.get("details", {}).get("items", [])
    found = [row.get("node", {}).get("snippet") or json.dumps(row) for row in rows]
    return "".join(f"\n    {line}" for line in found)
