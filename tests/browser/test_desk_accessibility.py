"""The desk is sound for axe-core, by keyboard, in both themes and on every screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from posts.models import Contributor
from posts.publishing import public_change
from tests.browser.desk import edit, headline, press, row, text, transfer
from tests.conftest import add_draft, make_page, publish, set_page
from tests.conftest import edit as change
from tests.pictures import encoded

# The texts and elements that make the page wider than the window.
TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
  const range = document.createRange();
  while (walker.nextNode()) {
    range.selectNode(walker.currentNode);
    const { right } = range.getBoundingClientRect();
    const { outerHTML, data } = walker.currentNode;
    if (right > innerWidth) found.push((outerHTML ?? data).slice(0, 120));
  }
  return ["too wide", ...found];
}"""

SETTLED = """() => Promise.allSettled(document.getAnimations()
  .filter((animation) => animation instanceof CSSTransition)
  .map(({ finished }) => finished))"""


def assert_sound(tab):
    """Nothing to complain about on a phone and on a desktop, in either theme."""
    for width in (390, 1280):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate(TOO_WIDE) == []
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            tab.evaluate(SETTLED)
            results = Axe().run(tab)
            assert results.violations_count == 0, results.generate_report()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def full(page, editor, errors):
    """A page with a post of every kind and all furniture; returns a public post."""
    # Axe reads the style sheet of the preview by a style element of its own.
    errors.allow("^Applying inline style")
    set_page(
        page,
        stream_on_air=True,
        stream_url="https://video.test/harbour.mp4",
        stream_title="The harbour, live",
    )
    Contributor.objects.create(name="Edna Holt", role="Editor", user=editor)
    publish(page, "Analysis", label="analysis", key_event=True)
    post = publish(page, "The ferry, " + "which is very late, " * 8, label="quote")
    add_draft(page, "A draft", review_note="What is missing here?")
    add_draft(page, "To be read", status="review")
    with public_change(page) as opened:
        opened.write_summary(["The bay is flooded.", "No boat leaves."])
        opened.write_related([("All storms", "https://news.test/storms")])
        opened.pin(opened.post(post.pk))
    return post


