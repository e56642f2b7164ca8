"""Two people in one post who changed different things: both changes are kept."""

import pytest

from posts.models import Contributor
from posts.publishing import public_change
from tests.conftest import NOON, add_draft, publish
from tests.desk import act, after, by_charles, opened, save, state, told

pytestmark = pytest.mark.django_db


def test_changes_of_different_fields_are_both_kept(desk, page, post, chief):
    data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
    by_charles(post, chief, body="<p>Two tugs came.</p>", label="analysis")
    response = save(desk, page, "publish", **data)
    assert told(response) == ("done", "Readers are updated.")
    post.refresh_from_db()
    assert (post.headline, post.body, post.label) == (
        "Tugs ahoy",
        "<p>Two tugs came.</p>",
        "analysis",
    )


def test_bylines_and_pictures_of_a_colleague_are_kept(desk, page, post, chief):
    person = Contributor.objects.create(name="Maren Holt")
    data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
    with public_change(page, by=chief) as change:
        held = change.post(post.pk)
        held.bylines.create(contributor=person)
        held.images.create(alt="A tug")
    save(desk, page, "publish", **data)
    post.refresh_from_db()
    assert post.headline == "Tugs ahoy"
    assert [line.contributor for line in post.bylines.all()] == [person]
    assert [image.alt for image in post.images.all()] == ["A tug"]


def test_after_a_draft_was_put_together_the_composer_shows_both(
    client, page, editor, chief
):
    draft = add_draft(page, "Tug ahoy", "<p>A tug came.</p>")
    client.force_login(editor)
    data = opened(client, page, draft) | {"headline": "Tugs ahoy"}
    by_charles(draft, chief, body="<p>Two tugs came.</p>")
    data = after(save(client, page, "draft", **data), data)
    # She goes on writing in her headline and saves once more.
    save(client, page, "draft", **data | {"headline": "Tugs!"})
    draft.refresh_from_db()
    assert (draft.headline, draft.body) == ("Tugs!", "<p>Two tugs came.</p>")


def test_the_same_change_by_both_is_no_conflict(desk, page, post, chief):
    data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
    by_charles(post, chief, headline="Tugs ahoy")
    save(desk, page, "publish", **data | {"label": ""})
    post.refresh_from_db()
    assert (post.headline, post.label) == ("Tugs ahoy", "")


@pytest.mark.parametrize("name", ["pin", "key", "withdraw"])
def test_what_a_colleague_did_beside_the_text_is_no_conflict(
    desk, page, post, chief, name
):
    data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
    desk.force_login(chief)
    act(desk, page, name, post)
    saved = save(desk, page, "draft" if name == "withdraw" else "publish", **data)
    assert told(saved)[0] == "done"
    post.refresh_from_db()
    assert post.headline == "Tugs ahoy"
    assert post.key_event == (name == "key")
    assert post.status == ("withdrawn" if name == "withdraw" else "published")


def test_a_colleague_s_pin_stays_pinned(desk, page, post, chief):
    data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
    with public_change(page, by=chief) as change:
        change.pin(change.post(post.pk))
    save(desk, page, "publish", **data)
    post.refresh_from_db()
    assert post.pinned_place == 1


def test_a_colleague_s_time_stays(desk, page, post, chief):
    data = opened(desk, page, post) | {"headline": "Tugs ahoy"}
    with public_change(page, by=chief) as change:
        change.retime(change.post(post.pk), NOON.replace(hour=9))
    save(desk, page, "publish", **data)
    post.refresh_from_db()
    assert (post.headline, post.published_at.hour) == ("Tugs ahoy", 9)


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        (
            "<ul><li>One</li><li>Two</li></ul>",
            "<ul><li><p>One</p></li><li><p>Two</p></li></ul>",
        ),
        ("<p>One&nbsp;two</p>", "<p>One\u00a0two</p>"),
        ("<p>One\n  two</p>", "<p>One two</p>"),
    ],
)
def test_what_the_editor_writes_differently_by_itself_is_no_change(
    client, page, editor, chief, stored, sent
):
    post = publish(page, "List", stored)
    client.force_login(editor)
    data = opened(client, page, post) | {"body": sent}
    before = state()
    save(client, page, "publish", **data)
    assert state() == before
    by_charles(post, chief, body="<p>Rewritten.</p>")
    save(client, page, "publish", **data | {"headline": "Listed"})
    post.refresh_from_db()
    assert (post.headline, post.body) == ("Listed", "<p>Rewritten.</p>")


@pytest.mark.parametrize(("stored", "typed"), [(" ", "\u00a0"), ("\u00a0", " ")])
def test_a_hard_space_is_a_change(desk, page, stored, typed):
    post = publish(page, f"10{stored}t", f"<p>She weighs 10{stored}t.</p>")
    data = opened(desk, page, post)
    data |= {"headline": f"10{typed}t", "body": f"<p>She weighs 10{typed}t.</p>"}
    save(desk, page, "publish", **data)
    post.refresh_from_db()
    assert post.headline == f"10{typed}t"
    assert post.body.replace("&nbsp;", "\u00a0") == data["body"]


def test_a_byline_imported_with_its_usual_role_is_no_change(
    client, page, editor, chief
):
    person = Contributor.objects.create(name="Maren Holt", role="Reporter")
    post = publish(page)
    post.bylines.create(contributor=person, role="Reporter", order=1)
    client.force_login(editor)
    data = opened(client, page, post)
    before = state()
    save(client, page, "publish", **data)
    assert state() == before
    with public_change(page, by=chief) as change:
        change.post(post.pk).bylines.update(role="Editor")
    save(client, page, "publish", **data | {"headline": "Listed"})
    assert [line.role for line in post.bylines.all()] == ["Editor"]
