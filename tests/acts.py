"""Posts of every kind for the acts of the desk, and acts with all that they need."""

from datetime import timedelta

from django.utils import timezone

from posts.desk.stream import Cursor
from posts.models import Post
from posts.publishing import public_change
from tests.conftest import add_draft, publish, start_working_copy, withdraw
from tests.desk import act

DETAILS = {"label": {"label": "analysis"}, "send_back": {"note": "Who says so?"}}


def make(kind, page, user, other):
    """A post of that KIND on PAGE; "own" is USER's, else it is the OTHER's."""
    author = user if kind.startswith("own") else other
    if kind == "a working copy":
        return start_working_copy(publish(page, created_by=author))
    if kind.endswith("scheduled"):
        later = timezone.now() + timedelta(hours=1)
        return publish(page, at=later, created_by=author)
    if kind.endswith(("published", "withdrawn")):
        post = publish(page, created_by=author)
        if kind.endswith("withdrawn"):
            withdraw(post)
        return post
    post = add_draft(page, created_by=author)
    if kind.endswith("in review"):
        with public_change(page) as change:
            change.shelve(change.post(post.pk), Post.Status.REVIEW)
    return post


def changed(post):
    return f"'{post}' changed meanwhile. Look at it again, then publish."


def do(client, page, name, *posts):
    """Do the act NAME on a desk that is up to date, with what it needs."""
    page.refresh_from_db()
    details = {"cursor": Cursor.of(page)} | DETAILS.get(name, {})
    return act(client, page, name, *posts, **details)
