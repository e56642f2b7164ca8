"""Hostile words in every field, in a real browser: no script runs, nothing leaves.

The bodies are in the database as they are, so that what is shown is what the templates
and the policy make of them, and what the browser makes of that.
"""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts import preview
from posts.models import LivePage, Post
from tests.browser.conftest import caught_up, sign_in
from tests.conftest import make_page, make_user
from tests.hostile import BAD_ADDRESSES, VECTORS
from tests.hostile_page import clean, fill

ADDRESSES = ["https://example.org/", *BAD_ADDRESSES]
WATCHING = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
# What each page says of itself: scripts that ran, policies that were needed, ids and
# names that are there twice, what stands in bodies, and what leaves its article.
SAID = """
() => {
  const all = [...document.querySelectorAll("[id]")].map((one) => one.id);
  const bodies = [...document.querySelectorAll(".post-body *, .body *")];
  const allowed = ["P", "BR", "STRONG", "EM", "A", "UL", "OL", "LI", "BLOCKQUOTE"];
  const words = ["href", "rel", "class", "start"];
  const hidden = ".visually-hidden, .visually-hidden *, .unseen, [hidden], [hidden] *";
  const leaves = (article) => {
    const box = article.getBoundingClientRect();
    return [...article.querySelectorAll("*")]
      .filter((one) => !one.matches(hidden) && one.getClientRects().length)
      .filter((one) => {
        const inner = one.getBoundingClientRect();
        return inner.left < box.left - 1 || inner.right > box.right + 1 ||
          inner.top < box.top - 1 || inner.bottom > box.bottom + 1;
      })
      .map((one) => `${article.id} ${one.tagName} ${one.className}`);
  };
  return {
    ran: window.ran ?? null,
    violations: window.violations,
    twice: all.filter((id, n) => all.indexOf(id) !== n),
    tags: bodies.map((one) => one.tagName).filter((tag) => !allowed.includes(tag)),
    attributes: bodies.flatMap((one) => one.getAttributeNames())
      .filter((name) => !words.includes(name)),
    leaving: [...document.querySelectorAll("article.post")].flatMap(leaves),
    wider: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    frames: document.querySelectorAll("iframe, object, embed, base[href]").length,
    handlers: [...document.querySelectorAll("*")].flatMap((one) => one
      .getAttributeNames()
      .filter((name) => /^on|^hx-|^data-hx-on/.test(name))),
  };
}
"""
NOTHING = {
    "ran": None,
    "violations": [],
    "twice": [],
    "tags": [],
    "attributes": [],
    "leaving": [],
    "wider": False,
    "frames": 0,
    "handlers": [],
}


@pytest.fixture
def watched(chromium, live_server, errors):
    """Opens an address in a tab that takes down what it asks for and whom it alarms."""
    errors.allow("^htmx:afterRequest", "^htmx:sendAbort", "^htmx:sendError")
    contexts = []
    asked, dialogs = [], []

    def watched(address, user=None, **options):
        contexts.append(chromium.new_context(**options))
        contexts[-1].set_default_timeout(20_000)
        if user:
            sign_in(contexts[-1], user, live_server.url)
        contexts[-1].add_init_script(WATCHING)
        contexts[-1].on("request", lambda request: asked.append(request.url))
        tab = contexts[-1].new_page()
        tab.on("console", errors.take)
        tab.on("pageerror", lambda error: errors.append(f"pageerror: {error}"))
        tab.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
        tab.goto(address if "://" in address else live_server.url + address)
        return tab

    yield watched
    for context in contexts:
        context.close()
    ours = (f"{live_server.url}/", "data:image/", "file:///")
    assert [url for url in asked if not url.startswith(ours)] == []
    assert dialogs == []


@pytest.fixture
def hostile(settings):
    settings.POSTS_PER_PAGE = settings.POSTS_IN_EMBED = 200
    return fill(clean(VECTORS), clean(VECTORS), ADDRESSES)


