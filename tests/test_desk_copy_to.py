"""Copying a post to another live page."""

import pytest

from posts.models import Post
from tests.conftest import make_page, open_as, publish
from tests.desk import (
    desk_url,
    told,
)
from tests.reader import parse

pytestmark = pytest.mark.django_db


def test_a_post_is_copied_to_another_page_as_a_draft(rita, page, reporter):
    post = publish(page, "Tug ahoy", key_event=True, correction_note="It was a boat.")
    post.images.create(alt="A tug", credit="Trust")
    target, gone = make_page("other", title="Boats"), make_page("gone")
    act_url = desk_url("copy_to", page)
    options = parse(rita.get(act_url, {"post": post.pk}).content).select("option")
    assert [(int(o["value"]), o.get_text()) for o in options] == [
        (gone.pk, "Storm over the bay (live)"),
        (target.pk, "Boats (live)"),
    ]
    response = rita.post(act_url, {"post": post.pk, "to": target.pk})
    assert told(response) == ("done", "A draft is on the desk of 'Boats'.")
    copy = target.posts.get()
    assert (copy.headline, copy.status, copy.created_by) == (
        "Tug ahoy",
        "draft",
        reporter,
    )
    assert (copy.key_event, copy.correction_note) == (True, "")
    assert [image.credit for image in copy.images.all()] == ["Trust"]
    assert copy.history.get().history_user == reporter
    assert page.posts.get() == post


def test_a_post_is_copied_neither_to_its_own_nor_to_a_withdrawn_page(rita, page):
    post = publish(page)
    gone = make_page("gone")
    open_as(gone, "withdrawn")
    for target in (page, gone):
        data = {"post": post.pk, "to": target.pk}
        assert rita.post(desk_url("copy_to", page), data).status_code == 404
    assert Post.objects.get() == post
    soup = parse(rita.get(desk_url("copy_to", page), {"post": post.pk}).content)
    assert soup.select_one(".hint").get_text() == "There is no other live page."
