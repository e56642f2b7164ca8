"""Someone reads: the line under their eyes stays, and they learn what is new."""

import pytest
from playwright.sync_api import expect

from posts.models import SummaryPoint
from posts.publishing import public_change
from tests.browser.conftest import LONG, caught_up, ids, pks, scroll_to, top_of
from tests.conftest import edit, publish, publish_many, withdraw


@pytest.fixture
def posts(page):
    """Five long posts, oldest first; the third is the one being read."""
    posts = publish_many(page, 5)
    for post in posts:
        edit(post, body=LONG.replace("Paragraph", f"Post {post.pk}, paragraph"))
    return posts


@pytest.fixture
def line(posts):
    """The line being read: the fourth paragraph of the third post."""
    return f"#post-{posts[2].pk} p:text('paragraph 3 of')"


@pytest.fixture
def tab(page, posts, read, line):
    """A tab that is scrolled to the line."""
    tab = read(page)
    scroll_to(tab, line, top=5)
    return tab


def assert_still(tab, line, top=5):
    assert abs(top_of(tab, line) - top) <= 1


def summary_point(page):
    with public_change(page):
        SummaryPoint.objects.create(page=page, text="The bay is flooded.")


def edit_of_the_newest(body):
    return lambda page, posts: edit(posts[4], body=body)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda page, posts: publish(page, body=LONG), id="new post"),
        pytest.param(edit_of_the_newest(LONG * 3), id="longer post above"),
        pytest.param(edit_of_the_newest("<p>Short.</p>"), id="shorter post above"),
        pytest.param(lambda page, posts: withdraw(posts[4]), id="withdrawn above"),
        pytest.param(lambda page, posts: summary_point(page), id="summary"),
        pytest.param(lambda page, posts: withdraw(posts[1]), id="withdrawn below"),
    ],
)
def test_the_line_being_read_stays_where_it_is(page, posts, tab, line, act):
    assert_still(tab, line)
    act(page, posts)
    caught_up(tab, page)
    assert_still(tab, line)


def paragraphs(pk, *words):
    texts = [f"Post {pk}, paragraph {n} of a long report from the bay." for n in words]
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize("label", ["", "quote"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("<p>A long tale. {}</p>", "", id="paragraph above rewritten"),
        pytest.param("<p>One more.</p><p>And one more.</p>", "keep", id="inserted"),
        pytest.param("", "", id="paragraph above removed"),
    ],
)
def test_the_line_stays_when_its_own_post_changes_above_it(
    page, posts, read, line, label, before, after
):
    post = posts[2]
    edit(post, label=label, quote_attribution="Maren Holt" if label else "")
    tab = read(page)
    scroll_to(tab, line, top=5)
    above = paragraphs(post.pk, 0, 1, 2) if after else paragraphs(post.pk, 0, 1)
    added = before.format("It goes on and on. " * 40)
    edit(post, body=above + added + paragraphs(post.pk, *range(3, 12)))
    caught_up(tab, page)
    assert_still(tab, line)


def test_the_line_stays_in_a_list_whose_first_lines_grow(page, read):
    items = [f"<li><p>Item {n} of what is known.</p></li>" for n in range(30)]
    post = publish(page, body=f"<ul>{''.join(items)}</ul>{LONG * 3}")
    tab = read(page)
    line = "#feed li p:text('Item 20')"
    scroll_to(tab, line, top=5)
    items[3] = f"<li><p>Item 3 {'and much more ' * 60}</p></li>"
    edit(post, body=f"<ul>{''.join(items)}</ul>{LONG * 3}")
    caught_up(tab, page)
    assert_still(tab, line)


def test_when_the_line_itself_is_withdrawn_the_next_one_serves(page, posts, tab):
    following = f"#post-{posts[1].pk} h3"
    before = top_of(tab, following)
    withdraw(posts[2])
    caught_up(tab, page)
    expect(tab.locator("[data-since]")).to_have_count(0)
    assert top_of(tab, following) == pytest.approx(before, abs=1)


def test_a_selection_survives_an_edit_elsewhere_in_the_post(page, posts, tab, line):
    tab.locator(line).first.evaluate("e => getSelection().selectAllChildren(e)")
    edit(posts[2], headline="A new headline over the same words")
    caught_up(tab, page)
    selected = tab.evaluate("() => getSelection().toString()")
    assert selected == f"Post {posts[2].pk}, paragraph 3 of a long report from the bay."


def test_the_pill_and_the_title_count_what_is_unread(page, posts, tab):
    pill = tab.locator("#new-posts")
    expect(pill).to_be_hidden()
    first = publish(page, "First")
    expect(pill).to_have_text("1 new post")
    expect(tab).to_have_title("(1) Storm over the bay")
    publish(page, "Second")
    expect(pill).to_have_text("2 new posts")
    expect(tab).to_have_title("(2) Storm over the bay")
    edit(first, headline="First, corrected")
    caught_up(tab, page)
    expect(pill).to_have_text("2 new posts")
    withdraw(first)
    expect(pill).to_have_text("1 new post")
    expect(tab).to_have_title("(1) Storm over the bay")


def test_the_pill_leads_to_the_newest_post_and_focuses_its_heading(page, posts, tab):
    new = publish(page, "The ferry is back", LONG)
    tab.locator("#new-posts").click()
    heading = tab.locator(f"#post-{new.pk} h3")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(tab.locator("#new-posts")).to_be_hidden()
    expect(tab).to_have_title("Storm over the bay")
    assert "/post/" not in tab.url


def test_scrolling_up_by_oneself_reads_the_new_posts_too(page, posts, tab):
    publish(page, "The ferry is back")
    expect(tab.locator("#new-posts")).to_be_visible()
    tab.keyboard.press("Home")
    expect(tab.locator("#new-posts")).to_be_hidden()
    expect(tab).to_have_title("Storm over the bay")


def test_a_reader_at_the_top_sees_posts_arrive_in_place(page, posts, read):
    tab = read(page)
    new = publish(page, "The ferry is back")
    expect(tab.locator(f"#post-{new.pk} h3")).to_be_in_viewport()
    assert tab.evaluate("() => window.scrollY") == 0
    assert ids(tab) == pks([new, *posts[::-1]])
    expect(tab.locator("#new-posts")).to_be_hidden()
    expect(tab).to_have_title("Storm over the bay")


def test_screen_readers_hear_a_count_and_nothing_more(page, posts, tab):
    said = tab.locator("#announcer[role=status]")
    expect(said).to_have_text("")
    publish(page, "The ferry is back")
    expect(said).to_have_text("1 new post")
    assert (
        tab.locator("#feed, #feed *").filter(has=tab.locator("[aria-live]")).count()
        == 0
    )