def test_axe_finds_nothing_in_an_evening_s_work(page, full, desk, editor, chief):
    tab = desk(page, editor)
    tab.emulate_media(reduced_motion="reduce")
    assert_sound(tab)
    # While editing, with a picture, and a colleague in the same post.
    other = desk(page, chief)
    edit(other, full)
    edit(tab, full)
    transfer(text(tab), "paste", files={"image.jpg": encoded()})
    tab.get_by_label("Alt text").fill("The ferry")
    expect(tab.locator("#composer-presence")).not_to_be_empty()
    other.close()
    tab.get_by_label("Tell readers").check()
    tab.get_by_label("What readers should know").fill("It is a ferry.")
    press(tab, page.posts.get(status="review"), "b")
    press(tab, full, "x")
    expect(tab.locator("#desk-bulk")).to_be_visible()
    assert_sound(tab)
    # A conflict, and a colleague's summary beside mine.
    change(full, headline="The ferry has left")
    headline(tab).fill("The ferry is lost")
    tab.locator("#desk-summary textarea").first.fill("Mine")
    with public_change(page) as opened:
        opened.write_summary(["Theirs"])
    headline(tab).press("Control+Enter")
    expect(tab.locator("#composer-notice .disputed")).to_have_count(1)
    tab.get_by_role("button", name="Save summary").click()
    expect(tab.locator("#desk-summary .theirs")).to_be_visible()
    assert_sound(tab)
    # The dialogs: history, keys.
    press(tab, full, "h")
    expect(tab.locator("#desk-dialog .history > li").first).to_be_visible()
    assert_sound(tab)
    tab.keyboard.press("Escape")
    tab.locator("#composer [data-close-composer]").click()
    expect(tab.locator("#unsaved .unsaved-text:not([hidden])")).to_have_count(1)
    row(tab, full).press("w")
    expect(tab.locator("#desk-said .undo")).to_be_visible()
    tab.route("**/desk/updates/**", lambda route: route.fulfill(status=204))
    assert_sound(tab)
    press(tab, full, "?")
    expect(tab.locator("#desk-keys")).to_be_visible()
    assert_sound(tab)
    assert tab.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize(
    "screen",
    [
        {"viewport": {"width": 320, "height": 640}},
        # A window of 1280 by 800 at 200 % zoom.
        {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
    ],
    ids=["320", "zoom"],
)
def test_nothing_scrolls_sideways(page, full, desk, editor, screen):
    tab = desk(page, editor, **screen)
    edit(tab, full)
    transfer(text(tab), "paste", files={"image.jpg": encoded()})
    tab.get_by_label("Alt text").fill("The ferry")
    tab.locator("#desk-related").get_by_role("button", name="Add link").click()
    assert tab.evaluate(TOO_WIDE) == []
    change(full, headline="The ferry has left " + "long" * 40)
    headline(tab).fill("The ferry is lost")
    headline(tab).press("Control+Enter")
    expect(tab.locator("#composer-notice .disputed")).to_have_count(1)
    assert tab.evaluate(TOO_WIDE) == []
    # What is focused is not hidden behind what sticks to an edge.
    hidden = tab.evaluate(COVERED)
    assert hidden == []
    press(tab, full, "h")
    expect(tab.locator("#desk-dialog .history > li").first).to_be_visible()
    assert tab.evaluate(TOO_WIDE) == []


def test_a_phone_s_screen_is_for_the_text(page, full, desk, editor):
    """What sticks is one row each, and whatever is touched is as high as a thumb."""
    tab = desk(page, editor, viewport={"width": 360, "height": 740})
    buttons = tab.locator("#composer-buttons")

    def height(of):
        return of.bounding_box()["height"]

    assert height(buttons) < 64
    assert height(tab.locator(".prose-menubar")) < 52
    edit(tab, full)
    expect(buttons.get_by_role("button", name="Save as a working copy")).to_be_visible()
    assert height(buttons) < 64
    touched = row(tab, full).locator("button").all()
    assert all(height(button) >= 44 for button in [*touched, headline(tab)])
    size = "element => getComputedStyle(element).fontSize"
    assert tab.get_by_label("Label", exact=True).first.evaluate(size) == "16px"


def test_lists_and_paragraphs_look_like_it_while_they_are_written(page, desk, editor):
    tab = desk(page, editor)
    post = publish(
        page, "A list", body="<p>One</p><p>Two</p><ul><li><p>a</p></li></ul>"
    )
    edit(tab, post)
    style = "(element, name) => getComputedStyle(element)[name]"
    item = text(tab).locator("li")
    assert item.evaluate(style, "listStyleType") == "disc"
    assert item.evaluate(style, "fontSize") == text(tab).evaluate(style, "fontSize")
    assert text(tab).locator("p").first.evaluate(style, "marginBottom") == "12px"


COVERED = """() => {
  const covered = [];
  const fields = "#desk :is(button, input, select, textarea, a, summary)";
  for (const element of document.querySelectorAll(fields)) {
    if (!element.checkVisibility() || element.closest("dialog")) continue;
    if (element.classList.contains("visually-hidden")) continue;
    element.focus();
    if (document.activeElement !== element) continue;
    const { left, top, width, height } = element.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!seen || !(element.contains(seen) || seen.contains(element))) {
      covered.push(element.outerHTML.slice(0, 120));
    }
  }
  return covered;
}"""


# Everything that can be worked with, named by its place in the document.
WORKED_WITH = """() => {
  const all = "button, input:not([type=hidden]), select, textarea, a[href], summary, "
    + "[contenteditable=true]";
  return [...document.querySelectorAll("#desk *")]
    .map((element, at) => [element, at])
    .filter(([element]) => element.matches(all) && element.checkVisibility())
    .filter(([element]) => !element.matches(":disabled") && !element.closest("dialog"))
    .map(([, at]) => at);
}"""
FOCUSED = """() => [...document.querySelectorAll("#desk *")]
  .indexOf(document.activeElement)"""


def test_everything_is_reached_by_tab_and_nothing_is_a_trap(page, full, desk, editor):
    make_page("flood")
    tab = desk(page, editor)
    tab.route("**/desk/updates/**", lambda route: route.fulfill(status=204))
    edit(tab, full)
    expect(tab.locator("#kept")).to_be_attached()
    wanted = set(tab.evaluate(WORKED_WITH))
    assert len(wanted) > 60
    tab.evaluate("() => document.activeElement.blur()")
    tab.locator("h1").last.click()
    reached = set()
    for _ in range(2 * len(wanted)):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate(FOCUSED))
    missing = wanted - reached
    names = tab.evaluate(
        "at => at.map(n => document.querySelectorAll('#desk *')[n].outerHTML)",
        sorted(missing),
    )
    assert names == []
