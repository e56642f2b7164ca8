"""Pictures come to a post by paste, drop or file, and not without a description."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import (
    headline,
    newest,
    publish_by_keys,
    text,
    transfer,
    write,
)
from tests.pictures import encoded, photo

JPEG = encoded(size=(320, 240))


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def pictures(tab):
    return tab.locator("#composer-images > .image")


def alt(tab, at=0):
    return pictures(tab).nth(at).get_by_label("Alt text")


def test_a_pasted_picture_needs_alt_text_and_reaches_the_reader(
    page, desk, editor, read
):
    reader = read(page)
    tab = desk(page, editor)
    write(tab, "The pier", "As it was.")
    transfer(text(tab), "paste", files={"image.jpg": photo()})
    expect(pictures(tab)).to_have_count(1)
    expect(alt(tab)).to_be_focused()
    thumbnail = pictures(tab).locator("img")
    expect(thumbnail).to_have_js_property("naturalWidth", 300)
    headline(tab).press("Control+Enter")
    notice = tab.locator("#composer-notice")
    expect(notice).to_contain_text("Describe each picture")
    assert not page.posts.exists()
    expect(headline(tab)).to_have_value("The pier")
    expect(text(tab)).to_have_text("As it was.")
    alt(tab).fill("The pier at low tide")
    pictures(tab).get_by_label("Caption").fill("Low tide")
    pictures(tab).get_by_label("Source").fill("Maren Holt")
    publish_by_keys(tab)
    expect(pictures(tab)).to_have_count(0)
    shown = reader.locator(f"#post-{newest(page).pk} figure.picture")
    picture = shown.locator("img")
    # Upright: the camera wrote 400 by 300 and a note to turn it.
    for name, value in {"alt": "The pier at low tide", "width": "300"}.items():
        expect(picture).to_have_attribute(name, value)
    expect(picture).to_have_attribute("height", "400")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    expect(shown.locator("figcaption")).to_have_text("Low tide Source: Maren Holt")


def test_dropped_and_chosen_pictures_may_be_decorative_and_put_in_order(
    page, desk, editor, read
):
    reader = read(page)
    tab = desk(page, editor)
    write(tab, "Two pictures")
    transfer(text(tab), "drop", files={"dropped.jpg": JPEG})
    expect(alt(tab)).to_be_focused()
    alt(tab).fill("The first")
    tab.locator("[data-pictures]").set_input_files(
        {"name": "chosen.png", "mimeType": "image/png", "buffer": encoded("PNG")}
    )
    expect(pictures(tab)).to_have_count(2)
    pictures(tab).nth(1).get_by_label("Decorative").check()
    pictures(tab).nth(1).get_by_role("button", name="up").click()
    expect(alt(tab, 1)).to_have_value("The first")
    publish_by_keys(tab)
    images = newest(page).images.order_by("order")
    assert [(image.alt, image.decorative) for image in images] == [
        ("", True),
        ("The first", False),
    ]
    shown = reader.locator(f"#post-{newest(page).pk} figure.picture img")
    expect(shown).to_have_count(2)
    sizes = shown.evaluate_all("all => all.map(e => [e.width, e.height].join())")
    assert all(size != "0,0" for size in sizes)
    assert [shown.nth(n).get_attribute("width") for n in (0, 1)] == ["400", "320"]


def test_what_is_no_picture_is_refused_in_words_and_the_text_stays(
    page, desk, editor, errors
):
    errors.allow("422")
    tab = desk(page, editor)
    write(tab, "No picture")
    transfer(text(tab), "drop", files={"notes.jpg": b"These are words."})
    alert = tab.locator("#composer-images [role=alert]")
    expect(alert).to_contain_text("'notes.jpg' is no picture that browsers show.")
    publish_by_keys(tab)
    assert newest(page).headline == "No picture"
    assert not newest(page).images.exists()


def test_a_picture_that_was_not_saved_is_given_back_with_its_texts(page, desk, editor):
    tab = desk(page, editor)
    transfer(text(tab), "paste", files={"image.jpg": JPEG})
    expect(pictures(tab)).to_have_count(1)
    alt(tab).fill("The pier")
    tab.close()
    tab = desk(page, editor)
    expect(alt(tab)).to_have_value("The pier")
    expect(pictures(tab).locator("img")).to_have_js_property("naturalWidth", 320)
    publish_by_keys(tab)
    assert newest(page).images.get().alt == "The pier"
