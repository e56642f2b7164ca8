"""Parsed pages made by hand, to import without a text around them."""

from datetime import UTC, datetime, timedelta

from posts.importing.document import ParsedPage, ParsedPost, Picture
from posts.importing.importer import Settings, import_page

NINE = datetime(2025, 2, 3, 9, 0, tzinfo=UTC)


def parsed_post(headline, minute=0, body="<p>It happened.</p>", **fields):
    """A post published MINUTE minutes after nine; at an unknown time if it is None."""
    at = None if minute is None else NINE + timedelta(minutes=minute)
    return ParsedPost(1, headline, fields.pop("published_at", at), body=body, **fields)


def parsed_page(*posts, **fields):
    """A page of POSTS, newest first."""
    fields = {"title": "Storm", "summary": ()} | fields
    return ParsedPage(posts=posts, **fields)


def take(page, **settings):
    """Import the ParsedPage PAGE as SETTINGS say; the Report."""
    return import_page(page, Settings(**settings))


def outcomes(report):
    return [(row.headline, row.outcome) for row in report.rows]


def picture(name, data):
    return Picture(name, lambda: data)
