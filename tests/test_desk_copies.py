"""Working copies and their originals: what a colleague changed meanwhile stays."""

import pytest

from posts.models import Post
from tests.desk import (
    act,
    after,
    by_charles,
    disputed,
    notice,
    opened,
    save,
    state,
    take,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["by the button", "from the composer", "revised since"])
def copy(request, desk, page, post):
    """Edna's working copy, with a headline of its own, made in each way."""
    headline = {"headline": "Tugs ahoy"}
    if request.param == "by the button":
        act(desk, page, "copy", post)
        copy = Post.objects.get(working_copy_of=post)
        save(desk, page, "draft", **opened(desk, page, copy) | headline)
        return copy
    if request.param == "revised since":
        save(desk, page, "draft", **opened(desk, page, post) | {"headline": "Tug"})
        copy = Post.objects.get(working_copy_of=post)
        save(desk, page, "draft", **opened(desk, page, copy) | headline)
        return copy
    save(desk, page, "draft", **opened(desk, page, post) | headline)
    return Post.objects.get(working_copy_of=post)


def texts(post):
    post.refresh_from_db()
    return post.headline, post.body


def test_a_colleague_s_change_of_another_field_is_kept(desk, page, post, copy, chief):
    by_charles(post, chief, body="<p>It is stuck.</p>")
    save(desk, page, "publish", **opened(desk, page, copy))
    assert texts(post) == ("Tugs ahoy", "<p>It is stuck.</p>")
    assert not Post.objects.filter(working_copy_of=post).exists()


def test_published_from_its_row_it_keeps_the_colleague_s_change_too(
    desk, page, post, copy, chief
):
    by_charles(post, chief, body="<p>It is stuck.</p>")
    assert told(act(desk, page, "publish", copy)) == ("done", "Published.")
    assert texts(post) == ("Tugs ahoy", "<p>It is stuck.</p>")


def test_a_field_that_both_changed_is_shown_and_nothing_is_written(
    desk, page, post, copy, chief
):
    by_charles(post, chief, headline="Tug aground")
    data = opened(desk, page, copy)
    before = state()
    response = save(desk, page, "publish", **data)
    assert state() == before
    assert disputed(response)["headline"][0] == "Tug aground"
    assert notice(response)[0].startswith("charles saved this post while you wrote")
    response = save(desk, page, "publish", **after(response, data))
    assert told(response)[0] == "done"
    assert texts(post)[0] == "Tugs ahoy"


def test_mine_stands_only_where_it_was_disputed(desk, page, post, copy, chief):
    by_charles(post, chief, headline="Tug aground", body="<p>It is stuck.</p>")
    data = opened(desk, page, copy)
    data = after(save(desk, page, "publish", **data), data)
    save(desk, page, "publish", **data)
    assert texts(post) == ("Tugs ahoy", "<p>It is stuck.</p>")


def test_theirs_is_taken_from_the_published_post(desk, page, post, copy, chief):
    by_charles(post, chief, headline="Tug aground")
    data = opened(desk, page, copy) | {"body": "<p>Rewritten.</p>"}
    data = after(save(desk, page, "publish", **data), data)
    data = take(desk, page, data, "headline")
    assert data["headline"] == "Tug aground"
    assert told(save(desk, page, "publish", **data))[0] == "done"
    assert texts(post) == ("Tug aground", "<p>Rewritten.</p>")


def test_published_from_its_row_a_conflict_is_refused(desk, page, post, copy, chief):
    by_charles(post, chief, headline="Tug aground")
    before = state()
    assert told(act(desk, page, "publish", copy))[0] == "error"
    assert state() == before


def test_two_editors_in_one_working_copy_conflict_like_in_any_post(
    desk, page, post, copy, chief
):
    data = opened(desk, page, copy) | {"headline": "Tugs!"}
    by_charles(copy, chief, headline="Tug aground")
    response = save(desk, page, "draft", **data)
    assert disputed(response)["headline"][0] == "Tug aground"
    data = after(response, data)
    assert told(save(desk, page, "draft", **data))[0] == "done"
    assert texts(copy)[0] == "Tugs!"


def test_a_working_copy_of_a_post_withdrawn_meanwhile_waits(desk, page, post, copy):
    act(desk, page, "withdraw", post)
    data = opened(desk, page, copy)
    before = state()
    response = save(desk, page, "publish", **data)
    assert notice(response) == [
        "The post was withdrawn meanwhile: publish it again first."
    ]
    assert state() == before
