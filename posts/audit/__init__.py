"""The audit log: every editorial act and every sign-in, once, and never changed.

What is done to posts and pages is found by the door, which compares (`versions.py`);
what happens to accounts, groups, contributors and second factors by the models'
signals (`people.py`), sign-ins by Django's. All else says so itself, by `note`. An
entry is written in the transaction of its act: neither is there without the other.
"""

from .acts import ACTS
from .asking import address_of, came_by
from .entries import note, record

__all__ = ["ACTS", "address_of", "came_by", "note", "record"]
