"""Reporters, editors and chief editors, each within their rights."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.urls import reverse

from posts.models import Post
from tests.admin_form import ADD, POSTS, change_url, revision, seen_in, send
from tests.conftest import (
    add_draft,
    publish,
)

pytestmark = pytest.mark.django_db


def test_reporters_write_and_submit_their_own_drafts(client, page, reporter):
    client.force_login(reporter)
    send(client, f"{ADD}?page={page.pk}", "_review", headline="For review")
    post = Post.objects.get()
    assert (post.status, post.created_by) == (Post.Status.REVIEW, reporter)
    send(client, change_url(post), headline="Better")
    assert Post.objects.get().headline == "Better"


def test_who_may_not_is_told_so_and_where_to_go_on(client, reporter):
    client.force_login(reporter)
    response = client.get("/admin/posts/livepage/add/")
    assert response.status_code == 403
    said = response.content.decode()
    assert "Your role does not include this." in said
    assert 'href="/admin/"' in said


def test_reporters_can_not_publish(client, page, reporter):
    client.force_login(reporter)
    url = f"{ADD}?page={page.pk}"
    assert b'name="_publish"' not in client.get(url).content
    assert send(client, url, "_publish", headline="Sneaky").status_code == 403
    assert not Post.objects.exists()


@pytest.mark.parametrize("action", ["withdraw_posts", "pin_posts"])
def test_reporters_have_no_actions(client, page, reporter, action):
    post = publish(page)
    client.force_login(reporter)
    before = revision(page)
    client.post(POSTS, {"action": action, "_selected_action": [post.pk]})
    assert revision(page) == before


def test_reporters_change_neither_others_drafts_nor_what_is_public(
    client, page, reporter
):
    others = add_draft(page)
    own = publish(page, created_by=reporter)
    client.force_login(reporter)
    for post in (others, own):
        response = client.post(change_url(post), {"headline": "Mine", "_save": "1"})
        assert response.status_code == 403
    assert not Post.objects.filter(headline="Mine").exists()


def test_editors_change_no_pages_and_chiefs_do(client, page, editor, chief):
    url = reverse("admin:posts_livepage_change", args=[page.pk])
    client.force_login(editor)
    assert client.post(url, {"title": "Mine", "_save": "1"}).status_code == 403
    client.force_login(chief)
    assert send(client, url, title="New title").status_code == 302
    page.refresh_from_db()
    assert (page.title, page.title_revision) == ("New title", page.revision)


def test_a_chief_makes_accounts_but_no_superusers(client, chief):
    client.force_login(chief)
    group = Group.objects.get(name="Reporters")
    account = User.objects.create_user("newcomer", password="x")
    url = reverse("admin:auth_user_change", args=[account.pk])
    fields = {"username": "newcomer", "is_active": "on", "is_staff": "on"}
    fields["seen"] = seen_in(client.get(url))
    client.post(url, fields | {"groups": [group.pk], "is_superuser": "on"})
    account.refresh_from_db()
    assert list(account.groups.all()) == [group]
    assert (account.is_staff, account.is_superuser) == (True, False)


def test_saving_an_account_keeps_the_groups_the_form_does_not_offer(client, chief):
    client.force_login(chief)
    account = User.objects.create_user("newcomer", password="x")
    payroll = Group.objects.create(name="Payroll")
    account.groups.add(payroll)
    url = reverse("admin:auth_user_change", args=[account.pk])
    fields = {"username": "newcomer", "seen": seen_in(client.get(url))}
    assert client.post(url, fields).status_code == 302
    assert list(account.groups.all()) == [payroll]


def test_a_chief_can_not_touch_a_superuser(client, chief):
    client.force_login(chief)
    root = User.objects.create_superuser("root", password="x")
    for name in ("auth_user_change", "auth_user_password_change"):
        url = reverse(f"admin:{name}", args=[root.pk])
        assert client.post(url, {"username": "taken"}).status_code == 403
    root.refresh_from_db()
    assert root.username == "root"


def test_what_was_public_has_no_delete_button(client, page, chief):
    post = publish(page)
    client.force_login(chief)
    for name, pk in (("post", post.pk), ("livepage", page.pk)):
        url = reverse(f"admin:posts_{name}_delete", args=[pk])
        assert client.post(url, {"post": "yes"}).status_code == 403
    draft = add_draft(page)
    url = reverse("admin:posts_post_delete", args=[draft.pk])
    asked = {"post": "yes", "seen": seen_in(client.get(url))}
    assert client.post(url, asked).status_code == 302
    assert not Post.objects.filter(pk=draft.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_the_groups_are_there_again_when_a_test_has_emptied_the_tables():
    call_command("flush", verbosity=0, interactive=False)
    assert {group.name for group in Group.objects.all()} == {
        *("Reporters", "Editors", "Chief editors")
    }
    assert Group.objects.get(name="Editors").permissions.exists()


def test_a_reporter_may_look_at_a_colleague_s_draft(client, page, reporter):
    client.force_login(reporter)
    html = client.get(change_url(add_draft(page, "Theirs"))).content.decode()
    assert "Theirs" in html
    assert 'name="_save"' not in html
