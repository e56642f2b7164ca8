"""What we publish ourselves can be read back: our feeds, and our page with pictures."""

import pytest
from django.core.management import call_command

from posts.importing.reading import read
from posts.importing.source import Source, Wanted
from posts.models import LivePage
from tests.conftest import NOON, edit, publish, set_page
from tests.machines import add_byline, add_picture, publish_undated
from tests.pictures import encoded
from tests.saved_pages import html_of, live_page, script, update

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def parse_answer(client, url):
    return read(Source(client.get(url).content), Wanted())


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_our_feeds_come_back_with_all_that_they_carry(client, page, kind):
    set_page(page, standfirst="It blows.", language="en-us")
    undated = publish_undated(page)
    quote = publish(
        page,
        "",
        "<p>Hold <strong>on</strong>.</p><ul><li>Tight</li></ul>",
        at=NOON,
        label="quote",
        quote_attribution="A pilot",
        embed_url="https://youtu.be/abcdefghijk",
    )
    edit(quote, correction_note="The tug is Patient.")
    add_byline(quote, "Ada Example")
    add_picture(quote, caption="At sea", credit="Port Authority")
    bare = publish(page, "Bridge shut", "", label="breaking")
    add_picture(bare, alt="A bridge")
    bare.images.update(file="")
    parsed = parse_answer(client, f"/live/{page.slug}/feed.{kind}")
    assert (parsed.title, parsed.standfirst) == (page.title, "It blows.")
    assert parsed.language == "en-us"
    first, second, third = parsed.posts
    assert (first.headline, first.body, first.label) == ("Bridge shut", "", "breaking")
    assert [image.alt for image in first.images] == ["A bridge"]
    assert second.headline == ""
    assert second.body == quote.body
    assert (second.label, second.quote_attribution) == ("quote", "A pilot")
    assert second.published_at == NOON
    quote.refresh_from_db()
    assert second.edited_at == quote.edited_at
    assert second.correction_note == "The tug is Patient."
    assert second.embed_url == "https://youtu.be/abcdefghijk"
    assert [byline.name for byline in second.bylines] == ["Ada Example"]
    (image,) = second.images
    assert (image.alt, image.caption, image.credit) == (
        "A tug",
        "At sea",
        "Port Authority",
    )
    assert (third.headline, third.published_at) == (undated.headline, None)
    ids = [post.get_absolute_url() for post in (bare, quote, undated)]
    assert [post.id.removeprefix("http://testserver") for post in parsed.posts] == ids


def test_our_saved_page_is_read_by_its_json_ld(client, page):
    body = "<p>A <strong>crane</strong> hit it.</p><ul><li>Wait</li></ul>"
    post = publish(page, "Bridge shut", body, at=NOON)
    add_byline(post, "Ada Example")
    parsed = parse_answer(client, page.get_absolute_url())
    assert (parsed.format, parsed.title) == ("json-ld", page.title)
    (found,) = parsed.posts
    assert (found.headline, found.body) == ("Bridge shut", body)
    assert (found.published_at, found.edited_at) == (NOON, None)
    assert [byline.name for byline in found.bylines] == ["Ada Example"]


def test_a_saved_page_becomes_a_live_page_with_its_pictures(tmp_path):
    folder = tmp_path / "saved"
    (folder / "storm_files").mkdir(parents=True)
    (folder / "storm_files" / "quay.jpg").write_bytes(encoded())
    image = {
        "@type": "ImageObject",
        "url": "storm_files/quay.jpg",
        "alternateName": "A quay",
        "creditText": "Ada",
    }
    data = live_page(update(1, image=image), image=image | {"url": "gone.jpg"})
    (folder / "storm.html").write_text(html_of("", script(data)))
    for _ in range(2):
        call_command("import_live", str(folder), verbosity=0)
    page = LivePage.objects.get(slug="storm-over-the-bay")
    (post,) = page.posts.all()
    assert (post.headline, post.body) == ("News 1", "<p>It happened 1.</p>")
    (stored,) = post.images.all()
    assert (stored.alt, stored.credit, stored.width) == ("A quay", "Ada", 400)
    assert page.revision == 1
