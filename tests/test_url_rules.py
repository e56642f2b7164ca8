"""Who may do what, at every address that there is."""

import re
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from posts import preview
from posts.accounts import invitations
from posts.models import AuditEntry, Contributor, FailedSignIn, PostImage
from tests.accounts import LOGIN, sign_in
from tests.conftest import add_draft, make_page, make_user, publish
from tests.pictures import encoded, upload
from tests.url_rules import PROBES, PUBLIC, ROLES, RULES, walk

NAMES = sorted(name for name, _ in walk())
INSIDE = [name for name in NAMES if name not in PUBLIC | PROBES]

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(media_root, reporter, editor, chief):
    return {
        "anonymous": None,
        "subscriber": User.objects.create_user("sue", password="secret"),
        "outsider": make_user("otto"),
        "reporter": reporter,
        "editor": editor,
        "chief": chief,
        "root": User.objects.create_superuser("root", password="secret"),
    }


@pytest.fixture
def there(cast):
    """`there(name)` is an address of that name, of things that exist."""
    page = make_page()
    post = publish(page, headline="A ferry")
    image = PostImage.objects.create(post=post, file=upload(encoded()), alt="A ferry")
    sign_in(Client(), "mistyped")
    objects = {
        "auth_group": Group.objects.get(name="Editors").pk,
        "auth_user": cast["editor"].pk,
        "posts_auditentry": AuditEntry.objects.first().pk,
        "posts_contributor": Contributor.objects.create(name="Ann Lee").pk,
        "posts_failedsignin": FailedSignIn.objects.get().pk,
        "posts_invitation": invitations.for_password(cast["editor"], cast["chief"]).pk,
        "posts_livepage": make_page("draft", "draft").pk,
        "posts_post": add_draft(page).pk,
    }
    kinds = {
        "page_pk": page.pk,
        "pk": post.pk,
        "slug": page.slug,
        "cursor": 0,
        "section": "pages",
        "token": preview.link(page).split("/")[2],
        "key": uuid4(),
        "number": page.history.first().history_id,
        "app_label": "posts",
        "content_type_id": ContentType.objects.get_for_model(page).pk,
        "object_id": page.pk,
        "id": cast["editor"].pk,
        "url": "nowhere/",
    }
    own = {
        "posts:media": {"name": image.file.name},
        "posts:oembed": {},
        "admin:desk_piece": {"page_pk": page.pk, "name": "summary"},
        "admin:accept": {"token": "made-up"},
    }
    more = {"posts:oembed": f"?url=http://testserver{page.get_absolute_url()}"}

    def there(name):
        pattern = dict(walk())[name]
        if name == pattern:  # the admin's own, without a name
            for model, pk in objects.items():
                pattern = pattern.replace(
                    f"{model.replace('_', '/')}/<path:object_id>",
                    f"{model.replace('_', '/')}/{pk}",
                )
            return "/" + pattern.replace("(?P<url>.*)$", "nowhere/")
        args = dict(kinds)
        model = re.match(r"admin:([a-z]+_[a-z]+)_[a-z_]+$", name)
        if model and model[1] in objects:
            args["object_id"] = objects[model[1]]
        wanted = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
        args = own.get(name) or {each: args[each] for each in wanted}
        return reverse(name, kwargs=args) + more.get(name, "")

    return there


def browser(user, **options):
    client = Client(raise_request_exception=True, **options)
    if user:
        client.force_login(user)
    return client


def outcome(response):
    """A status in a word; `in` where one is sent to sign in."""
    if response.status_code == 302 and response["Location"].startswith(LOGIN):
        return "in"
    return str(response.status_code)


def undone(ask):
    """What ASK answers, as if it had never been asked."""
    with transaction.atomic():
        answer = outcome(ask())
        transaction.set_rollback(True)
    cache.clear()
    return answer


def stored():
    """How many rows there are of everything but sessions."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.label != "posts.Session"
    }


def test_every_address_has_its_rule():
    assert set(NAMES) == PUBLIC | PROBES | set(RULES)
    assert not PUBLIC & set(RULES)


@pytest.mark.parametrize("name", INSIDE)
def test_each_role_gets_what_the_rule_says(there, cast, name):
    address = there(name)
    found = {"GET": [], "POST": []}
    for user in cast.values():
        client = browser(user)
        for method, answers in found.items():
            ask = client.get if method == "GET" else client.post
            answers.append(undone(lambda ask=ask: ask(address)))
    gets, posts = RULES[name]
    assert found == {"GET": gets.split(), "POST": posts.split()}
    assert len(found["GET"]) == len(ROLES)


@pytest.mark.parametrize("name", INSIDE)
def test_nothing_is_written_without_a_token(there, cast, name):
    address = there(name)
    client = browser(cast["root"], enforce_csrf_checks=True)
    before = stored()
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.generic(method, address, headers=headers)
            refused = (403,) if method == "POST" else (403, 405)
            assert answer.status_code in refused, (method, headers)
    assert stored() == before
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_address_knows_nobody(there, cast, name):
    address = there(name)
    stranger = Client().get(address)
    client = browser(cast["root"])
    client.cookies["csrftoken"] = "broken"
    client.cookies["messages"] = "x"
    cache.clear()
    answer = client.get(address)
    assert answer.status_code in (200, 204)
    assert b"".join(answer) == b"".join(stranger)
    for response in (answer, stranger):
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        request = response.wsgi_request
        assert not request.session.accessed
        assert not hasattr(request, "_cached_user")
    assert {*answer.headers} == {*stranger.headers}


def test_a_probe_knows_nobody_either(there, cast):
    client = browser(cast["root"])
    for name in sorted(PROBES):
        answer = client.get(there(name))
        assert not answer.cookies, name
        assert "Cookie" not in answer.get("Vary", ""), name
        assert not hasattr(answer.wsgi_request, "session"), name


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_a_public_address_is_only_read(there, cast, method):
    client = browser(cast["root"])
    before = stored()
    for name in sorted(PUBLIC):
        answer = client.generic(method, there(name))
        assert answer.status_code == 405, name
        assert not answer.cookies, name
    assert stored() == before
