import os
from pathlib import Path


def in_order(root):
    """The files below the folder ROOT, folder by folder, in one order."""
    for folder, folders, names in os.walk(root):
        folders.sort()
        yield from (Path(folder) / name for name in sorted(names))
