"""A stream that plays can be kept in view while one reads on."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LONG, caught_up, scroll_to, top_of
from tests.conftest import edit, open_as, publish, publish_many, set_page

MOVIE = "https://video.test/harbour.mp4"
PLAYER = "#stream :is(iframe, video)"


@pytest.fixture
def asked():
    """The addresses that were asked of those who keep the players."""
    return []


@pytest.fixture(params=[MOVIE, "https://youtu.be/abcdefghijk"], ids=["video", "frame"])
def tab(page, read, errors, asked, request):
    """A page with a stream on air, not yet playing, and long posts below."""
    errors.allow("^Failed to load resource")
    set_page(
        page, stream_on_air=True, stream_url=request.param, stream_title="The harbour"
    )
    for post in publish_many(page, 3):
        edit(post, body=LONG)
    tab = read(page)

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(status=404, body="")

    tab.route("https://video.test/**", answer)
    tab.route("https://www.youtube-nocookie.com/**", answer)
    return tab


def keep(tab):
    return tab.get_by_role("button", name="Keep in view")


def play(tab):
    tab.locator("#stream .embed-card").click()
    tab.locator(PLAYER).evaluate("player => { player.isTheOne = true; }")


def assert_plays_on(tab, asked):
    assert tab.locator(PLAYER).evaluate("player => player.isTheOne") is True
    frames = [address for address in asked if "embed" in address]
    assert len(frames) <= 1, "the frame was loaded again"


def read_on(tab):
    """Scroll far below the stream; where the line that is read stands."""
    post = tab.locator("#feed > article").nth(1).get_attribute("id")
    line = f"#{post} p:text('Paragraph 4')"
    scroll_to(tab, line, top=10)
    return line


def expect_docked(tab):
    stage = tab.locator("#stream.is-docked .stage")
    expect(stage).to_have_css("position", "fixed")
    expect(tab.locator(PLAYER)).to_be_in_viewport(ratio=1)
    expect(keep(tab)).to_be_in_viewport(ratio=1)


def expect_in_place(tab):
    expect(tab.locator("#stream")).not_to_contain_class("is-docked")
    expect(tab.locator("#stream")).to_have_attribute("style", "")


def test_there_is_nothing_to_keep_before_the_stream_plays(tab):
    expect(keep(tab)).to_have_count(0)
    play(tab)
    expect(keep(tab)).to_be_visible()
    expect(keep(tab)).to_have_attribute("aria-pressed", "false")
    read_on(tab)
    expect(tab.locator(PLAYER)).not_to_be_in_viewport()


def test_kept_in_view_it_stands_in_a_corner_and_plays_on(tab, asked):
    play(tab)
    keep(tab).click()
    expect(keep(tab)).to_have_attribute("aria-pressed", "true")
    expect_undocked(tab)
    height = tab.evaluate("() => document.documentElement.scrollHeight")
    line = read_on(tab)
    expect_docked(tab)
    assert abs(top_of(tab, line) - 10) <= 1
    assert tab.evaluate("() => document.documentElement.scrollHeight") == height
    assert_plays_on(tab, asked)
    tab.evaluate("() => window.scrollTo(0, 0)")
    expect_in_place(tab)
    expect(tab.locator(PLAYER)).to_be_in_viewport()
    assert_plays_on(tab, asked)


def expect_undocked(tab):
    expect(tab.locator("#stream")).not_to_contain_class("is-docked")


def test_let_go_in_the_corner_it_returns_to_its_place(tab, asked):
    play(tab)
    keep(tab).click()
    line = read_on(tab)
    expect_docked(tab)
    keep(tab).click()
    expect_in_place(tab)
    assert abs(top_of(tab, line) - 10) <= 1
    expect(tab.locator(PLAYER)).not_to_be_in_viewport()
    assert_plays_on(tab, asked)


def test_it_stays_in_the_corner_whatever_else_changes(page, tab, asked):
    play(tab)
    keep(tab).click()
    line = read_on(tab)
    expect_docked(tab)
    set_page(page, stream_title="The harbour, from the tower", title="Storm and flood")
    publish(page, "News", LONG)
    open_as(page, "ended")
    caught_up(tab, page)
    expect_docked(tab)
    expect(keep(tab)).to_have_attribute("aria-pressed", "true")
    assert_plays_on(tab, asked)
    assert abs(top_of(tab, line) - 10) <= 1


def test_off_air_it_leaves_the_corner(page, tab):
    play(tab)
    keep(tab).click()
    line = read_on(tab)
    expect_docked(tab)
    set_page(page, stream_on_air=False)
    caught_up(tab, page)
    expect(tab.locator("#stream")).to_be_hidden()
    expect_in_place(tab)
    assert abs(top_of(tab, line) - 10) <= 1
    set_page(page, stream_on_air=True)
    caught_up(tab, page)
    expect(tab.locator("#stream .embed-card")).to_be_visible()
    expect(keep(tab)).to_have_count(0)
    expect_undocked(tab)


def test_another_stream_does_not_stand_in_the_corner_before_it_plays(page, tab):
    play(tab)
    keep(tab).click()
    read_on(tab)
    expect_docked(tab)
    set_page(page, stream_url="https://video.test/tower.mp4")
    caught_up(tab, page)
    expect_undocked(tab)
    expect(keep(tab)).to_have_count(0)


def test_on_paper_there_is_no_corner(tab):
    play(tab)
    keep(tab).click()
    read_on(tab)
    expect_docked(tab)
    tab.emulate_media(media="print")
    expect(tab.locator("#stream .stage")).to_have_css("position", "static")
