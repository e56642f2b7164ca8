"""The embed in the frame of another site."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from posts.models import SummaryPoint
from posts.publishing import public_change
from tests.browser.conftest import caught_up
from tests.conftest import make_page, open_as, publish, withdraw

# The site that shows the frame, with the few lines that docs/machines.md gives it.
SHOWING = """
<!doctype html><title>Host</title>
<iframe id="live" src="{}" title="Live" width="600" height="100"></iframe>
<script>
addEventListener("message", (event) => {{
  const frame = document.getElementById("live");
  if (event.source !== frame.contentWindow) return;
  if (event.data?.type === "liveblog:height") frame.height = event.data.height;
}});
</script>
"""


@pytest.fixture
def host(read, live_server, page):
    """A tab with the other site, which shows the page."""
    address = live_server.url + reverse("posts:embed", args=[page.slug])

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(SHOWING.format(address).encode())

        def log_message(self, *args):
            pass

    tab = read("/robots.txt")
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        tab.goto(f"http://127.0.0.1:{server.server_port}/")
        yield tab
        server.shutdown()


def assert_frame_fits(tab):
    """The frame is as high as what it shows."""
    tab.wait_for_function("document.getElementById('live').height !== '100'")
    frame = tab.frames[1]
    frame.wait_for_function(
        "innerHeight === Math.ceil(document.body.getBoundingClientRect().height)"
    )
    return frame.evaluate("innerHeight")


def test_the_frame_is_as_high_as_its_content_and_follows_it(host, page):
    first = assert_frame_fits(host)
    post = publish(page, "Fresh", "<p>Long.</p>" * 20)
    expect(host.frame_locator("#live").locator(f"#post-{post.pk}")).to_be_visible()
    host.wait_for_function(
        "high => document.getElementById('live').height > high", arg=first
    )
    higher = assert_frame_fits(host)
    withdraw(post)
    host.wait_for_function(
        "high => document.getElementById('live').height < high", arg=higher
    )
    assert_frame_fits(host)


def test_a_link_opens_outside_of_the_frame(host, page):
    frame = host.frame_locator("#live")
    with host.context.expect_page() as opened:
        frame.get_by_role("link", name="Open the live page").click()
    expect(opened.value).to_have_url(re.compile(page.get_absolute_url() + "$"))
    assert opened.value.evaluate("window.opener") is None


def test_a_link_to_a_place_in_the_frame_stays_there(host, page):
    publish(page)
    inside = host.frames[1]
    inside.evaluate("""
        document.body.insertAdjacentHTML("beforeend", "<a id=x href='#feed'>Down</a>");
        document.getElementById("x").click();
    """)
    inside.wait_for_function("location.hash === '#feed'")
    assert len(host.context.pages) == 1


def test_a_page_that_is_no_embed_is_not_shown_in_a_frame(host, live_server, errors):
    errors.allow("frame-ancestors", "Framing", "X-Frame-Options")
    other = make_page("other")
    address = live_server.url + other.get_absolute_url()
    with host.expect_event("framenavigated"):
        host.evaluate(
            "address => { document.getElementById('live').src = address }", address
        )
    host.frames[1].wait_for_load_state()
    assert host.frames[1].locator("#feed").count() == 0


def test_a_post_is_shared_outside_of_the_frame(host, page):
    post = publish(page)
    share = host.frame_locator("#live").locator(f"#post-{post.pk} .share")
    with host.context.expect_page() as opened:
        share.click()
    expect(opened.value.locator(f"#post-{post.pk}.is-marked")).to_be_visible()
    expect(share).to_be_visible()


def test_an_embed_that_is_withdrawn_says_that_and_nothing_else(page, read, errors):
    errors.allow("^Failed to load resource.*410", "^Response Status Error Code 410")
    post = publish(page)
    with public_change(page) as change:
        SummaryPoint.objects.create(page=page, text="The bay is flooded.")
        change.pin(change.post(post.pk))
    tab = read(page, "embed/")
    open_as(page, "withdrawn")
    expect(tab.locator("#withdrawn-notice h1")).to_be_visible()
    seen = tab.locator("#live > *").filter(visible=True)
    expect(seen).to_have_count(2)  # the announcer is there for screen readers alone
    expect(tab.locator("#announcer")).to_have_text("This page has been withdrawn")
    open_as(page, "live")
    caught_up(tab, page)
    expect(tab.locator(f"#post-{post.pk}")).to_be_visible()
