"""A page asks its own server for all it needs, and nobody else."""

from playwright.sync_api import expect

from tests.browser.conftest import caught_up
from tests.conftest import publish


def test_a_loaded_page_asks_nobody_else(page, full, read, live_server):
    asked = []
    tab = read("/")
    tab.on("request", lambda request: asked.append(request.url))
    for path in (page.get_absolute_url(), full[1].get_absolute_url()):
        tab.goto(live_server.url + path)
        expect(tab.locator("#connection")).not_to_be_empty()
        # The pictures at its end come when they come near.
        tab.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        publish(page, "Fresh from the bay")
        caught_up(tab, page)
    assert any("/media/" in url for url in asked)
    assert [url for url in asked if not url.startswith(live_server.url + "/")] == []
