"""Logs for machines to read: each record is one line of JSON, and of one request.

Nothing personal stands in them: no address of a reader, no name of a user, no query,
and no address that is a key.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

# The id of the request that this thread works on; '' between requests.
request_id = ContextVar("request_id", default="")

# What a record may carry besides its message.
EXTRAS = ("status", "method", "view", "ms")
_KEYS = re.compile(r"(/preview/|\bpreview=|/admin/invitation/)[^/\s&\"']+")


def clean(text):
    """TEXT without the keys in addresses."""
    return _KEYS.sub(r"\1…", text)


class RequestFilter(logging.Filter):
    """Puts the request's id on each record, as `request_id`, '-' if there is none."""

    def filter(self, record):
        record.request_id = request_id.get() or "-"
        return True


class LineFormatter(logging.Formatter):
    """For people: one line, and a traceback below it."""

    def format(self, record):
        return clean(super().format(record))


class JSONFormatter(logging.Formatter):
    """{time, level, logger, message, request, …}: UTC, to the millisecond."""

    def format(self, record):
        at = datetime.fromtimestamp(record.created, UTC)
        said = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": clean(record.getMessage()),
            "request": request_id.get() or None,
        }
        said |= {name: getattr(record, name, None) for name in EXTRAS}
        said["status"] = said["status"] or getattr(record, "status_code", None)
        if record.exc_info:
            said["exception"] = clean(self.formatException(record.exc_info))
        kept = {name: value for name, value in said.items() if value is not None}
        return json.dumps(kept, ensure_ascii=False)
