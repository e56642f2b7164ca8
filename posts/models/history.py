"""Versions of pages and posts: what django-simple-history keeps of each.

A version is written by the door, once for each public change or saved draft and
with the rows that belong to it, not by `save()`: bylines, pictures and summary
points are saved after their post or page.
"""

from django.db import models
from simple_history.models import HistoricalRecords


class WithParts(models.Model):
    """A version with the rows that belong to it, as JSON (see `posts.history`)."""

    parts = models.JSONField(default=dict)

    class Meta:
        abstract = True


def versions(*excluded):
    """The history of a model, without the fields EXCLUDED: stamps and bookkeeping."""
    return HistoricalRecords(bases=[WithParts], excluded_fields=list(excluded))
