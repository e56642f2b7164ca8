"""What an editor does arrives on a page that is open."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from posts.models import RelatedLink, SummaryPoint
from posts.publishing import public_change
from tests.browser.conftest import caught_up, ids, pks, poll_times
from tests.conftest import (
    edit,
    open_as,
    publish,
    publish_many,
    set_page,
    withdraw,
)


def pin(post, act="pin"):
    with public_change(post.page) as change:
        getattr(change, act)(change.post(post.pk))


def test_a_new_post_comes_in_on_top_of_an_open_page(page, read):
    old = publish(page, "Rain in the morning")
    tab = read(page)
    new = publish(page, "The harbour is closed", "<p>No ferry leaves today.</p>")
    article = tab.locator(f"#post-{new.pk}")
    expect(article.locator("h3")).to_have_text("The harbour is closed")
    expect(article.locator(".post-body")).to_have_text("No ferry leaves today.")
    assert ids(tab) == [new.pk, old.pk]


def test_the_first_post_of_a_page_comes_in(page, read):
    tab = read(page)
    post = publish(page, "We begin")
    expect(tab.locator(f"#feed > #post-{post.pk}")).to_be_visible()


def test_an_edit_replaces_what_a_post_said(page, read):
    posts = publish_many(page, 3)
    tab = read(page)
    edit(posts[1], headline="Corrected", body="<p>Three boats, not two.</p>")
    article = tab.locator(f"#post-{posts[1].pk}")
    expect(article.locator(".headline")).to_have_text("Corrected")
    expect(article.locator(".post-body")).to_have_text("Three boats, not two.")
    assert ids(tab) == pks(posts[::-1])


def test_a_label_arrives_and_leaves(page, read):
    post = publish(page)
    tab = read(page)
    article = tab.locator(f"#post-{post.pk}")
    edit(post, label="breaking")
    expect(article.locator(".label")).to_have_text("Breaking")
    expect(article).to_contain_class("post-breaking")
    edit(post, label="")
    expect(article.locator(".label")).to_have_count(0)
    expect(article).not_to_contain_class("post-breaking")


def test_a_withdrawn_post_leaves(page, read):
    posts = publish_many(page, 3)
    tab = read(page)
    withdraw(posts[1])
    expect(tab.locator(f"#post-{posts[1].pk}")).to_have_count(0)
    assert ids(tab) == [posts[2].pk, posts[0].pk]


def test_a_post_published_again_comes_back_in_its_place_and_is_not_unread(page, read):
    posts = publish_many(page, 3)
    withdraw(posts[1])
    tab = read(page)
    pin(posts[1], "publish")
    expect(tab.locator(f"#post-{posts[1].pk}")).to_be_visible()
    assert ids(tab) == pks(posts[::-1])
    expect(tab.locator("#announcer")).to_have_text("")
    expect(tab.locator("#new-posts")).to_be_hidden()
    expect(tab).to_have_title(page.title)


def test_pins_come_move_and_go_while_the_post_stays_in_the_feed(page, read):
    posts = publish_many(page, 3)
    tab = read(page)
    pinned = tab.locator("#pinned article")
    expect(tab.locator("#pinned")).to_be_hidden()
    pin(posts[0])
    expect(pinned).to_have_count(1)
    pin(posts[2])
    expect(pinned).to_have_count(2)
    assert ids(tab, "#pinned") == [posts[2].pk, posts[0].pk]
    pin(posts[0])
    caught_up(tab, page)
    assert ids(tab, "#pinned") == [posts[0].pk, posts[2].pk]
    edit(posts[0], headline="Pinned and changed")
    expect(pinned.first.locator(".headline")).to_have_text("Pinned and changed")
    pin(posts[0], "unpin")
    expect(pinned).to_have_count(1)
    pin(posts[2], "unpin")
    expect(tab.locator("#pinned")).to_be_hidden()
    assert ids(tab) == pks(posts[::-1])


def test_the_summary_arrives_changes_and_goes(page, read):
    tab = read(page)
    points = tab.locator("#summary li")
    with public_change(page):
        first = SummaryPoint.objects.create(page=page, text="The bay is flooded.")
    expect(points).to_have_text(["The bay is flooded."])
    with public_change(page):
        SummaryPoint.objects.create(page=page, text="Schools stay closed.")
        SummaryPoint.objects.filter(pk=first.pk).update(text="The bay is calm again.")
    expect(points).to_have_text(["The bay is calm again.", "Schools stay closed."])
    with public_change(page):
        page.summary_points.all().delete()
    expect(tab.locator("#summary")).to_be_hidden()


def test_a_new_title_arrives_on_the_page_and_on_the_tab(page, read):
    tab = read(page)
    set_page(page, title="The storm is over", standfirst="What is known so far.")
    expect(tab.locator("#title h1")).to_have_text("The storm is over")
    expect(tab.locator(".standfirst")).to_have_text("What is known so far.")
    expect(tab).to_have_title("The storm is over")


def test_a_permalink_s_tab_keeps_the_name_of_its_post(page, read):
    post = publish(page, "The bridge holds")
    tab = read(post.get_absolute_url())
    expect(tab).to_have_title("The bridge holds – Storm over the bay")
    set_page(page, title="Storm and flood")
    expect(tab).to_have_title("The bridge holds – Storm and flood")
    edit(post, headline="The bridge gives way")
    expect(tab).to_have_title("The bridge gives way – Storm and flood")
    edit(post, headline="")
    expect(tab).to_have_title("Storm and flood")


def test_a_permalink_s_tab_is_named_by_the_words_of_a_post_without_a_headline(
    page, read
):
    post = publish(page, "", "<p>It holds.</p>")
    tab = read(post.get_absolute_url())
    set_page(page, title="Storm and flood")
    expect(tab).to_have_title("It holds. – Storm and flood")


def test_a_permalink_forgets_the_name_of_a_post_that_is_withdrawn(page, read):
    post = publish(page, "The bridge holds")
    publish(page, "Another")
    tab = read(post.get_absolute_url())
    expect(tab.locator(".around")).to_be_visible()
    withdraw(post)
    expect(tab).to_have_title("Storm over the bay")
    expect(tab.locator(".around")).to_be_hidden()


def test_the_stream_goes_on_air_and_off(page, read):
    tab = read(page)
    expect(tab.locator("#stream")).to_be_hidden()
    set_page(
        page,
        stream_on_air=True,
        stream_url="https://video.test/harbour.mp4",
        stream_title="The harbour, live",
    )
    expect(tab.locator("#stream .embed-title")).to_have_text("The harbour, live")
    set_page(page, stream_on_air=False)
    expect(tab.locator("#stream")).to_be_hidden()
    expect(tab.locator("#stream .embed")).to_have_count(0)


def test_related_links_and_key_events_arrive(page, read):
    post = publish(page, "Harbour closed")
    tab = read(page)
    with public_change(page):
        RelatedLink.objects.create(
            page=page, title="How storms form", url="https://news.test/storms"
        )
    link = tab.get_by_role("link", name="How storms form")
    expect(link).to_have_attribute("href", "https://news.test/storms")
    edit(post, key_event=True)
    expect(tab.locator("#key-events li .key-event")).to_have_text(["Harbour closed"])
    edit(post, headline="Harbour open again")
    expect(tab.locator("#key-events li .key-event")).to_have_text(
        ["Harbour open again"]
    )
    edit(post, key_event=False)
    expect(tab.locator("#key-events")).to_be_hidden()


def test_the_end_of_the_coverage_arrives(page, read):
    tab = read(page)
    expect(tab.locator("#status .badge")).to_have_text("Live")
    open_as(page, "ended")
    expect(tab.locator("#status .badge")).to_have_text("Ended")


def test_a_scheduled_post_comes_in_by_itself_when_it_is_due(page, read):
    tab = read(page)
    post = publish(page, "As planned", at=timezone.now() + timedelta(seconds=1))
    expect(tab.locator(f"#post-{post.pk}")).to_be_visible()


def test_a_page_asks_as_often_as_the_server_says(page, read, settings):
    tab = read(page)
    asked = poll_times(tab, 4, timeout=3_000)
    assert asked[3] - asked[0] > 3 * 0.3  # pauses of 0.4 seconds, or 0.8 of it
