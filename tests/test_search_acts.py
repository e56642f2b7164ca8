"""The search: it finds exactly what readers may see, after every act of an editor."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from posts import history, search
from posts.models import LivePage, Post, SearchEntry
from posts.publishing import public_change, publish_due
from tests.conftest import (
    add_draft,
    edit,
    make_page,
    open_as,
    publish,
    publish_many,
    set_page,
    start_working_copy,
    withdraw,
)
from tests.importing import posts_of, run
from tests.reader import soup_of
from tests.searching import entries, found

pytestmark = pytest.mark.django_db


def test_a_published_post_is_found_by_headline_and_text(page):
    post = publish(page, "Tug takes the tow", "<p>The <em>harbour</em> is calm.</p>")
    assert found("tug") == found("harbour") == found("calm tow") == [post]


def test_a_draft_is_not_found(page):
    add_draft(page, "Secret tug")
    assert found("tug") == []


def test_a_post_in_review_and_a_scheduled_one_are_not_found(page):
    draft = add_draft(page, "Secret tug")
    with public_change(page) as change:
        change.shelve(change.post(draft.pk), Post.Status.REVIEW)
    publish(page, "Tug to come", at=timezone.now() + timedelta(hours=1))
    assert found("tug") == []


def test_an_edited_post_is_found_by_its_new_words_only(page):
    post = publish(page, "Tug takes the tow")
    edit(post, headline="Ferry takes the tow")
    assert found("tug") == []
    assert found("ferry") == [post]


def test_a_withdrawn_post_is_lost_and_found_again_when_it_returns(page):
    post = publish(page, "Tug takes the tow")
    withdraw(post)
    assert found("tug") == []
    assert not SearchEntry.objects.filter(post=post).exists()
    with public_change(page) as change:
        change.publish(change.post(post.pk))
    assert found("tug") == [post]


def test_what_is_said_in_a_working_copy_is_found_once_it_is_applied(page):
    post = publish(page, "Tug takes the tow")
    copy = start_working_copy(post)
    edit(copy, headline="Ferry takes the tow")
    assert found("ferry") == []
    with public_change(page) as change:
        change.apply_working_copy(change.post(post.pk))
    assert found("ferry") == [post]
    assert found("tug") == []


def test_a_restored_version_is_found_by_what_it_said(page):
    post = publish(page, "Tug takes the tow")
    edit(post, headline="Ferry takes the tow")
    with public_change(page) as change:
        first = history.versions_of(post).first()
        change.write(change.post(post.pk), history.content_of(first))
    assert found("tug") == [post]
    assert found("ferry") == []


def test_a_post_that_becomes_due_is_found(page):
    post = publish(page, "Tug arrives", at=timezone.now() + timedelta(hours=1))
    past = timezone.now() - timedelta(seconds=1)
    Post.objects.filter(pk=post.pk).update(published_at=past)
    LivePage.objects.update(next_due_at=past)
    publish_due(page.pk)
    assert found("tug") == [post]


def test_a_search_publishes_what_is_due_before_it_answers(client, page):
    post = publish(page, "Tug arrives", at=timezone.now() + timedelta(hours=1))
    past = timezone.now() - timedelta(seconds=1)
    Post.objects.filter(pk=post.pk).update(published_at=past)
    LivePage.objects.update(next_due_at=past)
    links = soup_of(client, "/?q=tug").select(".results a")
    assert [link["href"] for link in links] == [post.get_absolute_url()]


def test_imported_posts_and_their_summary_are_found(source):
    run(source)
    second, analysis, first = posts_of()
    assert found("crane") == [second]
    assert found("one two") == [analysis]
    assert found("first began") == [first]
    assert found("summary bridge") == []
    assert found("bridge") == [first.page]


def test_an_import_again_changes_what_is_found(source):
    run(source)
    source.write_text(source.read_text().replace("It began.", "It started."))
    run(source)
    assert found("began") == []
    assert found("started") == [posts_of()[-1]]


def test_an_import_that_withdraws_is_found_no_more(source):
    run(source)
    text = source.read_text()
    source.write_text(text[: text.index("  3. First news")])
    run(source, "--withdraw-missing")
    assert found("began") == []


def test_new_rows_leave_the_entries_of_other_pages_alone(page):
    other = publish(make_page("other"))
    SearchEntry.objects.filter(post=other).update(text="untouched")
    Post.objects.filter(pk=other.pk).update(first_revision=page.revision + 1)
    with public_change(page) as change:
        change.import_rows([post := Post(headline="Tug", body="<p>x</p>")])
        post.save()
    assert found("tug") == [post]
    assert found("untouched") == [other]


def test_an_import_as_a_draft_is_found_when_the_page_is_public(source):
    run(source, status="draft")
    assert found("crane") == found("bridge") == []
    page = LivePage.objects.get()
    open_as(page, "live")
    assert found("crane") == [posts_of()[0]]
    assert found("bridge") == [page]


@pytest.mark.parametrize("status", ["upcoming", "live", "ended"])
def test_a_page_is_found_in_each_public_status(db, status):
    page = make_page(status=status)
    assert found("storm") == [page]


def test_a_draft_page_is_not_found_nor_are_its_posts(db):
    page = make_page(status="draft")
    publish(page, "Tug takes the tow")
    set_page(page, title="Storm over the cape")
    assert found("storm") == found("tug") == []


def test_a_new_title_is_found_and_the_old_one_is_not(page):
    set_page(page, title="Calm after the gale")
    assert found("storm") == []
    assert found("gale") == [page]


def test_a_page_s_entry_follows_its_summary(page):
    with public_change(page) as change:
        change.write_summary(["The quay is flooded"])
    with public_change(page) as change:
        change.write_summary(["The quay is dry"])
    assert found("flooded") == []
    assert found("dry") == [page]


def test_a_withdrawn_page_takes_its_posts_along_and_brings_them_back(page):
    post = publish(page, "Tug takes the tow")
    open_as(page, "withdrawn")
    assert found("storm") == found("tug") == []
    set_page(page, title="Gale over the bay")
    assert found("gale") == []
    open_as(page, "live")
    assert found("gale") == [page]
    assert found("tug") == [post]


def test_a_restored_page_is_found_by_what_it_said(page):
    with public_change(page) as change:
        change.write_summary(["The quay is flooded"])
    version = history.versions_of(page).last()
    with public_change(page) as change:
        change.write_summary(["The quay is dry"])
    with public_change(page) as change:
        change.restore_page(version, whole=True)
    assert found("flooded") == [page]


def test_stale_entries_find_nothing_that_is_not_public(page):
    """Even if an entry were wrong, what was withdrawn is not found."""
    post = publish(page, "Tug takes the tow")
    Post.objects.filter(pk=post.pk).update(status=Post.Status.WITHDRAWN)
    assert found("tug") == []
    Post.objects.filter(pk=post.pk).update(status=Post.Status.PUBLISHED)
    LivePage.objects.filter(pk=page.pk).update(status=LivePage.Status.WITHDRAWN)
    assert SearchEntry.objects.count() == 2
    assert found("tug") == found("storm") == []


def test_an_act_that_fails_leaves_the_search_as_it_was(page):
    post = publish(page, "Tug takes the tow")

    def act_and_fail():
        with public_change(page) as change:
            change.mark(change.post(post.pk), headline="Ferry takes the tow")
            change.finish()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act_and_fail()
    assert found("tug") == [post]
    assert found("ferry") == []


def test_a_draft_page_that_is_deleted_leaves_no_entries(source):
    run(source, status="draft")
    LivePage.objects.get().delete()
    assert SearchEntry.objects.count() == 0
    open_as(make_page(status="draft"), "live")
    assert found("crane") == []


def test_all_acts_in_any_order_leave_what_a_fresh_index_would_hold(page):
    """The entries after fifty random acts equal those written from scratch."""
    chance = random.Random(5)
    posts = publish_many(page, 5)
    for n in range(50):
        post = Post.objects.get(pk=chance.choice(posts).pk)
        act = chance.choice(["edit", "turn", "withdraw page", "summary"])
        if act == "edit":
            edit(post, headline=f"Edit {n}")
        elif act == "turn" and post.status == Post.Status.PUBLISHED:
            withdraw(post)
        elif act == "turn":
            with public_change(page) as change:
                change.publish(change.post(post.pk))
        elif act == "withdraw page":
            open_as(page, chance.choice(["withdrawn", "live", "ended"]))
        else:
            with public_change(page) as change:
                change.write_summary([f"Point {n}"])
    open_as(page, "live")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Raises if the index and the entries' table differ.
            check = "INSERT INTO posts_search(posts_search, rank) VALUES (%s, 1)"
            cursor.execute(check, ["integrity-check"])
    kept = entries()
    SearchEntry.objects.all().delete()
    page.refresh_from_db()
    search.write_page(page, [point.text for point in page.summary_points.all()])
    search.write_posts(Post.objects.with_parts())
    assert kept == entries()
