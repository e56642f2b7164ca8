"""The index and its search in a browser: keyboard, no JavaScript, narrow windows."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import NOON, make_page, publish

OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
# The height of what is pressed or filled in, by its name, where it is under 44 pixels.
SMALL = """all => all.filter(e => e.checkVisibility())
  .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect().height])
  .filter(([, height]) => height < 44)"""


@pytest.fixture
def pages(transactional_db):
    """A page of each kind, in two directions, and a post with a very long word."""
    live = make_page(title="Ferry adrift off the bay", standfirst="A tug is out.")
    publish(live, "Tug takes the tow", f"<p>Ferry {'ab' * 60}</p>", at=NOON)
    make_page("a", title="عاصفة في الخليج", language="ar", standfirst="مباشر")
    make_page("b", "upcoming", title="Budget day", scheduled_start=NOON)
    for n in range(32):
        moment = datetime(2024 + n // 20, n % 12 + 1, 3, tzinfo=UTC)
        make_page(f"c{n}", "ended", title=f"Ended {n}", ended_at=moment)


def test_a_search_takes_a_tab_words_and_enter(pages, read):
    tab = read("/", java_script_enabled=False)
    tab.get_by_label("Search live pages and posts").focus()
    tab.keyboard.type("tug tow")
    tab.keyboard.press("Enter")
    expect(tab.locator(".found")).to_have_text("1 result for “tug tow”")
    expect(tab.get_by_role("searchbox")).to_have_value("tug tow")
    tab.get_by_role("link", name="Tug takes the tow").click()
    expect(tab.locator(".is-marked .headline")).to_have_text("Tug takes the tow")


def test_months_and_leaves_are_reached_without_a_script(pages, read):
    tab = read("/", java_script_enabled=False)
    tab.get_by_role("link", name="Next page").click()
    expect(tab.locator(".pages a")).to_have_count(2)
    tab.locator("summary").last.click()
    tab.get_by_role("link", name="March 2024").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Ended in March 2024")
    expect(tab.locator(".pages a")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_index_is_sound(pages, read, width, scheme):
    window = {"width": width, "height": 900}
    tab = read("/", viewport=window, color_scheme=scheme)
    root = tab.url.rstrip("/")
    for address in ("/", "/?month=2024-03", "/?q=ferry", "/?q=zeppelin"):
        tab.goto(root + address)
        results = Axe().run(tab)
        assert results.violations_count == 0, results.generate_report()
        assert tab.evaluate(OVERFLOW) <= 0, address
        controls = tab.locator(".index :is(a, button, input, summary)")
        assert controls.evaluate_all(SMALL) == [], address
