"""The window: what is not loaded stays out, and chunks join without gap or double."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from playwright.sync_api import expect

from posts.models import Post
from posts.publishing import public_change
from tests.browser.conftest import caught_up, ids, pks
from tests.conftest import NOON, edit, publish, publish_many, withdraw


@pytest.fixture
def posts(page):
    """Twelve posts, oldest first, a minute apart from noon."""
    return publish_many(page, 12)


def retime(post, at):
    with public_change(post.page) as change:
        change.retime(change.post(post.pk), at)


def minute(n):
    return NOON + timedelta(minutes=n)


def whole_feed(page, **which):
    """The pks of all public posts of PAGE, newest first."""
    found = page.posts.published().filter(**which).order_by("-sort_key")
    return list(found.values_list("pk", flat=True))


def load_all(tab, side):
    """Click on the link to the next chunk until there is none."""
    link = tab.locator(f"#{side} a")
    while link.count():
        before = link.get_attribute("href")
        link.click()
        same = tab.locator(f'#{side} a[href="{before}"]')
        expect(same).to_have_count(0)


def test_an_edit_to_a_post_that_is_not_loaded_stays_out(page, posts, read):
    tab = read(page)
    edit(posts[0], headline="Far below")
    caught_up(tab, page)
    assert ids(tab) == pks(posts[:6:-1])
    load_all(tab, "older")
    expect(tab.locator(f"#post-{posts[0].pk} .headline")).to_have_text("Far below")
    assert ids(tab) == whole_feed(page)


def test_the_oldest_loaded_post_is_replaced_without_a_gap(page, posts, read):
    tab = read(page)
    withdraw(posts[7])
    backdated = publish(page, "In its place", at=minute(7) + timedelta(seconds=1))
    caught_up(tab, page)
    assert ids(tab) == [*pks(posts[:7:-1]), backdated.pk]
    between = publish(page, "Below the edge", at=minute(7) - timedelta(seconds=1))
    caught_up(tab, page)
    assert between.pk not in ids(tab)
    load_all(tab, "older")
    assert ids(tab) == whole_feed(page)


def test_a_backdated_post_is_not_on_top_and_an_unloaded_one_not_unread(
    page, posts, read
):
    tab = read(page)
    late = publish(page, "Heard later", at=minute(9) + timedelta(seconds=30))
    publish(page, "Much later", at=minute(1))
    caught_up(tab, page)
    assert ids(tab) == pks([posts[11], posts[10], late, *posts[9:6:-1]])
    expect(tab.locator("#new-posts")).to_be_hidden()


def test_retiming_moves_a_post_and_out_of_the_window_removes_it(page, posts, read):
    tab = read(page)
    retime(posts[11], minute(8) + timedelta(seconds=30))
    caught_up(tab, page)
    order = [posts[10], posts[9], posts[11], posts[8], posts[7]]
    assert ids(tab) == pks(order)
    retime(posts[10], minute(0))
    caught_up(tab, page)
    assert ids(tab) == pks(order[1:])
    retime(posts[2], minute(10))
    caught_up(tab, page)
    assert ids(tab) == pks([posts[2], *order[1:]])
    load_all(tab, "older")
    assert ids(tab) == whole_feed(page)


def test_older_posts_load_while_new_ones_arrive(page, posts, read):
    tab = read(page)
    publish(page, "New above")
    tab.locator("#older a").click()
    edit(posts[3], headline="Just loaded")
    publish(page, "Newer still")
    expect(tab.locator(f"#post-{posts[2].pk}")).to_be_visible()
    load_all(tab, "older")
    withdraw(posts[0])
    caught_up(tab, page)
    assert ids(tab) == whole_feed(page)
    expect(tab.locator(f"#post-{posts[3].pk} .headline")).to_have_text("Just loaded")
    expect(tab.locator("#older")).to_be_hidden()


def test_loading_older_posts_moves_focus_to_the_first_of_them(page, posts, read):
    tab = read(page)
    tab.locator("#older a").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(f"#post-{posts[6].pk} h3")).to_be_focused()


@pytest.mark.parametrize(
    ("view", "side"),
    [
        ("", "older"),
        ("embed/", "older"),
        ("?order=oldest", "newer"),
        ("?show=key", "older"),
        ("post", "older"),
        ("post", "newer"),
    ],
)
def test_what_happens_while_a_chunk_is_on_its_way_is_not_lost(page, read, view, side):
    posts = publish_many(page, 12, key_event=True)
    tab = read(posts[6].get_absolute_url()) if view == "post" else read(page, view)

    def change_meanwhile(route):
        response = route.fetch()
        for n in (1, 5, 6, 9):
            edit(posts[n], headline="Edited meanwhile")
        withdraw(posts[4])
        withdraw(posts[10])
        half = timedelta(seconds=30)
        publish(page, "Meanwhile", at=minute(5) + half, key_event=True)
        publish(page, "Meanwhile", at=minute(9) + half, key_event=True)
        publish(page, "On top", key_event=True)
        tab.wait_for_timeout(600)  # a poll comes in between
        route.fulfill(response=response)
        connection.close()  # Playwright calls us apart from the test: it is our own

    tab.route(re.compile("before=|after="), change_meanwhile, times=1)
    link = tab.locator(f"#{side} a")
    asked = link.get_attribute("href")
    link.click()
    expect(tab.locator(f'#{side} a[href="{asked}"]')).to_have_count(0)
    load_all(tab, "older")
    load_all(tab, "newer")
    caught_up(tab, page)
    edited = tab.locator("#feed .headline:text-is('Edited meanwhile')")
    assert edited.count() == 4
    feed = whole_feed(page)
    assert ids(tab) == (feed[::-1] if "oldest" in view else feed)


def test_an_oldest_first_page_counts_what_came_beyond_its_edge(page, posts, read):
    tab = read(page, "?order=oldest")
    assert ids(tab) == pks(posts[:5])
    new = publish(page, "Not loaded yet")
    expect(tab.locator("#new-posts")).to_have_text("1 new post")
    assert ids(tab) == pks(posts[:5])
    late = publish(page, "In between", at=minute(2) + timedelta(seconds=30))
    caught_up(tab, page)
    assert ids(tab) == pks([*posts[:3], late, *posts[3:5]])
    load_all(tab, "newer")
    assert ids(tab) == whole_feed(page)[::-1]
    last = publish(page, "Open at the end")
    expect(tab.locator(f"#feed > :last-child#post-{last.pk}")).to_be_visible()
    tab.locator(f"#post-{new.pk}").scroll_into_view_if_needed()
    tab.locator(f"#post-{last.pk}").scroll_into_view_if_needed()
    expect(tab.locator("#new-posts")).to_be_hidden()


def test_a_key_events_page_holds_key_events_only(page, posts, read):
    for post in posts[::2]:
        edit(post, key_event=True)
    tab = read(page, "?show=key")
    assert ids(tab) == pks(posts[10:0:-2])
    publish(page, "Of no weight")
    edit(posts[10], key_event=False)
    edit(posts[9], key_event=True)
    edit(posts[3], key_event=True)
    edit(posts[1], key_event=True)
    caught_up(tab, page)
    shown = [posts[n] for n in (9, 8, 6, 4, 3, 2)]
    assert ids(tab) == pks(shown)
    load_all(tab, "older")
    assert ids(tab) == whole_feed(page, key_event=True)


def test_a_permalink_page_is_closed_at_both_ends_until_they_are_loaded(
    page, posts, read
):
    tab = read(posts[6].get_absolute_url())
    assert ids(tab) == pks(posts[8:3:-1])
    expect(tab.locator(f"#post-{posts[6].pk}")).to_contain_class("is-marked")
    publish(page, "Far above")
    edit(posts[0], headline="Far below")
    edit(posts[9], headline="Just above")
    edit(posts[6], headline="In sight")
    caught_up(tab, page)
    assert ids(tab) == pks(posts[8:3:-1])
    expect(tab.locator("#new-posts")).to_have_text("1 new post")
    headline = tab.locator(f"#post-{posts[6].pk}.is-marked .headline")
    expect(headline).to_have_text("In sight")
    load_all(tab, "newer")
    load_all(tab, "older")
    assert ids(tab) == whole_feed(page)
    new = publish(page, "Open above")
    expect(tab.locator(f"#feed > :first-child#post-{new.pk}")).to_be_visible()


def test_the_pill_leads_to_a_post_that_is_not_loaded_by_a_new_page(page, posts, read):
    tab = read(posts[6].get_absolute_url())
    new = publish(page, "Far above")
    tab.locator("#new-posts").click()
    expect(tab.locator(f"#feed > :first-child#post-{new.pk}")).to_be_visible()
    expect(tab.locator(".is-marked")).to_have_count(0)


def test_an_unread_post_that_moves_below_the_window_is_no_longer_counted(
    page, posts, read
):
    tab = read(posts[6].get_absolute_url())
    new = publish(page, "At the wrong time")
    expect(tab.locator("#new-posts")).to_have_text("1 new post")
    retime(new, minute(0))
    expect(tab.locator("#new-posts")).to_be_hidden()


def test_untimed_posts_keep_the_order_they_came_in(page, read):
    tab = read(page)
    undated = [Post(headline=f"Undated {n}", body="<p>Then.</p>") for n in range(3)]
    with public_change(page) as change:
        change.import_rows(undated)
        for post in undated:
            post.save()
    dated = publish(page, "With a time")
    expect(tab.locator(f"#post-{dated.pk}")).to_be_visible()
    assert ids(tab) == pks([dated, *undated[::-1]])
    expect(tab.locator(f"#post-{undated[0].pk} time")).to_have_count(0)
