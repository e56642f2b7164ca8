"""A player that runs goes on, whatever else changes on the page."""

import pytest
from playwright.sync_api import expect

from posts.models import Post, SummaryPoint
from posts.publishing import public_change
from tests.browser.conftest import LONG, caught_up
from tests.conftest import NOON, edit, open_as, publish, set_page, withdraw

MOVIE = "https://video.test/harbour.mp4"


@pytest.fixture(autouse=True)
def there_is_no_movie(errors):
    errors.allow("^Failed to load resource")


def play(tab, inside):
    """Click on the card and mark the player, to know it again."""
    tab.route(MOVIE, lambda route: route.fulfill(status=404))
    tab.locator(f"{inside} .embed-card").click()
    player = tab.locator(f"{inside} video")
    player.evaluate("video => { video.isTheOne = true; }")


def assert_plays_on(tab, inside):
    player = tab.locator(f"{inside} video")
    assert player.evaluate("video => video.isTheOne") is True


@pytest.fixture
def post(page):
    return publish(page, "Watch", LONG, at=NOON, embed_url=MOVIE)


@pytest.fixture
def tab(page, post, read):
    tab = read(page)
    play(tab, f"#post-{post.pk}")
    return tab


def test_nothing_is_asked_of_anybody_else_before_the_click(page, post, read):
    asked = []
    tab = read("/")
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(tab.url + page.get_absolute_url()[1:])
    expect(tab.locator("#connection")).not_to_be_empty()
    assert asked
    assert not [url for url in asked if "video.test" in url]


@pytest.mark.parametrize(
    "change",
    [
        {"headline": "Watch this"},
        {"body": "<p>Other words.</p>"},
        {"body": ""},
        {"label": "analysis"},
        {"correction_note": "The ferry is called Maren."},
        {"label": "quote", "quote_attribution": "Maren Holt"},
    ],
    ids=lambda change: "-".join(
        f"{name}={value[:9]}" for name, value in change.items()
    ),
)
def test_a_player_runs_on_when_other_parts_of_its_post_change(page, post, tab, change):
    edit(post, **change)
    caught_up(tab, page)
    assert_plays_on(tab, f"#post-{post.pk}")
    assert tab.locator(f"#post-{post.pk} .embed").count() == 1


def test_a_player_runs_on_when_its_post_moves(page, post, tab):
    other = publish(page, "Other")
    with public_change(page) as change:
        change.retime(change.post(post.pk), change.now)
    caught_up(tab, page)
    expect(tab.locator(f"#feed > :first-child#post-{post.pk}")).to_be_visible()
    expect(tab.locator(f"#feed > :last-child#post-{other.pk}")).to_be_visible()
    assert_plays_on(tab, f"#post-{post.pk}")


def test_a_player_stops_when_its_address_changes_or_its_post_goes(page, post, tab):
    edit(post, embed_url="https://video.test/other.mp4")
    caught_up(tab, page)
    expect(tab.locator(f"#post-{post.pk} .embed-card")).to_be_visible()
    expect(tab.locator("video")).to_have_count(0)
    play(tab, f"#post-{post.pk}")
    withdraw(post)
    caught_up(tab, page)
    expect(tab.locator("video")).to_have_count(0)


def test_the_stream_runs_on_whatever_else_changes(page, read):
    set_page(page, stream_on_air=True, stream_url=MOVIE, stream_title="The harbour")
    tab = read(page)
    play(tab, "#stream")
    post = publish(page, "News")
    with public_change(page) as change:
        SummaryPoint.objects.create(page=page, text="The bay is flooded.")
        change.pin(change.post(post.pk))
    set_page(page, title="Storm and flood")
    set_page(page, stream_title="The harbour, from the tower")
    open_as(page, "ended")
    caught_up(tab, page)
    assert_plays_on(tab, "#stream")
    set_page(page, stream_on_air=False)
    caught_up(tab, page)
    expect(tab.locator("video")).to_have_count(0)


def test_players_run_on_when_the_page_starts_over(page, post, read, settings):
    settings.POSTS_PER_PAGE = 120
    set_page(page, stream_on_air=True, stream_url=MOVIE)
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    tab = read(page)
    places = ["#stream", f"#pinned-{post.pk}", f"#post-{post.pk}"]
    for place in places:
        play(tab, place)
    with public_change(page) as change:
        for n in range(101):
            change.publish(change.add(Post(headline=f"Flood {n}")))
    caught_up(tab, page)
    for place in places:
        assert_plays_on(tab, place)
    set_page(page, time_zone="Asia/Kolkata")
    caught_up(tab, page)
    expect(tab.locator(f"#post-{post.pk} .post-time")).to_contain_text("17:30")
    for place in places:
        assert_plays_on(tab, place)


def test_a_pinned_player_runs_on_when_another_post_is_pinned_above(page, post, read):
    other = publish(page, "Other")
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    tab = read(page)
    play(tab, "#pinned")
    with public_change(page) as change:
        change.pin(change.post(other.pk))
    caught_up(tab, page)
    expect(tab.locator("#pinned article")).to_have_count(2)
    assert_plays_on(tab, "#pinned")
    with public_change(page) as change:
        change.pin(change.post(post.pk))
    caught_up(tab, page)
    assert_plays_on(tab, "#pinned")
