#!/usr/bin/env python
"""Run the live blog's management commands."""

import os
import sys


def main(words):
    """Run WORDS; a missing setting, a database or disk that fails: one line each."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(words)
    except ImproperlyConfigured as error:
        if "--traceback" in words:
            raise
        sys.exit(str(error))
    except Exception as error:
        from posts import failures

        said = failures.words(error)
        if said is None or "--traceback" in words:
            raise
        reason = str(error.__cause__ or error).splitlines()
        sys.exit(": ".join([said, *reason[:1]]))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liveblog.settings")
    main(sys.argv)
