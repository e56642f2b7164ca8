"""A page as one HTML file: whole, in its language, and imported again by microdata."""

import base64

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, Phase, given, settings

from posts.bodies import sanitise
from posts.exporting import record_page
from posts.importing.importer import Settings, import_page
from posts.models import LivePage, Post
from tests.conftest import NOON, edit, make_page, publish
from tests.exporting import empty_the_installation, exported, read_back
from tests.machines import add_picture
from tests.page_plans import plans
from tests.pages import EVERYTHING, Draft, Plan, build
from tests.pictures import encoded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def soup_of(page, site=""):
    return BeautifulSoup(exported(page, record_page, site), "lxml")


def line(text):
    return " ".join(text.split())


def test_it_needs_nothing_from_elsewhere():
    soup = soup_of(build(EVERYTHING))
    assert not soup.select("script, link, iframe, [srcset], [style]")
    assert [image["src"].partition(";")[0] for image in soup.select("img")] == [
        "data:image/webp",
        "data:image/webp",
        "data:image/gif",
    ]


def test_a_moving_picture_is_inside_as_it_is():
    page = build(EVERYTHING)
    moving = page.posts.get(label="analysis").images.get(decorative=True)
    source = soup_of(page).select("img")[-1]["src"]
    with moving.file.open() as file:
        assert base64.b64decode(source.partition(",")[2]) == file.read()


@pytest.mark.parametrize(("light", "width"), [(10**9, 960), (1, 480)])
def test_pictures_are_as_wide_as_the_file_can_bear(page, monkeypatch, light, width):
    monkeypatch.setattr(record_page, "LIGHT", light)
    image = add_picture(publish(page))
    image.file.save("wide.png", ContentFile(encoded("PNG", (1400, 20))))
    source = soup_of(page).select_one("img")["src"]
    shown = next(r for r in image.file.renditions if r.width == width)
    with shown.storage.open(shown.name) as file:
        assert base64.b64decode(source.partition(",")[2]) == file.read()


def test_it_speaks_the_language_of_the_page():
    page = make_page(language="ar", title="عاصفة", edited_by="سارة")
    publish(page, "خبر", label="analysis")
    soup = soup_of(page)
    assert (soup.html["lang"], soup.html["dir"]) == ("ar", "rtl")
    assert soup.select_one(".label").text == "تحليل"


def test_links_within_the_site_can_be_followed_from_anywhere(page, settings):
    publish(page, body='<p><a href="/live/other/">Other</a></p>')
    link = soup_of(page, "https://live.example.org").select_one(".body a")
    assert link["href"] == "https://live.example.org/live/other/"
    assert soup_of(page).select_one(".body a")["href"] == "/live/other/"


def test_hostile_words_stay_words(page):
    words = "</style><script>alert(1)</script> \"'&amp; {{ x }}"
    publish(page, words, "<p>x</p>", quote_attribution=words, label="quote")
    edit(page.posts.get(), correction_note=words)
    soup = soup_of(page)
    assert not soup.select("script")
    assert soup.select_one("[itemprop=headline]:not(h1)").text == words
    assert soup.select_one("[itemprop=quotedBy]").text == words


def test_a_day_begins_with_a_heading_and_undated_posts_with_another():
    days = [day.text for day in soup_of(build(EVERYTHING)).select(".day")]
    assert days == ["Monday, 3 February 2025", "Posts"]


def facts(page, *, is_over, on_air):
    """What the form carries of PAGE, comparable: a stream that is on air, and when
    coverage ended if it is over."""
    lead = page.lead_image_alt, page.lead_image_credit, bool(page.lead_image)
    return {
        "title": line(page.title),
        "standfirst": line(page.standfirst),
        "edited_by": line(page.edited_by),
        "language": page.language,
        "time_zone": page.time_zone,
        "started_at": page.started_at,
        "ended_at": is_over and page.ended_at,
        "lead": tuple(map(line, lead[:2])) + lead[2:],
        "stream": on_air and (page.stream_url, line(page.stream_title)),
        "summary": [line(point.text) for point in page.summary_points.all()],
        "related": [(line(x.title), x.url) for x in page.related_links.all()],
    }


def said(post):
    """What the form carries of POST, comparable."""
    return {
        "headline": line(post.headline),
        "label": post.label,
        "key_event": post.key_event,
        "published_at": post.published_at,
        "body": sanitise(post.body),
        "bylines": [
            (line(byline.contributor.name), line(byline.shown_role))
            for byline in post.bylines.all()
        ],
        "images": [one for one in map(picture, post.images.all()) if any(one)],
        "quote_attribution": line(post.quote_attribution),
        "embed_url": post.embed_url,
        "correction_note": line(post.correction_note),
    }


def picture(image):
    alt, credit, caption = map(line, (image.alt, image.credit, image.caption))
    # A caption that only repeats the alt text is none.
    return alt, credit, caption if caption != alt else "", bool(image.file)


def shown(page):
    return [said(p) for p in page.posts.published().order_by("-sort_key").with_parts()]


def assert_comes_back(page):
    """The page is the same again, from its export, where there was none of it."""
    carried = {"is_over": page.status == "ended", "on_air": page.stream_on_air}
    before = facts(page, **carried), shown(page)
    data = exported(page, record_page)
    parsed = read_back(data)
    assert (parsed.format, parsed.left_out) == ("microdata", ())
    assert all("tells no time" in problem.message for problem in parsed.problems)
    empty_the_installation()
    page = import_page(parsed, Settings(slug="again")).page
    assert facts(page, **carried) == before[0]
    assert shown(page) == before[1]


def test_a_page_with_everything_comes_back():
    assert_comes_back(build(EVERYTHING))
    edited = Post.objects.get(label="analysis").edited_at
    assert edited == EVERYTHING.posts[1].edited_at


def test_the_lead_picture_may_stand_in_a_post_too():
    image = ("bay.jpg", "The bay", False, "", "")
    draft = Draft({"headline": "News"}, images=(image,))
    assert_comes_back(build(Plan(EVERYTHING.fields, lead="bay.jpg", posts=(draft,))))


def test_a_second_import_changes_nothing():
    page = build(EVERYTHING)
    data = exported(page, record_page)
    empty_the_installation()
    page = import_page(read_back(data), Settings(slug="again")).page
    again = import_page(read_back(data), Settings(slug="again"))
    assert {row.outcome for row in again.rows} == {"unchanged"}
    assert LivePage.objects.get().revision == page.revision


def test_a_post_that_is_published_meanwhile_waits_for_the_next_export(
    page, monkeypatch
):
    publish(page, "Out", at=NOON)
    identities = record_page.identities

    def identities_before_another_post(posts):
        names = identities(posts)
        publish(page, "New")
        return names

    monkeypatch.setattr(record_page, "identities", identities_before_another_post)
    found = read_back(exported(page, record_page)).posts
    assert [post.headline for post in found] == ["Out"]


def test_a_post_keeps_its_name(page):
    post = publish(page, at=NOON)
    (found,) = read_back(exported(page, record_page)).posts
    assert found.id == str(post.pk)


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plans(public=True))
def test_every_page_comes_back_as_far_as_the_form_goes(plan):
    empty_the_installation()
    if plan.posts:
        assert_comes_back(build(plan))
