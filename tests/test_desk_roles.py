"""The desk's rights: who may enter which part of it, save, and run the page."""

import pytest
from django.contrib.auth.models import Permission, User

from posts.models import Post
from posts.publishing import public_change
from tests.conftest import add_draft, make_page, make_user, publish
from tests.desk import desk_url, notice, save, state, turn, typed
from tests.pictures import encoded, upload

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "subscriber", "outsider", "viewer"]
ROLES += ["reporter", "editor", "chief"]
# What each part of the desk answers, in the order of ROLES.
ENTRANCES = {
    "desk": (302, 302, 403, 200, 200, 200, 200),
    "signed_in": (302, 302, 200, 200, 200, 200, 200),
    "updates": (401, 401, 403, 200, 200, 200, 200),
    "rows": (401, 401, 403, 200, 200, 200, 200),
    "composer": (401, 401, 403, 200, 200, 200, 200),
    "composer, own draft": (401, 401, 403, 403, 200, 200, 200),
    "composer, another's draft": (401, 401, 403, 403, 403, 200, 200),
    "composer, published": (401, 401, 403, 403, 403, 200, 200),
    "given_back": (401, 401, 403, 200, 200, 200, 200),
    "typing": (401, 401, 403, 204, 204, 204, 204),
    "dropped": (401, 401, 403, 204, 204, 204, 204),
    "preview": (401, 401, 403, 200, 200, 200, 200),
    "image": (401, 401, 403, 403, 200, 200, 200),
    "preview_link": (401, 401, 403, 403, 200, 200, 200),
    "page_history": (401, 401, 403, 200, 200, 200, 200),
    "post_history": (401, 401, 403, 200, 200, 200, 200),
    "restore_page": (401, 401, 403, 403, 403, 200, 200),
    "copy_to, asking": (401, 401, 403, 403, 200, 200, 200),
    "copy_to": (401, 401, 403, 403, 200, 200, 200),
    "end the page": (401, 401, 403, 403, 403, 200, 200),
    "withdraw the page": (401, 401, 403, 403, 403, 403, 200),
    "summary": (401, 401, 403, 403, 403, 200, 200),
    "related": (401, 401, 403, 403, 403, 200, 200),
    "stream": (401, 401, 403, 403, 403, 200, 200),
    "pinned": (401, 401, 403, 403, 403, 200, 200),
}
WRITES = ("restore_page", "copy_to", "end the page", "withdraw the page", "summary")
WRITES += ("related", "stream", "pinned")


@pytest.fixture
def cast(reporter, editor, chief):
    viewer = make_user("vera")
    viewer.user_permissions.add(Permission.objects.get(codename="view_post"))
    return {
        "anonymous": None,
        "subscriber": User.objects.create_user("sue"),
        "outsider": make_user("otto"),
        "viewer": viewer,
        "reporter": reporter,
        "editor": editor,
        "chief": chief,
    }


def enter(client, cast, role):
    if cast[role]:
        client.force_login(cast[role])
    return cast[role]


def call(client, page, user, other, part):
    """Use a PART of the desk as its screen does."""

    def get(name, *args, **data):
        return client.get(desk_url(name, page, *args), data)

    def post(name, *args, **data):
        return client.post(desk_url(name, page, *args), data)

    def draft(author):
        return add_draft(page, created_by=author).pk

    version = page.history.first()
    calls = {
        "desk": lambda: get(""),
        "composer, own draft": lambda: get("composer", post=draft(user)),
        "composer, another's draft": lambda: get("composer", post=draft(other)),
        "composer, published": lambda: get("composer", post=publish(page).pk),
        "given_back": lambda: post("given_back", typed="headline=Hello"),
        "typing": lambda: post("typing", **typed(), typed="headline=Hello"),
        "dropped": lambda: post("dropped", **typed()),
        "preview": lambda: post("preview", **typed()),
        "image": lambda: post("image", file=upload(encoded("PNG"), "tug.png")),
        "preview_link": lambda: post("preview_link"),
        "post_history": lambda: get("post_history", publish(page).pk),
        "restore_page": lambda: post("restore_page", version.history_id),
        "copy_to, asking": lambda: get("copy_to", post=publish(page).pk),
        "copy_to": lambda: post("copy_to", post=source.pk, to=target.pk),
        "end the page": lambda: post("piece", "status", status="ended"),
        "withdraw the page": lambda: post("piece", "status", status="withdrawn"),
        **{
            name: lambda name=name: post("piece", name)
            for name in ("summary", "related", "stream", "pinned")
        },
    }
    if part == "copy_to":
        source, target = publish(page), make_page(f"for-{user}")
    before = state()
    response = calls.get(part, lambda: get(part))()
    if response.status_code >= 300 and part in WRITES:
        assert state() == before
    return response


