"""What a reader may choose: to hear of new posts or not, and the keys J and K."""

import pytest
from playwright.sync_api import expect

from posts.publishing import public_change
from tests.browser.conftest import LONG, caught_up, pks, scroll_to
from tests.conftest import NOON, edit, publish, publish_many

LIVE_REGIONS = """() => [...document.querySelectorAll(
  "[aria-live], [role=status], [role=alert], [role=log], [role=timer], output"
)].map((region) => region.id)"""
ALL_SAID = """() => {
  window.said = [];
  const region = document.getElementById("announcer");
  new MutationObserver(() => region.textContent && said.push(region.textContent))
    .observe(region, { childList: true, characterData: true, subtree: true });
}"""
FOCUSED = "() => document.activeElement.closest('article')?.id ?? ''"


@pytest.fixture
def posts(page):
    """Seven long posts, oldest first; the five newest are on the first page."""
    posts = publish_many(page, 7)
    for post in posts:
        edit(post, body=LONG)
    return posts


@pytest.fixture
def tab(page, posts, read):
    return read(page)


def option(tab, name):
    if not tab.locator(".options-panel").is_visible():
        tab.locator(".options summary").click()
    return tab.get_by_label(name)


def focused(tab):
    """The pk of the post that has the focus on its heading, or None."""
    post = tab.evaluate(FOCUSED)
    return int(post.split("-")[1]) if post else None


def press(tab, *keys):
    """The pks of the posts in focus after each of KEYS."""
    found = []
    for key in keys:
        tab.keyboard.press(key)
        found.append(focused(tab))
    return found


# Screen readers


def test_who_does_not_want_to_hear_of_new_posts_does_not(page, tab):
    said = tab.locator("#announcer")
    tab.evaluate(ALL_SAID)
    speak = option(tab, "Tell my screen reader of new posts")
    expect(speak).to_be_checked()
    speak.uncheck()
    for n in range(2):
        publish(page, f"Quiet {n}")
        caught_up(tab, page)
    speak.check()
    publish(page, "Heard")
    expect(said).to_have_text("1 new post")
    assert tab.evaluate("() => said") == ["1 new post"]


def test_the_choice_to_hear_nothing_is_kept(page, tab):
    option(tab, "Tell my screen reader of new posts").uncheck()
    tab.reload()
    expect(option(tab, "Tell my screen reader of new posts")).not_to_be_checked()
    tab.evaluate(ALL_SAID)
    tab.clock.install()
    post = publish(page, "Quiet")
    expect(tab.locator(f"#post-{post.pk}")).to_be_attached()
    tab.clock.run_for(1000)
    assert tab.evaluate("() => said") == []


@pytest.mark.parametrize("more", ["", "?order=oldest", "?show=key"])
def test_one_region_speaks_and_it_says_counts_only(page, posts, read, more):
    edit(posts[0], key_event=True)
    tab = read(page, more, java_script_enabled=False)
    regions = "[aria-live], [role=status], [role=alert], [role=log], output"
    expect(tab.locator(regions)).to_have_count(1)
    tab = read(page, more, reduced_motion="reduce")
    assert tab.evaluate(LIVE_REGIONS) == ["announcer"]
    expect(tab.locator("#announcer")).to_be_empty()
    tab.evaluate(ALL_SAID)
    new = publish(page, "The ferry is back", key_event=True)
    expect(tab.locator("#announcer")).to_have_text("1 new post")
    edit(new, headline="The ferry is back again", label="breaking")
    edit(posts[5], headline="Changed")
    caught_up(tab, page)
    publish(page, "Another", key_event=True)
    tab.wait_for_function("() => said.length === 2")
    assert tab.evaluate("() => said") == ["1 new post", "1 new post"]
    assert tab.evaluate(LIVE_REGIONS) == ["announcer"]


# Keys


def test_j_and_k_go_from_post_to_post(posts, tab):
    newest = pks(posts[::-1])
    assert press(tab, "j", "j", "j", "k") == [
        newest[0],
        newest[1],
        newest[2],
        newest[1],
    ]
    expect(tab.locator(f"#post-{newest[1]} h3")).to_be_focused()
    assert abs(scroll_top(tab, newest[1]) - 16) <= 1


def scroll_top(tab, pk):
    return tab.locator(f"#post-{pk}").evaluate("e => e.getBoundingClientRect().top")


