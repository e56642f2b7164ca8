"""The acts of the desk: who may do what to which post, and what becomes of it."""

import pytest
from django.contrib.auth.models import User

from posts.models import Post
from tests.acts import do, make
from tests.conftest import (
    add_draft,
    make_page,
    make_user,
    publish,
)
from tests.desk import act, desk_url, state, told
from tests.reader import parse

pytestmark = pytest.mark.django_db

EDITS = "key unkey label discard"
ON_PUBLISHED = "copy pin unpin key unkey label withdraw"
# What each role may do to which post. All else comes too late for an editor and is
# forbidden for a reporter, but for what is in LATE.
ALLOWED = {
    "reporter": {
        "own draft": f"review {EDITS}",
        "another's draft": "",
        "own, in review": f"draft {EDITS}",
        "another's, in review": "",
        "own, scheduled": "",
        "own, published": "",
        "own, withdrawn": "",
        "a working copy": "",
    },
    "editor": {
        "own draft": f"publish review {EDITS}",
        "another's draft": f"publish review {EDITS}",
        "own, in review": f"publish send_back draft {EDITS}",
        "another's, in review": f"publish send_back draft {EDITS}",
        "own, scheduled": f"publish_now draft {EDITS}",
        "own, published": ON_PUBLISHED,
        "own, withdrawn": "publish key unkey label",
        "a working copy": f"publish review {EDITS}",
    },
}
ALLOWED["chief"] = ALLOWED["editor"]
KINDS = list(ALLOWED["editor"])
LATE = {"own draft": ["draft"], "own, in review": ["review"]}
NAMES = "publish publish_now review send_back draft copy pin unpin key unkey label"
NAMES = f"{NAMES} withdraw discard".split()


@pytest.fixture
def cast(reporter, editor, chief):
    return {"reporter": reporter, "editor": editor, "chief": chief}


@pytest.fixture
def olga(db):
    return make_user("olga", "Reporters")


def outcome(response):
    """done, late (with words for the editor) or the status of a refusal."""
    if response.status_code != 200:
        return response.status_code
    return "late" if told(response)[0] == "error" else "done"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ["reporter", "editor", "chief"])
def test_each_act_is_for_its_roles_and_statuses(client, page, cast, olga, role, kind):
    client.force_login(cast[role])
    found, post = {}, None
    for name in NAMES:
        post = post or make(kind, page, cast[role], olga)
        before = state()
        found[name] = outcome(do(client, page, name, post))
        if found[name] == "done":
            post = None
        else:
            assert state() == before, name
    late = LATE.get(kind, []) if role == "reporter" else NAMES
    expected = dict.fromkeys(NAMES, 403) | dict.fromkeys(late, "late")
    assert found == expected | dict.fromkeys(ALLOWED[role][kind].split(), "done")


@pytest.mark.parametrize(
    ("stranger", "status"), [("anonymous", 401), ("subscriber", 401), ("outsider", 403)]
)
def test_no_act_is_for_strangers(client, page, olga, stranger, status):
    if stranger == "subscriber":
        client.force_login(User.objects.create_user("sue"))
    if stranger == "outsider":
        client.force_login(make_user("otto"))
    posts = [make(kind, page, olga, olga) for kind in KINDS]
    before = state()
    for post in posts:
        for name in NAMES:
            assert do(client, page, name, post).status_code == status
    assert state() == before


@pytest.mark.parametrize("role", ["reporter", "editor", "chief"])
def test_the_stream_offers_exactly_what_is_allowed(client, page, cast, olga, role):
    client.force_login(cast[role])
    kinds = {make(kind, page, cast[role], olga).pk: kind for kind in KINDS}
    soup = parse(client.get(desk_url("", page)).content)
    for pk, kind in kinds.items():
        row = soup.find(id=f"row-{pk}")
        offered = {button["data-act"] for button in row.select("[data-act]")}
        offered |= {"label"} if row.select("select[name=label]") else set()
        offered |= {"send_back"} if row.select("details.send-back") else set()
        # None of these posts is pinned or a key event.
        allowed = set(ALLOWED[role][kind].split()) - {"unpin", "unkey"}
        assert offered == allowed, kind
        assert bool(row.select("[data-edit]")) == bool(allowed), kind


