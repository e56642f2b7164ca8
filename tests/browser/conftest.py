"""A real browser against a real server: tabs that read, and what to ask of them."""

import os
import re
import time

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from posts.gate import Gate
from posts.models import LivePage
from tests import browsers
from tests.full_page import fill

# Playwright keeps an event loop in this thread; our queries are on purpose.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A busy machine is slow, not wrong.
expect.set_options(timeout=15_000)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG = "".join(
    f"<p>Paragraph {n} of a long report from the bay.</p>" for n in range(12)
)

POLLS = re.compile(r"/updates/\d+/")
CURSOR_IS = "cursor => document.querySelector('#poller > input').value === cursor"

# A tab that the test hides and shows, since a headless one is always in sight.
HIDING = """
let hidden = false;
Object.defineProperty(document, "hidden", { get: () => hidden });
Object.defineProperty(document, "visibilityState", {
  get: () => (hidden ? "hidden" : "visible"),
});
window.hide = (value) => {
  hidden = value;
  document.dispatchEvent(new Event("visibilitychange"));
};
"""

# The desk's copies for the server, which are seconds apart, come at once.
OFTEN = """
const { setInterval } = window;
window.setInterval = (run, pause) => setInterval(run, Math.min(pause, 300));
"""


@pytest.fixture(scope="package", autouse=True)
def gates():
    """The server of the tests has the reader gate before it, as production does."""
    gates = []

    def gated():
        gates.append(Gate(WSGIHandler()))
        return gates[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.testcases.WSGIHandler", gated)
        yield gates


@pytest.fixture(autouse=True)
def nothing_kept(gates, nothing_kept):
    for gate in gates:
        gate.forget()


@pytest.fixture(scope="package")
def chromium():
    path = browsers.chromium()
    if not path:
        pytest.fail("No browser: install chromium or name one in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def quick(settings, transactional_db):
    """A page that polls fast and shows few posts."""
    settings.POLL_SECONDS = 0.4
    settings.POLL_SECONDS_QUIET = 0.8
    settings.POSTS_PER_PAGE = 5


@pytest.fixture
def full(page, settings, tmp_path):
    """The posts of a page that shows everything a page can show."""
    settings.MEDIA_ROOT = tmp_path
    return fill(page)


class Errors(list):
    """What went wrong in the browser; `expected` holds patterns that are meant."""

    def __init__(self):
        # Withdrawing a post that is not loaded finds nothing to remove; the
        # admin has no icon.
        self.expected = ["^htmx:oobErrorNoTarget", "/favicon.ico$"]

    def take(self, message):
        if message.type == "error":
            self.append(f"{message.text} {message.location['url']}")

    def allow(self, *patterns):
        self.expected += patterns

    @property
    def unexpected(self):
        return [said for said in self if not re.search("|".join(self.expected), said)]


@pytest.fixture
def errors():
    """Fails the test that used a tab in which anything unexpected went wrong."""
    errors = Errors()
    yield errors
    assert errors.unexpected == []


@pytest.fixture
def read(chromium, live_server, errors):
    """Open a page as a reader does: `read(page, "?order=oldest")` is a new tab.

    All tabs share one context unless options of a new context are given.
    """
    contexts = []

    def read(page, more="", **options):
        if options or not contexts:
            contexts.append(chromium.new_context(**options))
            contexts[-1].set_default_timeout(10_000)
        tab = new_tab(contexts[-1], errors)
        address = page.get_absolute_url() if hasattr(page, "slug") else page
        tab.goto(f"{live_server.url}{address}{more}")
        return tab

    yield read
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def known(chromium):
    """Contexts that have loaded the desk's scripts already, for one user each."""
    contexts = []
    yield contexts
    for context in contexts:
        context.close()


@pytest.fixture
def desk(chromium, known, live_server, errors, settings):
    """Open the desk of a page: `desk(page, user)` is a signed-in tab, ready to type.

    The tabs of a user share one context unless options of a new one are given.
    """
    settings.DESK_POLL_SECONDS = 0.3
    # A poll that is under way when a tab closes; a lost answer is told otherwise, too.
    errors.allow("^htmx:afterRequest", "^htmx:sendAbort", "^htmx:sendError")
    contexts = {}
    own = []
    spare = known.copy()

    def context(**options):
        if spare and not options:
            return spare.pop()
        made = new_context(chromium, **options)
        (own if options else known).append(made)
        return made

    def desk(page, user, **options):
        if options or user.pk not in contexts:
            contexts[user.pk] = context(**options)
            sign_in(contexts[user.pk], user, live_server.url)
        tab = new_tab(contexts[user.pk], errors)
        tab.goto(f"{live_server.url}{reverse('admin:desk', args=[page.pk])}")
        expect(tab.locator("#composer .tiptap[aria-label=Text]")).to_be_visible()
        return tab

    yield desk
    for context in own:
        context.close()
    for tab in [tab for context in known for tab in context.pages]:
        tab.close()


def new_context(chromium, **options):
    window = {"viewport": {"width": 1280, "height": 900}}
    context = chromium.new_context(**window | options)
    context.set_default_timeout(10_000)
    context.add_init_script(OFTEN)
    return context


def sign_in(context, user, address):
    """Let CONTEXT be the browser of USER, who was never here before."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    context.clear_cookies()
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    context.set_offline(False)
    tab = context.new_page()
    devtools = context.new_cdp_session(tab)
    stores = {"origin": address, "storageTypes": "local_storage"}
    devtools.send("Storage.clearDataForOrigin", stores)
    tab.close()


def new_tab(context, errors):
    """A tab in which whatever goes wrong is taken down in ERRORS."""
    tab = context.new_page()
    tab.add_init_script(HIDING)
    tab.on("pageerror", lambda error: errors.append(f"pageerror: {error}"))
    tab.on("console", errors.take)
    return tab


def go(link):
    """Follow LINK, or press a form's button, and wait until the next page is there."""
    with link.page.expect_navigation():
        link.click()


def caught_up(tab, page):
    """Wait until TAB has seen every change of PAGE."""
    revision = LivePage.objects.get(pk=page.pk).revision
    tab.wait_for_function(CURSOR_IS, arg=str(revision), polling=50)


def poll_times(tab, count, **options):
    """When TAB asks for the updates the next COUNT times, in seconds."""
    times = []
    for _ in range(count):
        with tab.expect_request(POLLS, **options):
            pass
        times.append(time.monotonic())
    return times


def ids(tab, inside="#feed"):
    """The pks of the posts that TAB shows, in order."""
    posts = tab.locator(f"{inside} article").evaluate_all("all => all.map(p => p.id)")
    return [int(post.split("-")[1]) for post in posts]


def pks(posts):
    return [post.pk for post in posts]


def top_of(tab, selector):
    """Where the top of the first SELECTOR stands in the window, in pixels."""
    return tab.locator(selector).first.evaluate("e => e.getBoundingClientRect().top")


def scroll_to(tab, selector, top=0):
    """Scroll so that the top of SELECTOR stands at TOP, and report where it stands."""
    tab.locator(selector).first.evaluate(
        "(e, top) => window.scrollBy(0, e.getBoundingClientRect().top - top)", top
    )
    return top_of(tab, selector)
