"""An exported page in a browser: from the button to the file that opens anywhere."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import new_context, new_tab, sign_in
from tests.browser.test_desk_accessibility import assert_sound
from tests.checkers import nu
from tests.pages import EVERYTHING, build


@pytest.fixture
def story(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return build(EVERYTHING)


@pytest.fixture
def tab(chromium, chief, live_server, errors, story):
    """A tab in which a chief editor has opened the form of the page."""
    context = new_context(chromium)
    sign_in(context, chief, live_server.url)
    tab = new_tab(context, errors)
    tab.goto(f"{live_server.url}/admin/posts/livepage/{story.pk}/change/")
    yield tab
    context.close()


def test_a_page_is_saved_and_opened_from_the_disk(tab, tmp_path, chromium, errors):
    tab.get_by_role("link", name="Export").click()
    expect(tab.get_by_role("link", name="Web page")).to_be_visible()
    assert_sound(tab)
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Web page").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "storm.html"
    # The checker does not know what `img-src data:` allows; the browser, which shows
    # the pictures below, says nothing.
    assert [
        said
        for said in nu.complaints({"record": path.read_text()})
        if "Security Policy (meta tag): image “data:image/" not in said
    ] == []
    context = new_context(chromium)
    record = new_tab(context, errors)
    record.goto(f"file://{path}")
    expect(record.locator("article h3")).to_have_text(
        ["Post at 12:00", "Quote", "Analysis It 'began' & grew", "Long ago"]
    )
    pictures = record.locator("img").evaluate_all(
        "pictures => pictures.map(one => one.complete && one.naturalWidth)"
    )
    assert pictures == [48, 40, 40]
    assert_sound(record)
    record.set_viewport_size({"width": 320, "height": 700})
    assert record.evaluate("document.documentElement.scrollWidth") == 320
    context.close()