@pytest.mark.parametrize(
    ("kind", "name", "field", "value"),
    [
        ("own draft", "publish", "status", "published"),
        ("own draft", "review", "status", "review"),
        ("own draft", "key", "key_event", True),
        ("own draft", "label", "label", "analysis"),
        ("another's, in review", "publish", "status", "published"),
        ("another's, in review", "send_back", "review_note", "Who says so?"),
        ("another's, in review", "send_back", "status", "draft"),
        ("own, in review", "draft", "status", "draft"),
        ("own, scheduled", "publish_now", "status", "published"),
        ("own, scheduled", "draft", "status", "draft"),
        ("own, published", "pin", "pinned_place", 1),
        ("own, published", "withdraw", "status", "withdrawn"),
        ("own, withdrawn", "publish", "status", "published"),
    ],
)
def test_each_act_does_what_it_says(
    client, page, editor, olga, kind, name, field, value
):
    client.force_login(editor)
    post = make(kind, page, editor, olga)
    post.refresh_from_db()
    assert getattr(post, field) != value
    assert told(do(client, page, name, post))[0] == "done"
    post.refresh_from_db()
    assert getattr(post, field) == value
    assert post.history.latest("history_id").history_user == editor


def test_a_post_is_unpinned_unmarked_and_deleted_again(client, page, editor):
    client.force_login(editor)
    post, draft = publish(page, key_event=True), add_draft(page)
    for name in ("pin", "unpin", "unkey"):
        do(client, page, name, post)
    do(client, page, "discard", draft)
    post.refresh_from_db()
    assert (post.pinned_place, post.key_event) == (None, False)
    assert list(Post.objects.all()) == [post]


def test_a_post_is_sent_back_with_a_note_only(client, page, editor, olga):
    client.force_login(editor)
    post = make("another's, in review", page, editor, olga)
    before = state()
    response = act(client, page, "send_back", post, note="  ")
    assert told(response) == ("error", "Say in a few words what is missing.")
    assert state() == before


def test_the_review_goes_there_and_back_and_ends_in_public(
    client, page, reporter, editor
):
    post = add_draft(page, created_by=reporter)
    client.force_login(reporter)
    act(client, page, "review", post)
    client.force_login(editor)
    act(client, page, "send_back", post, note="Who says so?")
    client.force_login(reporter)
    row = parse(client.get(desk_url("", page)).content).find(id=f"row-{post.pk}")
    assert row.select_one(".review-note").get_text() == "Sent back: Who says so?"
    act(client, page, "review", post)
    post.refresh_from_db()
    assert (post.status, post.review_note) == ("review", "")
    client.force_login(editor)
    act(client, page, "publish", post)
    assert list(Post.objects.published()) == [post]


def test_one_forbidden_post_stops_an_act_on_several(client, page, reporter):
    own, others = add_draft(page, created_by=reporter), add_draft(page)
    client.force_login(reporter)
    before = state()
    assert act(client, page, "discard", own, others).status_code == 403
    assert state() == before


def test_one_post_that_comes_too_late_stops_an_act_on_several(client, page, editor):
    draft, published = add_draft(page), publish(page)
    client.force_login(editor)
    before = state()
    response = act(client, page, "publish", draft, published)
    words = "This can't be done any more: the post is published now."
    assert told(response) == ("error", words)
    assert state() == before


@pytest.mark.parametrize(
    ("pks", "words"),
    [
        ([], "Choose a post first."),
        (["none"], "One of these posts was deleted meanwhile."),
        ([10**30], "One of these posts was deleted meanwhile."),
        (["9" * 5000], "One of these posts was deleted meanwhile."),
        (["1\x00"], "One of these posts was deleted meanwhile."),
    ],
)
def test_acts_on_no_post_are_refused(client, page, editor, pks, words):
    client.force_login(editor)
    before = state()
    data = {"act": "publish", "post": pks}
    assert told(client.post(desk_url("act", page), data)) == ("error", words)
    assert state() == before


def test_a_post_chosen_twice_is_one(client, page, editor):
    client.force_login(editor)
    draft = add_draft(page)
    assert told(act(client, page, "publish", draft, draft)) == ("done", "Published.")


def test_acts_on_another_page_s_posts_and_unknown_acts_are_refused(
    client, page, editor
):
    client.force_login(editor)
    other_page = make_page("other")
    draft = add_draft(other_page)
    before = state()
    gone = "One of these posts was deleted meanwhile."
    assert told(act(client, page, "publish", draft)) == ("error", gone)
    assert told(act(client, other_page, "explode", draft))[0] == "error"
    assert told(act(client, other_page, "label", draft, label="shout"))[0] == "error"
    assert state() == before
