"""The audit log as CSV, for a spreadsheet or another machine."""

import csv
import json

COLUMNS = (
    *("id", "at", "actor", "actor_number", "address", "origin", "act"),
    *("page_number", "thing_number", "thing", "revision", "before", "after"),
)
# What a spreadsheet takes for a formula, or for the start of one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
AT_ONCE = 2000


def write(entries, file):
    """Write ENTRIES, a QuerySet, into FILE, a text file; returns how many."""
    table = csv.writer(file)
    table.writerow(COLUMNS)
    count = 0
    for entry in entries.iterator(AT_ONCE):
        table.writerow([cell(getattr(entry, name)) for name in COLUMNS])
        count += 1
    return count


def cell(value):
    """VALUE as it stands in a cell: no formula, whatever somebody called a post."""
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
    text = value.isoformat() if hasattr(value, "isoformat") else value
    return f"'{text}" if text.startswith(FORMULA) else text
