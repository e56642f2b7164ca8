"""The law in a real browser: an open page ends up as a freshly loaded one.

Editors do what comes into their heads, tabs in every view load chunks, hide and
return meanwhile; when all is quiet, each tab must hold what a fresh page holds
within its edges.
"""

import random
import re

import pytest

from tests.browser.conftest import caught_up
from tests.conftest import publish_many
from tests.reader import FURNITURE
from tests.test_law import ACTS, Newsroom

STEPS = 24
STARTING_OVER = {"take_back_and_return", "move_zone"}
VIEWS = ["", "?order=oldest", "?show=key", "embed/"]

# The posts as [id, sort key, markup], the edges, the furniture; without the marks
# that a view or an arrival leaves, or the time that passes.
SNAPSHOT = """names => {
  const markup = element => {
    const copy = element.cloneNode(true);
    for (const each of [copy, ...copy.querySelectorAll("*")]) {
      each.classList.remove("is-new", "is-marked", "is-first-of-day");
      if (each.className === "ago") each.textContent = "";
    }
    return copy.outerHTML;
  };
  const feed = document.getElementById("feed");
  return {
    feed: [...feed.children].map(p => [p.id, p.dataset.sort, markup(p)]),
    edges: [feed.dataset.olderEdge ?? "", feed.dataset.newerEdge ?? "~"],
    furniture: names.map(name => markup(document.getElementById(name))),
  };
}"""


def snapshot(tab):
    said = tab.evaluate(SNAPSHOT, list(FURNITURE))
    for post in said["feed"]:
        post[2] = folded(post[2])
    said["furniture"] = [folded(piece) for piece in said["furniture"]]
    return said


def folded(markup):
    return re.sub(r"> <", "><", re.sub(r"\s+", " ", markup))


def within(edges, feed):
    older, newer = edges
    return [post for post in feed if older <= post[1] < newer]


def settled(tab, fresh):
    """What TAB shows, once it is like FRESH or has had time enough to become so."""
    for _ in range(30):
        shown = snapshot(tab)
        expected = within(shown["edges"], fresh["feed"])
        if shown["feed"] == expected and shown["furniture"] == fresh["furniture"]:
            break
        tab.wait_for_timeout(100)
    return shown


def reader_s_move(chance, tab):
    move = chance.choice(["#older", "#newer", "hide", "show", "down", "up"])
    if move in ("hide", "show"):
        tab.evaluate("hidden => window.hide(hidden)", move == "hide")
    elif move in ("down", "up"):
        tab.evaluate("by => window.scrollBy(0, by)", 400 if move == "down" else -600)
    else:
        tab.evaluate("side => document.querySelector(`${side} a`)?.click()", move)


@pytest.mark.parametrize("number", range(4))
def test_an_open_page_ends_up_as_a_fresh_one(page, read, settings, errors, number):
    errors.allow("^(Failed to load resource|Response Status).*410")  # between two acts
    chance = random.Random(number)
    # Starting over heals everything, so most sequences do without it.
    acts = [name for name in ACTS if number == 0 or name not in STARTING_OVER]
    posts = publish_many(page, 12)
    newsroom = Newsroom(page)
    for n in range(0, 12, 2):
        newsroom.key_event(n)
    tabs = {view: read(page, view) for view in VIEWS}
    tabs["post"] = read(posts[6].get_absolute_url())
    for _ in range(STEPS):
        for _ in range(chance.randint(1, 3)):
            getattr(newsroom, chance.choice(acts))(chance.randint(0, 99))
        reader_s_move(chance, chance.choice(list(tabs.values())))
        tabs[""].wait_for_timeout(chance.choice([0, 50, 250]))
    settings.POSTS_PER_PAGE = settings.POSTS_IN_EMBED = 1000
    one = read(page)
    loaded = {"": snapshot(one)}
    for view, tab in tabs.items():
        tab.evaluate("() => window.hide(false)")
        caught_up(tab, page)
        address = view.replace("post", "")
        if address not in loaded:
            one.goto(tabs[""].url + address)
            loaded[address] = snapshot(one)
        fresh = loaded[address]
        shown = settled(tab, fresh)
        expected = within(shown["edges"], fresh["feed"])
        assert [post[:2] for post in shown["feed"]] == [post[:2] for post in expected]
        assert shown["feed"] == expected, view
        assert shown["furniture"] == fresh["furniture"], view