def is_harmless(tab, **but):
    assert tab.evaluate(SAID) == NOTHING | but, tab.url


def test_readers_pages_stay_what_they_are(watched, hostile, settings):
    for width in (1280, 360):
        window = {"viewport": {"width": width, "height": 900}}
        shown(watched, hostile, window)
    tab = watched("/")
    lists_and_searches(tab)
    settings.POSTS_PER_PAGE = 2
    titles(tab, hostile)


def shown(watched, page, window):
    at = page.get_absolute_url()
    for address in (at, f"{at}?order=oldest", f"{at}embed/", preview.link(page)):
        tab = watched(address, **window)
        expect(tab.locator("#feed article")).to_have_count(len(VECTORS))
        expect(tab.locator("#summary li")).to_have_count(len(VECTORS))
        is_harmless(tab)
        kinds = tab.locator("#feed [data-kind]").evaluate_all(
            "all => [...new Set(all.map(e => e.dataset.kind))].sort()"
        )
        assert kinds == ["link", "video"]


def lists_and_searches(tab):
    expect(tab.locator(".pages-live > li")).to_have_count(len(VECTORS) + 1)
    is_harmless(tab)
    for word in ("ran", "evil", "script", "img"):
        tab.goto(f"{tab.url.partition('?')[0]}?q={word}")
        assert tab.locator(".pages mark").count()
        is_harmless(tab)


def titles(tab, page):
    """Permalinks, whose titles are those of posts, and pages with such titles."""
    site = tab.url.partition("?")[0].rstrip("/")
    for post in page.posts.all()[::12]:
        tab.goto(site + post.get_absolute_url())
        is_harmless(tab)
    for one in LivePage.objects.exclude(pk=page.pk)[::6]:
        tab.goto(site + one.get_absolute_url())
        is_harmless(tab)
        assert signs(tab.title()) == signs(one.title)


def signs(text):
    """TEXT without blanks and what no parser keeps."""
    return re.sub(r"[\x00-\x20\x7f-\x9f\ufeff\ufffe\uffff]", "", text)


def test_an_open_page_takes_it_all_in_and_stays_what_it_is(watched, settings):
    settings.POSTS_PER_PAGE = 200
    settings.POLL_SECONDS = 0.4
    tab = watched("/")
    page = make_page("early", title="Early")
    tab.goto(f"{tab.url}live/early/")
    with_posts = fill(clean(VECTORS), clean(VECTORS), ADDRESSES, page=page)
    caught_up(tab, with_posts)
    expect(tab.locator("#feed article")).to_have_count(len(VECTORS))
    is_harmless(tab)


def test_the_desk_and_the_admin_stay_what_they_are(watched, hostile):
    chief = make_user("charles", "Chief editors")
    tab = watched(reverse("admin:desk", args=[hostile.pk]), user=chief)
    site = tab.url.partition("/admin")[0]
    expect(tab.locator("#composer .tiptap[aria-label=Text]")).to_be_visible()
    assert tab.locator(".row").count()
    for address in (
        tab.url,
        site + reverse("admin:posts_post_changelist"),
        site + reverse("admin:posts_livepage_changelist"),
        site + reverse("admin:posts_contributor_changelist"),
        site + reverse("admin:posts_livepage_change", args=[hostile.pk]),
    ):
        tab.goto(address)
        said = tab.evaluate(SAID)
        assert (said["ran"], said["violations"], said["handlers"]) == (None, [], [])

    bad = list(Post.objects.filter(body__contains="onerror")[:12])
    assert len(bad) == 12
    for post in bad:
        tab.goto(site + reverse("admin:posts_post_change", args=[post.pk]))
        expect(tab.locator(".tiptap").first).to_be_visible()
        said = tab.evaluate(SAID)
        assert (said["ran"], said["violations"], said["handlers"]) == (None, [], [])