def test_after_the_last_post_j_goes_to_the_link_to_older_ones(posts, tab):
    assert press(tab, *"jjjjj")[-1] == posts[2].pk
    tab.keyboard.press("j")
    older = tab.locator("#older a")
    expect(older).to_be_focused()
    expect(older).to_be_in_viewport()
    tab.keyboard.press("Enter")
    expect(tab.locator(f"#post-{posts[1].pk} h3")).to_be_focused()
    assert press(tab, "j") == [posts[0].pk]
    assert press(tab, "j") == [posts[0].pk], "there is nothing beyond"


def test_k_leads_back_from_the_link_to_older_posts(posts, tab):
    press(tab, *"jjjjjj")
    expect(tab.locator("#older a")).to_be_focused()
    assert press(tab, "k") == [posts[2].pk]


def test_before_the_first_post_there_is_nothing(posts, tab):
    assert press(tab, "k") == [None]
    assert press(tab, "j", "k") == [posts[6].pk, posts[6].pk]


@pytest.mark.parametrize("key", ["Control+j", "Alt+j", "Meta+j"])
def test_with_another_key_held_down_j_is_the_browser_s(posts, tab, key):
    assert press(tab, key) == [None]
    assert tab.evaluate("() => window.scrollY") == 0


def test_while_one_types_j_is_a_letter(posts, tab):
    tab.locator("#latest").evaluate("e => e.prepend(document.createElement('input'))")
    tab.locator("#latest > input").focus()
    tab.keyboard.type("jkj")
    expect(tab.locator("#latest > input")).to_have_value("jkj")
    expect(tab.locator("#latest > input")).to_be_focused()


def test_who_turns_the_keys_off_keeps_them_off(posts, tab):
    option(tab, "Keys J and K").uncheck()
    tab.locator("h1").click()
    assert press(tab, "j") == [None]
    tab.reload()
    assert press(tab, "j") == [None]
    option(tab, "Keys J and K").check()
    tab.locator("h1").click()
    assert press(tab, "j") == [posts[6].pk]


@pytest.mark.parametrize(("key", "to"), [("j", 3), ("k", 5)])
def test_with_nothing_in_focus_the_keys_start_where_one_reads(posts, tab, key, to):
    scroll_to(tab, f"#post-{posts[4].pk} p:text('Paragraph 5')")
    assert press(tab, key) == [posts[to].pk]


@pytest.mark.parametrize(("key", "to"), [("j", 3), ("k", 5)])
def test_a_focus_that_was_scrolled_away_does_not_count(posts, tab, key, to):
    press(tab, "j")
    scroll_to(tab, f"#post-{posts[4].pk} p:text('Paragraph 5')")
    assert press(tab, key) == [posts[to].pk]


def test_the_keys_work_for_a_post_that_arrived(page, posts, tab):
    new = publish(page, "News", LONG)
    caught_up(tab, page)
    assert press(tab, "j", "j") == [new.pk, posts[6].pk]


def test_in_the_oldest_first_view_j_leads_to_newer_posts(page, posts, read):
    tab = read(page, "?order=oldest")
    assert press(tab, *"jjjjj") == pks(posts[:5])
    tab.keyboard.press("j")
    expect(tab.locator("#newer a")).to_be_focused()


# Other tabs


def test_two_tabs_keep_what_was_chosen_in_either(page, posts, read):
    one, other = read(page), read(page)
    announce, zone = "Tell my screen reader of new posts", "Times in my own time zone"
    option(one, announce).uncheck()
    option(other, zone).check()
    expect(option(one, zone)).to_be_checked()
    third = read(page)
    expect(option(third, zone)).to_be_checked()
    expect(option(third, announce)).not_to_be_checked()


def test_the_box_that_is_ticked_stays_under_the_finger(page, read):
    for n in range(3):
        post = publish(page, f"Pinned {n}", at=NOON)
        with public_change(page) as change:
            change.pin(change.post(post.pk))
    phone = {"width": 390, "height": 780}
    tab = read(page, timezone_id="America/New_York", viewport=phone)
    box = option(tab, "Times in my own time zone")
    box.scroll_into_view_if_needed()
    before = box.bounding_box()["y"]
    box.check()
    expect(tab.locator("#pinned .zone").first).to_have_text("Eastern Standard Time")
    assert abs(box.bounding_box()["y"] - before) <= 1
