"""Two people in one post who changed the same: both side by side, nothing lost."""

from functools import partial
from itertools import count

import pytest

from posts.models import Contributor, Post
from posts.publishing import public_change
from tests.conftest import add_draft
from tests.desk import (
    after,
    before_query,
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


def test_a_field_that_both_changed_is_shown_twice_and_nothing_is_written(
    desk, page, post, chief
):
    data = opened(desk, page, post)
    data |= {"headline": "Two tugs ahoy", "body": "<p>A big tug came.</p>"}
    by_charles(post, chief, headline="Tug aground", body="<p>A red tug came.</p>")
    before = state()
    response = save(desk, page, "publish", **data)
    assert state() == before
    assert notice(response)[0].startswith("charles saved this post while you wrote")
    assert disputed(response) == {
        "headline": (
            "Tug aground",
            "Tug agroundTwo tugs ahoy",
            [("del", "Tug aground"), ("ins", "Two tugs ahoy")],
        ),
        "body": (
            "A red tug came.",
            "A redbig tug came.",
            [("del", "red"), ("ins", "big")],
        ),
    }


def test_saving_once_more_stands(desk, page, post, chief):
    data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
    by_charles(post, chief, headline="Tug aground")
    again = after(save(desk, page, "publish", **data), data)
    assert again != data
    assert told(save(desk, page, "publish", **again)) == (
        "done",
        "Readers are updated.",
    )
    post.refresh_from_db()
    assert post.headline == "Tugs ahoy"


def test_what_only_the_colleague_changed_stays_when_mine_stands(
    desk, page, post, chief
):
    data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
    by_charles(post, chief, headline="Tug aground", body="<p>It is stuck.</p>")
    again = after(save(desk, page, "publish", **data), data)
    save(desk, page, "publish", **again)
    post.refresh_from_db()
    assert (post.headline, post.body) == ("Tugs ahoy", "<p>It is stuck.</p>")


def test_theirs_is_taken_where_it_is_better(desk, page, post, chief):
    data = opened(desk, page, post)
    data |= {"headline": "Two tugs ahoy", "body": "<p>Two came.</p>"}
    fields = {"headline": "Tug aground", "body": "<p>It is stuck.</p>"}
    by_charles(post, chief, **fields, quote_attribution="Harbour master")
    again = after(save(desk, page, "publish", **data), data)
    again = take(desk, page, again, "body")
    assert (again["headline"], again["body"]) == (
        "Two tugs ahoy",
        "<p>It is stuck.</p>",
    )
    assert told(save(desk, page, "publish", **again))[0] == "done"
    post.refresh_from_db()
    assert (post.headline, post.body) == ("Two tugs ahoy", "<p>It is stuck.</p>")
    assert post.quote_attribution == "Harbour master"


def test_bylines_pictures_and_notes_are_taken_too(desk, page, post, chief):
    people = [Contributor.objects.create(name=name) for name in ("Ada", "Maren")]
    data = opened(desk, page, post) | {"byline": "Ada", "role": "Analyst"}
    data |= {"image": "a", "a-alt": "Mine", "a-file": ""}
    data |= {"tell_readers": "on", "correction_note": "Mine"}
    with public_change(page, by=chief) as change:
        held = change.post(post.pk)
        held.bylines.create(contributor=people[1], role="Reporter")
        held.images.create(alt="Theirs")
        change.mark(held, correction_note="Theirs")
    response = save(desk, page, "publish", **data)
    assert set(disputed(response)) == {"bylines", "images", "correction_note"}
    assert disputed(response)["bylines"][:2] == (
        "Maren, Reporter",
        "MarenAda, ReporterAnalyst",
    )
    data = after(response, data)
    for field in ("bylines", "images", "correction_note"):
        data = take(desk, page, data, field)
    assert (data["byline"], data["role"]) == ("Maren", "Reporter")
    assert data[f"{data['image']}-alt"] == "Theirs"
    assert (data["tell_readers"], data["correction_note"]) == ("on", "Theirs")


def test_a_third_version_is_disputed_again(desk, page, post, chief):
    data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
    by_charles(post, chief, headline="Tug aground")
    again = after(save(desk, page, "publish", **data), data)
    by_charles(post, chief, headline="Tug afloat")
    response = save(desk, page, "publish", **again)
    assert disputed(response)["headline"][0] == "Tug afloat"
    save(desk, page, "publish", **after(response, again))
    post.refresh_from_db()
    assert post.headline == "Tugs ahoy"


def test_an_imported_post_that_was_never_changed_has_a_first_version_to_compare(
    client, page, editor, chief
):
    with public_change(page) as change:
        change.import_rows([post := Post(headline="Old", body="<p>Old.</p>")])
        post.save()
    client.force_login(editor)
    data = opened(client, page, post) | {"headline": "Mine"}
    by_charles(post, chief, headline="Theirs")
    assert disputed(save(client, page, "publish", **data))["headline"][0] == "Theirs"


def test_a_form_that_names_an_unknown_version_overwrites_nothing(desk, page, post):
    data = opened(desk, page, post) | {"headline": "Tugs ahoy", "seen": "999999"}
    response = save(desk, page, "publish", **data)
    assert disputed(response)["headline"][0] == "Tug ahoy"


@pytest.mark.parametrize("seen", ["", "x", "-1", "²", "9" * 5000])
def test_a_form_that_names_no_version_began_with_the_first(
    desk, page, post, chief, seen
):
    data = opened(desk, page, post) | {"headline": "Tugs ahoy", "seen": seen}
    by_charles(post, chief, body="<p>It is stuck.</p>")
    save(desk, page, "publish", **data)
    post.refresh_from_db()
    assert (post.headline, post.body) == ("Tugs ahoy", "<p>It is stuck.</p>")


# A colleague saves between two queries of one request

NEWS = "<p>All are safe.</p>"


def moments(page, chief):
    """For each query of a request: a draft, and the context in which Charles saves it
    just before that query.
    """
    for number in count():
        post = add_draft(page, "Tug ahoy", "<p>A tug came.</p>")
        by_charles(post, chief, label="breaking")
        saves, done = partial(by_charles, post, chief, body=NEWS), []
        yield post, before_query(number, saves, done)
        if not done:
            return


def test_what_is_saved_while_the_composer_opens_stands(desk, page, chief):
    for post, saves in moments(page, chief):
        with saves:
            data = opened(desk, page, post)
        save(desk, page, "draft", **data | {"headline": "Tugs ahoy"})
        post.refresh_from_db()
        assert post.body == NEWS


def test_what_is_saved_just_after_my_draft_stands(desk, page, chief):
    for post, saves in moments(page, chief):
        data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
        with saves:
            response = save(desk, page, "draft", **data)
        data = after(response, data) | {"headline": "Two tugs ahoy"}
        save(desk, page, "draft", **data)
        post.refresh_from_db()
        assert post.body == NEWS


def test_what_is_saved_while_a_dispute_is_told_is_disputed_again(desk, page, chief):
    for post, saves in moments(page, chief):
        data = opened(desk, page, post) | {"body": "<p>Two came.</p>"}
        by_charles(post, chief, body="<p>It is stuck.</p>")
        with saves:
            response = save(desk, page, "draft", **data)
        if disputed(response)["body"][0] == "It is stuck.":
            save(desk, page, "draft", **after(response, data))
            post.refresh_from_db()
            assert post.body == NEWS
