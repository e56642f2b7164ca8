"""On paper, and in the colours that a reader's system forces."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LONG, scroll_to
from tests.conftest import publish

CONTROLS = (
    ".masthead-link, .skip-links, .views, .options, .pill, .more, .share, .connection, "
    ".toggle, .dock, .colophon, .ago, button, summary, input"
)
# Elements with a background that is neither clear nor light, and texts not dark.
DARK = """() => {
  const light = (colour) => {
    const [red, green, blue, clear = 1] = colour.match(/[\\d.]+/g).map(Number);
    return clear === 0 ? null : (red + green + blue) / 765;
  };
  const name = ({ localName, className }) => `${localName}.${className}`;
  const all = [...document.querySelectorAll("html, body, body *")];
  const seen = all.filter((element) => element.checkVisibility());
  const styled = seen.map((element) => [element, getComputedStyle(element)]);
  return [
    ...styled.filter(([, style]) => (light(style.backgroundColor) ?? 1) < 0.9),
    ...styled.slice(1).filter(([, style]) => light(style.color) > 0.4), // not the root
  ].map(([element]) => name(element));
}"""
BORDER = """(element) => {
  const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(element);
  return [borderTopStyle, parseFloat(borderTopWidth) > 0, borderTopColor];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_printed_page_holds_the_story_and_no_controls(
    page, full, read, scheme, width
):
    size = {"width": width, "height": 800}
    tab = read(page, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    scroll_to(tab, "#feed > :nth-child(3)")
    publish(page, "While you read", LONG)
    expect(tab.locator("#new-posts")).to_be_visible()
    tab.emulate_media(media="print", color_scheme=scheme)
    expect(tab.locator(CONTROLS).filter(visible=True)).to_have_count(0)
    for part in ("h1", "#summary li", "#key-events li", "#related li", "#pinned h3"):
        expect(tab.locator(part).first).to_be_visible()
    feed = tab.locator("#feed > article")
    expect(feed).to_have_count(6)
    expect(feed.filter(visible=True)).to_have_count(6)
    expect(tab.locator("#feed .post-time .clock").first).to_be_visible()
    expect(tab.locator(".address")).to_be_visible()
    expect(tab.locator(".address")).to_have_text(tab.url)
    assert tab.evaluate(DARK) == []


def test_a_marked_post_is_printed_without_its_mark(page, full, read):
    tab = read(full[2].get_absolute_url(), color_scheme="dark")
    tab.emulate_media(media="print", color_scheme="dark")
    expect(tab.locator(f"#post-{full[2].pk}.is-marked")).to_be_visible()
    assert tab.evaluate(DARK) == []


def test_what_was_folded_is_printed(page, full, read):
    tab = read(page, viewport={"width": 360, "height": 800})
    for name in ("Pinned", "Related"):
        tab.get_by_role("button", name=name).click()
    expect(tab.locator("#key-events-content, #pinned-content")).to_have_count(2)
    expect(tab.locator("#key-events-content")).to_be_hidden()
    expect(tab.locator("#pinned-content")).to_be_hidden()
    tab.emulate_media(media="print")
    for piece in ("pinned", "key-events", "related"):
        expect(tab.locator(f"#{piece}-content")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_what_was_a_patch_of_colour_has_a_border(
    page, full, read, scheme
):
    tab = read(
        page, forced_colors="active", color_scheme=scheme, reduced_motion="reduce"
    )
    scroll_to(tab, "#feed > :nth-child(3)")
    publish(page, "While you read", LONG)
    expect(tab.locator("#new-posts")).to_be_visible()
    tab.locator(".options").evaluate("details => { details.open = true; }")
    paper = tab.evaluate("() => getComputedStyle(document.body).backgroundColor")
    for part in ("#status .badge", "#new-posts", ".label-breaking", ".options-panel"):
        style, is_wide, colour = tab.locator(part).first.evaluate(BORDER)
        assert (part, style, is_wide) == (part, "solid", True)
        assert colour != paper, part
