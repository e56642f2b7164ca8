"""By keyboard and by ear: ways past what comes first, and a page with a clear order."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from posts.publishing import public_change
from tests.browser.conftest import LONG, caught_up
from tests.conftest import edit, make_page, open_as, publish, publish_many

HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((heading) => heading.checkVisibility())
  .map((heading) => Number(heading.tagName[1]))"""
PLACES = "() => document.getElementById('%s').getBoundingClientRect().top"


def summary_points(page, *texts):
    with public_change(page):
        page.summary_points.all().delete()
        for text in texts:
            page.summary_points.create(text=text)


def by_tab(tab, most=5):
    """The skip links in the order in which the tab key shows them."""
    found = []
    for _ in range(most):
        tab.keyboard.press("Tab")
        link = tab.locator(".skip-links a:focus")
        if not link.count():
            break
        expect(link).to_be_in_viewport(ratio=1)
        found.append(link.text_content())
    return found


CONTENT, SUMMARY, KEY_EVENTS, POSTS = (
    f"Skip to the {name}" for name in ("content", "summary", "key events", "posts")
)


def test_the_first_tab_shows_ways_to_what_there_is(page, read):
    publish(page, "The pier is shut", key_event=True)
    summary_points(page, "The bay is flooded.")
    tab = read(page)
    expect(tab.locator(".skip-links a").first).not_to_be_in_viewport()
    assert by_tab(tab) == [CONTENT, SUMMARY, KEY_EVENTS, POSTS]


def test_the_ways_come_and_go_with_what_they_lead_to(page, read):
    post = publish(page, "The pier is shut")
    tab = read(page)
    assert by_tab(tab) == [CONTENT, POSTS]
    summary_points(page, "The bay is flooded.")
    edit(post, key_event=True)
    caught_up(tab, page)
    shown = tab.locator(".skip-links a").filter(visible=True)
    expect(shown).to_have_text([CONTENT, SUMMARY, KEY_EVENTS, POSTS])
    summary_points(page)
    caught_up(tab, page)
    expect(shown).to_have_text([CONTENT, KEY_EVENTS, POSTS])
    edit(post, key_event=False)
    caught_up(tab, page)
    expect(shown).to_have_text([CONTENT, POSTS])


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("name", "place", "following"),
    [
        (CONTENT, "main", "#stream .embed-card"),
        (SUMMARY, "summary", "#key-events .toggle"),
        (KEY_EVENTS, "key-events", "#key-events .toggle"),
        (POSTS, "latest", ".views a >> nth=0"),
    ],
)
def test_each_way_leads_there(page, full, read, name, place, following, width):
    tab = read(page, viewport={"width": width, "height": 500})
    expect(tab.locator("#connection")).not_to_be_empty()
    tab.get_by_role("link", name=name).press("Enter")
    top = tab.evaluate(PLACES % place)
    assert -1 <= top < 400
    tab.keyboard.press("Tab")
    expect(tab.locator(following)).to_be_focused()


def test_around_one_post_a_way_leads_to_the_newest(page, read):
    posts = publish_many(page, 12)
    tab = read(posts[2].get_absolute_url())
    tab.get_by_role("link", name="Go to the newest posts").press("Enter")
    expect(tab.locator(f"#post-{posts[11].pk}")).to_be_visible()
    assert tab.url.endswith("/live/storm/#latest")


def test_headings_go_down_one_step_at_a_time(page, full, read):
    over = make_page("over", title="The storm of last week")
    publish(over, "The last word", LONG)
    open_as(over, "ended")
    make_page("bare", title="Nothing yet")
    tab = read(page)
    site = tab.url.split("/live/")[0]
    here = page.get_absolute_url()
    for address in (
        here,
        f"{here}?order=oldest",
        f"{here}?show=key",
        full[2].get_absolute_url(),
        over.get_absolute_url(),
        "/live/bare/",
    ):
        tab.goto(site + address)
        levels = tab.evaluate(HEADINGS)
        assert levels.count(1) == 1, address
        assert levels[0] == 1, (address, levels)
        steps = [after - before for before, after in pairwise(levels)]
        assert max(steps) == 1, (address, levels)


def test_the_page_reads_well_to_a_screen_reader(page, full, read):
    tab = read(page, viewport={"width": 1280, "height": 800})
    expect(tab.locator("#connection")).not_to_be_empty()
    told = tab.locator("main").aria_snapshot().replace("'", "")
    told = told.replace(" : ", ": ")  # a pause that a label's own line makes
    assert told.count("[level=1]") == 1
    for line in (
        'heading "Storm over the bay" [level=1]',
        'region "Watch live"',
        'region "Summary"',
        "listitem: The bay is flooded.",
        'complementary "More about this story"',
        'region "Key events"',
        'button "Key events" [expanded]',
        'region "Pinned"',
        'button "Pinned" [expanded]',
        'region "Posts"',
        'heading "Posts" [level=2]',
        'navigation "Ways to read this page"',
        'article "Breaking: Breaking"',
        'heading "Breaking: Breaking" [level=3]',
        'link "Share: Breaking"',
        'navigation "Older posts"',
        'link "Older posts"',
    ):
        assert f"- {line}" in told, told
    assert re.search(r"- time: Published at \d\d:\d\d \w+", told), told
    assert not re.search(r"- (button|link)( \[|:|$)", told, re.M), "one without a name"
