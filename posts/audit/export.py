"""The audit log as CSV, for a spreadsheet or another machine."""

import csv
import json
import re

COLUMNS = (
    *("id", "at", "actor", "actor_number", "address", "origin", "act"),
    *("page_number", "thing_number", "thing", "revision", "before", "after"),
)
# A spreadsheet takes for a formula what begins so; with other settings than ours it
# parts cells at semicolons, too, whatever is quoted.
_SIGN = "[-=+@＝＋－＠]"
_FORMULA = re.compile(rf"\A(?={_SIGN}|[\t\r\n])|(?<=[;\t\r\n])(?={_SIGN})")
_FORMULA_IN_JSON = re.compile(rf";(?={_SIGN})")
AT_ONCE = 2000


def write(entries, file):
    """Write ENTRIES, a QuerySet, into FILE, a text file; returns how many."""
    table = csv.writer(file, quoting=csv.QUOTE_ALL)
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
        said = json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
        return _FORMULA_IN_JSON.sub(r"\\u003b", said)  # the same to who reads JSON
    text = value.isoformat() if hasattr(value, "isoformat") else value
    return _FORMULA.sub("'", text)
