"""How the database finds what a query asks for: its plan, on SQLite and PostgreSQL."""

from contextlib import contextmanager

from django.db import connection

# How each database says that it reads a whole table, or puts rows in order itself.
SCANS = {"sqlite": "SCAN {}", "postgresql": "Seq Scan on {}"}
SORTS = {"sqlite": ("TEMP B-TREE",), "postgresql": ("Sort Key:", "Unique")}


class Plan(str):
    """What the database says that it will do for one query, a step a line."""

    def scans(self, table):
        """Whether every row of TABLE is looked at."""
        # A scan of an index in order names the index after the table.
        scan = SCANS[connection.vendor].format(table)
        return any(
            scan in line and "USING INDEX" not in line for line in self.splitlines()
        )

    @property
    def sorts(self):
        """Whether rows are put in order, or told apart, after they were read."""
        return any(words in self for words in SORTS[connection.vendor])


@contextmanager
def plans(table):
    """A list that gets the Plan of each query on TABLE that the body makes.

    The queries keep their parameters apart, as they are sent: SQLite plans otherwise
    where it knows the values.
    """
    asked, found = [], []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
    for sql, params in asked:
        if f'FROM "{table}"' in sql:
            with connection.cursor() as cursor:
                cursor.execute(f"{explain[connection.vendor]} {sql}", params)
                found.append(Plan("\n".join(row[-1] for row in cursor.fetchall())))
