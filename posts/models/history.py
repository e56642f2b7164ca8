"""Versions of pages and posts: what django-simple-history keeps of each.

A version is written by the door, once for each public change or saved draft and
with the rows that belong to it, not by `save()`: bylines, pictures and summary
points are saved after their post or page.
"""

from functools import cache

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords


class WithParts(models.Model):
    """A version with the rows that belong to it, as JSON (see `posts.history`)."""

    parts = models.JSONField(default=dict)

    class Meta:
        abstract = True


class VersionManager(HistoryManager):
    """Its class is made once, not at each look at a `history`, as the package does."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class, class_name=None):
        return super().from_queryset(queryset_class, class_name)


def versions(*excluded):
    """The history of a model, without the fields EXCLUDED: stamps and bookkeeping."""
    return HistoricalRecords(
        bases=[WithParts],
        excluded_fields=list(excluded),
        history_manager=VersionManager,
    )
