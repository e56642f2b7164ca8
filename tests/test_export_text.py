"""A page as text: what the form can carry comes back, whatever the words look like."""

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from posts.exporting import text
from posts.exporting.blocks import blocks_of
from posts.importing.importer import Settings, import_page
from posts.importing.text.clock import ZONES
from posts.models import LivePage
from posts.publishing import public_change
from tests.conftest import NOON, make_page, publish
from tests.exporting import empty_the_installation, exported, read_back
from tests.importing import SAMPLE, SEEDS, posts_of, run
from tests.machines import add_byline, publish_undated
from tests.page_plans import ZONES as PAGE_ZONES
from tests.page_plans import plans
from tests.pages import EVERYTHING, NINE, build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

MARK = "\u2060"
WHOLE = """Summary

  • The bridge is shut

  • Nobody is hurt <yet> & all are dry

  1. Postpublished at 12:00 Central European Standard Time 3 February 2025

    https://vimeo.com/123456

  2. Quote

    Postpublished at 10:00 Central European Standard Time 3 February 2025

    Nobody asked.

    — Odile Farrant

  3. Analysis

    It 'began' & grewpublished at 10:00 Central European Standard Time 3 February 2025

    Ada Example
    Reporter

    Bo Ferris
    At the quay

    A bold start, as told.

    • One

    • Two

    • For context: tides turn

    Said so

    1. First

    It was the second.

    A tugImage source, Ida Moss

    Image caption, The tug at noon

    A chart of the bayImage source, Harbour Office

  4. Long agopublished at an unknown time

    No time is known.
"""


def written(page):
    return exported(page, text).decode()


def lines_of(post):
    """The words of a parsed post's body, a line each."""
    return [line for block in blocks_of(post.body) for line in block.lines]


def test_the_whole_page():
    assert written(build(EVERYTHING)) == WHOLE


def test_a_page_without_posts_is_its_summary(page):
    assert written(page) == ""


@pytest.mark.parametrize("path", [SAMPLE, *SEEDS], ids=lambda path: path.stem)
def test_what_was_imported_leaves_as_it_came(path):
    run(path, slug="bridge-shut")
    data = exported(LivePage.objects.get(), text)
    came = lines_in(path.read_text())
    assert [re.sub(r" \d+ \w+ \d{4}$", "", line) for line in lines_in(data)] == came
    before = [text.entry_of(post, post.page) for post in posts_of()]
    empty_the_installation()
    import_page(read_back(data), Settings(title="Bridge shut"))
    assert [text.entry_of(post, post.page) for post in posts_of()] == before


def lines_in(source):
    source = source if isinstance(source, str) else source.decode()
    return sorted(filter(None, map(str.strip, source.split("\n"))))


LOOKS = [
    "1. Storm",
    "7. Storm published at 12:00",
    "Storm over the baypublished at 12:00",
    "8. Stormpublished at 99:99 Nowhere Time",
    "• no point",
    "Ada Example",
    "A tugImage source, Harbour Office",
    "Image caption, A tug",
    f"{MARK}joined",
    f"{MARK}{MARK}joined twice",
]


@pytest.mark.parametrize("line", LOOKS)
def test_a_paragraph_that_looks_like_the_form_is_still_a_paragraph(page, line):
    publish(page, "Older", f"<p>{line}</p>", at=NINE)
    publish(page, "Newer", f"<p>{line}</p><p>{line}</p><ul><li>{line}</li></ul>", NOON)
    newer, older = read_back(exported(page, text)).posts
    assert (newer.headline, lines_of(newer)) == ("Newer", [line] * 3)
    assert (older.headline, lines_of(older)) == ("Older", [line])
    assert [block.opens_item for block in blocks_of(newer.body)] == [0, 0, 1]


@pytest.mark.parametrize("point", ["Read more", "Share", f"{MARK}joined", "• Storm"])
def test_a_point_of_the_summary_stays_one_whatever_it_looks_like(page, point):
    with public_change(page) as change:
        change.write_summary([point, "Plain"])
    publish(page, "News", "<p>• odd</p>", at=NOON)
    assert read_back(exported(page, text)).summary == (point, "Plain")


def test_a_label_alone_above_the_next_post_is_a_paragraph(page):
    publish(page, "Older", at=NINE)
    publish(page, "Newer", "<p>First.</p><p>Breaking</p>", at=NOON)
    newer, older = read_back(exported(page, text)).posts
    assert lines_of(newer) == ["First.", "Breaking"]
    assert older.label == ""


