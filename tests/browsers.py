"""The browser that tests and benches drive."""

import os
import shutil

# Without a window a page takes half the processor's time; Chromium itself does as well.
NAMES = ("chromium-headless-shell", "chromium")


def chromium():
    """Where it is: what CHROMIUM names, or Debian's; None if there is none."""
    found = map(shutil.which, NAMES)
    return os.environ.get("CHROMIUM") or next(filter(None, found), None)
