"""Run a drill: `make drill NAME=kills`, or `python -m tests.drills kills --help`."""

import ast
import importlib
import sys
from pathlib import Path


def drills():
    """{name: path} of all drills; a module with an underscore is a part of some."""
    paths = sorted(Path(__file__).parent.glob("[!_]*.py"))
    return {path.stem: path for path in paths}


def main(words):
    name, *more = words or [""]
    known = drills()
    if name in known:
        return importlib.import_module(f"tests.drills.{name}").main(more)
    for one, path in known.items():
        # Not imported: a drill may need Django, set up in its own way.
        says = ast.get_docstring(ast.parse(path.read_text()))
        print(f"{one:12}", says.splitlines()[0])
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