@pytest.mark.parametrize("part", ENTRANCES)
def test_each_part_of_the_desk_opens_for_its_roles(
    client, page, cast, part, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    other = make_user("olga", "Reporters")
    found = []
    for role in ROLES:
        user = enter(client, cast, role)
        response = call(client, page, user, other, part)
        found.append(response.status_code)
        if response.status_code == 302:
            login, _, back = response["Location"].partition("?next=")
            assert (login, back) == ("/admin/login/", response.request["PATH_INFO"])
    assert tuple(found) == ENTRANCES[part]


@pytest.mark.parametrize("role", ROLES)
def test_publishing_from_the_composer_is_for_editors(client, page, cast, role):
    enter(client, cast, role)
    before = state()
    response = save(client, page, "publish")
    if role in ("editor", "chief"):
        assert Post.objects.get().status == Post.Status.PUBLISHED
        return
    assert state() == before
    if role in ("viewer", "reporter"):
        words = "You may not publish: submit it for review instead."
        assert (response.status_code, notice(response)) == (200, [words])
    else:
        assert response.status_code == (403 if role == "outsider" else 401)


@pytest.mark.parametrize(("act", "status"), [("draft", "draft"), ("review", "review")])
@pytest.mark.parametrize("role", ROLES)
def test_everybody_on_the_desk_saves_drafts_and_submits(
    client, page, cast, role, act, status
):
    user = enter(client, cast, role)
    save(client, page, act)
    found = list(Post.objects.values_list("status", "created_by"))
    may = role in ("reporter", "editor", "chief")
    assert found == ([(status, user.pk)] if may else [])


@pytest.mark.parametrize(
    ("page_status", "status", "reporter_gets", "editor_gets", "chief_gets"),
    [
        ("draft", "upcoming", 403, "upcoming", "upcoming"),
        ("draft", "live", 403, "live", "live"),
        ("upcoming", "live", 403, "live", "live"),
        ("upcoming", "withdrawn", 403, 403, "withdrawn"),
        ("live", "ended", 403, "ended", "ended"),
        ("ended", "live", 403, "live", "live"),
        ("ended", "withdrawn", 403, 403, "withdrawn"),
        ("withdrawn", "live", 403, 403, "live"),
        ("withdrawn", "ended", 403, 403, "ended"),
        ("live", "upcoming", 403, "live", "live"),
        ("live", "draft", 403, "live", "live"),
    ],
)
def test_the_page_s_status_is_for_its_roles(
    client, cast, page_status, status, reporter_gets, editor_gets, chief_gets
):
    roles = {"reporter": reporter_gets, "editor": editor_gets, "chief": chief_gets}
    for role, expected in roles.items():
        first = "live" if page_status == "withdrawn" else page_status
        page = make_page(f"by-{role}", first)
        if page_status == "withdrawn":
            with public_change(page) as change:
                change.open_as("withdrawn")
        enter(client, cast, role)
        response = turn(client, page, status)
        page.refresh_from_db()
        if expected == 403:
            assert (response.status_code, page.status) == (403, page_status), role
        else:
            assert (response.status_code, page.status) == (200, expected), role


@pytest.mark.parametrize("part", ["save", "act", "typing", "preview", "image"])
def test_what_writes_is_not_for_links(client, page, editor, part):
    client.force_login(editor)
    assert client.get(desk_url(part, page)).status_code == 405


@pytest.mark.parametrize("part", ["updates", "composer", "save", "act", "page_history"])
def test_the_desk_of_an_unknown_page_is_nowhere(client, page, editor, part):
    client.force_login(editor)
    url = desk_url(part, page).replace(f"/{page.pk}/", f"/{page.pk + 1}/")
    method = client.post if part in ("save", "act") else client.get
    assert method(url).status_code == 404
