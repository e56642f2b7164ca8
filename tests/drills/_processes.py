"""Processes that do errands (`_errands`)."""

import os
import subprocess
import sys

from tests.servers import ROOT


def send(name, *words, folder, variables):
    """A process that does the errand NAME, with VARIABLES on top of our environment.

    What it says goes to FOLDER/NAME.said, its errors to FOLDER/NAME.errors.
    """
    output, errors = (folder / f"{name}.{kind}" for kind in ("said", "errors"))
    with output.open("wb") as says, errors.open("ab") as trouble:
        errand = subprocess.Popen(
            [sys.executable, "-m", "tests.drills._errands", name, *words],
            stdout=says,
            stderr=trouble,
            cwd=ROOT,
            env=os.environ | variables,
        )
    errand.name, errand.said, errand.errors = name, output, errors
    return errand


def said(errand):
    """The lines that the ERRAND has written."""
    return errand.said.read_text().split()
