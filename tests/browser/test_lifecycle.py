"""Hidden tabs, long absences, and pages that end, return and are withdrawn."""

import re

import pytest
from playwright.sync_api import expect

from posts.models import Post
from posts.publishing import public_change
from tests.browser.conftest import LONG, caught_up, ids, pks, scroll_to, top_of
from tests.conftest import NOON, edit, make_page, open_as, publish, publish_many


def hide(tab, hidden=True):
    tab.evaluate("hidden => window.hide(hidden)", hidden)


def publish_at_once(page, count):
    """COUNT new posts in one public change."""
    with public_change(page) as change:
        for n in range(count):
            change.publish(change.add(Post(headline=f"Flood {n}", body=LONG)))


def test_a_hidden_tab_asks_for_nothing_and_catches_up_on_return(page, read, settings):
    tab = read(page)
    expect(tab.locator("#connection")).to_have_text(re.compile("Updated"))
    hide(tab)
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    post = publish(page, "While you were away")
    tab.wait_for_timeout(1500)
    assert asked == []
    settings.POLL_SECONDS = 60
    hide(tab, False)
    expect(tab.locator(f"#post-{post.pk}")).to_be_visible(timeout=2000)


def test_after_a_hundred_changes_the_page_starts_over(page, read):
    publish_many(page, 3)
    tab = read(page)
    hide(tab)
    publish_at_once(page, 101)
    hide(tab, False)
    caught_up(tab, page)
    newest = page.posts.order_by("-sort_key").values_list("pk", flat=True)[:5]
    assert ids(tab) == list(newest)
    expect(tab.locator("#older a")).to_be_visible()
    tab.locator("#older a").click()
    expect(tab.locator("#feed > article")).to_have_count(10)


def test_starting_over_keeps_the_line_that_is_still_there(page, read, settings):
    settings.POSTS_PER_PAGE = 110
    post = publish(page, "Being read", LONG, at=NOON)
    publish(page, "Below it", LONG * 2, at=NOON.replace(hour=9))
    tab = read(page)
    line = f"#post-{post.pk} p:text('Paragraph 5')"
    scroll_to(tab, line, top=5)
    hide(tab)
    publish_at_once(page, 101)
    hide(tab, False)
    caught_up(tab, page)
    assert abs(top_of(tab, line) - 5) <= 1
    expect(tab.locator("[data-since]")).to_have_count(0)
    expect(tab.locator("#new-posts")).to_have_text("101 new posts")


def test_starting_over_says_since_when_if_the_line_is_gone(page, read):
    publish_many(page, 5)
    edit(page.posts.first(), body=LONG)
    tab = read(page)
    scroll_to(tab, "#feed > article:nth-child(3)", top=5)
    hide(tab)
    publish_at_once(page, 101)
    hide(tab, False)
    first = tab.locator("#feed > article").first
    expect(first).to_have_attribute("data-since", re.compile(r"^New since \d\d:\d\d$"))
    expect(first.locator("h3")).to_be_in_viewport()
    edit(page.posts.get(sort_key=first.get_attribute("data-sort")), headline="Else")
    caught_up(tab, page)
    expect(tab.locator("[data-since]")).to_have_count(1)


def test_new_since_names_the_last_answer_even_one_without_news(page, read):
    publish_many(page, 5)
    tab = read("/")
    tab.clock.set_fixed_time("2026-03-02T10:00:00Z")
    tab.goto(tab.url + page.get_absolute_url()[1:])
    tab.clock.set_fixed_time("2026-03-02T10:30:00Z")
    expect(tab.locator("#connection")).to_have_text("Updated 10:30")
    scroll_to(tab, "#feed > article:nth-child(3)", top=5)
    hide(tab)
    tab.clock.set_fixed_time("2026-03-02T11:00:00Z")
    publish_at_once(page, 101)
    hide(tab, False)
    first = tab.locator("#feed > article").first
    expect(first).to_have_attribute("data-since", "New since 10:30")