def test_only_the_post_that_would_be_misread_is_marked(page):
    publish(page, "Older", "<p>Plain.</p>", at=NINE)
    publish(page, "Newer", "<p>• odd</p><p>Plain.</p>", at=NOON)
    assert [line for line in lines_in(written(page)) if MARK in line] == [
        f"1. {MARK}Newerpublished at 12:00 Greenwich Mean Time 3 February 2025",
        f"{MARK}Plain.",
        f"{MARK}• odd",
    ]


@pytest.mark.parametrize(
    "headline", ["Post", "1. Storm", "• Storm", "Storm published at 1:00"]
)
def test_a_headline_comes_back(page, headline):
    publish(page, headline, at=NOON)
    assert read_back(exported(page, text)).posts[0].headline == headline


def test_a_name_that_is_no_byline_is_a_paragraph(page):
    post = publish(page, "News", "<p>It blows.</p>", at=NOON)
    add_byline(post, "Tide desk of the harbour office at night", role="And a role.")
    (post,) = read_back(exported(page, text)).posts
    assert post.bylines == ()
    said = "Tide desk of the harbour office at night, And a role."
    assert lines_of(post) == [said, "It blows."]


def test_a_context_note_says_that_it_is_one(page):
    publish(page, "News", '<ul class="context"><li>Tides turn</li></ul>', at=NOON)
    (post,) = read_back(exported(page, text)).posts
    assert post.body == '<ul class="context"><li>For context: Tides turn</li></ul>'


@pytest.mark.parametrize(
    ("zone", "stamp"),
    [
        ("Europe/London", "12:00 Greenwich Mean Time 3 February 2025"),
        ("Europe/Dublin", "12:00 Greenwich Mean Time 3 February 2025"),
        ("America/New_York", "07:00 Eastern Standard Time 3 February 2025"),
        ("America/St_Johns", "12:00 Coordinated Universal Time 3 February 2025"),
        ("Pacific/Kiritimati", "12:00 Coordinated Universal Time 3 February 2025"),
    ],
)
def test_a_time_is_written_in_a_zone_whose_name_the_form_knows(zone, stamp):
    page = make_page(time_zone=zone)
    publish(page, "News", at=NOON)
    assert f"Newspublished at {stamp}\n" in written(page)
    assert read_back(exported(page, text)).posts[0].published_at == NOON


def test_utc_is_a_name_that_the_form_knows():
    assert ZONES[text.FALLBACK] == 0


def test_undated_posts_keep_their_order(page):
    for headline in ("First", "Second"):
        publish_undated(page, headline)
    publish(page, "Third", at=NOON)
    posts = read_back(exported(page, text)).posts
    assert [(post.headline, post.published_at) for post in posts] == [
        ("Third", NOON),
        ("Second", None),
        ("First", None),
    ]


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plans(public=True))
def test_every_page_comes_back_as_far_as_the_form_goes(plan):
    empty_the_installation()
    page = build(plan)
    data = exported(page, text)
    shown = list(page.posts.published().order_by("-sort_key").with_parts())
    if not shown:
        return
    parsed = read_back(data, format="published")
    assert list(parsed.summary) == [
        " ".join(point.text.split()) for point in page.summary_points.all()
    ]
    for post, found in zip(shown, parsed.posts, strict=True):
        moment = post.published_at
        assert found.headline == " ".join(post.headline.split())
        assert found.label == post.label
        assert found.published_at == (
            moment and moment.replace(second=0, microsecond=0)
        )
        said = "".join(line for _, line in text.entry_of(post, page).body)
        assert said in "".join(lines_of(found))
    empty_the_installation()
    settings = Settings(title="Storm", time_zone=page.time_zone, status="live")
    again = exported(import_page(parsed, settings).page, text)
    assert without_marks(again) == without_marks(data)


def without_marks(data):
    """The lines of an export without marks and numbers, whose places differ."""
    lines = data.decode().replace(MARK, "").split("\n")
    return [re.sub(r"^[0-9]+\. ", "", line.strip()) for line in lines if line.strip()]


def test_the_zones_of_random_pages_are_of_both_kinds():
    stamps = [text.stamp(NOON, zone) for zone in PAGE_ZONES]
    assert {"Coordinated Universal Time" in stamp for stamp in stamps} == {True, False}
