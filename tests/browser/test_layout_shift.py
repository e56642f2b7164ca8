"""Nothing moves on its own, nothing sticks out, and everything can be hit."""

import pytest
from playwright.sync_api import expect

from posts.publishing import public_change
from tests.browser.conftest import LONG, caught_up, scroll_to
from tests.conftest import edit, make_page, open_as, publish, set_page, withdraw

# What moved without the reader's doing; the list is emptied when it is read.
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    for (const { node, previousRect, currentRect } of entry.sources) {
      const name = node?.id || node?.className || node?.nodeName;
      window.shifts.push(`${name}: ${previousRect.y} to ${currentRect.y}`);
    }
    window.shifts.sum = (window.shifts.sum ?? 0) + entry.value;
  }
}).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
})"""
HAS_PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length"
PICTURES_IN_SIGHT = """() => [...document.images].every((image) => {
  const { top, bottom } = image.getBoundingClientRect();
  return image.complete || bottom < 0 || top > innerHeight;
})"""
SIZES = """(selector) => [...document.querySelectorAll(selector)]
  .filter((element) => element.checkVisibility())
  .map((element) => {
    const { width, height } = element.getBoundingClientRect();
    return [element.outerHTML.slice(0, 70), width, height];
  })"""
MAIN_CONTROLS = "#new-posts, #older a, .toggle, .options summary, .views a"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


def watched(read, page, more="", **options):
    """A tab that takes down every layout shift; the scripts come after the paint."""
    tab = read("/robots.txt", **options)
    tab.add_init_script(WATCH)
    tab.route("**/*.js", lambda route: None)
    address = tab.url.replace("/robots.txt", page.get_absolute_url() + more)
    tab.goto(address, wait_until="commit")
    tab.wait_for_function(HAS_PAINTED)
    tab.evaluate(PAINTED)
    tab.unroute("**/*.js")  # lets go what was held
    return tab


def shifted(tab):
    """What has moved since the last call, as '<what>: <from> to <where>'."""
    tab.evaluate(PAINTED)
    return tab.evaluate("() => window.shifts.splice(0)")


def assert_steady(tab):
    moved = shifted(tab)
    assert tab.evaluate("() => window.shifts.sum ?? 0") <= 0.01, moved


def first_answer(tab):
    expect(tab.locator("#connection")).not_to_be_empty()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("more", ["", "?order=oldest", "?show=key"])
def test_nothing_moves_while_a_full_page_loads(page, full, read, viewport, more):
    tab = watched(read, page, more, viewport=viewport)
    first_answer(tab)
    tab.wait_for_function(PICTURES_IN_SIGHT)
    assert_steady(tab)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("more", ["", "?show=key"])
def test_nothing_moves_where_lists_and_posts_are_in_sight(
    page, full, read, viewport, more
):
    set_page(page, lead_image="", standfirst="", stream_on_air=False)
    with public_change(page):
        page.summary_points.all().delete()
    tab = watched(read, page, more, viewport=viewport)
    first_answer(tab)
    expect(tab.locator(".piece-head h2").first).to_be_in_viewport()
    assert_steady(tab)


@pytest.mark.parametrize("width", [320, 360, 414])
def test_nothing_moves_when_an_upcoming_page_hears_from_the_server(read, width):
    soon = make_page("soon", "upcoming", title="The election")
    tab = watched(read, soon, viewport={"width": width, "height": 700})
    first_answer(tab)
    assert_steady(tab)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_when_a_permalink_is_opened(page, full, read, viewport):
    tab = watched(read, full[2], f"#post-{full[2].pk}", viewport=viewport)
    first_answer(tab)
    tab.wait_for_function(PICTURES_IN_SIGHT)
    assert_steady(tab)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_at_all_moves_for_someone_who_reads(page, full, read, viewport):
    newest = page.posts.get(headline="The sixth")
    edit(full[3], body=LONG)
    tab = watched(read, page, viewport=viewport)
    first_answer(tab)
    line = f"#post-{full[3].pk} p:text('Paragraph 4')"
    scroll_to(tab, line, top=20)
    shifted(tab)
    for act in (
        lambda: publish(page, "News", LONG),
        lambda: edit(newest, body=LONG),
        lambda: withdraw(newest),
        lambda: add_summary_point(page),
        lambda: set_page(page, title="Storm and flood " * 5),
        lambda: set_page(page, stream_on_air=False),
        lambda: set_page(page, stream_on_air=True),
        lambda: unpin(full[0]),
    ):
        act()
        caught_up(tab, page)
        assert shifted(tab) == []
    expect(tab.locator("#new-posts")).to_be_visible()


def add_summary_point(page):
    with public_change(page):
        page.summary_points.create(text="Schools stay closed tomorrow, too.")


def unpin(post):
    with public_change(post.page) as change:
        change.unpin(change.post(post.pk))


@pytest.mark.parametrize(
    "viewport",
    [{"width": 320, "height": 640}, {"width": 320, "height": 256}],
    ids=["small phone", "1280 pixels at 400 percent"],
)
def test_no_page_is_wider_than_its_window(page, full, read, viewport):
    over = make_page("over", title="The storm of last week")
    publish(over, "The last word", LONG)
    open_as(over, "ended")
    tab = read(page, viewport=viewport)
    first_answer(tab)
    tab.locator(".options summary").click()
    expect(tab.locator(".options-panel")).to_be_in_viewport(ratio=0.1)
    left = tab.locator(".options-panel").bounding_box()["x"]
    assert left >= 0
    assert tab.evaluate("() => document.documentElement.scrollWidth") == 320
    site = tab.url.split("/live/")[0]
    for address in (
        page.get_absolute_url() + "?order=oldest",
        page.get_absolute_url() + "?show=key",
        full[2].get_absolute_url(),
        over.get_absolute_url(),
    ):
        tab.goto(site + address)
        assert tab.evaluate("() => document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_everything_can_be_hit_with_a_finger(page, full, read, viewport):
    tab = read(page, viewport=viewport, reduced_motion="reduce")
    first_answer(tab)
    scroll_to(tab, "#feed > article:nth-child(3)")
    publish(page, "News", LONG)
    expect(tab.locator("#new-posts")).to_be_visible()
    tab.locator(".options").evaluate("details => { details.open = true; }")
    controls = tab.evaluate(SIZES, MAIN_CONTROLS)
    assert len(controls) == 10
    assert [size for size in controls if size[2] < 44] == []
    targets = tab.evaluate(SIZES, "a:not(.post-body a), button, summary, label")
    assert [size for size in targets if min(size[1:]) < 24] == []