@pytest.mark.parametrize("view", ["?order=oldest", "?show=key"])
def test_other_views_start_over_too(page, read, view):
    for post in publish_many(page, 3):
        edit(post, key_event=True)
    tab = read(page, view)
    hide(tab)
    publish_at_once(page, 101)
    expected = list(page.posts.order_by("sort_key"))[-5:]
    if "key" in view:
        expected = list(page.posts.filter(key_event=True).order_by("-sort_key"))
    hide(tab, False)
    caught_up(tab, page)
    assert ids(tab) == pks(expected)


def test_an_ended_page_is_still_corrected_and_can_be_reopened(page, read):
    post = publish(page, "Last words")
    open_as(page, "ended")
    tab = read(page)
    expect(tab.locator("#status .badge")).to_have_text("Ended")
    expect(tab.locator("#connection")).to_have_text("")
    assert tab.locator("#poller").get_attribute("data-seconds") == "0.8"
    edit(post, headline="Last words, corrected")
    headline = tab.locator(f"#post-{post.pk} .headline")
    expect(headline).to_have_text("Last words, corrected")
    open_as(page, "live")
    expect(tab.locator("#status .badge")).to_have_text("Live")
    assert tab.locator("#poller").get_attribute("data-seconds") == "0.4"
    new = publish(page, "It goes on")
    expect(tab.locator(f"#post-{new.pk}")).to_be_visible()
    expect(tab.locator("#connection")).to_have_text(re.compile("Updated"))


def test_an_upcoming_page_opens_by_itself(db, read):
    page = make_page("soon", status="upcoming")
    tab = read(page)
    expect(tab.locator("#status .badge")).to_have_text("Upcoming")
    open_as(page, "live")
    post = publish(page, "We begin")
    expect(tab.locator("#status .badge")).to_have_text("Live")
    expect(tab.locator(f"#post-{post.pk}")).to_be_visible()


@pytest.mark.parametrize("more", ["", "embed/", "?order=oldest"])
def test_a_withdrawn_page_is_emptied_and_returns_by_itself(page, read, errors, more):
    errors.allow("^Failed to load resource.*410")
    posts = publish_many(page, 7)
    edit(posts[0], key_event=True)
    with public_change(page) as change:
        change.pin(change.post(posts[6].pk))
    tab = read(page, more)
    open_as(page, "withdrawn")
    notice = tab.get_by_role("heading", name="This page has been withdrawn")
    expect(notice).to_be_visible()
    content = tab.locator("#live").text_content()
    for gone in ("Storm over the bay", "Post ", "Text "):
        assert gone not in content
    expect(tab.locator("article")).to_have_count(0)
    expect(tab).not_to_have_title(re.compile("Storm"))
    new = publish(page, "We are back")
    open_as(page, "live")
    expect(tab.locator(f"#feed > #post-{new.pk}")).to_be_visible()
    expect(notice).to_have_count(0)
    expect(tab.locator("#title h1")).to_have_text("Storm over the bay")
    expect(tab).to_have_title("Storm over the bay")
    expect(tab.locator("#pinned article")).to_have_count(1)
    assert ids(tab)[0 if "order" not in more else -1] == new.pk


def test_a_page_that_returns_waits_for_what_is_being_made(page, read, errors):
    """204 with `no-store` is no word that nothing has changed."""
    errors.allow("^Failed to load resource.*410")
    publish(page)
    tab = read(page)
    open_as(page, "withdrawn")
    notice = tab.get_by_role("heading", name="This page has been withdrawn")
    expect(notice).to_be_visible()
    tab.evaluate("window.wasLoadedOnce = true")
    soon = {"Cache-Control": "no-store", "Poll-After": "1"}
    tab.route("**/updates/**", lambda route: route.fulfill(status=204, headers=soon))
    for _ in range(2):  # with the second one the first has been heard
        with tab.expect_response(lambda response: response.status == 204):
            pass
    expect(notice).to_be_visible()
    new = publish(page, "We are back")
    open_as(page, "live")
    tab.unroute("**/updates/**")
    expect(tab.locator(f"#feed > #post-{new.pk}")).to_be_visible()
    expect(notice).to_have_count(0)
    assert tab.evaluate("window.wasLoadedOnce")
