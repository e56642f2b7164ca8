"""Many editors at once: distinct revisions, and no reader misses a change."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.forms import SetPasswordForm, UserCreationForm
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.db.models.sql import DeleteQuery
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from posts.accounts import invitations, second_factor
from posts.models import (
    Byline,
    Contributor,
    EditingSession,
    Invitation,
    LivePage,
    Post,
)
from posts.publishing import (
    PublishingError,
    public_change,
    publish_due,
    restamp_contributor,
)
from tests.accounts import LINKS, PASSWORD, code_of
from tests.conftest import (
    add_draft,
    edit,
    make_page,
    make_user,
    open_as,
    publish,
    publish_many,
    withdraw,
)
from tests.desk import desk_url
from tests.reader import FURNITURE, Reader

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def threads(count, work):
    """Run WORK(number) in COUNT threads; their first error is raised at the end."""
    errors = []

    def run(number):
        try:
            work(number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in running:
        thread.start()
    yield running
    for thread in running:
        thread.join()
    if errors:
        raise errors[0]


def test_parallel_publishing_gives_distinct_revisions_without_a_hole():
    page = make_page()
    start = page.revision

    def work(number):
        for n in range(5):
            publish(page, f"Editor {number}, post {n}")

    with threads(4, work):
        pass
    revisions = sorted(page.posts.values_list("revision", flat=True))
    assert revisions == list(range(start + 1, start + 21))
    sequences = sorted(page.posts.values_list("sequence", flat=True))
    assert sequences == list(range(1, 21))


def test_no_reader_misses_a_change_while_editors_work(settings):
    settings.POSTS_PER_PAGE = 10
    page = make_page()
    publish_many(page, 8)
    url = page.get_absolute_url()

    def work(number):
        for n in range(6):
            post = publish(page, f"Editor {number}, post {n}")
            edit(post, headline=f"Editor {number}, edit {n}")
            if n % 2:
                withdraw(post)

    readers = [Reader(Client(), url) for _ in range(3)]
    seen = set()
    with threads(3, work) as editors:
        while any(editor.is_alive() for editor in editors):
            for reader in readers:
                reader.poll()
                assert len(reader.ids) == len(set(reader.ids))
                seen.add(reader.at)
            time.sleep(0.01)
    assert len(seen) > 3, "the readers never polled in between"
    fresh_count = page.posts.published().count()
    settings.POSTS_PER_PAGE = fresh_count + 1
    fresh = Reader(Client(), url)
    for reader in readers:
        reader.catch_up()
        expected = [article for article in fresh.feed if reader.holds(article.sort)]
        assert reader.feed == expected
        for name in FURNITURE:
            assert reader.furniture[name] == fresh.furniture[name]


def test_two_withdrawals_of_one_post_are_one(settings):
    page = make_page()
    post = publish(page)
    refused = []

    def work(number):
        try:
            withdraw(post)
        except PublishingError as error:
            refused.append(error)

    with threads(2, work):
        pass
    assert len(refused) == 1
    assert Post.objects.get().status == Post.Status.WITHDRAWN


def test_a_post_can_be_deleted_while_a_composer_has_it_open():
    page, user = make_page(), make_user("edna", "Editors")
    client = Client()
    client.force_login(user)
    kept = []

    def work(number):
        if number:
            data = {"key": uuid4(), "post": post.pk, "typed": "headline=Mine"}
            kept.append(client.post(desk_url("typing", page), data).status_code)
            return
        with public_change(page) as change:
            change.discard(change.post(post.pk))

    for _ in range(5):
        post = add_draft(page)
        with threads(2, work):
            pass
    assert kept == [204] * 5
    assert not page.posts.exists()
    assert EditingSession.objects.filter(post=None).count() == 5


def test_a_composer_waits_for_the_end_of_the_post_that_it_has_open(monkeypatch):
    """Else it would hold on to a row that is about to go."""
    if connection.vendor == "sqlite":
        pytest.skip("There one writes at a time.")
    page, user = make_page(), make_user("edna", "Editors")
    post, client = add_draft(page), Client()
    client.force_login(user)
    begun, kept, delete = threading.Event(), threading.Event(), DeleteQuery.delete_batch

    def slowly(query, *args):
        if query.model is Post:  # what names it was told so just before
            begun.set()
            kept.wait(1.5)
        return delete(query, *args)

    monkeypatch.setattr(DeleteQuery, "delete_batch", slowly)

    def work(number):
        if number:
            begun.wait(20)
            data = {"key": uuid4(), "post": post.pk, "typed": "headline=Mine"}
            assert client.post(desk_url("typing", page), data).status_code == 204
            kept.set()
            return
        with public_change(page) as change:
            change.discard(change.post(post.pk))

    with threads(2, work):
        pass
    assert EditingSession.objects.get().post is None


def test_what_is_due_is_published_once_by_many_readers():
    page = make_page()
    before = LivePage.objects.get().revision
    with public_change(page) as change:
        for n in range(3):
            post = change.add(Post(headline=f"Due {n}", body="<p>x</p>"))
            change.schedule(post, change.now + timedelta(hours=1))
    Post.objects.update(published_at=change.now)
    published = []
    with threads(4, lambda number: published.append(publish_due(page.pk))):
        pass
    assert sorted(published) == [0, 0, 0, 3]
    assert LivePage.objects.get().revision == before + 1


def meanwhile(first, second):
    """Do FIRST, and SECOND while what FIRST did is not committed yet."""
    is_done = threading.Event()

    def work(number):
        if number:
            is_done.wait(10)
            second()
            return
        with transaction.atomic():
            first()
            is_done.set()
            time.sleep(0.5)

    with threads(2, work):
        pass


def test_a_new_name_reaches_a_post_that_is_published_before_it_is_there():
    page, person = make_page(), Contributor.objects.create(name="Old name")
    readers = []

    def rename():
        renamed = Contributor.objects.get(pk=person.pk)
        renamed.name = "New name"
        renamed.save()
        restamp_contributor(renamed)

    def publish_and_read():
        with public_change(page) as change:
            post = change.add(Post(headline="News"))
            Byline.objects.create(post=post, contributor=person)
            change.publish(post)
        readers.append(Reader(Client(), page.get_absolute_url()))

    meanwhile(rename, publish_and_read)
    (reader,) = readers
    reader.catch_up()
    fresh = Reader(Client(), page.get_absolute_url())
    assert "New name" in fresh.feed[0].markup
    assert reader.feed == fresh.feed


def test_a_page_that_goes_live_meanwhile_is_not_deleted():
    page, chief = make_page(status="draft"), make_user("charles", "Chief editors")
    charles, address = Client(), f"/admin/posts/livepage/{page.pk}/delete/"
    charles.force_login(chief)
    answers = []

    def delete():
        answers.append(charles.post(address, {"post": "yes"}).status_code)

    meanwhile(lambda: open_as(page, "live"), delete)
    assert answers == [403]
    assert LivePage.objects.get().status == "live"


def test_a_second_factor_that_is_set_up_twice_at_once_is_one():
    user, key = make_user("edna", "Editors"), second_factor.new_key()
    code = code_of(second_factor.begun(user, key))

    def set_up():
        assert second_factor.confirm(user, key, code)[0]

    meanwhile(set_up, set_up)
    assert TOTPDevice.objects.count() == 1
    assert second_factor.recovery_codes_left(user) == second_factor.RECOVERY_CODES


def using(invitation, form):
    """A call that uses INVITATION with FORM, and the same refused as an ended link."""
    assert form.is_valid(), form.errors

    def use():
        invitations.use(invitation, form)

    def is_refused():
        try:
            use()
        except invitations.LinkEndedError:
            return
        raise AssertionError("the link worked once more")

    return use, is_refused


def test_an_invitation_makes_one_account_of_two_at_the_same_moment():
    invitation = Invitation.objects.create(
        first_name="Ann",
        group=Group.objects.get(name="Editors"),
        made_by=make_user("charles", "Chief editors"),
        ends_at=invitations.until(),
    )
    typed = {"password1": PASSWORD, "password2": PASSWORD}
    ann, _ = using(invitation, UserCreationForm(typed | {"username": "ann"}))
    _, eve_is_refused = using(invitation, UserCreationForm(typed | {"username": "eve"}))
    meanwhile(ann, eve_is_refused)
    assert User.objects.filter(username="ann").exists()
    assert not User.objects.filter(username="eve").exists()


@pytest.fixture
def for_rita():
    """A link for a new password, and the form with one; a chief's browser."""
    rita, chief = make_user("rita", "Reporters"), make_user("charles", "Chief editors")
    invitation = invitations.for_password(rita, chief)
    typed = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    charles = Client()
    charles.force_login(chief)
    return invitation, SetPasswordForm(rita, typed), charles


def test_a_link_for_a_new_password_sets_one_of_two_at_the_same_moment(for_rita):
    invitation, form, _ = for_rita
    use, _ = using(invitation, form)
    other = "a cormorant on the pier"
    typed = {"new_password1": other, "new_password2": other}
    rita = User.objects.get(username="rita")
    _, other_is_refused = using(invitation, SetPasswordForm(rita, typed))
    meanwhile(use, other_is_refused)
    rita.refresh_from_db()
    assert rita.check_password(PASSWORD)


@pytest.mark.parametrize("first", ["used", "taken back"])
def test_a_link_is_used_or_taken_back_and_never_both(for_rita, first):
    invitation, form, charles = for_rita
    use, is_refused = using(invitation, form)

    def take_back():
        data = {"action": "take_back", "_selected_action": [str(invitation.pk)]}
        charles.post(LINKS, data)

    if first == "used":
        meanwhile(use, take_back)
    else:
        meanwhile(take_back, is_refused)
    invitation.refresh_from_db()
    assert (invitation.used_at is None) == (first == "taken back")
    assert (invitation.revoked_at is None) == (first == "used")
