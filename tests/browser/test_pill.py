"""The pill takes the reader to what is new and says since when."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LONG, caught_up, scroll_to
from tests.conftest import NOON, edit, publish, publish_many, withdraw

ABOVE = "e => getComputedStyle(e, '::before').content"


@pytest.fixture(autouse=True)
def nothing_is_known_from_before(monkeypatch):
    """Minutes pass in the tab alone: the server knows a page for no moment longer."""
    monkeypatch.setattr("posts.gate.pages.KEEP", 0)


@pytest.fixture
def posts(page):
    """Four long posts, oldest first."""
    posts = publish_many(page, 4)
    for post in posts:
        edit(post, body=LONG)
    return posts


@pytest.fixture
def open_at_noon(page, posts, read):
    """Open the page by the reader's clock at noon and read on in it."""

    def open_at_noon(more="", line="#feed > :nth-child(3)"):
        tab = read("/robots.txt", timezone_id="Europe/London")
        tab.clock.install(time=NOON.replace(second=5))
        tab.goto(tab.url.replace("/robots.txt", page.get_absolute_url() + more))
        expect(tab.locator("#connection")).to_have_text("Updated 12:00")
        if line:
            scroll_to(tab, line, top=5)
        return tab

    return open_at_noon


def pill(tab):
    return tab.locator("#new-posts")


def hide(tab, value=True):
    tab.evaluate("value => hide(value)", value)


def minutes_later(tab, minutes, act):
    """While the tab is hidden for some MINUTES, ACT; then it catches up.

    A poll that is under way is answered before, not minutes later.
    """
    hide(tab)
    expect(tab.locator("#poller.htmx-request")).to_have_count(0)
    made = act()
    tab.clock.fast_forward(minutes * 60_000)
    hide(tab, False)
    caught_up(tab, made.page)
    return made


def test_the_line_names_the_last_answer_before_the_first_unread_post(
    page, posts, open_at_noon
):
    tab = open_at_noon()
    first = minutes_later(tab, 30, lambda: publish(page, "First", LONG))
    expect(pill(tab)).to_have_text("1 new post")
    second = minutes_later(tab, 10, lambda: publish(page, "Second", LONG))
    expect(pill(tab)).to_have_text("2 new posts")
    expect(tab).to_have_title("(2) Storm over the bay")
    pill(tab).click()
    expect(tab.locator("[data-since]")).to_have_id(f"post-{second.pk}")
    article = tab.locator(f"#post-{second.pk}")
    expect(article).to_have_attribute("data-since", "New since 12:00")
    assert "New since 12:00" in article.evaluate(ABOVE)
    expect(article.locator("h3")).to_be_focused()
    top = article.evaluate("e => e.getBoundingClientRect().top")
    assert 0 <= top <= 20
    edit(second, headline="Second, corrected")
    caught_up(tab, page)
    expect(article).to_have_attribute("data-since", "New since 12:00")
    scroll_to(tab, f"#post-{first.pk} p:text('Paragraph 5')")
    expect(pill(tab)).to_be_hidden()
    expect(tab).to_have_title("Storm over the bay")


def test_there_is_one_such_line_and_it_moves_on(page, posts, open_at_noon):
    tab = open_at_noon()
    first = minutes_later(tab, 5, lambda: publish(page, "First", LONG))
    pill(tab).press("Enter")
    expect(tab.locator("[data-since]")).to_have_id(f"post-{first.pk}")
    scroll_to(tab, "#feed > :nth-child(3)", top=5)
    second = minutes_later(tab, 20, lambda: publish(page, "Second", LONG))
    pill(tab).press("Enter")
    line = tab.locator("[data-since]")
    expect(line).to_have_count(1)
    expect(line).to_have_id(f"post-{second.pk}")
    expect(line).to_have_attribute("data-since", "New since 12:05")
    expect(line.locator("h3")).to_be_focused()


def test_a_reader_taken_to_a_post_has_read_it_however_soon_they_scroll_on(
    page, posts, open_at_noon
):
    tab = open_at_noon()
    publish(page, "New", LONG)
    expect(pill(tab)).to_have_text("1 new post")
    pill(tab).evaluate("pill => { pill.click(); scrollTo(0, 1e6); }")
    expect(pill(tab)).to_be_hidden()


def test_the_count_falls_when_an_unread_post_is_withdrawn(page, posts, open_at_noon):
    tab = open_at_noon()
    new = [publish(page, f"New {n}", LONG) for n in range(2)]
    expect(pill(tab)).to_have_text("2 new posts")
    withdraw(new[1])
    expect(pill(tab)).to_have_text("1 new post")
    expect(tab).to_have_title("(1) Storm over the bay")
    pill(tab).click()
    expect(tab.locator(f"#post-{new[0].pk} h3")).to_be_focused()
    expect(pill(tab)).to_be_hidden()


def test_the_pill_goes_with_the_last_unread_post(page, posts, open_at_noon):
    tab = open_at_noon()
    new = publish(page, "New", LONG)
    expect(pill(tab)).to_be_visible()
    withdraw(new)
    expect(pill(tab)).to_be_hidden()
    expect(tab).to_have_title("Storm over the bay")
    expect(tab.locator("[data-since]")).to_have_count(0)


def test_oldest_first_the_pill_leads_down_to_the_first_new_post(
    page, posts, open_at_noon
):
    tab = open_at_noon("?order=oldest", line=None)
    first = minutes_later(tab, 30, lambda: publish(page, "First", LONG * 2))
    minutes_later(tab, 1, lambda: publish(page, "Second", LONG))
    expect(pill(tab)).to_have_text("2 new posts")
    expect(pill(tab)).to_be_in_viewport()
    pill(tab).click()
    line = tab.locator("[data-since]")
    expect(line).to_have_id(f"post-{first.pk}")
    expect(line).to_have_attribute("data-since", "New since 12:00")
    expect(line.locator("h3")).to_be_focused()
    expect(line.locator("h3")).to_be_in_viewport()
    expect(pill(tab)).to_have_text("1 new post")


def test_what_is_not_loaded_is_where_the_pill_s_link_leads(page, posts, read):
    publish_many(page, 5)
    tab = read(page, "?order=oldest")
    new = publish(page, "New", LONG)
    expect(pill(tab)).to_have_text("1 new post")
    pill(tab).click()
    expect(tab).to_have_url(tab.url.split("?")[0])
    expect(tab.locator("#feed > article").first).to_have_id(f"post-{new.pk}")


def test_a_click_for_another_tab_leaves_this_one_alone(page, posts, open_at_noon):
    tab = open_at_noon()
    publish(page, "New", LONG)
    expect(pill(tab)).to_be_visible()
    with tab.context.expect_page() as opened:
        pill(tab).click(modifiers=["Control"])
    opened.value.wait_for_load_state()
    expect(pill(tab)).to_have_text("1 new post")
    expect(tab.locator("[data-since]")).to_have_count(0)
