"""Run a drill: `make drill NAME=kills`, or `python -m tests.drills kills --help`."""

import importlib
import pkgutil
import sys

from tests import drills


def names():
    """The names of all drills."""
    modules = (one.name for one in pkgutil.iter_modules(drills.__path__))
    return sorted(
        name
        for name in modules
        if not name.startswith("_") and hasattr(drill(name), "main")
    )


def drill(name):
    return importlib.import_module(f"{drills.__name__}.{name}")


def main(words):
    name, *more = words or [""]
    known = names()
    if name in known:
        return drill(name).main(more)
    for one in known:
        print(f"{one:12}", drill(one).__doc__.splitlines()[0])
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
