"""The law of the desk: old desk + delta == fresh desk, whatever colleagues do."""

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts.desk import stream
from posts.models import Post
from posts.publishing import publish_due
from tests.conftest import (
    NOON,
    add_draft,
    make_page,
    make_user,
    publish,
    publish_many,
    set_page,
)
from tests.desk import act, opened, save
from tests.open_desk import OpenDesk, assert_fresh

pytestmark = pytest.mark.django_db

_numbers = count()

# The law

ACTS = (
    "publish publish_now review draft copy pin unpin key unkey label withdraw discard"
)
ACTS = [*ACTS.split(), "new", "new_draft", "edit", "retime", "due", "summary", "save"]
DESKS = [{}, {"status": "draft"}, {"label": "key"}, {"q": "edit"}]
moves = st.tuples(st.sampled_from([*ACTS, *ACTS, "poll", "older"]), st.integers(0, 30))


def do(client, page, name, n):
    """One step of a colleague, on a post chosen by the number N."""
    posts = list(page.posts.order_by("pk"))
    post = posts[n % len(posts)] if posts else None
    if name == "new":
        at = NOON + timedelta(seconds=7 * n) if n % 2 else None
        publish(page, f"Post {n}", at=at)
    elif name == "new_draft":
        add_draft(page, f"Draft {n}")
    elif name == "due":
        later = timezone.now() + timedelta(hours=1)
        due = publish(page, f"Due {n}", at=later)
        if n % 2:
            Post.objects.filter(pk=due.pk).update(published_at=NOON)
            publish_due(page.pk)
    elif name == "summary":
        set_page(page, stream_title=f"Title {n}")
    elif not post:
        return
    elif name in ("edit", "save", "retime"):
        data = opened(client, page, post)
        data |= {"headline": f"Edit {n}"} if name == "edit" else {}
        data |= {"moment": f"2025-02-03T10:{n}"} if name == "retime" else {}
        save(client, page, "draft" if n % 3 else "publish", **data)
    else:
        assert act(client, page, name, post, label="analysis").status_code == 200


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(moves, min_size=8, max_size=25))
def test_old_desk_plus_delta_equals_fresh_desk(monkeypatch, steps):
    monkeypatch.setattr(stream, "ROWS", 3)
    number = next(_numbers)
    page, client = make_page(f"desk-{number}"), Client()
    client.force_login(make_user(f"edna-{number}", "Editors"))
    publish_many(page, 4)
    desks = [OpenDesk(client, page, **filters) for filters in DESKS]
    for name, n in steps:
        desk = desks[n % len(desks)]
        if name == "poll":
            desk.poll()
        elif name == "older" and desk.more:
            desk.load_older()
        elif name != "older":
            do(client, page, name, n)
    for desk in desks:
        desk.poll()
        assert_fresh(desk)
